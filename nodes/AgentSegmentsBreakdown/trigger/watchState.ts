import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import type { BreakdownFile } from '../parse/filePath';
import { isRecord } from '../transport/http';

/** What is known of a file that could not be read so far. */
export interface Trouble {
	tries: number;
	/** Not read again before (epoch ms) */
	nextTryEpochMs: number;
}

/**
 * What the trigger remembers from poll to poll. Hours are whole hours since 1970, UTC. A file is known
 * by a short hash of its path, so that a week of 24 files an hour fits in 27 kB.
 */
export interface WatchState {
	/** Another account has other files: the memory is of no use to it */
	accountId: string;
	/** The memory is complete from this hour on; files of earlier hours are not looked for */
	fromHour: number;
	/** Hashes of the files that are done with (emitted, or there before the start), by hour */
	done: Map<number, Set<string>>;
	/** By hash */
	troubles: Map<string, Trouble>;
}

const VERSION = 1;
/** 36 bits, compared only within an hour: two of 24 files are alike once in 10^8 hours */
const HASH_LENGTH = 6;
const HASHES = new RegExp(`^(?:[\\w-]{${HASH_LENGTH}})+$`);
const MS_PER_HOUR = 3_600_000;

export function hashOf({ path }: Pick<BreakdownFile, 'path'>): string {
	return createHash('sha256').update(path).digest('base64url').slice(0, HASH_LENGTH);
}

export function hourOf({ hourStart }: Pick<BreakdownFile, 'hourStart'>): number {
	return Math.floor(hourStart.toMillis() / MS_PER_HOUR);
}

export function hourOfEpochMs(epochMs: number): number {
	return Math.floor(epochMs / MS_PER_HOUR);
}

export function epochMsOfHour(hour: number): number {
	return hour * MS_PER_HOUR;
}

export function isDone(state: WatchState, file: BreakdownFile): boolean {
	return state.done.get(hourOf(file))?.has(hashOf(file)) ?? false;
}

/** The state after these files are done with. */
export function withDone(state: WatchState, files: Iterable<BreakdownFile>): WatchState {
	const done = new Map([...state.done].map(([hour, hashes]) => [hour, new Set(hashes)]));
	for (const file of files) {
		const hour = hourOf(file);
		done.set(hour, (done.get(hour) ?? new Set()).add(hashOf(file)));
	}
	return { ...state, done };
}

/** The state that begins at `fromHour`, or where it begins already if that is later. */
export function forgetBefore(state: WatchState, fromHour: number): WatchState {
	const first = Math.max(state.fromHour, fromHour);
	const done = new Map([...state.done].filter(([hour]) => hour >= first));
	return { ...state, fromHour: first, done };
}

/** For static data: plain JSON, as small as it gets without being unreadable. */
export function writeWatchState(state: WatchState): IDataObject {
	const done = [...state.done].map(([hour, hashes]) => [hour, [...hashes].join('')]);
	const troubles = [...state.troubles].map(([hash, { tries, nextTryEpochMs }]) => [
		hash,
		[tries, nextTryEpochMs],
	]);
	return {
		version: VERSION,
		accountId: state.accountId,
		fromHour: state.fromHour,
		done: Object.fromEntries(done),
		...(troubles.length > 0 ? { troubles: Object.fromEntries(troubles) } : {}),
	};
}

/**
 * Reads static data, which anything may have written: `undefined` where it is not a whole state of this
 * version, since half a memory would emit files twice.
 */
export function parseWatchState(value: unknown): WatchState | undefined {
	if (!isRecord(value) || value['version'] !== VERSION) return undefined;
	const { accountId, fromHour } = value;
	const done = parseEntries(value['done'], parseDone);
	const troubles = parseEntries(value['troubles'] ?? {}, parseTrouble);
	if (typeof accountId !== 'string' || !isWholeNumber(fromHour) || !done || !troubles) {
		return undefined;
	}
	return { accountId, fromHour, done: new Map(done), troubles: new Map(troubles) };
}

function parseEntries<T>(
	value: unknown,
	parse: (key: string, value: unknown) => T | undefined,
): T[] | undefined {
	if (!isRecord(value)) return undefined;
	const parsed = Object.entries(value).map(([key, each]) => parse(key, each));
	return parsed.every((each) => each !== undefined) ? parsed : undefined;
}

function parseDone(hour: string, hashes: unknown): [number, Set<string>] | undefined {
	if (!/^\d{1,9}$/.test(hour) || typeof hashes !== 'string' || !HASHES.test(hashes)) {
		return undefined;
	}
	const count = hashes.length / HASH_LENGTH;
	const each = Array.from({ length: count }, (_, index) =>
		hashes.slice(index * HASH_LENGTH, (index + 1) * HASH_LENGTH),
	);
	return [Number(hour), new Set(each)];
}

function parseTrouble(hash: string, value: unknown): [string, Trouble] | undefined {
	if (hash.length !== HASH_LENGTH || !HASHES.test(hash) || !Array.isArray(value)) return undefined;
	const [tries, nextTryEpochMs]: unknown[] = value;
	if (!isWholeNumber(tries) || !isWholeNumber(nextTryEpochMs)) return undefined;
	return [hash, { tries, nextTryEpochMs }];
}

function isWholeNumber(value: unknown): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
