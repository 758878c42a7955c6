import type {
	ICredentialTestFunctions,
	IExecuteFunctions,
	IHttpRequestHelper,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import type { LivePersonCredentialType } from '../auth/account';
import type { Answer, OutgoingRequest, Send } from './http';
import { causesOf, isRecord } from './http';

/**
 * The one way out: no other file of this service calls n8n's request helpers. Redirects are never
 * followed, since a credential must not reach another host.
 */
export type LivePersonContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** Sends with the node's credential. */
export function sendWithCredential(
	context: LivePersonContext,
	credentialType: LivePersonCredentialType,
): Send {
	return async (request) => {
		const options: IHttpRequestOptions = {
			...toOptions(request),
			// n8n renews an OAuth2 token when it sees a 401; with the other types there is none to renew
			ignoreHttpStatusErrors:
				credentialType === 'livePersonOAuth2Api' ? { ignore: true, except: [401] } : true,
		};
		try {
			return readAnswer(
				await context.helpers.httpRequestWithAuthentication.call(context, credentialType, options),
			);
		} catch (error) {
			return answerOf(error);
		}
	};
}

/** Sends without a credential; also for what asks for a token, which has no node. */
export function sendPlain({ helpers }: IHttpRequestHelper, signal?: AbortSignal): Send {
	return async (request) =>
		readAnswer(
			await helpers.httpRequest({
				...toOptions(request),
				ignoreHttpStatusErrors: true,
				...(signal ? { abortSignal: signal } : {}),
			}),
		);
}

/** Sends from a credential test, whose context has no other helper than `request`. */
export function sendFromCredentialTest({ helpers }: ICredentialTestFunctions): Send {
	return async ({ url, method, headers, body, timeoutMs }) => {
		const answer: unknown = await helpers.request({
			uri: url,
			method,
			headers: { ...headers },
			...(body === undefined ? {} : { body }),
			timeout: timeoutMs,
			encoding: null,
			resolveWithFullResponse: true,
			simple: false,
			followRedirect: false,
		});
		return readAnswer(answer);
	};
}

function toOptions({
	url,
	method,
	headers,
	body,
	timeoutMs,
}: OutgoingRequest): IHttpRequestOptions {
	return {
		url,
		method,
		headers: { ...headers },
		...(body === undefined ? {} : { body }),
		timeout: timeoutMs,
		encoding: 'arraybuffer',
		returnFullResponse: true,
		disableFollowRedirect: true,
	};
}

function readAnswer(value: unknown): Answer {
	const { statusCode, headers, body } = isRecord(value) ? value : {};
	return {
		status: typeof statusCode === 'number' ? statusCode : 0,
		headers: isRecord(headers) ? headers : {},
		body: toBuffer(body),
	};
}

/**
 * The answer that n8n turned into an error (a 401 that a new token did not help); else throws. An answer
 * that broke off is an error with a status, too.
 */
function answerOf(error: unknown): Answer {
	for (const cause of causesOf(error)) {
		const response = isRecord(cause) ? cause['response'] : undefined;
		if (isRecord(response) && response['status'] === 401) {
			const { status: statusCode, headers, data: body } = response;
			return readAnswer({ statusCode, headers, body });
		}
	}
	throw error;
}

function toBuffer(body: unknown): Buffer {
	if (Buffer.isBuffer(body)) return body;
	return typeof body === 'string' ? Buffer.from(body) : Buffer.alloc(0);
}
