/** 50 requests in any 60 seconds, for a domain and user name. */
export const REQUESTS_A_WINDOW = 50;
export const WINDOW_MS = 60_000;

export interface SentRequest {
	sentAtEpochMs: number;
	/** When its answer came, or it was plain that none would */
	endedAtEpochMs?: number;
	/** Whether this process had no place for it yet */
	isTry: boolean;
}

// The server's clock and timers are not exact to the millisecond
const MARGIN_MS = 30;
// A place that has come free is left open for so long after its request was sent, and so for a good
// part of the time in which 50 requests start: a process that comes later finds a place then
const COURTESY_MS = 500;

/**
 * The requests of this process that CloudAgent may still be counting. It counts a request some time
 * between its sending and its answer, and nothing tells when: a request's place is surely free again
 * a window after its *answer*, and no sooner. Sent a window after the requests that they follow on,
 * requests would be refused whenever an answer takes less time than the one before.
 */
export class SentRequests {
	#requests: SentRequest[] = [];

	add(nowEpochMs: number, isTry: boolean): SentRequest {
		const request: SentRequest = { sentAtEpochMs: nowEpochMs, isTry };
		this.#requests.push(request);
		return request;
	}

	drop(request: SentRequest): void {
		this.#requests = this.#requests.filter((other) => other !== request);
	}

	/** Forgets those that have surely ended; and, after the clock was set back, those still to come. */
	forgetEnded(nowEpochMs: number): void {
		this.#requests = this.#requests.filter(
			(request) => request.sentAtEpochMs <= nowEpochMs && placeFreeAt(request) > nowEpochMs,
		);
	}

	get count(): number {
		return this.#requests.length;
	}

	get underWay(): number {
		return this.#requests.filter(({ endedAtEpochMs }) => endedAtEpochMs === undefined).length;
	}

	/** How many CloudAgent let in during the last window. */
	letIn(nowEpochMs: number): number {
		return this.#requests.filter(
			({ endedAtEpochMs, sentAtEpochMs }) =>
				endedAtEpochMs !== undefined && sentAtEpochMs > nowEpochMs - WINDOW_MS,
		).length;
	}

	/** When fewer than `places` of them are counted: Infinity where that hangs on an answer. */
	fewerThanAt(places: number): number {
		const ends = this.#requests.map(placeFreeAt).sort((a, b) => a - b);
		return places > 0 ? (ends[ends.length - places] ?? -Infinity) : Infinity;
	}
}

function placeFreeAt({ endedAtEpochMs, sentAtEpochMs }: SentRequest): number {
	if (endedAtEpochMs === undefined) return Infinity;
	return WINDOW_MS + Math.max(endedAtEpochMs + MARGIN_MS, sentAtEpochMs + COURTESY_MS);
}
