import type { Answer } from './http';

/** Parses a body as JSON; `undefined` (which is no JSON value) where it is none. */
export function parseJson(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return undefined;
	}
}

/** Is a page for people rather than data, such as the sign-in page of a proxy. */
export function isWebPage({ headers, body }: Answer): boolean {
	const contentType = headers['content-type'];
	if (typeof contentType === 'string' && /\bx?html\b/i.test(contentType)) return true;
	return /^\s*<(?:!doctype|html)\b/i.test(body.subarray(0, 200).toString('latin1'));
}
