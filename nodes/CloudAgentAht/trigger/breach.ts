export const DIRECTIONS = ['above', 'below'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const NO_CALLS_CHOICES = ['ignore', 'recovered', 'zero'] as const;
/** What a poll that finds no calls in the two hours counts as; see {@link sideOf}. */
export type NoCallsChoice = (typeof NO_CALLS_CHOICES)[number];

export const ALERT_EVENTS = ['breached', 'recovered', 'reminder'] as const;
export type AlertEvent = (typeof ALERT_EVENTS)[number];

/** When an average handling time is a breach, and when the breach is over. */
export interface AlertRule {
	direction: Direction;
	thresholdSeconds: number;
	/** How far the AHT must come back past the threshold before it counts as recovered; 0 is none */
	recoveryMarginSeconds: number;
	/** Polls in a row that it takes to be a breach; at least 1 */
	pollsToBreach: number;
	/** Polls in a row that it takes to have recovered; at least 1 */
	pollsToRecover: number;
	/** Time between two events of one breach; `undefined` means no reminders */
	remindEverySeconds: number | undefined;
	noCalls: NoCallsChoice;
}

/** Polls on the same side, one after the other. A failed or ignored poll neither adds nor breaks. */
type Streak = {
	polls: number;
	/** When the first of them was read */
	sinceEpochMs: number;
};

/** What is remembered of one target between two polls. Plain JSON, a few dozen bytes. */
export type TargetState = {
	/** The threshold and direction it was made for; another one starts the target anew */
	ruleKey: string;
	/** Polls towards the next breach, or towards recovery while a breach lasts */
	streak?: Streak;
	/** Stands from `breached` to `recovered` */
	breach?: { sinceEpochMs: number; lastEventEpochMs: number };
};

/** A crossing, a recovery or a reminder, and the stretch of time that it is about. */
export interface Alert {
	event: AlertEvent;
	/** When the breach began: the first of the polls in a row that were beyond the threshold */
	sinceEpochMs: number;
	/** This poll; for `recovered`, the first of the polls in a row that had recovered */
	untilEpochMs: number;
}

/** Where a reading stands; see {@link sideOf}. */
export type Side = 'beyond' | 'inMargin' | 'recovered';

/**
 * Polls start on the minute but are answered some seconds later, more on one day than on another.
 * Without this allowance "every 30 minutes" would now and then skip to the 31st or, polled every ten
 * minutes, to the 40th.
 */
const REMINDER_TOLERANCE_MS = 30_000;

/**
 * Takes one reading of one target. Returns what the target becomes, and the event if there is one.
 *
 * - A target starts armed. `pollsToBreach` readings in a row beyond the threshold (see {@link sideOf})
 *   are a breach: `breached`, once. The very first reading can be one: somebody who starts to watch a
 *   campaign that is over its threshold wants to know.
 * - While the breach lasts there is no further event, but a `reminder` when `remindEverySeconds` have
 *   gone by since the last event, to the nearest half minute. A reading that has recovered is no
 *   reminder, even if it is not yet one of enough in a row.
 * - `pollsToRecover` readings in a row that have recovered end it: `recovered`, once, and the target
 *   is armed again. A reading between the two lines starts either streak anew.
 * - A changed threshold or direction arms the target anew without a `recovered` (nothing recovered)
 *   and judges this very reading by the new rule. Other settings apply to the state as it stands.
 * - A reading to be ignored changes nothing. A failed poll is not a reading: do not call this.
 *
 * @param state `undefined` for a target that has not been read yet
 * @param ahtSeconds `null` where there were no calls
 */
export function decide(
	state: TargetState | undefined,
	ahtSeconds: number | null,
	rule: AlertRule,
	nowEpochMs: number,
): { state: TargetState; alert?: Alert } {
	const current = state?.ruleKey === ruleKeyOf(rule) ? state : { ruleKey: ruleKeyOf(rule) };
	const side = sideOf(ahtSeconds, rule);
	if (side === undefined) return { state: current };
	const { ruleKey, streak, breach } = current;
	if (breach === undefined) {
		return side === 'beyond' ? addToBreach(current, rule, nowEpochMs) : { state: { ruleKey } };
	}
	if (side === 'recovered') {
		return addToRecovery({ ruleKey, breach, ...(streak && { streak }) }, rule, nowEpochMs);
	}
	return remind({ ruleKey, breach }, rule, nowEpochMs);
}

/**
 * Returns where a reading stands.
 *
 * - `beyond`: strictly over the threshold (`above`), or strictly under it (`below`). An AHT equal to
 *   the threshold is not a breach.
 * - `recovered`: at the threshold less the recovery margin, or under that (`above`); at the threshold
 *   plus the margin, or over that (`below`).
 * - `inMargin`: neither. There is such a zone only where there is a margin.
 * - `undefined`: no calls, and the user chose to ignore that. The poll counts for nothing.
 *
 * @param ahtSeconds `null` where there were no calls
 */
export function sideOf(ahtSeconds: number | null, rule: AlertRule): Side | undefined {
	if (ahtSeconds === null) {
		if (rule.noCalls === 'ignore') return undefined;
		if (rule.noCalls === 'recovered') return 'recovered';
	}
	const overBySeconds = secondsBeyond(ahtSeconds ?? 0, rule);
	if (overBySeconds > 0) return 'beyond';
	return overBySeconds <= -rule.recoveryMarginSeconds ? 'recovered' : 'inMargin';
}

/** How far a reading is beyond the threshold, in the direction that is watched; negative: within it. */
export function secondsBeyond(
	ahtSeconds: number,
	{ direction, thresholdSeconds }: Pick<AlertRule, 'direction' | 'thresholdSeconds'>,
): number {
	return direction === 'above' ? ahtSeconds - thresholdSeconds : thresholdSeconds - ahtSeconds;
}

/** What a state is tied to: editing either part arms the target anew. */
export function ruleKeyOf({ direction, thresholdSeconds }: AlertRule): string {
	return `${direction} ${thresholdSeconds}`;
}

function addToBreach({ ruleKey, streak }: TargetState, rule: AlertRule, nowEpochMs: number) {
	const grown = grow(streak, nowEpochMs);
	if (grown.polls < rule.pollsToBreach) return { state: { ruleKey, streak: grown } };
	const { sinceEpochMs } = grown;
	return {
		state: { ruleKey, breach: { sinceEpochMs, lastEventEpochMs: nowEpochMs } },
		alert: { event: 'breached', sinceEpochMs, untilEpochMs: nowEpochMs } satisfies Alert,
	};
}

type BreachedState = TargetState & Required<Pick<TargetState, 'breach'>>;

function addToRecovery(state: BreachedState, rule: AlertRule, nowEpochMs: number) {
	const { ruleKey, breach } = state;
	const streak = grow(state.streak, nowEpochMs);
	if (streak.polls < rule.pollsToRecover) return { state: { ruleKey, breach, streak } };
	const { sinceEpochMs } = breach;
	return {
		state: { ruleKey },
		alert: {
			event: 'recovered',
			sinceEpochMs,
			untilEpochMs: streak.sinceEpochMs,
		} satisfies Alert,
	};
}

function remind(state: BreachedState, rule: AlertRule, nowEpochMs: number) {
	const { sinceEpochMs, lastEventEpochMs } = state.breach;
	const quietMs = nowEpochMs - lastEventEpochMs + REMINDER_TOLERANCE_MS;
	if (rule.remindEverySeconds === undefined || quietMs < rule.remindEverySeconds * 1000) {
		return { state };
	}
	return {
		state: { ...state, breach: { sinceEpochMs, lastEventEpochMs: nowEpochMs } },
		alert: { event: 'reminder', sinceEpochMs, untilEpochMs: nowEpochMs } satisfies Alert,
	};
}

function grow(streak: Streak | undefined, nowEpochMs: number): Streak {
	return { polls: (streak?.polls ?? 0) + 1, sinceEpochMs: streak?.sinceEpochMs ?? nowEpochMs };
}
