import type { SimulatedRequest } from '../httpsServer.mts';

/** A call that Slack turns down: `{"ok":false,"error":...}` with HTTP 200. */
export class SlackError extends Error {
	readonly fields: Record<string, unknown>;

	constructor(code: string, fields: Record<string, unknown> = {}) {
		super(code);
		this.fields = fields;
	}
}

export type SlackArguments = Record<string, unknown>;

/**
 * A call's arguments: from the query, and from a form or, where the method takes it, a JSON body.
 * Methods that only read ignore a JSON body, as Slack's do.
 */
export function readArguments(request: SimulatedRequest, takesJson: boolean): SlackArguments {
	const fromQuery = Object.fromEntries(request.query);
	if (request.method === 'GET' || request.body.length === 0) return fromQuery;
	const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
	const text = request.body.toString('utf8');
	if (type === 'application/x-www-form-urlencoded') {
		return { ...fromQuery, ...Object.fromEntries(new URLSearchParams(text)) };
	}
	if (type === 'application/json') {
		const body = parseJsonObject(text);
		return takesJson ? { ...fromQuery, ...body } : fromQuery;
	}
	throw new SlackError('invalid_post_type');
}

/** A list argument: as JSON in a form, as a list in a JSON body. */
export function readList(value: unknown, codeIfBroken: string): unknown[] {
	if (value === undefined || value === null || value === '') return [];
	const list = typeof value === 'string' ? parseJson(value, codeIfBroken) : value;
	if (!Array.isArray(list)) throw new SlackError(codeIfBroken);
	return list;
}

export function readText(args: SlackArguments, name: string): string {
	const value = args[name];
	return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** The token: `Authorization: Bearer` first, else the argument of a form or query, never of JSON. */
export function readToken(request: SimulatedRequest): string {
	const header = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]?.trim();
	if (header !== undefined && header !== '') return header;
	const isJson = /^application\/json/i.test(request.headers['content-type'] ?? '');
	const form = isJson ? undefined : new URLSearchParams(request.body.toString('utf8'));
	return form?.get('token') ?? request.query.get('token') ?? '';
}

function parseJsonObject(text: string): SlackArguments {
	const value = parseJson(text, 'invalid_json');
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new SlackError('json_not_object');
	}
	return value as SlackArguments;
}

function parseJson(text: string, codeIfBroken: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new SlackError(codeIfBroken);
	}
}
