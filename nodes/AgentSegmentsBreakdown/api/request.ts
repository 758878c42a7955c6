import type { LivePersonCredentialType } from '../account';
import type { RequestContext } from '../../shared/compat';
import { isWebPage } from '../../shared/json';
import type { RetryLimits, WaitBeforeRetry } from '../../shared/retry';
import { parseRetryAfterMs, retryWithin } from '../../shared/retry';
import type { ApiResponse, OutgoingRequest, Send } from '../../shared/send';
import { SendError, sendWithCredential } from '../../shared/send';
import { toText } from '../../shared/values';
import type { Pace } from './pace';

/** One request, whose deadline and size are those of LivePerson's API where it names none */
export type LivePersonRequest = Omit<OutgoingRequest, 'deadlineEpochMs' | 'maxBytes'> &
	Partial<Pick<OutgoingRequest, 'maxBytes'>>;

export interface RequestLimits extends RetryLimits {
	/** Shared by the requests of one connection */
	pace?: Pace;
}

/** What one attempt came to: a response of whatever status, or none. */
export type Outcome = { response: ApiResponse } | { error: unknown };

const ATTEMPT_MS = 120_000;
/** Far more than a list of all files of a month takes */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** The pauses that LivePerson asks for after a 5xx ("Retry policy recommendations"): three retries. */
const SERVER_PAUSES_MS = [5_000, 10_000, 15_000];
const SERVER_STATUSES = new Set([500, 502, 503, 504]);
/** After a 429, the same page asks for at least a second and no bursts */
const SHORTEST_THROTTLE_MS = 1_000;
const LONGEST_THROTTLE_MS = 60_000;

/**
 * Sends the request, and repeats it as LivePerson asks: after a 429 until the deadline; after 500 or
 * 503, a dropped connection, a timeout or somebody's web page three times; after another 4xx never.
 *
 * @returns the last response, good or bad
 * @throws SendError, where the last attempt had no response
 */
export async function sendWithRetries(
	send: Send,
	request: LivePersonRequest,
	limits: RequestLimits,
): Promise<ApiResponse> {
	const { deadlineEpochMs, signal, pace } = limits;
	const attempt = async (): Promise<Outcome> => {
		const throttled = await pace?.wait(limits);
		if (throttled) return { response: throttled };
		const attemptEndMs = Math.min(Date.now() + ATTEMPT_MS, deadlineEpochMs);
		try {
			return {
				response: await send({
					maxBytes: MAX_JSON_BYTES,
					signal,
					...request,
					deadlineEpochMs: attemptEndMs,
				}),
			};
		} catch (error) {
			return { error };
		}
	};
	const outcome = await retryWithin(attempt, livePersonRetries(pace), limits);
	if ('error' in outcome) throw outcome.error;
	return outcome.response;
}

/**
 * Sends with the node's credential. An OAuth2 token that LivePerson refuses is renewed once.
 *
 * @param secrets gets the tokens that are used, as soon as they are known
 */
export function sendSigned(
	context: RequestContext,
	credentialType: LivePersonCredentialType,
	secrets: string[],
): Send {
	const send = sendWithCredential(context, credentialType);
	if (credentialType !== 'livePersonOAuth2Api') return send;
	const readToken = async (): Promise<string> => {
		const token = toText((await context.getCredentials(credentialType))['accessToken']);
		if (token !== '' && !secrets.includes(token)) secrets.push(token);
		return token;
	};
	return async (request) => {
		const token = await readToken();
		const first = await send(request);
		const response = first.status === 401 ? await sendRenewed(send, request, token, first) : first;
		// What the response may quote is the token that was fetched for it
		if (token === '' || response.status !== 200) await readToken();
		return response;
	};
}

async function sendRenewed(
	send: Send,
	request: OutgoingRequest,
	refusedToken: string,
	refusal: ApiResponse,
): Promise<ApiResponse> {
	try {
		return await send({ ...request, refusedToken });
	} catch (error) {
		const isSameAgain = error instanceof SendError && error.failure === 'noNewToken';
		return isSameAgain ? refusal : await Promise.reject(error);
	}
}

/** The waits before the retries of one request; it counts, so each request needs its own. */
export function livePersonRetries(
	pace?: Pace,
	random: () => number = Math.random,
): WaitBeforeRetry<Outcome> {
	let throttled = 0;
	let failed = 0;
	return (outcome) => {
		if ('response' in outcome && outcome.response.status === 429) {
			const waitMs = throttleMs(outcome.response, throttled++, random);
			pace?.pauseFor(waitMs, outcome.response);
			return waitMs;
		}
		if (!isWorthRetrying(outcome)) return undefined;
		const pauseMs = SERVER_PAUSES_MS[failed++];
		const askedMs = 'response' in outcome ? retryAfterMs(outcome.response) : undefined;
		return pauseMs === undefined ? undefined : Math.max(pauseMs, askedMs ?? 0);
	};
}

/** A web page is never LivePerson's, whatever its status: a proxy or gateway is in between. */
function isWorthRetrying(outcome: Outcome): boolean {
	if ('error' in outcome) return outcome.error instanceof SendError && outcome.error.isPassing;
	return SERVER_STATUSES.has(outcome.response.status) || isWebPage(outcome.response);
}

/** What `Retry-After` asks for, in ms. */
export function retryAfterMs({ headers }: ApiResponse): number | undefined {
	return parseRetryAfterMs(headers['retry-after']);
}

/** Longer each time and never the same for two requests, unless the server names the time. */
function throttleMs(response: ApiResponse, earlier: number, random: () => number): number {
	const asked = retryAfterMs(response);
	if (asked !== undefined) return Math.max(SHORTEST_THROTTLE_MS, asked);
	const backOff = Math.min(LONGEST_THROTTLE_MS, SHORTEST_THROTTLE_MS * 2 ** earlier);
	return Math.round(backOff * (1 + random() / 2));
}
