import { CloudAgentFault } from './faults';

/** How long to wait for CloudAgent's limit of requests, and what to say when that was too long. */
export interface LimitPatience {
	/** No wait goes past this moment; it may move as requests are answered */
	deadlineEpochMs(): number;
	/** How many requests are still to be made, as far as is known */
	left(): number;
	/** CloudAgent let a request through */
	noteAnswered(): void;
	/** CloudAgent refused a request, for the limit is used up */
	noteRefused(): void;
	fault(): CloudAgentFault;
}

/** The limit, used up by others, left no room before the moment until which to wait. */
export class NoRoomFault extends CloudAgentFault {
	constructor() {
		super(
			'busy',
			"CloudAgent's limit of 50 requests a minute left no room in time",
			'Other workflows or programs use the same account. Ask for fewer agents and campaigns, or less often.',
		);
	}
}

/** Waits for the limit until a fixed moment, whoever uses it, and gives a NoRoomFault then. */
export function untilMoment(deadlineEpochMs: number): LimitPatience {
	return {
		deadlineEpochMs: () => deadlineEpochMs,
		left: () => 1,
		noteAnswered: () => {},
		noteRefused: () => {},
		fault: () => new NoRoomFault(),
	};
}

/**
 * Waits as long as it takes while requests get through, for that is the pace of the limit itself; and
 * at most `longestMs` from the first refusal on while all are refused, for then others use it up.
 */
export class RunPatience implements LimitPatience {
	readonly #longestMs: number;
	readonly #total: number;
	#done = 0;
	#refusedSinceEpochMs: number | undefined;

	constructor(longestMs: number, total: number) {
		this.#longestMs = longestMs;
		this.#total = total;
	}

	deadlineEpochMs(): number {
		return this.#refusedSinceEpochMs === undefined
			? Infinity
			: this.#refusedSinceEpochMs + this.#longestMs;
	}

	left(): number {
		return this.#total - this.#done;
	}

	/** An item is done */
	noteDone(): void {
		this.#done++;
	}

	noteAnswered(): void {
		this.#refusedSinceEpochMs = undefined;
	}

	noteRefused(): void {
		this.#refusedSinceEpochMs ??= Date.now();
	}

	fault(): CloudAgentFault {
		const minutes = Math.round(this.#longestMs / 6_000) / 10;
		return new CloudAgentFault(
			'busy',
			`CloudAgent's limit of requests stayed used up for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`,
			`${this.#done} of ${this.#total} items were done. Other programs or workflows use the limit of 50 requests a minute of the same account: run this one at another time, or raise 'Longest Wait' in 'Options'.`,
		);
	}
}
