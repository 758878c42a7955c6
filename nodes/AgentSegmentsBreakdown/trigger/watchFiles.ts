import type { DateTime } from 'luxon';
import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { readTriggerState, writeTriggerState } from '../../shared/triggerState';
import type { Connection } from '../transport/connection';
import type { ListedFile } from '../transport/files';
import { ofUnknownForm } from '../resources/hints';
import { listFiles } from '../transport/files';
import { toFileItem, toUnitItem } from './items';
import { toSkippedError } from './pollErrors';
import { readNewFiles } from './readNewFiles';
import type { FailedFile } from './retryFiles';
import { isDue, noteFailedFiles } from './retryFiles';
import type { TriggerSettings } from './settings';
import type { WatchState } from './watchState';
import {
	hourOf,
	hourOfEpochMs,
	isDone,
	parseWatchState,
	withDone,
	writeWatchState,
} from './watchState';
import { firstHourToWatch, frameToList, moveWindow } from './watchWindow';

/** A poll's own circumstances. */
export interface Poll {
	context: IPollFunctions;
	connection: Connection;
	settings: TriggerSettings;
	now: DateTime;
	/** No file is begun after this moment */
	stopEpochMs: number;
}

/** What came of the files that the memory does not have. */
interface Work {
	done: Array<{ file: ListedFile; items: INodeExecutionData[] }>;
	failed: FailedFile[];
}

/**
 * Lists what is new since the last poll and gives it, the oldest first, or `null` where there is
 * nothing. What is remembered changes last and in one go: a poll that throws leaves it as it was.
 */
export async function watchFiles(poll: Poll): Promise<INodeExecutionData[][] | null> {
	const { connection, settings, now } = poll;
	const stored = readState(poll);
	const before = stored ?? startState(poll);
	const { files, unreadablePaths } = await listFiles(connection, frameToList(before, now));
	if (unreadablePaths.length > 0) warn(poll, ofUnknownForm(unreadablePaths.length));
	const fresh = files.filter((file) => hourOf(file) >= before.fromHour && !isDone(before, file));
	if (stored === undefined && !settings.emitExisting) return start(poll, before, fresh);
	return settle(poll, before, fresh, await workOn(poll, before, fresh));
}

function startState({ connection, settings, now }: Poll): WatchState {
	const fromHour = firstHourToWatch(now, settings.lookBackHours);
	return { accountId: connection.accountId, fromHour, done: new Map(), troubles: new Map() };
}

/** The stored state; `undefined` where there is none that can be used, which starts the watch anew. */
function readState(poll: Poll): WatchState | undefined {
	const stored = readTriggerState(poll.context);
	if (stored === undefined) return undefined;
	const state = parseWatchState(stored);
	const reason = reasonToForget(poll, state);
	if (reason === undefined) return state;
	warn(poll, `It starts anew, since ${reason}.`);
	return undefined;
}

function reasonToForget({ connection, now }: Poll, state: WatchState | undefined) {
	if (!state) return 'what it remembered cannot be read';
	if (state.accountId !== connection.accountId) return 'the account is another one';
	// It would wait until then, and lack the hours in between
	const isAhead = state.fromHour > hourOfEpochMs(now.toMillis());
	return isAhead ? 'the clock was put back by days' : undefined;
}

function warn({ context }: Poll, text: string): void {
	context.logger.warn(`Agent Segments Breakdown Trigger: ${text}`);
}

function writeState({ context }: Poll, state: WatchState): void {
	writeTriggerState(context, writeWatchState(state));
}

/** The first poll: what is there already is not news. */
function start(poll: Poll, before: WatchState, fresh: readonly ListedFile[]): null {
	if (readState(poll) === undefined) writeState(poll, withDone(before, fresh));
	return null;
}

async function workOn(poll: Poll, before: WatchState, fresh: readonly ListedFile[]): Promise<Work> {
	const { connection, settings, stopEpochMs, now } = poll;
	if (settings.triggerOn === 'newFile') {
		return { done: fresh.map((file) => ({ file, items: [toFileItem(file)] })), failed: [] };
	}
	const due = fresh.filter((file) => isDue(before, file, now.toMillis()));
	const limits = { mostUnits: settings.unitsPerPoll, stopEpochMs };
	const { read, failed } = await readNewFiles(connection, due, limits);
	return {
		done: read.map(({ file, units }) => ({ file, items: units.map(toUnitItem) })),
		failed,
	};
}

/**
 * Remembers and gives out. Nothing is awaited here, and the state is read anew: n8n can begin a poll
 * before the one before has ended, and what that has given out meanwhile is not given out again.
 */
function settle(
	poll: Poll,
	before: WatchState,
	fresh: readonly ListedFile[],
	work: Work,
): INodeExecutionData[][] | null {
	const { context, now, settings } = poll;
	const latest = readState(poll) ?? before;
	const done = work.done.filter(({ file }) => !isDone(latest, file));
	const failed = work.failed.filter(({ file }) => !isDone(latest, file));
	const noted = noteFailedFiles(latest, failed, now.toMillis());
	const after = withDone(
		noted.state,
		[...done, ...noted.givenUp].map(({ file }) => file),
	);
	const waiting = fresh.filter((file) => !isDone(after, file));
	writeState(poll, moveWindow(after, now, settings.lookBackHours, waiting));
	for (const skipped of noted.givenUp) {
		// Not thrown: that would hold back the others, and n8n would poll less often
		context.__emitError(toSkippedError(context.getNode(), skipped));
	}
	const items = done.flatMap((each) => each.items);
	return items.length > 0 ? [items] : null;
}
