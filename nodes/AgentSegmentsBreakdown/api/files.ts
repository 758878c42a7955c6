import { isWebPage } from '../../shared/json';
import { quoteValue } from '../../shared/values';
import type { BreakdownFile } from '../parse/filePath';
import { compareFiles } from '../parse/filePath';
import type { FilesList } from '../parse/filesList';
import { parseFilesList } from '../parse/filesList';
import type { TimeFrame } from '../timeFrame';
import { splitTimeFrame, toRfc3339 } from '../timeFrame';
import type { Connection } from './connection';
import { agentSegmentsPath, ask, nodeError, readBody, statusError } from './connection';
import { shapeError } from './errors';
import { ApiError } from '../../shared/errors';
import type { Settled } from './inOrder';
import { inOrder, readEach } from './inOrder';

/** As delivered, that is compressed: many times what an hour of a large account has */
const MAX_FILE_BYTES = 256 * 1024 * 1024;

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
	/**
	 * Listed paths that cannot be files of the time frame: not in the documented form, of another account,
	 * or of an hour far from those that were asked for
	 */
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
		const isExpected = belongsTo(connection, request);
		for (const path of list.unreadablePaths) unreadablePaths.add(path);
		for (const file of list.files) {
			if (!isExpected(file)) {
				unreadablePaths.add(quoteValue(file.path, 200));
				continue;
			}
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

/** LivePerson lists by the hours that were asked for; a day more is let through. */
function belongsTo(
	connection: Connection,
	{ from, to }: TimeFrame,
): (file: BreakdownFile) => boolean {
	const own = connection.accountId.toLowerCase();
	const [first, last] = [from.minus({ days: 1 }), to.plus({ days: 1 })];
	return ({ accountId, hourStart }) =>
		accountId.toLowerCase() === own && hourStart >= first && hourStart <= last;
}

async function listOnce(
	connection: Connection,
	{ from, to }: TimeFrame,
): Promise<{ list: FilesList; isIncomplete: boolean }> {
	const response = await ask(connection, agentSegmentsPath(connection, '/breakdown'), [
		['source', connection.source],
		['from', toRfc3339(from)],
		['to', toRfc3339(to)],
	]);
	// "no paths were found in hdfs for the given timeframe"
	if (response.status === 404 && !isWebPage(response)) {
		return {
			list: { timeFrame: undefined, files: [], unreadablePaths: [] },
			isIncomplete: false,
		};
	}
	// 206: "one or more paths were not found in hdfs for the given timeframe"
	if (response.status !== 200 && response.status !== 206) throw statusError(connection, response);
	const list = readBody(connection, response, parseFilesList, 'a list of files');
	return { list, isIncomplete: response.status === 206 };
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
	const response = await ask(
		connection,
		agentSegmentsPath(connection, '/files'),
		[
			['source', connection.source],
			['path', path],
		],
		{ maxBytes: MAX_FILE_BYTES },
	);
	if (response.status === 404 && !isWebPage(response)) {
		throw nodeError(
			connection,
			new ApiError(`LivePerson has no file ${path}`, {
				description:
					'Files are kept for about a month. List the files anew with the operation Get Many, and pass paths on as they are.',
				httpCode: '404',
			}),
		);
	}
	if (response.status !== 200) throw statusError(connection, response);
	if (isWebPage(response)) {
		throw nodeError(connection, shapeError(response, connection.target, 'a file'));
	}
	return response.body;
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
