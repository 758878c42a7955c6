import type { ApiResponse } from './send';

/** Strings, which stay as they are, and numbers, whole */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses a body as JSON, a byte order mark before it included; `undefined` (which is no JSON value) where
 * it is none. Whole numbers beyond 2^53, as ids can be, are given as text, digit for digit.
 */
export function parseJson(body: Buffer | string): unknown {
	const text = body.toString().replace(/^\uFEFF/, '');
	try {
		return JSON.parse(/\d{16}/.test(text) ? text.replace(TOKENS, keepDigits) : text);
	} catch {
		return undefined;
	}
}

function keepDigits(token: string): string {
	const isLong = /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
	return isLong ? `"${token}"` : token;
}

/** Is a page for people rather than data, such as the sign-in page of a proxy. */
export function isWebPage({ headers, body }: Pick<ApiResponse, 'body' | 'headers'>): boolean {
	const contentType = headers['content-type'];
	if (typeof contentType === 'string' && /\bx?html\b/i.test(contentType)) return true;
	return /^(?:\u00EF\u00BB\u00BF)?\s*<(?:!doctype|html)\b/i.test(body.toString('latin1', 0, 200));
}
