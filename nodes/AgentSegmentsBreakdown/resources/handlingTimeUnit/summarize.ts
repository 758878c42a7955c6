import { DateTime } from 'luxon';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { toWholeNumber } from '../../../shared/values';
import { BrokenFile } from '../../decode/brokenFile';
import { findNames } from '../../names/findNames';
import type { AgentSegment } from '../../parse/agentSegments';
import type { AgentJoin } from '../../summary/agentJoin';
import { CompletenessCount } from '../../summary/completeness';
import type { SummaryNames } from '../../summary/dimensions';
import { UnitSummary } from '../../summary/summary';
import { LONGEST_OPEN_HOURS } from '../../summary/totals';
import type { TimeFrame } from '../../timeFrame';
import { oldestMoment, wholeHours } from '../../timeFrame';
import type { Connection } from '../../api/connection';
import type { FilesListing, ListedFile } from '../../api/files';
import { forEachFile, listFiles } from '../../api/files';
import { listAgentSegments } from '../../api/segments';
import { filesAtOnceOption } from '../fields';
import { addHint, LATER_HOURS_INCOMPLETE, SEGMENTS_INCOMPLETE } from '../hints';
import { listForUser } from '../listFiles';
import { clockOf, Parameters } from '../parameters';
import { isTool } from '../toolOutput';
import type { SummaryChoices } from './summaryFields';
import { readSummaryChoices } from './summaryFields';
import { hintOnCompleteness, toItems } from './summaryOutput';

export { description } from './summaryFields';

/**
 * Adds up the units of a time frame while their files arrive. A file that cannot be read counts as
 * dropped; whatever else goes wrong stops the summary, since half of one would look like a whole.
 */
export async function execute(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const parameters = new Parameters(context, itemIndex);
	const choices = readSummaryChoices(parameters);
	const frame = parameters.frame();
	const filesAtOnce = parameters.wholeOption(filesAtOnceOption);
	const connection = await parameters.connect();
	const listed = await listForUser(parameters, connection, frame);
	const listing = await addLaterFiles(context, connection, frame, listed);
	const { files } = listing;

	const { groupBy, interval, asWorked, stopOnBrokenFile } = choices;
	const summary = new UnitSummary({
		groupBy,
		interval,
		asWorked,
		frame: { start: frame.from, end: frame.to },
		zone: clockOf(context).zone,
	});
	const count = await addFiles(connection, listing, summary, filesAtOnce, stopOnBrokenFile);
	const joined = summary.needsJoin
		? await joinAgentSegments(context, connection, frame, files, summary)
		: undefined;

	const names = await namesOf(context, connection, joined, choices);
	const completeness = count.result(summary.totals, joined?.reconcile());
	if (!isTool(context)) hintOnCompleteness(context, completeness);
	return toItems(context, itemIndex, {
		choices,
		frame,
		summary,
		names,
		completeness,
		partial: count.isPartial,
	});
}

/**
 * A segment may close, and stand in a file, hours after its last unit ended. The newest hours may not be
 * there yet, which is no fault of the time frame.
 */
async function addLaterFiles(
	context: IExecuteFunctions,
	connection: Connection,
	frame: TimeFrame,
	listed: FilesListing,
): Promise<FilesListing> {
	const now = DateTime.now().toUTC();
	const from = wholeHours(frame, now).to;
	const to = DateTime.min(from.plus({ hours: LONGEST_OPEN_HOURS }), now);
	// What ends now has no later hours; a moment has passed meanwhile
	if (to.diff(from).as('minutes') < 1) return listed;
	const later = await listFiles(connection, { from, to });
	if (later.isPartial) addHint(context, LATER_HOURS_INCOMPLETE, 'info');
	const byPath = new Map([...listed.files, ...later.files].map((file) => [file.path, file]));
	return {
		files: [...byPath.values()],
		isPartial: listed.isPartial,
		unreadablePaths: [...listed.unreadablePaths, ...later.unreadablePaths],
	};
}

async function addFiles(
	connection: Connection,
	listing: FilesListing,
	summary: UnitSummary,
	filesAtOnce: number,
	stopOnBrokenFile: boolean,
): Promise<CompletenessCount> {
	const { files, unreadablePaths, isPartial } = listing;
	const count = new CompletenessCount(isPartial, files.length + unreadablePaths.length);
	for (const path of unreadablePaths)
		count.drop(path, 'LivePerson wrote its path in an unknown form');
	const addFile = (body: Buffer, { path, hourStart }: ListedFile): void => {
		summary.addFile(body, path, hourStart.toMillis());
		count.read();
	};
	await forEachFile(connection, files, filesAtOnce, addFile, (error, { path }) => {
		const reason = reasonToDrop(error);
		if (reason === undefined || stopOnBrokenFile) throw error;
		count.drop(path, reason);
	});
	return count;
}

/** Why the file alone is to be left out; nothing where the fault is not the file's. */
function reasonToDrop(error: unknown): BrokenFile | string | undefined {
	if (error instanceof BrokenFile) return error;
	const isGone = error instanceof NodeApiError && error.httpCode === '404';
	return isGone ? 'LivePerson listed it and does not have it' : undefined;
}

async function joinAgentSegments(
	context: IExecuteFunctions,
	connection: Connection,
	frame: TimeFrame,
	files: readonly ListedFile[],
	summary: UnitSummary,
): Promise<AgentJoin> {
	const joined = summary.join();
	const batches = listAgentSegments(connection, closingFrame(frame, files));
	for await (const { segments, isIncomplete } of batches) {
		if (isIncomplete) addHint(context, SEGMENTS_INCOMPLETE);
		for (const segment of segments) joined.add({ ...segment, endedAt: endOf(segment) });
	}
	return joined;
}

function endOf({ raw }: AgentSegment): number | undefined {
	return toWholeNumber(raw['endTimeL']);
}

/**
 * The time in which the files' segments closed: a file is of a whole hour (UTC), even where the time
 * frame begins or ends within it. It stays within the month that LivePerson keeps, and before now.
 */
function closingFrame({ from, to }: TimeFrame, files: readonly ListedFile[]): TimeFrame {
	const now = DateTime.now();
	// A minute inside the bound, so that it still holds when the request arrives
	const oldest = oldestMoment(now).plus({ minutes: 1 });
	let first = from;
	let last = to;
	for (const { hourStart } of files) {
		first = DateTime.min(first, DateTime.max(hourStart, oldest));
		last = DateTime.max(last, DateTime.min(hourStart.plus({ hours: 1 }), now));
	}
	return { from: first, to: last };
}

/** An agent without a name is shown by the employee id where the brand uses them. */
async function namesOf(
	context: IExecuteFunctions,
	connection: Connection,
	joined: AgentJoin | undefined,
	{ groupBy, nameForm }: SummaryChoices,
): Promise<SummaryNames> {
	const idsOf = (grouping: 'agent' | 'group' | 'skill') =>
		(groupBy.includes(grouping) ? joined?.[grouping].ids : undefined)?.filter((id) => id !== '');
	const wanted = {
		agents: idsOf('agent'),
		skills: idsOf('skill'),
		groups: idsOf('group'),
	};
	const names = await findNames(connection, wanted, nameForm);
	for (const hint of names.hints) addHint(context, hint);
	return {
		agent: (id) => {
			const name = names.agent(id);
			return name === id ? (joined?.employeeIds.get(id) ?? id) : name;
		},
		skill: (id) => names.skill(id),
		group: (id) => names.group(id),
	};
}
