import { sleep } from 'n8n-workflow';

import type { SentRequest } from './sentRequests';
import { REQUESTS_A_WINDOW, SentRequests, WINDOW_MS } from './sentRequests';
import { Share } from './share';

/** Time, so that a test can make it pass. */
export interface PacerClock {
	now(): number;
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Leave for one request. Its holder says what became of it. */
export interface Slot {
	/**
	 * An answer came, or will not come: CloudAgent may have counted the request at any time until now.
	 * Does nothing after `refused` and `unused`.
	 */
	answered(): void;
	/** CloudAgent answered that the limit is used up; it may have said when to come again */
	refused(retryAfterMs?: number): void;
	/** The request was not sent */
	unused(): void;
}

/** Who asks for a slot. */
export interface Asker {
	/** Ends the wait */
	signal?: AbortSignal | undefined;
	deadlineEpochMs?: number;
	/** Requests that the asker's run has still to make, this one included */
	left?: number;
}

interface Waiter {
	wake?: AbortController;
}

// Requests start at least this far apart: two n8n processes then learn of each other, by the first
// refusal, before they have sent many more
const GAP_MS = 100;
// Whoever waits for an answer, or for others, is woken; this is for what nobody tells of
const LONGEST_NAP_MS = 10_000;
// The limit is one of a minute, whatever a gateway says: one answer must not stop all for an hour
const LONGEST_RETRY_AFTER_MS = 2 * WINDOW_MS;

const REAL_CLOCK: PacerClock = { now: () => Date.now(), sleep };

/**
 * Keeps the requests of this process within the limit, first come, first served: exactly where it is
 * alone (see sentRequests.ts), with few refusals where other processes use the limit too (see
 * share.ts).
 *
 * Nothing depends on it for correctness: a refused request is repeated.
 */
export class Pacer {
	readonly #clock: PacerClock;
	readonly #whole: number;
	/** First come, first served; the first alone looks at the clock */
	readonly #waiting: Waiter[] = [];
	readonly #sent = new SentRequests();
	#share: Share;
	#nextStartEpochMs = 0;
	#seenEpochMs = 0;

	constructor(clock: PacerClock = REAL_CLOCK, whole = REQUESTS_A_WINDOW) {
		this.#clock = clock;
		this.#whole = whole;
		this.#share = new Share(whole);
	}

	/**
	 * Waits for a slot; `undefined` where none comes free by the deadline.
	 *
	 * @throws whatever the signal is aborted with
	 */
	async acquire(asker: Asker = {}): Promise<Slot | undefined> {
		const { signal, deadlineEpochMs = Infinity, left = 1 } = asker;
		const waiter: Waiter = {};
		this.#waiting.push(waiter);
		try {
			for (;;) {
				const waitMs =
					this.#waiting[0] === waiter ? this.#msUntilFree(left, deadlineEpochMs) : Infinity;
				if (waitMs <= 0) return this.#takeSlot();
				const leftMs = deadlineEpochMs - this.#clock.now();
				if (leftMs <= 0 || (Number.isFinite(waitMs) && waitMs > leftMs)) return undefined;
				await this.#nap(waiter, Math.min(waitMs, leftMs, LONGEST_NAP_MS), signal);
			}
		} finally {
			this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
			this.#wakeFirst();
		}
	}

	/** How long (ms) until a request may be sent; Infinity where that hangs on an answer. */
	#msUntilFree(left: number, deadlineEpochMs: number): number {
		const now = this.#lookAtClock();
		const { count, underWay } = this.#sent;
		if (count === 0 && this.#share.isStale(now)) this.#share = new Share(this.#whole);
		const waitMs = Math.max(this.#placeAt(deadlineEpochMs), this.#nextStartEpochMs) - now;
		if (waitMs > 0) return waitMs;
		return underWay < this.#share.mostUnderWay(count, left) ? 0 : Infinity;
	}

	#lookAtClock(): number {
		const now = this.#clock.now();
		// After the clock was set back, what has been would seem to be still to come
		if (now < this.#seenEpochMs) {
			this.#nextStartEpochMs = now;
			this.#share = new Share(this.#whole);
		}
		this.#seenEpochMs = now;
		this.#sent.forgetEnded(now);
		return now;
	}

	/** When a request may have a place: one of this process's own, or by a try. */
	#placeAt(deadlineEpochMs: number): number {
		const ownAt = this.#sent.fewerThanAt(this.#share.places);
		const tryAt = this.#share.tryAt(deadlineEpochMs);
		return Math.max(this.#sent.fewerThanAt(this.#whole), Math.min(ownAt, tryAt));
	}

	async #nap(waiter: Waiter, ms: number, signal: AbortSignal | undefined): Promise<void> {
		const wake = new AbortController();
		waiter.wake = wake;
		const signals = signal ? [signal, wake.signal] : [wake.signal];
		await this.#clock.sleep(ms, AbortSignal.any(signals)).catch((reason: unknown) => {
			if (!wake.signal.aborted || signal?.aborted) return Promise.reject(reason);
			return undefined;
		});
	}

	#wakeFirst(): void {
		this.#waiting[0]?.wake?.abort();
	}

	#takeSlot(): Slot {
		const now = this.#clock.now();
		const request = this.#sent.add(now, this.#sent.count >= this.#share.places);
		this.#nextStartEpochMs = now + GAP_MS;
		const settle = (note: () => void): void => {
			if (request.endedAtEpochMs !== undefined) return;
			request.endedAtEpochMs = this.#clock.now();
			note();
			this.#wakeFirst();
		};
		return {
			answered: () => settle(() => this.#noteLetIn(request)),
			refused: (retryAfterMs) => settle(() => this.#noteRefusal(request, retryAfterMs)),
			unused: () => settle(() => this.#sent.drop(request)),
		};
	}

	#noteLetIn({ isTry }: SentRequest): void {
		const now = this.#clock.now();
		this.#share.noteLetIn(isTry, this.#sent.letIn(now), now);
	}

	#noteRefusal(request: SentRequest, retryAfterMs = GAP_MS): void {
		const now = this.#clock.now();
		this.#sent.drop(request);
		this.#share.noteRefused(request, this.#sent.letIn(now), now);
		const untilEpochMs = now + Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS);
		this.#nextStartEpochMs = Math.max(this.#nextStartEpochMs, untilEpochMs);
	}
}

const pacers = new Map<string, Pacer>();

/** The process's one pacer for an account. */
export function pacerOf(key: string): Pacer {
	const pacer = pacers.get(key) ?? new Pacer();
	pacers.set(key, pacer);
	return pacer;
}
