import { createHash } from 'node:crypto';

import { DateTime } from 'luxon';
import type { IPollFunctions } from 'n8n-workflow';

import { readTriggerState } from '../../shared/triggerState';
import type { BreakdownFile } from '../parse/filePath';
import type { TimeFrame } from '../timeFrame';
import { isRecord } from '../../shared/values';
import type { RetryLater } from './retryLater';
import { isRetryLater } from './retryLater';

/**
 * What the trigger remembers from poll to poll, as it is stored. Hours are whole hours since 1970, UTC.
 * A file is known by a short hash of its path, so that a week of 24 files an hour fits in 40 kB.
 */
export type SeenFiles = {
	version: typeof VERSION;
	/** Another account has other files: the memory is of no use to it */
	accountId: string;
	/** Files of this hour and later are looked for; which of them are done with is known in full */
	fromHour: number;
	/** By hour, the files that are done with: emitted, skipped, or there before the start */
	done: Record<string, string[]>;
	/** By file, those that could not be read so far */
	retryLater: Record<string, RetryLater>;
};

const VERSION = 2;
/**
 * An hour has a few dozen files. Were a list to have a million for one, the memory would outgrow the
 * workflow that n8n stores it with.
 */
export const MOST_FILES_AN_HOUR = 1000;
/** 36 bits, compared only within an hour: two of 24 files are alike once in 10^8 hours */
const HASH_LENGTH = 6;
const MS_PER_HOUR = 3_600_000;
/** LivePerson has no more than a month; an hour less leaves room for clocks that differ */
const OLDEST = { months: 1 };
const ROOM = { hours: 1 };

export function hashOf({ path }: Pick<BreakdownFile, 'path'>): string {
	return createHash('sha256').update(path).digest('base64url').slice(0, HASH_LENGTH);
}

export function hourOf({ hourStart }: Pick<BreakdownFile, 'hourStart'>): number {
	return toHour(hourStart);
}

/** The hour that the moment is in. */
export function toHour(moment: DateTime): number {
	return Math.floor(moment.toMillis() / MS_PER_HOUR);
}

export function startOfHour(hour: number): DateTime {
	return DateTime.fromMillis(hour * MS_PER_HOUR, { zone: 'utc' });
}

/**
 * The first hour whose files may still arrive: an hour is watched until it has been over for
 * `lookBackHours`. A poll looks for what the poll before was to watch, so that a file which arrived in
 * the last minute of that time is found, too.
 */
export function firstHourToWatch(now: DateTime, lookBackHours: number): number {
	return Math.ceil(now.minus({ hours: lookBackHours + 1 }).toMillis() / MS_PER_HOUR);
}

/**
 * What to list: everything since the memory begins, so that nothing is lost over polls that did not
 * take place or did not get through, however many; at most a month.
 */
export function frameToList(fromHour: number, now: DateTime): TimeFrame {
	const oldest = now.toUTC().minus(OLDEST).plus(ROOM).startOf('hour').plus(ROOM);
	return { from: DateTime.max(startOfHour(fromHour), oldest), to: now.toUTC() };
}

export function startMemory(accountId: string, now: DateTime, lookBackHours: number): SeenFiles {
	const fromHour = firstHourToWatch(now, lookBackHours);
	return { version: VERSION, accountId, fromHour, done: {}, retryLater: {} };
}

/**
 * Reads what is stored; `undefined` where there is nothing that can be used, so that the watch starts
 * anew, which the log tells.
 */
export function readMemory(
	context: IPollFunctions,
	accountId: string,
	now: DateTime,
): SeenFiles | undefined {
	const stored = readTriggerState(context);
	if (stored === undefined) return undefined;
	const reason = reasonToForget(stored, accountId, now);
	if (reason === undefined && isSeenFiles(stored)) return stored;
	context.logger.warn(`${context.getNode().name} starts anew, since ${reason}.`);
	return undefined;
}

function reasonToForget(stored: unknown, accountId: string, now: DateTime): string | undefined {
	if (!isSeenFiles(stored)) return 'what it remembered cannot be read';
	if (stored.accountId !== accountId) return 'the account is another one';
	// It would wait until then, and lack the hours in between
	return stored.fromHour > toHour(now) ? 'the clock was put back by days' : undefined;
}

/** Is a whole memory of this version. Anything may have written it, and half of one would emit twice. */
export function isSeenFiles(value: unknown): value is SeenFiles {
	if (!isRecord(value) || value['version'] !== VERSION) return false;
	const { accountId, fromHour, done, retryLater } = value;
	return (
		typeof accountId === 'string' &&
		Number.isSafeInteger(fromHour) &&
		isRecord(done) &&
		Object.entries(done).every(([hour, hashes]) => /^\d{1,9}$/.test(hour) && isHashes(hashes)) &&
		isRecord(retryLater) &&
		Object.entries(retryLater).every(([hash, each]) => isHash(hash) && isRetryLater(each))
	);
}

function isHashes(value: unknown): value is string[] {
	return Array.isArray(value) && value.length <= MOST_FILES_AN_HOUR && value.every(isHash);
}

function isHash(value: unknown): value is string {
	return typeof value === 'string' && /^[\w-]{6}$/.test(value);
}

export function isDone({ done }: SeenFiles, file: BreakdownFile): boolean {
	return done[hourOf(file)]?.includes(hashOf(file)) ?? false;
}

/** The memory after these files are done with. */
export function withDone(memory: SeenFiles, files: readonly BreakdownFile[]): SeenFiles {
	const done = { ...memory.done };
	for (const file of files) {
		const hour = hourOf(file);
		const hashes = done[hour] ?? [];
		const hash = hashOf(file);
		const isRoom = hashes.length < MOST_FILES_AN_HOUR;
		if (isRoom && !hashes.includes(hash)) done[hour] = [...hashes, hash];
	}
	return { ...memory, done };
}

/**
 * Forgets what no longer needs to be remembered: hours out of the window, unless a file is waiting, and
 * the tries of files that are not waiting any more. The window never moves back.
 */
export function moveWindow(
	memory: SeenFiles,
	now: DateTime,
	lookBackHours: number,
	waiting: readonly BreakdownFile[],
): SeenFiles {
	let first = firstHourToWatch(now, lookBackHours);
	for (const file of waiting) first = Math.min(first, hourOf(file));
	const fromHour = Math.max(memory.fromHour, first);
	const hashes = new Set(waiting.map(hashOf));
	const done = Object.entries(memory.done).filter(([hour]) => Number(hour) >= fromHour);
	const retryLater = Object.entries(memory.retryLater).filter(([hash]) => hashes.has(hash));
	return {
		...memory,
		fromHour,
		done: Object.fromEntries(done),
		retryLater: Object.fromEntries(retryLater),
	};
}
