import { DateTime } from 'luxon';
import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError, UserError } from 'n8n-workflow';

import { pollBudgetMs } from '../../shared/compat';
import { toNodeError } from '../../shared/errors';
import { writeTriggerState } from '../../shared/triggerState';
import { decodeUnits } from '../decode/decodeUnits';
import type { HandlingTimeUnit } from '../decode/handlingTimeUnit';
import { toFileJson } from '../resources/breakdownFile/getAll';
import { count } from '../resources/hints';
import type { Connection } from '../api/connection';
import { openConnection } from '../api/connection';
import type { ListedFile } from '../api/files';
import { downloadFile, listFiles } from '../api/files';
import type { NewFiles } from './newFiles';
import { listNewFiles, readNewFiles } from './newFiles';
import type { FailedFile, GivenUpFile } from './retryLater';
import { isDue, withFailed } from './retryLater';
import type { SeenFiles } from './seenFiles';
import {
	firstHourToWatch,
	frameToList,
	isDone,
	MOST_FILES_AN_HOUR,
	moveWindow,
	readMemory,
	startMemory,
	startOfHour,
	withDone,
} from './seenFiles';
import type { TriggerSettings } from './settings';
import { readTriggerSettings } from './settings';

/** Of the poll's budget: after this share no file is begun, and after that one no request */
const FILES_SHARE = 0.6;
const REQUESTS_SHARE = 0.9;
/** Enough to build a workflow with */
const MOST_SAMPLE_UNITS = 20;

/** A poll's own circumstances. */
export interface Poll {
	context: IPollFunctions;
	connection: Connection;
	settings: TriggerSettings;
	now: DateTime;
	/** No file is begun after this moment */
	stopEpochMs: number;
}

/** What came of the new files: what each gives, and those that could not be read. */
interface Work {
	done: Array<{ file: ListedFile; units?: HandlingTimeUnit[] }>;
	failed: FailedFile[];
}

/** Polls once: new files or their units as items, or `null` where there is nothing new. */
export async function pollFiles(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	try {
		const poll = await beginPoll(context);
		return context.getMode() === 'manual' ? await sampleNewest(poll) : await watchFiles(poll);
	} catch (caught) {
		throw toNodeError(context.getNode(), caught);
	}
}

async function beginPoll(context: IPollFunctions): Promise<Poll> {
	const now = DateTime.now();
	const settings = readTriggerSettings(context);
	const budgetMs = pollBudgetMs(context);
	const { credentialType, source } = settings;
	const deadlineEpochMs = now.toMillis() + budgetMs * REQUESTS_SHARE;
	return {
		context,
		connection: await openConnection(context, { credentialType, source, deadlineEpochMs }),
		settings,
		now,
		stopEpochMs: now.toMillis() + budgetMs * FILES_SHARE,
	};
}

/**
 * For a test run in the editor: the newest file of the window, or its first units. Reads no state and
 * writes none.
 */
async function sampleNewest(poll: Poll): Promise<INodeExecutionData[][]> {
	const { connection, settings, now } = poll;
	const fromHour = firstHourToWatch(now, settings.lookBackHours);
	const { files } = await listFiles(connection, frameToList(fromHour, now));
	const newest = files.at(-1);
	if (!newest) throw noFiles(settings.lookBackHours);
	if (settings.triggerOn === 'newFile') return [toItems([{ file: newest }])];
	const units = decodeUnits(await downloadFile(connection, newest), newest.path);
	return [toItems([{ file: newest, units }]).slice(0, MOST_SAMPLE_UNITS)];
}

function noFiles(lookBackHours: number): UserError {
	return new UserError(`LivePerson has no breakdown files for the last ${lookBackHours} hours`, {
		description:
			"There is nothing to show as an example. Data can arrive up to 24 hours late: raise 'Look Back (Hours)' under Options, or try again later.",
	});
}

/**
 * Lists what is new since the last poll and emits it, the oldest first, or `null` where there is
 * nothing. What is remembered changes last and in one go: a poll that throws leaves it as it was.
 */
export async function watchFiles(poll: Poll): Promise<INodeExecutionData[][] | null> {
	const { context, connection, settings, now } = poll;
	const stored = readMemory(context, connection.accountId, now);
	const before = stored ?? startMemory(connection.accountId, now, settings.lookBackHours);
	const listing = await listNewFiles(connection, before, now);
	if (listing.strays > 0) {
		context.logger.warn(
			`${context.getNode().name}: LivePerson listed ${count(listing.strays, 'path')} in an unknown form, of another account, or of an hour far off or to come. They are left out.`,
		);
	}
	if (stored === undefined && !settings.emitExisting) return start(poll, before, listing);
	return settle(poll, before, listing, await workOn(poll, before, listing.files));
}

