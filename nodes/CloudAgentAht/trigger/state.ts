import { isRecord } from '../../shared/values';
import { type Alert, type AlertRule, decide, ruleKeyOf, type TargetState } from './breach';

/**
 * What the trigger remembers between polls, plain JSON with an entry for each target watched now.
 *
 * n8n's schedulers differ in when they keep it. By default it lives in the process and is written to
 * the database together with a run that a poll starts (and at activation); with durable cursors it is
 * written after every poll, in one transaction with the execution it starts. So whatever must survive
 * a kill has to change only in a poll that starts a run, and that is how it is: a breach, a reminder
 * and a recovery each start one, without items where 'Trigger On' leaves it out. What a kill between
 * two polls can take away is a begun streak of polls, counted anew then, and the place where the next
 * poll was to begin.
 */
export type WatchState = {
	/** By target key */
	targets: Record<string, TargetState>;
	/** Targets without an AHT when they were last read, by target key */
	unreadable: Record<string, UnreadableTarget>;
	/** The target that the next poll reads first; without it the first in the list */
	nextKey?: string;
};

/** A target that had no AHT when it was last read. */
export type UnreadableTarget = {
	/** The first of the polls in a row without an AHT for it */
	sinceEpochMs: number;
	/** When it was last reported; never if left out */
	reportedEpochMs?: number;
};

/** A target as its state sees it. */
export interface Watch {
	/** Names the target in the stored state */
	key: string;
	rule: AlertRule;
}

/** An AHT that was read. */
export interface Reading {
	/** `null` where there were no calls */
	ahtSeconds: number | null;
	readAtEpochMs: number;
}

/**
 * Moves the targets on by what a poll has read. Returns a state for each watch, read or not, and none
 * for others, and the alerts in the order of `watches`.
 *
 * @param readings by target key; a target without one (not read yet, or unreadable) stays as it was
 */
export function applyReadings<W extends Watch, R extends Reading>(
	before: Readonly<WatchState['targets']>,
	watches: readonly W[],
	readings: ReadonlyMap<string, R>,
): { targets: WatchState['targets']; alerts: Array<{ watch: W; reading: R; alert: Alert }> } {
	const targets: WatchState['targets'] = {};
	const alerts: Array<{ watch: W; reading: R; alert: Alert }> = [];
	for (const watch of watches) {
		const { key, rule } = watch;
		const reading = readings.get(key);
		if (reading === undefined) {
			targets[key] = before[key] ?? { ruleKey: ruleKeyOf(rule) };
			continue;
		}
		const { state, alert } = decide(before[key], reading.ahtSeconds, rule, reading.readAtEpochMs);
		targets[key] = state;
		if (alert) alerts.push({ watch, reading, alert });
	}
	return { targets, alerts };
}

/**
 * Parses stored state, which an older version or a hand may have written: what is not understood is
 * left out, so that only the target that it belonged to starts anew.
 */
export function parseWatchState(stored: unknown): WatchState {
	const { targets, unreadable, nextKey } = isRecord(stored) ? stored : {};
	return {
		targets: pickEntries(targets, isTargetState),
		unreadable: pickEntries(unreadable, isUnreadableTarget),
		...(typeof nextKey === 'string' ? { nextKey } : {}),
	};
}

function pickEntries<T>(
	stored: unknown,
	isEntry: (value: unknown) => value is T,
): Record<string, T> {
	const entries = Object.entries(isRecord(stored) ? stored : {});
	return Object.fromEntries(entries.filter((entry): entry is [string, T] => isEntry(entry[1])));
}

function isTargetState(value: unknown): value is TargetState {
	if (!isRecord(value) || typeof value.ruleKey !== 'string') return false;
	const { streak, breach } = value;
	return (streak === undefined || isStreak(streak)) && (breach === undefined || isBreach(breach));
}

function isStreak(value: unknown): boolean {
	return (
		isRecord(value) && isMoment(value.sinceEpochMs) && isMoment(value.polls) && value.polls > 0
	);
}

function isBreach(value: unknown): boolean {
	return isRecord(value) && isMoment(value.sinceEpochMs) && isMoment(value.lastEventEpochMs);
}

function isUnreadableTarget(value: unknown): value is UnreadableTarget {
	if (!isRecord(value)) return false;
	const { sinceEpochMs, reportedEpochMs } = value;
	return isMoment(sinceEpochMs) && (reportedEpochMs === undefined || isMoment(reportedEpochMs));
}

function isMoment(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
