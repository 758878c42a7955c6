import { createHash } from 'node:crypto';

import type { IHttpRequestOptions } from 'n8n-workflow';

/*
 * How a token that the other side has just refused is replaced. n8n calls a credential's `authenticate`
 * for each request and, where that throws an error whose `response.status` is 401,
 * `preAuthentication`; it stores what that gives and calls `authenticate` once more. So a request that
 * is repeated names the refused token in a private header, and `authenticate` throws where that is
 * still the stored one. This needs neither a status that n8n sees as an error (its releases up to 2.8
 * cannot take out a single one) nor a body of the response that nobody reads.
 */

const REFUSED_TOKEN_HEADER = 'x-refused-token';

/** Makes n8n call `preAuthentication`, then `authenticate` again. */
export class TokenNeeded extends Error {
	readonly response = { status: 401 };

	constructor() {
		super('A new token is needed');
	}
}

/** The header by which a repeated request names the token that was refused. It is never sent. */
export function refusedTokenHeader(token: string): Record<string, string> {
	return { [REFUSED_TOKEN_HEADER]: digestOf(token) };
}

/** Takes the private header off a request; tells whether `token` is the one that it names. */
export function takeRefusedToken(
	request: IHttpRequestOptions,
	token: string,
): { request: IHttpRequestOptions; isRefused: boolean } {
	const { [REFUSED_TOKEN_HEADER]: refused, ...headers } = request.headers ?? {};
	return { request: { ...request, headers }, isRefused: refused === digestOf(token) };
}

function digestOf(token: string): string {
	return createHash('sha256').update(token).digest('hex');
}