/** The first poll: what is there already is not news. */
function start(poll: Poll, before: SeenFiles, listing: NewFiles): null {
	const { context, connection, now } = poll;
	const isStarted = readMemory(context, connection.accountId, now) !== undefined;
	if (!isStarted) remember(poll, before, withDone(before, listing.files), listing);
	return null;
}

async function workOn(poll: Poll, before: SeenFiles, files: readonly ListedFile[]): Promise<Work> {
	const { connection, settings, stopEpochMs, now } = poll;
	if (settings.triggerOn === 'newFile') {
		return { done: files.map((file) => ({ file })), failed: [] };
	}
	const due = files.filter((file) => isDue(before, file, now.toMillis()));
	const limits = { mostUnits: settings.unitsPerPoll, stopEpochMs };
	const { read, failed } = await readNewFiles(connection, due, limits);
	return { done: read, failed };
}

/**
 * Remembers and emits. Nothing is awaited here, and the memory is read anew: n8n can begin a poll before
 * the one before has ended, and what that has emitted meanwhile is not emitted again.
 */
function settle(
	poll: Poll,
	before: SeenFiles,
	listing: NewFiles,
	work: Work,
): INodeExecutionData[][] | null {
	const { context, connection, now } = poll;
	const latest = readMemory(context, connection.accountId, now) ?? before;
	const isOpen = ({ file }: { file: ListedFile }) => !isDone(latest, file);
	const done = work.done.filter(isOpen);
	const { memory, givenUp } = withFailed(latest, work.failed.filter(isOpen), now.toMillis());
	const settled = [...done, ...givenUp].map(({ file }) => file);
	remember(poll, latest, withDone(memory, settled), listing);
	// Not thrown: that would hold back the others, and n8n would poll less often
	for (const skipped of givenUp) context.__emitError(skippedError(context, skipped));
	const items = toItems(done);
	return items.length > 0 ? [items] : null;
}

function remember(
	{ context, now, settings }: Poll,
	before: SeenFiles,
	after: SeenFiles,
	{ files, overfull }: NewFiles,
): void {
	const waiting = files.filter((file) => !isDone(after, file));
	writeTriggerState(context, moveWindow(after, now, settings.lookBackHours, waiting));
	for (const [hour, listed] of overfull) {
		const isFull = ({ done }: SeenFiles) => done[hour]?.length === MOST_FILES_AN_HOUR;
		if (isFull(after) && !isFull(before)) {
			context.__emitError(overfullError(context, hour, listed));
		}
	}
}

/** For the user, of a file that is skipped; n8n records it as a failed execution. */
function skippedError(context: IPollFunctions, { error, tries }: GivenUpFile): NodeOperationError {
	const { message, description } = toNodeError(context.getNode(), error);
	const skipped = `The trigger tried the file ${tries} times and skips it from now on. The other files are not affected.`;
	return new NodeOperationError(context.getNode(), message, {
		description: `${description ?? ''} ${skipped}`.trim(),
	});
}

/** Once an hour of files, when the last one that is remembered has been emitted. */
function overfullError(context: IPollFunctions, hour: number, listed: number): NodeOperationError {
	const start = startOfHour(hour).toFormat('yyyy-MM-dd HH:mm');
	return new NodeOperationError(
		context.getNode(),
		`LivePerson listed ${listed} files for the hour from ${start} UTC`,
		{
			description: `An hour usually has a few dozen. The trigger takes the first ${MOST_FILES_AN_HOUR} of an hour and leaves out the others. Ask LivePerson whether the account has that many.`,
		},
	);
}

/**
 * The files, or the units of those that were read, each unit once: two files, or one, can have it twice.
 * Only within a poll, since to know all earlier units would take more memory than n8n has for a node.
 */
function toItems(done: Work['done']): INodeExecutionData[] {
	const items: INodeExecutionData[] = [];
	const emitted = new Set<string>();
	for (const { file, units } of done) {
		if (!units) items.push({ json: toFileJson(file) });
		for (const unit of units ?? []) {
			const key = `${unit.sequence} ${unit.segmentId}`;
			if (!emitted.has(key)) items.push({ json: unit });
			emitted.add(key);
		}
	}
	return items;
}
