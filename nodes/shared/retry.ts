import { wait } from './compat';

export interface RetryLimits {
	/** No attempt starts, and no wait ends, after this moment (epoch ms) */
	deadlineEpochMs: number;
	/** Ends a wait at once; the promise is then rejected */
	signal?: AbortSignal | undefined;
}

/**
 * Says how long to wait (ms) before the next attempt, or `undefined` where the outcome stands.
 *
 * @param attempt the attempt that has just ended, counted from 1
 */
export type WaitBeforeRetry<T> = (outcome: T, attempt: number) => number | undefined;

/**
 * Repeats `attempt` while the policy asks for it and the deadline allows it, and gives the last
 * outcome: an answer that the caller still has to judge, not necessarily a good one. An attempt that
 * can throw should give its error as an outcome if it is to be repeated.
 */
export async function retryWithin<T>(
	attempt: () => Promise<T>,
	waitBeforeRetry: WaitBeforeRetry<T>,
	{ deadlineEpochMs, signal }: RetryLimits,
): Promise<T> {
	for (let count = 1; ; count++) {
		const outcome = await attempt();
		const waitMs = waitBeforeRetry(outcome, count);
		if (waitMs === undefined || Date.now() + waitMs > deadlineEpochMs) return outcome;
		await wait(waitMs, signal);
	}
}

/**
 * Reads a `Retry-After` header (whole seconds or an HTTP date, RFC 9110 section 10.2.3) as ms from
 * now; `undefined` where it is missing or malformed.
 */
export function parseRetryAfterMs(header: unknown, nowEpochMs = Date.now()): number | undefined {
	if (typeof header !== 'string') return undefined;
	const text = header.trim();
	if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
	const moment = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
	return Number.isNaN(moment) ? undefined : Math.max(0, moment - nowEpochMs);
}
