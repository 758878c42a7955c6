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

interface Sent {
	atEpochMs: number;
	answeredAtEpochMs?: number;
	wasRefused?: boolean;
}

// Requests start at least this far apart: two n8n processes then learn of each other, by the first
// refusal, before they have sent many more
const GAP_MS = 100;
const MOST_IN_FLIGHT = 10;
// The server's clock and timers are not exact to the millisecond
const MARGIN_MS = 30;
// Somebody else's answer or a cancelled request may free a slot sooner than it seemed
const LONGEST_NAP_MS = 1_000;
const LOOK_AGAIN_MS = 25;
const REFUSED_PAUSE_MS = 5_000;
const LONGEST_REFUSED_PAUSE_MS = 15_000;
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
	readonly #waiting: symbol[] = [];
	#sent: Sent[] = [];
	#nextStartEpochMs = 0;
	#refusalsInARow = 0;

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
		const turn = Symbol('turn');
		this.#waiting.push(turn);
		try {
			for (;;) {
				const waitMs = this.#msUntilTurn(this.#waiting.indexOf(turn));
				if (waitMs <= 0) return this.#takeSlot();
				if (this.#clock.now() + waitMs > deadlineEpochMs) return undefined;
				await this.#clock.sleep(Math.min(waitMs, LONGEST_NAP_MS), signal);
			}
		} finally {
			this.#waiting.splice(this.#waiting.indexOf(turn), 1);
		}
	}

	/** How long (ms) until whoever has `place` others before it may send, as far as is known. */
	#msUntilTurn(place: number): number {
		const now = this.#clock.now();
		this.#forget(now);
		const allowed = this.#limit.at(now);
		const mustEnd = this.#sent.length + place + 1 - allowed;
		const ends = this.#sent.map(endOf).sort((a, b) => a - b);
		const freeAt = mustEnd > 0 ? (ends[mustEnd - 1] ?? Infinity) : now;
		const startAt = this.#nextStartEpochMs + place * GAP_MS;
		const waitMs = Math.max(freeAt, startAt) - now;
		if (waitMs > 0 && Number.isFinite(waitMs)) return waitMs;
		return waitMs > 0 || place > 0 || !this.#mayFly() ? LOOK_AGAIN_MS : 0;
	}

	/** After a refusal one request goes ahead alone, to see whether the limit has room again. */
	#mayFly(): boolean {
		const inFlight = this.#sent.filter((sent) => sent.answeredAtEpochMs === undefined).length;
		return inFlight < (this.#refusalsInARow > 0 ? 1 : MOST_IN_FLIGHT);
	}

	#takeSlot(): Slot {
		const sent: Sent = { atEpochMs: this.#clock.now() };
		this.#sent.push(sent);
		this.#nextStartEpochMs = sent.atEpochMs + GAP_MS;
		return {
			answered: () => {
				if (sent.answeredAtEpochMs !== undefined) return;
				sent.answeredAtEpochMs = this.#clock.now();
				this.#refusalsInARow = 0;
			},
			refused: (retryAfterMs) => this.#noteRefusal(sent, retryAfterMs),
			unused: () => {
				this.#sent = this.#sent.filter((other) => other !== sent);
			},
		};
	}

	#noteRefusal(sent: Sent, retryAfterMs: number | undefined): void {
		const now = this.#clock.now();
		sent.answeredAtEpochMs = now;
		sent.wasRefused = true;
		const isSurelyCounted = (other: Sent): boolean =>
			!other.wasRefused &&
			other.answeredAtEpochMs !== undefined &&
			other.atEpochMs > now - WINDOW_MS;
		const own = this.#sent.filter(isSurelyCounted).length;
		if (this.#limit.lower(own, sent.atEpochMs, now)) this.#refusalsInARow++;
		const pauseMs = Math.min(retryAfterMs ?? this.#pauseMs(own), LONGEST_RETRY_AFTER_MS);
		this.#nextStartEpochMs = Math.max(this.#nextStartEpochMs, now + pauseMs);
	}

	/** With requests of its own in the window, it is known when the next one ends; else one must try. */
	#pauseMs(own: number): number {
		if (own >= this.#limit.at(this.#clock.now())) return GAP_MS;
		return Math.min(this.#refusalsInARow * REFUSED_PAUSE_MS, LONGEST_REFUSED_PAUSE_MS);
	}

	#forget(now: number): void {
		this.#sent = this.#sent.filter((sent) => endOf(sent) > now);
	}
}

/** When the server has surely stopped counting a request; never while its answer is out. */
function endOf({ answeredAtEpochMs }: Sent): number {
	return answeredAtEpochMs === undefined ? Infinity : answeredAtEpochMs + WINDOW_MS + MARGIN_MS;
}

const pacers = new Map<string, Pacer>();

/** The process's one pacer for an account. */
export function pacerOf(key: string): Pacer {
	const pacer = pacers.get(key) ?? new Pacer();
	pacers.set(key, pacer);
	return pacer;
}
