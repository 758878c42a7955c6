import type {
	ICredentialTestFunctions,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { BaseError, NodeApiError, UserError } from 'n8n-workflow';

import { orAborted } from './abort';
import type { RequestContext } from './compat';
import { cancelSignalOf, wait } from './compat';
import { refusedTokenHeader, TokenNeeded } from './tokenRenewal';
import { isRecord, toText } from './values';

/*
 * The one way out: no other file calls n8n's request helpers. Every request has a total deadline and a
 * bound on the size of its response; redirects are never followed, since a credential must not reach
 * another host. The body is read here, from a stream: n8n would unpack all that a server sends, and its
 * timeout starts anew with every byte.
 */

export interface OutgoingRequest {
	method: 'GET' | 'POST';
	/** Whole and `https`, its query already encoded */
	url: string;
	headers: Readonly<Record<string, string>>;
	body?: string | IDataObject;
	/**
	 * Sends the body of a GET, which n8n drops where the method is said to be GET. Without a method,
	 * the request goes out as GET, too, and keeps it.
	 */
	sendBodyWithGet?: boolean;
	/** The token that the response to the same request refused; see tokenRenewal.ts */
	refusedToken?: string;
	/** The whole response must have come by then, a token fetched for it included (epoch ms) */
	deadlineEpochMs: number;
	/** Of the body, unpacked where the other side packed it although it was asked not to */
	maxBytes: number;
	/** Ends the request at once; in an execution, its Stop does so where this is left out */
	signal?: AbortSignal | undefined;
}

/** Whatever the other side sent, error statuses and redirects included. */
export interface ApiResponse {
	status: number;
	/** Names in lower case */
	headers: Readonly<Record<string, unknown>>;
	body: Buffer;
}

/**
 * Sends one request, once.
 *
 * @throws SendError where no response came; what our own code or n8n has to say in words as a UserError;
 * the signal's reason
 */
export type Send = (request: OutgoingRequest) => Promise<ApiResponse>;

/** Why no response came. */
export type SendFailure =
	| 'certificate'
	| 'cutOff'
	| 'noHost'
	| 'noNewToken'
	| 'notSent'
	| 'refused'
	| 'timeout'
	| 'tooLarge'
	| 'unreachable';

const PASSING: readonly SendFailure[] = ['cutOff', 'refused', 'timeout', 'unreachable'];

/** No response came. Holds nothing of the request, whose headers have secrets. */
export class SendError extends Error {
	readonly failure: SendFailure;
	/** As the connection named it, such as `ECONNRESET` */
	readonly code: string | undefined;

	constructor(failure: SendFailure, message: string, code?: string) {
		super(message);
		this.failure = failure;
		this.code = code;
	}

	/** There may be a response the next time. A wrong host name or certificate stays wrong. */
	get isPassing(): boolean {
		return PASSING.includes(this.failure);
	}
}

/** Sends with the node's credential. */
export function sendWithCredential(context: RequestContext, credentialType: string): Send {
	const { httpRequestWithAuthentication: send } = context.helpers;
	return async (request) =>
		await exchange(async (options) => await send.call(context, credentialType, options), {
			signal: cancelSignalOf(context),
			...request,
		});
}

/** Sends without a credential; also for what asks for a token, which has no node. */
export function sendPlain({ helpers }: IHttpRequestHelper, signal?: AbortSignal): Send {
	return async (request) =>
		await exchange(async (options) => await helpers.httpRequest(options), { signal, ...request });
}

/** Sends from a credential test, whose context has no other helper than `request`. */
export function sendFromCredentialTest({ helpers }: ICredentialTestFunctions): Send {
	return async (request) =>
		await exchange(async ({ url, method, headers, body, timeout }): Promise<unknown> => {
			return await helpers.request({
				uri: url,
				method,
				headers,
				body,
				timeout,
				json: isRecord(body),
				useStream: true,
				resolveWithFullResponse: true,
				simple: false,
				followRedirect: false,
			});
		}, request);
}

async function exchange(
	start: (options: IHttpRequestOptions) => Promise<unknown>,
	request: OutgoingRequest,
): Promise<ApiResponse> {
	const { deadlineEpochMs, signal, maxBytes } = request;
	const leftMs = Math.min(deadlineEpochMs - Date.now(), 2 ** 31 - 1);
	if (leftMs <= 0) throw timeUp();
	const end = new AbortController();
	const options = { ...toOptions(request), timeout: leftMs, abortSignal: end.signal };
	const response = start(options).then(
		async (raw) => await readResponse(raw, maxBytes, end.signal),
	);
	const timer = wait(leftMs, end.signal).then(() => Promise.reject(timeUp()));
	try {
		return await orAborted(Promise.race([response, timer]), signal);
	} catch (caught) {
		throw signal?.aborted ? signal.reason : toSendError(caught);
	} finally {
		// n8n may go on with a request that was given up: nobody waits for it, and its stream is closed
		end.abort();
	}
}

function toOptions(request: OutgoingRequest): IHttpRequestOptions {
	const { url, method, headers, body, sendBodyWithGet, refusedToken } = request;
	return {
		url,
		...(sendBodyWithGet ? {} : { method }),
		headers: {
			'accept-encoding': 'identity',
			...headers,
			...(refusedToken === undefined ? {} : refusedTokenHeader(refusedToken)),
		},
		...(body === undefined ? {} : { body }),
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
	};
}

async function readResponse(
	raw: unknown,
	maxBytes: number,
	end: AbortSignal,
): Promise<ApiResponse> {
	const { statusCode, headers, body } = isRecord(raw) ? raw : {};
	return {
		status: typeof statusCode === 'number' ? statusCode : 0,
		headers: isRecord(headers) ? { ...headers } : {},
		body: isStream(body) ? await readStream(body, maxBytes, end) : Buffer.from(toText(body)),
	};
}

interface ByteStream extends AsyncIterable<unknown> {
	destroy(): void;
}

function isStream(value: unknown): value is ByteStream {
	return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function readStream(stream: ByteStream, maxBytes: number, end: AbortSignal): Promise<Buffer> {
	const close = () => stream.destroy();
	if (end.aborted) close();
	end.addEventListener('abort', close, { once: true });
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream) {
		if (!Buffer.isBuffer(chunk)) continue;
		size += chunk.length;
		if (size > maxBytes) {
			throw new SendError('tooLarge', `The response has more than ${maxBytes} bytes`);
		}
		chunks.push(chunk);
	}
	return Buffer.concat(chunks, size);
}

function timeUp(): SendError {
	return new SendError('timeout', 'No response came in time', 'ETIMEDOUT');
}

const FAILURES: ReadonlyArray<readonly [codes: RegExp, failure: SendFailure]> = [
	[/^ETIMEDOUT$|^ESOCKETTIMEDOUT$/, 'timeout'],
	[/^ENOTFOUND$/, 'noHost'],
	[/^ECONNREFUSED$/, 'refused'],
	[/^EAI_AGAIN$|^EHOSTUNREACH$|^ENETUNREACH$|^ENETDOWN$/, 'unreachable'],
	[/CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|^UNABLE_TO_VERIFY/, 'certificate'],
	[
		/^ECONNABORTED$|^ECONNRESET$|^EPIPE$|^ERR_BAD_RESPONSE$|^ERR_STREAM_PREMATURE_CLOSE$|^Z_/,
		'cutOff',
	],
];

/** What stopped the request, whichever way n8n wrapped it. */
function toSendError(caught: unknown): Error {
	const chain = causesOf(caught);
	for (const each of chain) {
		if (each instanceof SendError || each instanceof UserError) return each;
	}
	const code = chain.map(codeOf).find((each) => each !== undefined);
	if (chain.some((each) => each instanceof TokenNeeded) || code === '401') {
		return new SendError('noNewToken', 'The new token is the one that was refused');
	}
	// n8n's own words (no credential is chosen, its settings forbid the host), or ours: from 1.104 to 2.33 a
	// NodeApiError has the words of what a token's renewal threw, and nothing else of it
	const hasWords = caught instanceof BaseError || caught instanceof NodeApiError;
	if (code === undefined && hasWords) {
		return new UserError(caught.message, { description: caught.description ?? '' });
	}
	const message = toText(chain.at(-1)?.['message']);
	// axios gives a timeout and a cut connection the same code
	const isTimeout = code === 'ECONNABORTED' && /^timeout/i.test(message);
	const [, failure = 'notSent'] = FAILURES.find(([codes]) => codes.test(code ?? '')) ?? [];
	return new SendError(isTimeout ? 'timeout' : failure, message, code);
}

/** The error, and what it names as its cause, one below the other; bounded, since causes can go round. */
function causesOf(error: unknown): Array<Record<string, unknown>> {
	const chain: Array<Record<string, unknown>> = [];
	for (let each = error; isRecord(each) && chain.length < 6; each = each['cause']) chain.push(each);
	return chain;
}

/** n8n from 1.104 to 2.33 drops a NodeApiError's cause and keeps the code of it, as `httpCode`. */
function codeOf(error: Record<string, unknown>): string | undefined {
	const code = error['code'] ?? (error instanceof NodeApiError ? error.httpCode : undefined);
	return typeof code === 'string' ? code : undefined;
}
