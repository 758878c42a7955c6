/**
 * At most `limit` entries in any stretch of `periodMs`: an entry at `t` is let in when fewer than
 * `limit` were let in after `t - periodMs`. An entry that is refused leaves no trace.
 */
export class SlidingWindow {
	readonly limit: number;
	readonly periodMs: number;
	#entries: number[] = [];

	constructor(limit: number, periodMs: number) {
		this.limit = limit;
		this.periodMs = periodMs;
	}

	/** Whether an entry at `atMs` is let in; it then counts. */
	tryEnter(atMs: number): boolean {
		if (this.count(atMs) >= this.limit) return false;
		this.#entries.push(atMs);
		return true;
	}

	/** Counts an entry whether there is room or not. */
	force(atMs: number): void {
		this.#entries.push(atMs);
	}

	/** Entries of the last `periodMs`. */
	count(atMs: number): number {
		this.#entries = this.#entries.filter((entry) => entry > atMs - this.periodMs);
		return this.#entries.length;
	}
}

/** One window a key (a user name), made when first asked for. */
export class WindowsByKey {
	readonly #limit: number;
	readonly #periodMs: number;
	readonly #windows = new Map<string, SlidingWindow>();

	constructor(limit: number, periodMs: number) {
		this.#limit = limit;
		this.#periodMs = periodMs;
	}

	of(key: string): SlidingWindow {
		const known = this.#windows.get(key);
		if (known !== undefined) return known;
		const made = new SlidingWindow(this.#limit, this.#periodMs);
		this.#windows.set(key, made);
		return made;
	}
}
