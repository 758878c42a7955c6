import type { AlertRule } from './alertRule';
import { type Alert, armingKey, decide, type TargetState } from './targetState';

/**
 * What the trigger remembers between polls, in the node's static data.
 *
 * n8n's schedulers differ in when they keep it. By default it lives in the process and is written to
 * the database together with a poll that fired (and at activation); with durable cursors it is
 * written after every poll, in one transaction with the execution it starts. So whatever must survive
 * a kill has to change only in a poll that fires, and that is how it is: a breach, a reminder and a
 * recovery each fire. What a kill between two polls can take away is a begun row of polls, counted
 * anew then, and the place where the next poll was to begin.
 */
export interface WatchState {
	/** By target key, for the targets watched now */
	targets: Map<string, TargetState>;
	/** When the user was last told (epoch ms) that CloudAgent refuses a target, by target key */
	refusals: Map<string, number>;
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
	const { targets, refusals, nextKey } = toRecord(stored);
	return {
		targets: parseEntries(targets, parseTargetState),
		refusals: parseEntries(refusals, parseMoment),
		...(typeof nextKey === 'string' ? { nextKey } : {}),
	};
}

/** The state as plain JSON; what is empty is left out. */
export function serializeWatchState({ targets, refusals, nextKey }: WatchState) {
	return {
		targets: Object.fromEntries(targets),
		...(refusals.size > 0 ? { refusals: Object.fromEntries(refusals) } : {}),
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

function parseMoment(stored: unknown): number | undefined {
	return isMoment(stored) ? stored : undefined;
}

function isMoment(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isCount(value: unknown): value is number {
	return isMoment(value) && value >= 1;
}

function toRecord(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
