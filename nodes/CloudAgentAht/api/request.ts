import type { IDataObject } from 'n8n-workflow';

import { ApiError, quoteHidden } from '../../shared/errors';
import type { ApiResponse, Send } from '../../shared/send';
import { SendError } from '../../shared/send';
import type { Account } from './account';
import { redirectError, unreachableError } from './errors';

export interface CloudAgentRequest {
	/** GET goes out with its body, which some of CloudAgent's "get" calls want */
	method: 'GET' | 'POST';
	path: `/ca_apis/${string}` | `/ca_reports/${string}`;
	body: IDataObject;
	headers?: Readonly<Record<string, string>>;
	/** The token that the response to the same request refused */
	refusedToken?: string | undefined;
}

export interface RequestLimits {
	/** No attempt starts, and no wait ends, after this moment (epoch ms) */
	deadlineEpochMs: number;
	/** Ends every wait at once */
	signal?: AbortSignal | undefined;
}

export interface CloudAgentResponse extends Omit<ApiResponse, 'body'> {
	text: string;
}

/** The whole response, a token fetched for it included */
const REQUEST_MS = 30_000;
const MOST_BYTES = 8_000_000;
const LONGEST_SEARCHED = 20_000;
const JWT = /eyJ[\w-]{4,}(?:\.[\w-]*){0,2}/g;

/**
 * Sends a request to the account's domain, once.
 *
 * @throws ApiError where no response came, or a redirect
 */
export async function sendTo(
	send: Send,
	account: Account,
	{ method, path, body, headers, refusedToken }: CloudAgentRequest,
	{ deadlineEpochMs, signal }: RequestLimits,
): Promise<CloudAgentResponse> {
	const response = await send({
		method,
		sendBodyWithGet: method === 'GET',
		url: `https://${account.domain}${path}`,
		headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
		body,
		deadlineEpochMs: Math.min(deadlineEpochMs, Date.now() + REQUEST_MS),
		maxBytes: MOST_BYTES,
		...(refusedToken === undefined ? {} : { refusedToken }),
		...(signal ? { signal } : {}),
	}).catch((caught: unknown) => {
		throw caught instanceof SendError ? unreachableError(account, caught) : caught;
	});
	const { headers: received, status } = response;
	if (status >= 300 && status < 400) throw redirectError(account, status);
	return { headers: received, status, text: response.body.toString('utf8') };
}

/** What CloudAgent sent, for a message: on one line, cut, and without the secrets or any token. */
export function quote(text: string, secrets: readonly string[], longest?: number): string {
	return quoteHidden(text.slice(0, LONGEST_SEARCHED).replace(JWT, '***'), secrets, longest);
}

/** Whether the same request may get an answer a little later. */
export function isPassing(error: unknown): boolean {
	return error instanceof ApiError && error.failure?.cause === 'temporarily-unavailable';
}
