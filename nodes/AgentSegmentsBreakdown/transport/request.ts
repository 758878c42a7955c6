import { parseRetryAfterMs, retryWithin } from '../../shared/retry';
import type { RetryLimits, WaitBeforeRetry } from '../../shared/retry';
import type { Answer, OutgoingRequest, Send } from './http';
import { causesOf, isRecord } from './http';
import type { Pace } from './pace';

export interface Patience extends RetryLimits {
	/** Shared by the requests of one connection */
	pace?: Pace;
}

/** What one attempt came to: an answer of whatever status, or no answer. */
export type Outcome = { answer: Answer } | { fault: unknown };

/** The pauses that LivePerson asks for after a 5xx ("Retry policy recommendations"): three retries. */
const SERVER_PAUSES_MS = [5_000, 10_000, 15_000];
const SERVER_STATUSES = new Set([500, 502, 503, 504]);
/** After a 429, the same page asks for at least a second and no bursts */
const SHORTEST_THROTTLE_MS = 1_000;
const LONGEST_THROTTLE_MS = 60_000;

/** No answer, but there may be one the next time. A wrong host name or certificate stays wrong. */
const PASSING_FAULTS = new Set([
	'EAI_AGAIN',
	'ECONNABORTED',
	'ECONNREFUSED',
	'ECONNRESET',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'EPIPE',
	'ERR_BAD_RESPONSE',
	'ERR_STREAM_PREMATURE_CLOSE',
	'ETIMEDOUT',
]);

/**
 * Sends the request, and repeats it as LivePerson asks: after a 429 until the deadline, after 500 or
 * 503, a dropped connection or a timeout three times, after another 4xx never.
 *
 * @returns the last answer, good or bad
 * @throws the fault, where the last attempt had no answer
 */
export async function sendPatiently(
	send: Send,
	request: OutgoingRequest,
	patience: Patience,
): Promise<Answer> {
	const attempt = async (): Promise<Outcome> => {
		const refusal = await patience.pace?.wait(patience);
		try {
			return { answer: refusal ?? (await send(withinDeadline(request, patience))) };
		} catch (fault) {
			return { fault };
		}
	};
	const outcome = await retryWithin(attempt, livePersonRetries(patience.pace), patience);
	if ('fault' in outcome) throw outcome.fault;
	return outcome.answer;
}

/** A request that is never answered is given up at the deadline. */
function withinDeadline(request: OutgoingRequest, { deadlineEpochMs }: Patience): OutgoingRequest {
	const leftMs = Math.max(1, deadlineEpochMs - Date.now());
	return { ...request, timeoutMs: Math.min(request.timeoutMs, leftMs) };
}

/** The waits before the retries of one request; it counts, so each request needs its own. */
export function livePersonRetries(
	pace?: Pace,
	random: () => number = Math.random,
): WaitBeforeRetry<Outcome> {
	let throttled = 0;
	let failed = 0;
	return (outcome) => {
		if ('answer' in outcome && outcome.answer.status === 429) {
			const waitMs = throttleMs(outcome, throttled++, random);
			pace?.pauseFor(waitMs, outcome.answer);
			return waitMs;
		}
		const isWorthRetrying =
			'answer' in outcome ? SERVER_STATUSES.has(outcome.answer.status) : mayPass(outcome.fault);
		if (!isWorthRetrying) return undefined;
		const pauseMs = SERVER_PAUSES_MS[failed++];
		return pauseMs === undefined ? undefined : Math.max(pauseMs, askedMs(outcome) ?? 0);
	};
}

/** There was no answer, but there may be one the next time. */
export function mayPass(fault: unknown): boolean {
	return PASSING_FAULTS.has(faultCode(fault) ?? '');
}

/** The other side was given all the time that it was to have. */
export function isTimeout(fault: unknown): boolean {
	const code = faultCode(fault);
	// axios gives a timeout and an aborted connection the same code
	return code === 'ETIMEDOUT' || (code === 'ECONNABORTED' && saysTimeout(fault));
}

function saysTimeout(fault: unknown): boolean {
	return causesOf(fault).some(
		(cause) => isRecord(cause) && /^timeout/i.test(String(cause['message'])),
	);
}

/** The code of a connection that gave no answer, such as `ECONNRESET`. */
export function faultCode(fault: unknown): string | undefined {
	for (const cause of causesOf(fault)) {
		const code = isRecord(cause) ? cause['code'] : undefined;
		if (typeof code === 'string') return code;
	}
	return undefined;
}

/** What `Retry-After` asks for, in ms. */
export function askedMs(outcome: Outcome): number | undefined {
	return 'answer' in outcome ? parseRetryAfterMs(outcome.answer.headers['retry-after']) : undefined;
}

/** Longer each time and never the same for two requests, unless the server names the time. */
function throttleMs(outcome: Outcome, earlier: number, random: () => number): number {
	const asked = askedMs(outcome);
	if (asked !== undefined) return Math.max(SHORTEST_THROTTLE_MS, asked);
	const backOff = Math.min(LONGEST_THROTTLE_MS, SHORTEST_THROTTLE_MS * 2 ** earlier);
	return Math.round(backOff * (1 + random() / 2));
}
