import { NodeApiError } from 'n8n-workflow';

import { BrokenFile } from '../decode/brokenFile';
import type { ListedFile } from '../api/files';
import { isRecord } from '../../shared/values';
import type { SeenFiles } from './seenFiles';
import { hashOf } from './seenFiles';

/** What is known of a file that could not be read so far, as it is stored. */
export type RetryLater = {
	tries: number;
	/** Not read again before (epoch ms) */
	nextTryEpochMs: number;
};

/** A file that could not be read in this poll. */
export interface FailedFile {
	file: ListedFile;
	error: unknown;
}

/** A file that has had all of its tries. */
export interface GivenUpFile extends FailedFile {
	tries: number;
}

/**
 * How often a file is tried before it is given up: one that is there and cannot be read, and one that
 * LivePerson does not hand out while it hands out others (about a day, with the waits below).
 */
export const MOST_TRIES = { unreadable: 5, withheld: 24 } as const;

const FIRST_WAIT_MS = 5 * 60_000;
const LONGEST_WAIT_MS = 60 * 60_000;

export function isRetryLater(value: unknown): value is RetryLater {
	if (!isRecord(value)) return false;
	return Number.isSafeInteger(value['tries']) && Number.isSafeInteger(value['nextTryEpochMs']);
}

/** What LivePerson delivered is no readable file, or it does not know the file. */
export function isUnreadable(error: unknown): boolean {
	return error instanceof BrokenFile || (error instanceof NodeApiError && error.httpCode === '404');
}

/** May be read now: never tried, or the wait since the last try is over. */
export function isDue({ retryLater }: SeenFiles, file: ListedFile, nowEpochMs: number): boolean {
	return (retryLater[hashOf(file)]?.nextTryEpochMs ?? 0) <= nowEpochMs;
}

/** Notes one more try of each file; those that have had all of theirs are for the caller to report. */
export function withFailed(
	memory: SeenFiles,
	failed: readonly FailedFile[],
	nowEpochMs: number,
): { memory: SeenFiles; givenUp: GivenUpFile[] } {
	const retryLater = { ...memory.retryLater };
	const givenUp: GivenUpFile[] = [];
	for (const failure of failed) {
		const hash = hashOf(failure.file);
		const tries = (retryLater[hash]?.tries ?? 0) + 1;
		const most = isUnreadable(failure.error) ? MOST_TRIES.unreadable : MOST_TRIES.withheld;
		if (tries >= most) givenUp.push({ ...failure, tries });
		else retryLater[hash] = { tries, nextTryEpochMs: nowEpochMs + waitMs(tries) };
	}
	return { memory: { ...memory, retryLater }, givenUp };
}

function waitMs(tries: number): number {
	return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
}
