import { wait } from '../../shared/compat';

/** CloudAgent answers 50 AHT requests in any 60 seconds, for a domain and user name. */
export const REQUESTS_PER_PERIOD = 50;
export const PERIOD_MS = 60_000;

/** Time, so that a test can make it pass. */
export interface Clock {
	now(): number;
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Leave for one request. Its holder tells what became of it, once. */
export interface Permit {
	/** An answer came, or none will: CloudAgent may have counted the request at any time until now */
	answered(): void;
	/** The rate limit was reached; CloudAgent may have told when to come again */
	refused(retryAfterMs?: number): void;
}

export interface PermitOptions {
	/** Asked again and again while waiting, for it may come nearer; never where left out */
	deadlineEpochMs?: () => number;
	signal?: AbortSignal | undefined;
}

// The server's clock and timers are not exact to the millisecond
const MARGIN_MS = 50;
// So that places come free one after the other, and are left to others for a moment each: a process that
// finds the limit used up and asks again after a pause meets one then
const GAP_MS = 100;
const LEFT_TO_OTHERS_MS = 700;
const PAUSE_MS = 5_000;
const GROWTH_MS = PERIOD_MS / 5;
// The limit is one of a minute, whatever a gateway says: one answer must not stop all for an hour
const LONGEST_RETRY_AFTER_MS = 2 * PERIOD_MS;
// What a wait hangs on may change meanwhile
const LONGEST_NAP_MS = 5_000;

/**
 * Keeps the requests of this process within the limit, first come, first served.
 *
 * CloudAgent counts a request some time between its sending and its answer, and nothing tells when: a
 * place is surely free again a period after the *answer*. A process that is alone has none refused so.
 * Where others use the limit, too, a refusal tells how much of it is left: from then on as many
 * requests per period as got through, after a pause, and five more with each minute.
 *
 * Nothing depends on it for correctness: a refused request is repeated.
 */
export class RateLimit {
	readonly #clock: Clock;
	readonly #waiting: symbol[] = [];
	/** When the place of each answered request is free again */
	#freeAtEpochMs: number[] = [];
	#underWay = 0;
	#nextStartEpochMs = 0;
	/** What got through in the period before the last refusal */
	#gotThrough = REQUESTS_PER_PERIOD;
	#growsFromEpochMs = -Infinity;
	#refusedAtEpochMs = -Infinity;
	#refusedSinceEpochMs: number | undefined;

	constructor(clock: Clock = { now: () => Date.now(), sleep: wait }) {
		this.#clock = clock;
	}

	/** Since when all requests have been refused; undefined where the last answer was none of these */
	get refusedSinceEpochMs(): number | undefined {
		return this.#refusedSinceEpochMs;
	}

	/**
	 * Waits until a request may be sent; `undefined` where that is not before the deadline.
	 *
	 * @throws the reason that the signal is aborted with
	 */
	async acquire({ deadlineEpochMs, signal }: PermitOptions = {}): Promise<Permit | undefined> {
		const own = Symbol('waiting');
		this.#waiting.push(own);
		try {
			for (;;) {
				signal?.throwIfAborted();
				const now = this.#clock.now();
				const waitMs = this.#msUntilFree(now, this.#waiting.indexOf(own));
				if (waitMs <= 0) return this.#take();
				if (now + waitMs > (deadlineEpochMs?.() ?? Infinity)) return undefined;
				await this.#clock.sleep(Math.min(waitMs, LONGEST_NAP_MS), signal);
			}
		} finally {
			this.#waiting.splice(this.#waiting.indexOf(own), 1);
		}
	}

	/** How long (ms) until there is a place beyond those that others wait for; at least so long. */
	#msUntilFree(now: number, waitingBefore: number): number {
		// After the clock was set back, a place would seem to be taken for long
		this.#freeAtEpochMs = this.#freeAtEpochMs
			.filter((at) => at > now && at <= now + PERIOD_MS + LEFT_TO_OTHERS_MS)
			.sort((a, b) => a - b);
		if (this.#growsFromEpochMs > now + LONGEST_RETRY_AFTER_MS) this.#growsFromEpochMs = now;
		if (this.#nextStartEpochMs > now + GAP_MS) this.#nextStartEpochMs = now;
		const startEpochMs = this.#nextStartEpochMs + waitingBefore * GAP_MS;
		const pauseMs = Math.max(this.#growsFromEpochMs, startEpochMs) - now;
		if (pauseMs > 0) return pauseMs;
		const taken = this.#underWay + this.#freeAtEpochMs.length + waitingBefore;
		const missing = taken + 1 - this.#allowedAt(now);
		if (missing <= 0) return 0;
		const freeAt = this.#freeAtEpochMs[missing - 1] ?? now + PERIOD_MS;
		return Math.min(freeAt, this.#nextGrowthAt(now)) - now;
	}

	#allowedAt(now: number): number {
		const grown = Math.floor((now - this.#growsFromEpochMs) / GROWTH_MS);
		return Math.min(REQUESTS_PER_PERIOD, Math.max(1, this.#gotThrough + grown));
	}

	#nextGrowthAt(now: number): number {
		if (this.#allowedAt(now) >= REQUESTS_PER_PERIOD) return Infinity;
		return now + GROWTH_MS - ((now - this.#growsFromEpochMs) % GROWTH_MS);
	}

	#take(): Permit {
		const sentAtEpochMs = this.#clock.now();
		this.#nextStartEpochMs = sentAtEpochMs + GAP_MS;
		this.#underWay++;
		return {
			answered: () => {
				this.#underWay--;
				const answeredAtEpochMs = this.#clock.now();
				const from = Math.max(answeredAtEpochMs + MARGIN_MS, sentAtEpochMs + LEFT_TO_OTHERS_MS);
				this.#freeAtEpochMs.push(from + PERIOD_MS);
				// Sent before the refusal, it got through beside it, and ends no time in which all are refused
				const wasBefore = sentAtEpochMs < this.#refusedAtEpochMs;
				if (wasBefore) this.#gotThrough = Math.min(REQUESTS_PER_PERIOD, this.#gotThrough + 1);
				else this.#refusedSinceEpochMs = undefined;
			},
			refused: (retryAfterMs = 0) => {
				this.#underWay--;
				const now = this.#clock.now();
				const pauseMs = Math.min(Math.max(PAUSE_MS, retryAfterMs), LONGEST_RETRY_AFTER_MS);
				this.#gotThrough = this.#freeAtEpochMs.filter((at) => at > now).length;
				this.#growsFromEpochMs = Math.max(this.#growsFromEpochMs, now + pauseMs);
				this.#refusedAtEpochMs = now;
				this.#refusedSinceEpochMs ??= now;
			},
		};
	}
}

const limits = new Map<string, RateLimit>();

/** The process's one rate limit for an account (see `accountKey`). */
export function rateLimitOf(key: string): RateLimit {
	const limit = limits.get(key) ?? new RateLimit();
	limits.set(key, limit);
	return limit;
}
