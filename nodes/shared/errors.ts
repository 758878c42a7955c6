import type { INode } from 'n8n-workflow';
import { BaseError, NodeApiError, NodeOperationError, UserError } from 'n8n-workflow';

import { quoteApiText } from './apiText';

/** What n8n's poll scheduler goes by; declared only where the response proves it. */
export type Failure = NonNullable<NodeApiError['failure']>;

export interface ApiErrorDetails {
	/** What to do */
	description?: string;
	/** The HTTP status as text */
	httpCode?: string;
	failure?: Failure;
}

/** A request that did not bring what was asked for: what happened, what to do, and what n8n goes by. */
export class ApiError extends UserError {
	readonly httpCode: string | undefined;
	readonly failure: Failure | undefined;

	constructor(message: string, { description = '', httpCode, failure }: ApiErrorDetails = {}) {
		super(message, { description });
		this.httpCode = httpCode;
		this.failure = failure;
	}
}

/**
 * Gives the caught value as a node error that names the item (`[item X]` in the editor). An ApiError
 * becomes a NodeApiError and a UserError a NodeOperationError, both with message and description; an
 * error of a node stays what it is. The raw error of a request never gets in: it carries headers, and
 * n8n hands a NodeApiError that is wrapped once more back without the new words.
 */
export function toNodeError(
	node: INode,
	caught: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	const item = itemIndex === undefined ? {} : { itemIndex };
	if (caught instanceof NodeApiError || caught instanceof NodeOperationError) {
		if (itemIndex !== undefined) caught.context.itemIndex ??= itemIndex;
		return caught;
	}
	if (caught instanceof ApiError) {
		const { message, httpCode, failure } = caught;
		return new NodeApiError(
			node,
			{},
			{
				message,
				description: caught.description ?? '',
				...item,
				...(httpCode === undefined ? {} : { httpCode }),
				...(failure === undefined ? {} : { failure }),
			},
		);
	}
	const error = caught instanceof Error ? caught : new Error(String(caught));
	const description = error instanceof BaseError ? error.description : undefined;
	return new NodeOperationError(node, error, {
		message: error.message,
		...item,
		...(description ? { description } : {}),
		// It is about a parameter: to poll as before would not help
		...(error instanceof UserError ? { failure: { cause: 'configuration-invalid' } } : {}),
	});
}

/** A quote is far shorter than this; a megabyte need not be searched to show its beginning */
const LONGEST_SEARCHED = 20_000;

/** Quotes what a service sent: without secrets, then cleaned, then cut. Empty for what is no text. */
export function quoteHidden(text: unknown, secrets: readonly string[], longest?: number): string {
	if (typeof text !== 'string') return '';
	const hidden = hideSecrets(text.slice(0, LONGEST_SEARCHED), secrets);
	if (text.length <= LONGEST_SEARCHED) return quoteApiText(hidden, longest);
	// The part of a secret that the first cut left over stands at the end
	const longestForm = Math.max(0, ...secrets.flatMap(formsOf).map((form) => form.length));
	return quoteApiText(hidden.slice(0, Math.max(0, hidden.length - longestForm)), longest);
}

/**
 * Puts asterisks in place of every secret, whichever way it is written: plain, URL-encoded, escaped for
 * JSON or HTML, in base64 (alone or within more), in hex. Cut the text afterwards, not before.
 */
export function hideSecrets(text: string, secrets: readonly string[]): string {
	const forms = new Set(secrets.flatMap(formsOf).filter((form) => form !== ''));
	if (forms.size === 0) return text;
	// Longest first, so that no part of a form stays when a shorter one is hidden
	const longestFirst = [...forms].sort((a, b) => b.length - a.length);
	const pattern = longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
	return text.replace(new RegExp(pattern.join('|'), 'g'), '***');
}

function formsOf(secret: string): string[] {
	const url = encodeURIComponent(Buffer.from(secret).toString());
	const wholeUrl = url.replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
	const urls = [url, wholeUrl, wholeUrl.replaceAll('%20', '+')];
	const json = JSON.stringify(secret).slice(1, -1);
	const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
	const hex = Buffer.from(secret).toString('hex');
	return [
		secret,
		...urls,
		...urls.map((form) => form.replace(/%../g, (code) => code.toLowerCase())),
		json,
		json.replaceAll('/', '\\/'),
		html,
		html.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
		hex,
		hex.toUpperCase(),
		...base64FormsOf(secret),
	];
}

/** As it stands in base64 after 0, 1 or 2 other bytes, without the characters that these have a part in. */
function base64FormsOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	return [0, 1, 2].flatMap((before) => {
		const length = before + bytes.length;
		const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
		const own = encoded.slice(Math.ceil((before * 4) / 3), Math.floor((length * 4) / 3));
		// Of a very short secret, so little is left that it would be found everywhere
		return own.length < 4 ? [] : [own, own.replaceAll('-', '+').replaceAll('_', '/')];
	});
}
