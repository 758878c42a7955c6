import { type AlertRule, sideOf } from './alertRule';

export const ALERT_EVENTS = ['breached', 'recovered', 'reminder'] as const;
export type AlertEvent = (typeof ALERT_EVENTS)[number];

/** Polls on the same side, one after the other. A failed or ignored poll neither adds nor breaks. */
interface PollRow {
	polls: number;
	/** When the first of them was read */
	sinceEpochMs: number;
}

/** What is remembered of one target between two polls. Plain JSON, a few dozen bytes. */
export interface TargetState {
	/** The threshold and direction it was made for; another one starts the target anew */
	armedFor: string;
	/** Polls towards the next breach, or towards recovery while a breach lasts */
	row?: PollRow;
	/** Stands from `breached` to `recovered` */
	breach?: { sinceEpochMs: number; lastEventEpochMs: number };
}

/** A crossing, a recovery or a reminder, and the stretch of time that it tells of. */
export interface Alert {
	event: AlertEvent;
	/** When the breach began: the first of the polls in a row that were past the threshold */
	sinceEpochMs: number;
	/** This poll; for `recovered`, the first of the polls in a row that were back */
	untilEpochMs: number;
}

/**
 * Polls start on the minute but are answered some seconds later, more on one day than on another.
 * Without this allowance "every 30 minutes" would now and then skip to the 31st or, polled every ten
 * minutes, to the 40th.
 */
const REMINDER_TOLERANCE_MS = 30_000;

/**
 * Takes one reading of one target and says what it becomes and whether that is an event.
 *
 * - A target starts armed. `pollsToBreach` readings in a row past the threshold (see `sideOf`) are a
 *   breach: `breached`, once. The very first reading can be one: somebody who starts to watch a
 *   campaign that is over its target wants to know.
 * - While the breach lasts nothing is said again, but for a `reminder` when `remindEverySeconds` have
 *   gone by since the last event, to the nearest half minute. A reading that is back gives no
 *   reminder, even if it is not yet one of enough in a row.
 * - `pollsToRecover` readings in a row that are back end it: `recovered`, once, and the target is
 *   armed again. A reading between the two lines starts either row anew.
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
	const armedFor = armingKey(rule);
	const current = state?.armedFor === armedFor ? state : { armedFor };
	const side = sideOf(ahtSeconds, rule);
	if (side === undefined) return { state: current };
	if (current.breach === undefined) {
		return side === 'past' ? towardsBreach(current, rule, nowEpochMs) : { state: { armedFor } };
	}
	const breach = current.breach;
	if (side === 'back') return towardsRecovery({ ...current, breach }, rule, nowEpochMs);
	return duringBreach({ armedFor, breach }, rule, nowEpochMs);
}

/** What a state is tied to: editing either part re-arms the target. */
export function armingKey({
	direction,
	thresholdSeconds,
}: Pick<AlertRule, 'direction' | 'thresholdSeconds'>): string {
	return `${direction} ${thresholdSeconds}`;
}

function towardsBreach({ armedFor, row }: TargetState, rule: AlertRule, nowEpochMs: number) {
	const grown = grow(row, nowEpochMs);
	if (grown.polls < rule.pollsToBreach) return { state: { armedFor, row: grown } };
	const { sinceEpochMs } = grown;
	return {
		state: { armedFor, breach: { sinceEpochMs, lastEventEpochMs: nowEpochMs } },
		alert: { event: 'breached', sinceEpochMs, untilEpochMs: nowEpochMs } satisfies Alert,
	};
}

type BreachedState = TargetState & Required<Pick<TargetState, 'breach'>>;

function towardsRecovery(state: BreachedState, rule: AlertRule, nowEpochMs: number) {
	const { armedFor, breach } = state;
	const row = grow(state.row, nowEpochMs);
	if (row.polls < rule.pollsToRecover) return { state: { armedFor, breach, row } };
	return {
		state: { armedFor },
		alert: {
			event: 'recovered',
			sinceEpochMs: breach.sinceEpochMs,
			untilEpochMs: row.sinceEpochMs,
		} satisfies Alert,
	};
}

function duringBreach(state: BreachedState, rule: AlertRule, nowEpochMs: number) {
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

function grow(row: PollRow | undefined, nowEpochMs: number): PollRow {
	return { polls: (row?.polls ?? 0) + 1, sinceEpochMs: row?.sinceEpochMs ?? nowEpochMs };
}
