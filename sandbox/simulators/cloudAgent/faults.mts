import type { SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import { json } from '../httpsServer.mts';
import type { Fault, FaultScope, RequestKind } from './types.mts';

interface PlannedFault {
	fault: Fault;
	scope: FaultScope;
	left: number;
}

/** Faults still to come, in the order they were planned. */
export class PlannedFaults {
	#planned: PlannedFault[] = [];

	plan(fault: Fault, scope: FaultScope = {}): void {
		this.#planned.push({ fault, scope, left: scope.times ?? 1 });
	}

	/** The first planned fault that a request meets; one of its times is used up. */
	take(kind: RequestKind, request: SimulatedRequest): Fault | undefined {
		const userName = userNameIn(request);
		const met = this.#planned.find(
			({ scope }) => (scope.kind ?? kind) === kind && (scope.userName ?? userName) === userName,
		);
		if (met === undefined) return undefined;
		met.left--;
		this.#planned = this.#planned.filter(({ left }) => left > 0);
		return met.fault;
	}

	clear(): void {
		this.#planned = [];
	}
}

/** Whom the request says it is for; nobody where that cannot be read. */
function userNameIn({ body }: SimulatedRequest): unknown {
	try {
		return (JSON.parse(body.toString('utf8')) as { userName?: unknown } | null)?.userName;
	} catch {
		return undefined;
	}
}

/** A fault that answers in CloudAgent's place. */
export type AnsweringFault = Exclude<Fault, { type: 'hang' } | { type: 'latency' }>;

/** What a fault answers. */
export function faultAnswer(
	fault: AnsweringFault,
	request: SimulatedRequest,
	nowMs: number,
): SimulatedAnswer {
	switch (fault.type) {
		case 'html':
			return text(fault.status ?? 200, HTML_PAGE, 'text/html;charset=utf-8');
		case 'empty':
			return { status: fault.status ?? 200, body: '' };
		case 'number':
			return text(200, '42', 'application/json');
		case 'huge':
			return fault.as === 'json'
				? json(200, { status: 'error', message: 'x'.repeat(MEGABYTE) })
				: text(200, HTML_PAGE.padEnd(MEGABYTE, '<p>x</p>\n'), 'text/html');
		case 'controlCharacters':
			return json(200, { status: 'error', message: 'Down\u0000 for\u0007\u001b[31m work\u202e' });
		case 'serverError':
			return springAnswer(500, 'Internal Server Error', request, nowMs);
		case 'tooManyRequests':
			return withRetryAfter(429, 'Too Many Requests', fault.retryAfter);
		case 'unavailable':
			return withRetryAfter(503, 'Service Unavailable', fault.retryAfter);
		case 'drop':
			return 'drop';
		case 'redirect':
			return { status: fault.status ?? 302, headers: { location: fault.location }, body: '' };
		case 'refusal': {
			const { message, status = 'false' } = fault;
			return json(fault.httpStatus ?? 200, { status, message, data: null });
		}
		case 'verbatim':
			return text(fault.status, fault.body, fault.contentType ?? 'application/json');
	}
}

const MEGABYTE = 1_048_576;
const HTML_PAGE =
	'<!DOCTYPE html>\n<html><head><title>Maintenance</title></head>' +
	'<body><h1>We will be back soon</h1></body></html>\n';

/** The body that Spring gives when no handler answered. */
export function springAnswer(
	status: number,
	error: string,
	request: SimulatedRequest,
	nowMs: number,
	headers: Record<string, string> = {},
): SimulatedAnswer {
	const timestamp = new Date(nowMs).toISOString();
	const body = JSON.stringify({ timestamp, status, error, path: request.path });
	return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

function text(status: number, body: string, contentType: string): SimulatedAnswer {
	return { status, headers: { 'content-type': contentType }, body };
}

function withRetryAfter(status: number, body: string, retryAfter?: string): SimulatedAnswer {
	const headers: Record<string, string> = { 'content-type': 'text/plain' };
	if (retryAfter !== undefined) headers['retry-after'] = retryAfter;
	return { status, headers, body };
}
