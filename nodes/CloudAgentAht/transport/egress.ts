import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestHelper,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { Account } from './account';
import { CREDENTIAL_TYPE } from './account';
import { CloudAgentFault, unreachableFault } from './faults';
import { isObject } from './fields';

/** Any context of a node that has a CloudAgent credential. */
export type CloudAgentContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

export interface CloudAgentRequest {
	/**
	 * Left out, the request goes out as GET *with* its JSON body, which some of CloudAgent's "get"
	 * calls want: n8n's helper drops the body of a request whose method is said to be GET.
	 */
	method?: 'POST';
	path: `/ca_apis/${string}` | `/ca_reports/${string}`;
	body: IDataObject;
	headers?: Readonly<Record<string, string>>;
	signal?: AbortSignal | undefined;
}

export interface CloudAgentResponse {
	statusCode: number;
	headers: Readonly<Record<string, unknown>>;
	/** As it came: parsed where it was JSON */
	body: unknown;
}

// Well over what a report takes, well under what a user would wait for
const TIMEOUT_MS = 20_000;
const SHORTEST_SECRET = 6;
const JWT = /eyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*/g;

/** Sends a request signed by the node's credential. Every answer is given, whatever its status. */
export async function sendSigned(
	context: CloudAgentContext,
	account: Account,
	request: CloudAgentRequest,
): Promise<CloudAgentResponse> {
	try {
		const answer: unknown = await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL_TYPE,
			toOptions(account, request),
		);
		const response = toResponse(account, answer);
		return { ...response, body: hideSecrets(response.body, account) };
	} catch (caught) {
		throw toFault(caught, account);
	}
}

/** Sends a request that carries its own headers: the one that asks for a token. */
export async function sendUnsigned(
	http: IHttpRequestHelper,
	account: Account,
	request: CloudAgentRequest,
): Promise<CloudAgentResponse> {
	try {
		return toResponse(account, await http.helpers.httpRequest(toOptions(account, request)));
	} catch (caught) {
		throw toFault(caught, account);
	}
}

/** Puts asterisks for the account's secrets, and for any token, wherever a service sends them back. */
export function hideSecrets(body: unknown, account: Account): unknown {
	if (typeof body === 'string') return hideInText(body, account);
	const text = JSON.stringify(body) ?? '';
	const hidden = hideInText(text, account);
	return hidden === text ? body : JSON.parse(hidden);
}

function hideInText(text: string, { apiKey, token, sessionToken }: Account): string {
	return [apiKey, token, sessionToken]
		.filter((secret) => secret.length >= SHORTEST_SECRET)
		.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
		.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text)
		.replace(JWT, '***');
}

function toOptions({ domain }: Account, request: CloudAgentRequest): IHttpRequestOptions {
	return {
		...(request.method ? { method: request.method } : {}),
		url: `https://${domain}${request.path}`,
		headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...request.headers },
		body: request.body,
		returnFullResponse: true,
		// CloudAgent decides by the body, so the node does: a status must not become an error first
		ignoreHttpStatusErrors: true,
		// A secret goes to the credential's domain and nowhere else
		disableFollowRedirect: true,
		timeout: TIMEOUT_MS,
		...(request.signal ? { abortSignal: request.signal } : {}),
	};
}

function toResponse({ domain }: Account, answer: unknown): CloudAgentResponse {
	const { statusCode, headers, body } = readAnswer(answer);
	if (statusCode >= 300 && statusCode < 400) {
		throw new CloudAgentFault(
			'unreadable',
			`${domain} sends requests on to another address`,
			"CloudAgent's own API does not, and the credential is only sent to the address it names. Check 'Region' of the credential.",
		);
	}
	return { statusCode, headers, body };
}

function readAnswer(answer: unknown): CloudAgentResponse {
	const { statusCode, headers, body } = isObject(answer) ? answer : {};
	return {
		statusCode: typeof statusCode === 'number' ? statusCode : 0,
		headers: isObject(headers) ? headers : {},
		body,
	};
}

const REASONS: Readonly<Record<string, string>> = {
	ECONNABORTED: 'No answer came in time',
	ECONNREFUSED: 'It refused the connection',
	ECONNRESET: 'The connection was cut',
	ENOTFOUND: 'There is no such host',
	EPIPE: 'The connection was cut',
	ETIMEDOUT: 'No answer came in time',
};

/**
 * What stopped the request, without the request itself: the error of the HTTP client carries headers.
 * An error of n8n's own (no credential, a host its settings forbid) stays as it is.
 */
function toFault(caught: unknown, account: Account): Error {
	const chain = causesOf(caught);
	const told = chain.find((error) => error instanceof UserError);
	if (told) return told;
	const code = chain.map(codeOf).find((candidate) => candidate !== undefined);
	if (code === undefined || code === 'ERR_CANCELED') {
		return caught instanceof Error ? caught : new UserError(String(caught));
	}
	return unreachableFault(account, `${REASONS[code] ?? 'No connection came about'} (${code})`);
}

function causesOf(error: unknown): Error[] {
	const chain: Error[] = [];
	for (let next = error; next instanceof Error && chain.length < 5; next = next.cause) {
		chain.push(next);
	}
	return chain;
}

function codeOf(error: Error): string | undefined {
	return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
