import type { AlertRule } from './alertRule';
import { toRecord } from './parameterValues';
import { type Alert, armingKey, decide, type TargetState } from './targetState';
import type { Trouble } from './troubles';

/**
 * What the trigger remembers between polls, in the node's static data.
 *
 * n8n's schedulers differ in when they keep it. By default it lives in the process and is written to
 * the database together with a run that a poll starts (and at activation); with durable cursors it is
 * written after every poll, in one transaction with the execution it starts. So whatever must survive
 * a kill has to change only in a poll that starts a run, and that is how it is: a breach, a reminder
 * and a recovery each start one, without items where 'Trigger On' leaves it out. What a kill between
 * two polls can take away is a begun row of polls, counted anew then, and the place where the next
 * poll was to begin.
 */
export interface WatchState {
	/** By target key, for the targets watched now */
	targets: Map<string, TargetState>;
	/** Targets that gave no AHT when they were last asked, by target key */
	troubles: Map<string, Trouble>;
	/** The target that the next poll asks for first; without it the first in the list */
	nextKey?: string;
}

export interface Watch {
	/** Names the target in the stored state */
	key: string;
	rule: AlertRule;
}

export interface Reading {
	/** `null` where there were no calls */
	ahtSeconds: number | null;
	readAtEpochMs: number;
}

/**
 * Takes what a poll has read. Gives the state to keep, with an entry for each watch, read or not, and
 * none for others, and the alerts in the order of `watches`.
 *
 * @param readings by target key; a target without one (not asked yet, or its poll failed) stays as it
 *   was
 */
export function takeReadings<W extends Watch, R extends Reading>(
	before: ReadonlyMap<string, TargetState>,
	watches: readonly W[],
	readings: ReadonlyMap<string, R>,
): { targets: Map<string, TargetState>; alerts: Array<{ watch: W; reading: R; alert: Alert }> } {
	const targets = new Map<string, TargetState>();
	const alerts: Array<{ watch: W; reading: R; alert: Alert }> = [];
	for (const watch of watches) {
		const { key, rule } = watch;
		const reading = readings.get(key);
		const known = before.get(key);
		if (reading === undefined) {
			targets.set(key, known ?? { armedFor: armingKey(rule) });
			continue;
		}
		const { state, alert } = decide(known, reading.ahtSeconds, rule, reading.readAtEpochMs);
		targets.set(key, state);
		if (alert) alerts.push({ watch, reading, alert });
	}
	return { targets, alerts };
}

/**
 * Reads stored state, which an older version or a hand may have written: what is not understood is
 * left out, so that only the target that it belonged to starts anew.
 */
export function parseWatchState(stored: unknown): WatchState {
	const { targets, troubles, nextKey } = toRecord(stored);
	return {
		targets: parseEntries(targets, parseTargetState),
		troubles: parseEntries(troubles, parseTrouble),
		...(typeof nextKey === 'string' ? { nextKey } : {}),
	};
}

/** The state as plain JSON; what is empty is left out. */
export function serializeWatchState({ targets, troubles, nextKey }: WatchState) {
	return {
		targets: Object.fromEntries(targets),
		...(troubles.size > 0 ? { troubles: Object.fromEntries(troubles) } : {}),
		...(nextKey === undefined ? {} : { nextKey }),
	};
}

function parseEntries<T>(
	stored: unknown,
	parse: (value: unknown) => T | undefined,
): Map<string, T> {
	const entries = new Map<string, T>();
	for (const [key, value] of Object.entries(toRecord(stored))) {
		const parsed = parse(value);
		if (parsed !== undefined) entries.set(key, parsed);
	}
	return entries;
}

function parseTargetState(stored: unknown): TargetState | undefined {
	const { armedFor, row, breach } = toRecord(stored);
	if (typeof armedFor !== 'string') return undefined;
	const state: TargetState = { armedFor };
	if (row !== undefined) {
		const { polls, sinceEpochMs } = toRecord(row);
		if (!isCount(polls) || !isMoment(sinceEpochMs)) return undefined;
		state.row = { polls, sinceEpochMs };
	}
	if (breach !== undefined) {
		const { sinceEpochMs, lastEventEpochMs } = toRecord(breach);
		if (!isMoment(sinceEpochMs) || !isMoment(lastEventEpochMs)) return undefined;
		state.breach = { sinceEpochMs, lastEventEpochMs };
	}
	return state;
}

function parseTrouble(stored: unknown): Trouble | undefined {
	const { sinceEpochMs, toldEpochMs } = toRecord(stored);
	if (!isMoment(sinceEpochMs)) return undefined;
	return { sinceEpochMs, ...(isMoment(toldEpochMs) ? { toldEpochMs } : {}) };
}

function isMoment(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isCount(value: unknown): value is number {
	return isMoment(value) && value >= 1;
}
