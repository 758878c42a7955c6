import { decodeUnits } from '../decode/decodeUnits';
import type { HandlingTimeUnit } from '../decode/handlingTimeUnit';
import type { Connection } from '../transport/connection';
import type { ListedFile } from '../transport/files';
import { readFilesInOrder } from '../transport/files';
import type { FailedFile } from './retryFiles';
import { isUnreadable } from './retryFiles';

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
 * read to their end and given, too.
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
	if (refusal && isNothingRead()) throw asError(refusal.error);
	return { read, failed: [...unreadable, ...withheld] };
}

function* takeWhile<T>(items: Iterable<T>, mayGoOn: () => boolean): Generator<T> {
	for (const item of items) {
		if (!mayGoOn()) return;
		yield item;
	}
}

function asError(caught: unknown): Error {
	return caught instanceof Error ? caught : new Error(String(caught));
}
