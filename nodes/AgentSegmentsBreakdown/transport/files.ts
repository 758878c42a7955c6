import type { BreakdownFile } from '../parse/filePath';
import { compareFiles } from '../parse/filePath';
import type { FilesList } from '../parse/filesList';
import { parseFilesList } from '../parse/filesList';
import type { TimeFrame } from '../timeFrame';
import { splitTimeFrame, toRfc3339 } from '../timeFrame';
import type { Connection } from './connection';
import { apiError, ask, readBody, refusal } from './connection';
import { describeShape } from './errors';
import { isWebPage } from './json';
import type { Settled } from './window';
import { inOrder, readEach } from './window';

/** A file, and the time frame of the request that listed it. */
export interface ListedFile extends BreakdownFile {
	frame: TimeFrame;
}

/** All files of a time frame of any length. */
export interface FilesListing {
	/** Each once, by hour, then part */
	files: ListedFile[];
	/** LivePerson answered 206: some hours of the time frame are missing from the list */
	isPartial: boolean;
	/** Listed paths that are not in the documented form, so that they cannot be asked for */
	unreadablePaths: string[];
}

/** Lists the files of the time frame, with a request a week. A frame without files gives none. */
export async function listFiles(connection: Connection, frame: TimeFrame): Promise<FilesListing> {
	const files = new Map<string, ListedFile>();
	const unreadablePaths = new Set<string>();
	let isPartial = false;
	for (const request of splitTimeFrame(frame)) {
		const { list, isIncomplete } = await listOnce(connection, request);
		isPartial ||= isIncomplete;
		for (const path of list.unreadablePaths) unreadablePaths.add(path);
		for (const file of list.files) {
			// Two requests that meet within an hour both list its files
			if (!files.has(file.path)) {
				files.set(file.path, { ...file, frame: list.timeFrame ?? request });
			}
		}
	}
	return {
		files: [...files.values()].sort(compareFiles),
		isPartial,
		unreadablePaths: [...unreadablePaths],
	};
}

async function listOnce(
	connection: Connection,
	{ from, to }: TimeFrame,
): Promise<{ list: FilesList; isIncomplete: boolean }> {
	const answer = await ask(connection, '/breakdown', [
		['from', toRfc3339(from)],
		['to', toRfc3339(to)],
	]);
	// "no paths were found in hdfs for the given timeframe"
	if (answer.status === 404 && !isWebPage(answer)) {
		return {
			list: { timeFrame: undefined, files: [], unreadablePaths: [] },
			isIncomplete: false,
		};
	}
	// 206: "one or more paths were not found in hdfs for the given timeframe"
	if (answer.status !== 200 && answer.status !== 206) throw refusal(connection, answer);
	const list = readBody(connection, answer, parseFilesList, 'a list of files');
	return { list, isIncomplete: answer.status === 206 };
}

/**
 * Downloads one file, as delivered: its bytes may or may not be compressed.
 *
 * @throws NodeApiError
 */
export async function downloadFile(
	connection: Connection,
	{ path }: Pick<BreakdownFile, 'path'>,
): Promise<Buffer> {
	const answer = await ask(connection, '/files', [['path', path]]);
	if (answer.status === 404 && !isWebPage(answer)) {
		throw apiError(connection, {
			message: `LivePerson has no file ${path}`,
			description:
				'Files are kept for about a month. List the files anew with the operation Get Many, and pass paths on as they are.',
			httpCode: '404',
		});
	}
	if (answer.status !== 200) throw refusal(connection, answer);
	if (isWebPage(answer)) {
		throw apiError(connection, describeShape(answer, connection.asked, 'a file'));
	}
	return answer.body;
}

/** Turns the bytes of a file into what the caller keeps; may throw for a broken file. */
export type ReadFile<T> = (bytes: Buffer, file: ListedFile) => Promise<T> | T;

/**
 * Downloads and reads files several at a time; gives each file's outcome in the order of `files`.
 *
 * @param concurrency files in flight or waiting to be taken, asked anew before each
 */
export function readFilesInOrder<T>(
	connection: Connection,
	files: Iterable<ListedFile>,
	concurrency: () => number,
	read: ReadFile<T>,
): AsyncGenerator<Settled<ListedFile, T>, void, undefined> {
	return inOrder(files, concurrency, async (file) =>
		read(await downloadFile(connection, file), file),
	);
}

/**
 * Downloads files several at a time and reads each as soon as it is there, one after the other, and
 * keeps nothing; see `readEach` for how many are in memory. What a download or `read` throws goes to
 * `onError`; what that throws ends the whole.
 */
export async function forEachFile(
	connection: Connection,
	files: Iterable<ListedFile>,
	concurrency: number,
	read: (bytes: Buffer, file: ListedFile) => void,
	onError: (error: unknown, file: ListedFile) => void,
): Promise<void> {
	const fetch = async (file: ListedFile) => await downloadFile(connection, file);
	await readEach(files, concurrency, fetch, (outcome) => {
		try {
			if ('error' in outcome) throw outcome.error;
			read(outcome.value, outcome.item);
		} catch (error) {
			onError(error, outcome.item);
		}
	});
}
