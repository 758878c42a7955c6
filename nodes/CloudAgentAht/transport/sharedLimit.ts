// However many others there are, some requests get through; from here it is quickly found how many
const SMALLEST_SHARE = 5;
// A longer time between tries costs others fewer refusals, and this process more time to get back
const SHORTEST_TRIAL_MS = 90_000;
const LONGEST_TRIAL_MS = 360_000;

/**
 * How many requests a window this process allows itself. It starts with all. When CloudAgent refuses
 * one, others use the limit too, and the requests of this process that CloudAgent let in during the
 * last window are its share: if every process keeps to its share, nobody is refused again. Refused all
 * the same, it takes half of that. Now and then it tries one more, then two, four ..., so that it has
 * the whole limit soon after the others have ended; a try that is refused makes it wait longer with
 * the next.
 */
export class SharedLimit {
	readonly #whole: number;
	#share: number;
	#trialMs = SHORTEST_TRIAL_MS;
	#nextStep = 1;
	#changedAtEpochMs = 0;
	#loweredAtEpochMs = -Infinity;

	constructor(whole: number) {
		this.#whole = whole;
		this.#share = whole;
	}

	/** Requests a window at this moment. */
	at(nowEpochMs: number): number {
		while (this.#share < this.#whole && nowEpochMs - this.#changedAtEpochMs >= this.#trialMs) {
			if (this.#hasTried()) this.#trialMs = SHORTEST_TRIAL_MS;
			this.#share = Math.min(this.#whole, this.#share + this.#nextStep);
			this.#nextStep *= 2;
			this.#changedAtEpochMs += this.#trialMs;
		}
		return this.#share;
	}

	/** Whether others seem to use the limit, too. */
	isShared(nowEpochMs: number): boolean {
		return this.at(nowEpochMs) < this.#whole;
	}

	/**
	 * Takes a refusal into account, once for all requests that were under way together.
	 *
	 * @param own requests of this process that were let in during the last window
	 * @param sentAtEpochMs when the refused request was sent
	 */
	lower(own: number, sentAtEpochMs: number, nowEpochMs: number): void {
		if (sentAtEpochMs <= this.#loweredAtEpochMs) return;
		const share = this.at(nowEpochMs);
		const isWhole = share === this.#whole;
		if (this.#hasTried()) this.#trialMs = Math.min(this.#trialMs * 2, LONGEST_TRIAL_MS);
		const next = isWhole || this.#hasTried() ? Math.min(own, share - 1) : Math.min(own, share / 2);
		this.#share = Math.max(SMALLEST_SHARE, Math.floor(next));
		this.#nextStep = 1;
		this.#changedAtEpochMs = nowEpochMs;
		this.#loweredAtEpochMs = nowEpochMs;
	}

	/** Whether it has tried for more since it was last refused. */
	#hasTried(): boolean {
		return this.#nextStep > 1;
	}
}
