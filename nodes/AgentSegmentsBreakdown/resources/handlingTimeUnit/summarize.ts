import { DateTime } from 'luxon';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { BrokenFile } from '../../decode/brokenFile';
import { CompletenessCount } from '../../summary/completeness';
import type { OwnerGroupBy } from '../../summary/grouping';
import { isOwnerGroupBy } from '../../summary/grouping';
import type { SegmentOwners } from '../../summary/segmentOwners';
import { UnitSummary } from '../../summary/unitSummary';
import type { TimeFrame } from '../../timeFrame';
import { oldestMoment } from '../../timeFrame';
import type { Connection } from '../../api/connection';
import type { FilesListing, ListedFile } from '../../api/files';
import { forEachFile } from '../../api/files';
import { listAgentSegments } from '../../api/segments';
import { addHint, SEGMENTS_INCOMPLETE } from '../hints';
import { listForUser } from '../listing';
import { clockOf, connect, readCollection, readFilesAtOnce, readFrame } from '../readers';
import { isTool } from '../toolOutput';
import { readSummaryChoices } from './summaryFields';
import { hintOnCompleteness, toItems, toToolItems } from './summaryOutput';

export { description } from './summaryFields';

/**
 * Adds up the units of a time frame while their files arrive. A file that cannot be read counts as
 * dropped; whatever else goes wrong stops the summary, since half of one would look like a whole.
 */
export async function execute(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const choices = readSummaryChoices(context, itemIndex);
	const frame = readFrame(context, itemIndex);
	const options = readCollection(context, 'options', itemIndex);
	const connection = await connect(context, itemIndex);
	const listing = await listForUser(context, connection, frame, options);

	const window = { start: frame.from, end: frame.to };
	const { zone } = clockOf(context);
	const withTotal = choices.withTotal || isTool(context);
	const summary = new UnitSummary(choices.groupBy, { window, zone, withTotal });
	const filesAtOnce = readFilesAtOnce(options);
	const count = await addFiles(connection, listing, summary, filesAtOnce, choices.stopOnBrokenFile);
	const owners = isOwnerGroupBy(choices.groupBy)
		? await findOwners(context, connection, frame, listing.files, choices.groupBy, summary)
		: undefined;

	const completeness = count.result(summary.unitsRead, owners?.reconcile());
	hintOnCompleteness(context, completeness);
	const output = { choices, summary, completeness, partial: count.isPartial };
	return isTool(context) ? toToolItems(itemIndex, output) : toItems(context, itemIndex, output);
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
	const addFile = (body: Buffer, { path }: ListedFile): void => {
		summary.addFile(body, path);
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

async function findOwners(
	context: IExecuteFunctions,
	connection: Connection,
	frame: TimeFrame,
	files: readonly ListedFile[],
	groupBy: OwnerGroupBy,
	summary: UnitSummary,
): Promise<SegmentOwners> {
	const owners = summary.takeOwners();
	const batches = listAgentSegments(connection, closingFrame(frame, files));
	for await (const { segments, isIncomplete } of batches) {
		if (isIncomplete) addHint(context, SEGMENTS_INCOMPLETE);
		for (const segment of segments) {
			const { segmentId, totalHandleTimeMillis } = segment;
			const ownerId = segment[OWNER_IDS[groupBy]];
			const ownerName = (ownerId && groupBy === 'agent' && segment.employeeId) || ownerId || 'None';
			owners.take({ segmentId, ownerId, ownerName, totalHandleTimeMillis });
		}
	}
	return owners;
}

const OWNER_IDS = { agent: 'agentId', group: 'groupId', skill: 'skillId' } as const;

/**
 * The time in which the files' segments closed: a file is of a whole hour (UTC), even where the time
 * frame begins or ends within it. It stays within the month that LivePerson keeps, and before now.
 */
function closingFrame({ from, to }: TimeFrame, files: readonly ListedFile[]): TimeFrame {
	const now = DateTime.now();
	// A minute inside the bound, so that it still holds when the request arrives
	const oldest = oldestMoment(now).plus({ minutes: 1 });
	const starts = files.map(({ hourStart }) => DateTime.max(hourStart, oldest));
	const ends = files.map(({ hourStart }) => DateTime.min(hourStart.plus({ hours: 1 }), now));
	return { from: DateTime.min(from, ...starts), to: DateTime.max(to, ...ends) };
}
