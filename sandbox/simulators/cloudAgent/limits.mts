import { Refusal } from './refusal.mts';
import { WindowsByKey } from './slidingWindow.mts';
import type { CloudAgentSwitches } from './switches.mts';

export const AHT_REQUESTS_PER_MINUTE = 50;
export const COMPANION_REQUESTS_PER_MINUTE = 5;

const MINUTE_MS = 60_000;

/** The requests a minute that each user name has, call by call. */
export class Limits {
	readonly #now: () => number;
	readonly #switches: CloudAgentSwitches;
	readonly #aht = new WindowsByKey(AHT_REQUESTS_PER_MINUTE, MINUTE_MS);
	readonly #companions = new WindowsByKey(COMPANION_REQUESTS_PER_MINUTE, MINUTE_MS);
	readonly #otherClientSince = new Map<string, number>();

	constructor(now: () => number, switches: CloudAgentSwitches) {
		this.#now = now;
		this.#switches = switches;
	}

	/** Lets an AHT request in or throws its refusal. */
	enterAht(userName: string): void {
		this.#letOtherClientIn(userName);
		const window = this.#aht.of(userName);
		if (window.tryEnter(this.#now())) return;
		if (this.#switches.refusedRequestsCount) window.force(this.#now());
		throw limitRefusal(this.#switches, this.#switches.texts.rateLimit);
	}

	/** Lets a companion request in (each kind has its own limit) or throws its refusal. */
	enterCompanion(kind: string, userName: string): void {
		if (this.#companions.of(`${kind} ${userName}`).tryEnter(this.#now())) return;
		throw limitRefusal(this.#switches, this.#switches.texts.companionRateLimit);
	}

	/** Another client makes `many` AHT requests now; those past the limit are refused to it. */
	useUp(userName: string, many: number): void {
		for (let i = 0; i < many; i++) this.#aht.of(userName).tryEnter(this.#now());
	}

	/** AHT requests let in during the last minute. */
	usedInLastMinute(userName: string): number {
		return this.#aht.of(userName).count(this.#now());
	}

	/** The evenly spread requests of another client since the last look, at most a minute's worth. */
	#letOtherClientIn(userName: string): void {
		const now = this.#now();
		const perMinute = this.#switches.otherClientRequestsPerMinute;
		const since = this.#otherClientSince.get(userName) ?? now - MINUTE_MS;
		if (perMinute <= 0) {
			this.#otherClientSince.set(userName, now);
			return;
		}
		const gapMs = MINUTE_MS / perMinute;
		let next = Math.max(since, now - MINUTE_MS) + gapMs;
		for (; next <= now; next += gapMs) this.#aht.of(userName).tryEnter(next);
		this.#otherClientSince.set(userName, next - gapMs);
	}
}

function limitRefusal(switches: CloudAgentSwitches, text: string): Refusal {
	if (switches.rateLimitAnswer === 'body') return new Refusal(text, 'error', switches.errorStatus);
	const headers = switches.retryAfter === null ? undefined : { 'retry-after': switches.retryAfter };
	return new Refusal(text, 'error', 429, headers);
}
