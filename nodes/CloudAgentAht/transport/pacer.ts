import { sleep } from 'n8n-workflow';

import { SharedLimit } from './sharedLimit';

/** 50 requests in any 60 seconds, for a domain and user name. */
export const REQUESTS_A_WINDOW = 50;
export const WINDOW_MS = 60_000;

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

interface Waiter {
	wake?: AbortController;
}

interface Sent {
	atEpochMs: number;
	answeredAtEpochMs?: number;
}

// Requests start at least this far apart: two n8n processes then learn of each other, by the first
// refusal, before they have sent many more
const GAP_MS = 100;
const MOST_IN_FLIGHT = 10;
const MOST_IN_FLIGHT_SHARED = 2;
// The server's clock and timers are not exact to the millisecond
const MARGIN_MS = 30;
// A place that has come free is left open for so long after its request was sent, and so for a good
// part of the time in which 50 requests start: a process that comes later finds a place then
const COURTESY_MS = 500;
// Whoever waits for an answer, or for others, is woken; this is for what nobody tells of
const LONGEST_NAP_MS = 10_000;
// Shorter than the time in which 50 requests start, in which others leave places open
const REFUSED_PAUSE_MS = 4_500;
// The limit is one of a minute, whatever a gateway says: one answer must not stop all for an hour
const LONGEST_RETRY_AFTER_MS = 2 * WINDOW_MS;

const REAL_CLOCK: PacerClock = { now: () => Date.now(), sleep };

/**
 * Keeps the requests of this process within the limit, first come, first served. The server counts a
 * request some time between its sending and its answer, so a request's place is free again a window
 * after its *answer*: however long requests are under way, the server never sees too many.
 *
 * Nothing depends on it for correctness: a refused request is repeated.
 */
export class Pacer {
	readonly #clock: PacerClock;
	readonly #limit: SharedLimit;
	/** First come, first served; the first alone looks at the clock */
	readonly #waiting: Waiter[] = [];
	#sent: Sent[] = [];
	#nextStartEpochMs = 0;
	#seenEpochMs = 0;
	#isRefused = false;

	constructor(clock: PacerClock = REAL_CLOCK, limit = REQUESTS_A_WINDOW) {
		this.#clock = clock;
		this.#limit = new SharedLimit(limit);
	}

	/**
	 * Waits for a slot; `undefined` where none comes free by the deadline.
	 *
	 * @throws whatever the signal is aborted with
	 */
	async acquire(signal?: AbortSignal, deadlineEpochMs = Infinity): Promise<Slot | undefined> {
		const waiter: Waiter = {};
		this.#waiting.push(waiter);
		try {
			for (;;) {
				const waitMs = this.#waiting[0] === waiter ? this.#msUntilFree() : Infinity;
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
	#msUntilFree(): number {
		const now = this.#clock.now();
		// After the clock was set back, what has been would seem to be still to come
		if (now < this.#seenEpochMs) this.#nextStartEpochMs = now;
		this.#seenEpochMs = now;
		this.#sent = this.#sent.filter((sent) => sent.atEpochMs <= now && endOf(sent) > now);
		if (!this.#mayFly(now)) return Infinity;
		const mustEnd = this.#sent.length + 1 - this.#limit.at(now);
		const ends = this.#sent.map(endOf).sort((a, b) => a - b);
		const freeAt = mustEnd > 0 ? (ends[mustEnd - 1] ?? Infinity) : now;
		return Math.max(freeAt, this.#nextStartEpochMs) - now;
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

	/** Whether another request may be under way: fewer go wrong together where some may be refused. */
	#mayFly(now: number): boolean {
		const inFlight = this.#sent.filter((sent) => sent.answeredAtEpochMs === undefined).length;
		if (this.#isRefused) return inFlight < 1;
		return inFlight < (this.#limit.isShared(now) ? MOST_IN_FLIGHT_SHARED : MOST_IN_FLIGHT);
	}

	#takeSlot(): Slot {
		const sent: Sent = { atEpochMs: this.#clock.now() };
		this.#sent.push(sent);
		this.#nextStartEpochMs = sent.atEpochMs + GAP_MS;
		const settle = (note: () => void): void => {
			if (sent.answeredAtEpochMs !== undefined) return;
			sent.answeredAtEpochMs = this.#clock.now();
			note();
			this.#wakeFirst();
		};
		return {
			answered: () =>
				settle(() => {
					this.#isRefused = false;
				}),
			refused: (retryAfterMs) => settle(() => this.#noteRefusal(sent, retryAfterMs)),
			unused: () => settle(() => this.#drop(sent)),
		};
	}

	#noteRefusal(sent: Sent, retryAfterMs: number | undefined): void {
		const now = this.#clock.now();
		this.#drop(sent);
		this.#isRefused = true;
		const own = this.#sent.filter(
			(other) => other.answeredAtEpochMs !== undefined && other.atEpochMs > now - WINDOW_MS,
		).length;
		this.#limit.lower(own, sent.atEpochMs, now);
		// With requests of its own in the window, it is known when the first ends; else one must try
		const isFull = this.#sent.length >= this.#limit.at(now);
		const pauseMs = isFull ? GAP_MS : REFUSED_PAUSE_MS;
		const untilEpochMs = now + Math.min(retryAfterMs ?? pauseMs, LONGEST_RETRY_AFTER_MS);
		this.#nextStartEpochMs = Math.max(this.#nextStartEpochMs, untilEpochMs);
	}

	#drop(sent: Sent): void {
		this.#sent = this.#sent.filter((other) => other !== sent);
	}
}

/** When the server has surely stopped counting a request; never while its answer is out. */
function endOf({ atEpochMs, answeredAtEpochMs }: Sent): number {
	if (answeredAtEpochMs === undefined) return Infinity;
	return WINDOW_MS + Math.max(answeredAtEpochMs + MARGIN_MS, atEpochMs + COURTESY_MS);
}

const pacers = new Map<string, Pacer>();

/** The process's one pacer for an account. */
export function pacerOf(key: string): Pacer {
	const pacer = pacers.get(key) ?? new Pacer();
	pacers.set(key, pacer);
	return pacer;
}
