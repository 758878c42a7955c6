import { WINDOW_MS } from './sentRequests';

// What one process may have under way. Answers of a second, and 500 requests take no more than the
// limit makes them take
const MOST_UNDER_WAY = 12;
const MOST_UNDER_WAY_CONTESTED = 2;
// A request that is refused, and those that are under way with it, are to be few beside those that a
// run makes
const REQUESTS_PER_ONE_UNDER_WAY = 45;
// Processes that begin together use up the limit when each has sent 25 requests (two) or 17 (three).
// Whoever may be one of them sends some at once, then is careful, and then knows that it is alone
const CAREFUL_FROM = 14;
const CAREFUL_TO = 28;
const AT_ONCE_BEFORE = 4;
const AT_ONCE_WHILE_CAREFUL = 1;
const AT_ONCE_AFTER = 3;
// With no place of its own, a process tries until it finds others' places free. Theirs come free for
// some seconds in each window: five such tries take longer than a window, so that the next five come
// at other moments of it
const SEARCH_MS = 13_000;
// Before giving up: shorter than the time in which 50 requests start, and others' places come free
const LAST_SEARCH_MS = 4_500;
const LAST_MS = WINDOW_MS;
// Waiting longer between tries costs others fewer refusals, and this process more time to find that
// they have ended
const SHORTEST_TRIAL_MS = 130_000;
const LONGEST_TRIAL_MS = 360_000;
// After a time without requests, all that is known is that nothing is known
const FORGET_AFTER_MS = 2 * WINDOW_MS;

/**
 * How many of the limit's places this process has, as far as CloudAgent's answers tell. Processes
 * know nothing of each other but this: a request that is let in has a place, which its process can
 * use again once it comes free; as long as each uses its own places only, nobody is refused. A
 * request beyond them is a try. At first all are tries, few under way together, more as they are let
 * in. When one is refused the limit is used up, and the process keeps to the places that it has; from
 * time to time it tries for another, and for one after the other as long as they are let in, until it
 * has the whole limit again.
 */
export class Share {
	readonly #whole: number;
	#places = 0;
	#isContested = false;
	#triesLetIn = 0;
	#hasGained = false;
	#trialMs = SHORTEST_TRIAL_MS;
	#tryAtEpochMs = 0;
	#refusedAtEpochMs = -Infinity;
	#answeredAtEpochMs = -Infinity;

	constructor(whole: number) {
		this.#whole = whole;
	}

	/** Requests a window that this process can make and not be refused. */
	get places(): number {
		return this.#places;
	}

	/** When it may try for another place, for somebody who gives up at the deadline. */
	tryAt(deadlineEpochMs = Infinity): number {
		const isLast = this.#places === 0 && deadlineEpochMs - this.#tryAtEpochMs <= LAST_MS;
		return isLast ? this.#tryAtEpochMs - SEARCH_MS + LAST_SEARCH_MS : this.#tryAtEpochMs;
	}

	/**
	 * How many requests may be under way together. Of several processes that meet a used-up limit, each
	 * has as many refused as it has under way.
	 *
	 * @param counted requests of this process that are counted in the window
	 * @param left requests that the run which asks has still to make
	 */
	mostUnderWay(counted: number, left: number): number {
		const isTry = counted >= this.#places;
		if (this.#isContested) {
			return isTry ? Math.min(1 + this.#triesLetIn, 2) : MOST_UNDER_WAY_CONTESTED;
		}
		if (!isTry) return MOST_UNDER_WAY;
		const forLeft = Math.min(Math.floor(left / REQUESTS_PER_ONE_UNDER_WAY), MOST_UNDER_WAY);
		// Whoever comes when the limit is used up finds that out with few
		const first = Math.max(1, Math.floor(forLeft / 2));
		return Math.min(Math.max(atOnce(counted), forLeft), first + this.#triesLetIn);
	}

	/** @param own requests of this process that were let in during the last window, this one included */
	noteLetIn(isTry: boolean, own: number, nowEpochMs: number): void {
		this.#answeredAtEpochMs = nowEpochMs;
		if (isTry) this.#triesLetIn++;
		if (own <= this.#places) return;
		this.#places = own;
		this.#hasGained = true;
		if (own < this.#whole) return;
		this.#isContested = false;
		this.#trialMs = SHORTEST_TRIAL_MS;
	}

	/**
	 * Takes a refusal into account, once for all requests that were under way together.
	 *
	 * @param own requests of this process that were let in during the last window
	 */
	noteRefused(
		{ isTry, sentAtEpochMs }: { isTry: boolean; sentAtEpochMs: number },
		own: number,
		nowEpochMs: number,
	): void {
		this.#answeredAtEpochMs = nowEpochMs;
		this.#triesLetIn = 0;
		if (sentAtEpochMs <= this.#refusedAtEpochMs) return;
		const isInVain = this.#isContested && isTry && !this.#hasGained;
		this.#trialMs = isInVain ? Math.min(this.#trialMs * 2, LONGEST_TRIAL_MS) : SHORTEST_TRIAL_MS;
		this.#places = Math.max(0, Math.min(own, isTry ? this.#places : this.#places - 1));
		this.#tryAtEpochMs = this.#places > 0 ? nowEpochMs + this.#trialMs : sentAtEpochMs + SEARCH_MS;
		this.#isContested = true;
		this.#hasGained = false;
		this.#refusedAtEpochMs = nowEpochMs;
	}

	/** Whether what it knows is too old to go by; only where no request is counted any more. */
	isStale(nowEpochMs: number): boolean {
		return nowEpochMs - this.#answeredAtEpochMs > FORGET_AFTER_MS;
	}
}

function atOnce(counted: number): number {
	if (counted < CAREFUL_FROM) return AT_ONCE_BEFORE;
	return counted < CAREFUL_TO ? AT_ONCE_WHILE_CAREFUL : AT_ONCE_AFTER;
}
