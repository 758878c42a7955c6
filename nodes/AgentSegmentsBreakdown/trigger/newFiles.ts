import type { DateTime } from 'luxon';

import { decodeUnits } from '../decode/decodeUnits';
import type { HandlingTimeUnit } from '../decode/handlingTimeUnit';
import type { Connection } from '../api/connection';
import type { ListedFile } from '../api/files';
import { listFiles, readFilesInOrder } from '../api/files';
import type { FailedFile } from './retryLater';
import { isUnreadable } from './retryLater';
import type { SeenFiles } from './seenFiles';
import { frameToList, hashOf, hourOf, MOST_FILES_AN_HOUR, toHour } from './seenFiles';

/** What LivePerson lists that the memory does not have. */
export interface NewFiles {
	/** Not done with, the oldest first */
	files: ListedFile[];
	/** Hours with more files than are remembered, and how many are listed */
	overfull: Map<number, number>;
	/** Paths that cannot be used: of an unknown form, of another account, or of a far hour or one to come */
	strays: number;
}

/** Lists the files since the memory begins; of an hour no more than it can remember. */
export async function listNewFiles(
	connection: Connection,
	memory: SeenFiles,
	now: DateTime,
): Promise<NewFiles> {
	const listing = await listFiles(connection, frameToList(memory.fromHour, now));
	const files: ListedFile[] = [];
	const listed = new Map<number, number>();
	const known = new Map<number, Set<string>>();
	let strays = listing.unreadablePaths.length;
	for (const file of listing.files) {
		const hour = hourOf(file);
		const isStray = hour > toHour(now);
		if (isStray) strays++;
		if (isStray || hour < memory.fromHour) continue;
		listed.set(hour, (listed.get(hour) ?? 0) + 1);
		const hashes = known.get(hour) ?? new Set(memory.done[hour]);
		known.set(hour, hashes);
		if (hashes.size >= MOST_FILES_AN_HOUR) continue;
		const hash = hashOf(file);
		if (!hashes.has(hash)) files.push(file);
		hashes.add(hash);
	}
	const overfull = [...listed].filter(([, count]) => count > MOST_FILES_AN_HOUR);
	return { files, overfull: new Map(overfull), strays };
}

/** A file and all of its units; never a part of them. */
export interface FileUnits {
	file: ListedFile;
	units: HandlingTimeUnit[];
}

export interface ReadLimits {
	/** No further file is begun once this many units were read */
	mostUnits: number;
	/** No further file is begun after this moment */
	stopEpochMs: number;
}

const FILES_AT_ONCE = 4;
/** After so many refusals in a poll it is not the files: the rest is left to the next poll */
const MOST_REFUSALS = 3;

/**
 * Reads files, the oldest first, until the limits are reached. Files that were in flight by then are
 * read to their end, too.
 *
 * @throws the first refusal, where LivePerson did not hand out a single file
 */
export async function readNewFiles(
	connection: Connection,
	files: readonly ListedFile[],
	limits: ReadLimits,
): Promise<{ read: FileUnits[]; failed: FailedFile[] }> {
	const read: FileUnits[] = [];
	const unreadable: FailedFile[] = [];
	const withheld: FailedFile[] = [];
	let units = 0;
	const mayGoOn = () =>
		units < limits.mostUnits && withheld.length < MOST_REFUSALS && Date.now() < limits.stopEpochMs;
	const readThese = async (chosen: Iterable<ListedFile>): Promise<void> => {
		const outcomes = readFilesInOrder(
			connection,
			chosen,
			() => FILES_AT_ONCE,
			(bytes, file) => decodeUnits(bytes, file.path),
		);
		for await (const outcome of outcomes) {
			if ('value' in outcome) {
				read.push({ file: outcome.item, units: outcome.value });
				units += outcome.value.length;
			} else {
				const failed = isUnreadable(outcome.error) ? unreadable : withheld;
				failed.push({ file: outcome.item, error: outcome.error });
			}
		}
	};
	const isNothingRead = () => read.length + unreadable.length === 0;
	await readThese(takeWhile(files, mayGoOn));
	// LivePerson is down, or it withholds these files alone: the newest tells, and may end the standstill
	if (isNothingRead()) await readThese(files.slice(withheld.length).slice(-1));
	const [refusal] = withheld;
	if (refusal && isNothingRead()) throw refusal.error;
	return { read, failed: [...unreadable, ...withheld] };
}

function* takeWhile<T>(items: Iterable<T>, mayGoOn: () => boolean): Generator<T> {
	for (const item of items) {
		if (!mayGoOn()) return;
		yield item;
	}
}
