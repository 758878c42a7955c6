import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { AgentSegment } from '../../parse/agentSegments';
import type { SegmentFilter, SegmentQuery, SegmentsBatch, SegmentSort } from '../../api/segments';
import { listAgentSegments, SEGMENT_SORTS } from '../../api/segments';
import * as fields from '../fields';
import { addHint, count, SEGMENTS_INCOMPLETE } from '../hints';
import { connect, readCollection, readFrame, readLimit, readText } from '../readers';
import { isTool, limitForTool, moreForTool } from '../toolOutput';

const properties: INodeProperties[] = [
	...fields.timeFrame,
	...fields.returnAllOrLimit,
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		options: [
			{
				displayName: 'Agent ID',
				name: 'agentId',
				type: 'string',
				default: '',
				description: 'Only segments of the agent with this LivePerson ID',
			},
			{
				displayName: 'Conversation ID',
				name: 'conversationId',
				type: 'string',
				default: '',
				description: 'Only segments of this conversation',
			},
			{
				displayName: 'Employee ID',
				name: 'employeeId',
				type: 'string',
				default: '',
				description: 'Only segments of the agent with this employee ID, if your account uses them',
			},
			{
				displayName: 'Group ID',
				name: 'groupId',
				type: 'string',
				default: '',
				description: 'Only segments of agents in this group',
			},
			{
				displayName: 'Skill ID',
				name: 'skillId',
				type: 'string',
				default: '',
				description: 'Only segments that were handled under this skill',
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [fields.timeLimitOption],
	},
	{
		displayName: 'Sort',
		name: 'sort',
		type: 'collection',
		placeholder: 'Add sorting',
		default: {},
		options: [
			{
				displayName: 'Sort By',
				name: 'by',
				type: 'options',
				default: 'Date',
				description:
					'What to sort the segments by. In a time frame of more than a week, each week is sorted on its own, the newest first.',
				options: SEGMENT_SORTS.map((value) => ({ name: value, value })),
			},
		],
	},
];

export const description = updateDisplayOptions(
	{ show: { resource: ['agentSegment'], operation: ['getAll'] } },
	properties,
);

/** Name of the filter in the node, and in LivePerson's query */
const FILTERS: ReadonlyArray<readonly [string, SegmentFilter]> = [
	['agentId', 'AgentId'],
	['conversationId', 'ConversationId'],
	['employeeId', 'EmployeeId'],
	['groupId', 'GroupId'],
	['skillId', 'SkillId'],
];

/** The ten fields that say most, the most useful first. */
const SIMPLE_FIELDS = [
	'segmentId',
	'agentId',
	'employeeId',
	'skillId',
	'groupId',
	'conversationId',
	'startTime',
	'endTime',
	'endReason',
	'totalHandleTimeMillis',
];

/** Gives an item a segment that closed in the time frame, newest first where no other sort is asked. */
export async function execute(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const frame = readFrame(context, itemIndex);
	const wanted = readLimit(context, itemIndex);
	const limit = limitForTool(context, wanted);
	const simplify =
		isTool(context) || context.getNodeParameter('simplify', itemIndex, true) === true;
	const query = readQuery(context, itemIndex, limit);
	const connection = await connect(context, itemIndex);

	const items: INodeExecutionData[] = [];
	let mayHaveMore = false;
	for await (const batch of listAgentSegments(connection, frame, query)) {
		hintOnBatch(context, batch);
		const room = limit - items.length;
		for (const segment of batch.segments.slice(0, room)) {
			items.push({
				json: simplify ? toSimple(segment) : segment.raw,
				pairedItem: { item: itemIndex },
			});
		}
		mayHaveMore = batch.segments.length > room || !batch.isLast;
		if (items.length === limit) break;
	}
	if (items.length < limit || !mayHaveMore) return items;
	if (limit < wanted) return [...items, moreForTool(itemIndex, limit)];
	addHint(
		context,
		`The limit of ${count(limit, 'segment')} was reached; there may be more.`,
		'info',
	);
	return items;
}

/** Tells the user what LivePerson's answer lacks. */
function hintOnBatch(
	context: IExecuteFunctions,
	{ isIncomplete, unreadable }: SegmentsBatch,
): void {
	if (isIncomplete) addHint(context, SEGMENTS_INCOMPLETE);
	if (unreadable > 0) {
		addHint(context, 'Agent segments to which LivePerson gave no segment ID were left out.');
	}
}

function readQuery(context: IExecuteFunctions, itemIndex: number, limit: number): SegmentQuery {
	const given = readCollection(context, 'filters', itemIndex);
	const filters: Partial<Record<SegmentFilter, string>> = {};
	for (const [name, parameter] of FILTERS) {
		const value = readText(given[name]);
		if (value !== '') filters[parameter] = value;
	}
	const sort = readSort(readCollection(context, 'sort', itemIndex)['by']);
	return { filters, atMost: limit, ...(sort ? { sort } : {}) };
}

function readSort(value: unknown): SegmentSort | undefined {
	return SEGMENT_SORTS.find((sort) => sort === value);
}

function toSimple({ raw }: AgentSegment): IDataObject {
	const json: IDataObject = {};
	for (const name of SIMPLE_FIELDS) json[name] = raw[name] ?? null;
	return json;
}
