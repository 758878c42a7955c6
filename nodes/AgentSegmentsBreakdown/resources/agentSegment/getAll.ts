import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { updateDisplayOptions, UserError } from 'n8n-workflow';

import { formatSeconds } from '../../../shared/durations';
import { namesOption } from '../../names/fields';
import { NAME_FORMS } from '../../names/names';
import type { Names, WantedNames } from '../../names/findNames';
import { findNames } from '../../names/findNames';
import type { AgentSegment } from '../../parse/agentSegments';
import type { TimeFrame } from '../../timeFrame';
import type { Connection } from '../../api/connection';
import type { SegmentFilter, SegmentQuery, SegmentsBatch } from '../../api/segments';
import { listAgentSegments, SEGMENT_SORTS } from '../../api/segments';
import * as fields from '../fields';
import { addHint, count, hintOnLimit, SEGMENTS_INCOMPLETE } from '../hints';
import { Parameters, toChoice } from '../parameters';
import { isTool, limitForTool, moreForTool, notesForTool } from '../toolOutput';

/** A filter by an ID, which can be chosen by name. */
function byName(
	displayName: string,
	name: string,
	searchListMethod: string,
	placeholder: string,
	description: string,
): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description: `${description}. Several IDs can be separated by commas.`,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder,
				typeOptions: { searchListMethod, searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 1224046030' },
		],
	};
}

const conversationId: INodeProperties = {
	displayName: 'Conversation ID',
	name: 'conversationId',
	type: 'string',
	default: '',
	description: 'Only segments of this conversation. Several can be separated by commas.',
};

const employeeId: INodeProperties = {
	displayName: 'Employee ID',
	name: 'employeeId',
	type: 'string',
	default: '',
	description: 'Only segments of the agent with this employee ID, if your account uses them',
};

/** The filters, and their names in LivePerson's query. An employee ID may hold a comma. */
const FILTERS: ReadonlyArray<{
	field: INodeProperties;
	parameter: SegmentFilter;
	separator?: string;
}> = [
	{
		field: byName(
			'Agent',
			'agentId',
			'searchAgents',
			'Select an agent...',
			'Only segments of this agent',
		),
		parameter: 'AgentId',
	},
	{ field: conversationId, parameter: 'ConversationId' },
	{ field: employeeId, parameter: 'EmployeeId', separator: '' },
	{
		field: byName(
			'Group',
			'groupId',
			'searchGroups',
			'Select a group...',
			'Only segments of agents in this group',
		),
		parameter: 'GroupId',
	},
	{
		field: byName(
			'Skill',
			'skillId',
			'searchSkills',
			'Select a skill...',
			'Only segments that were handled under this skill',
		),
		parameter: 'SkillId',
	},
];

const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: FILTERS.map(({ field }) => field),
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [namesOption, fields.timeLimitOption],
};

const sortBy: INodeProperties = {
	displayName: 'Sort By',
	name: 'by',
	type: 'options',
	default: 'Date',
	description:
		'What to sort the segments by. In a time frame of more than a week, each week is sorted on its own, the newest first.',
	options: SEGMENT_SORTS.map((value) => ({ name: value, value })),
};

const sort: INodeProperties = {
	displayName: 'Sort',
	name: 'sort',
	type: 'collection',
	placeholder: 'Add sorting',
	default: {},
	options: [sortBy],
};

export const description = updateDisplayOptions(
	{ show: { resource: ['agentSegment'], operation: ['getAll'] } },
	[...fields.timeFrameFields, fields.returnAll, fields.limit, simplify, filters, options, sort],
);

/** LivePerson takes one value of each, so several are as many requests */
const MOST_QUERIES = 100;

/** The fields that say most, the most useful first. */
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
	const parameters = new Parameters(context, itemIndex);
	const frame = parameters.frame();
	const wanted = parameters.limit();
	const limit = limitForTool(context, wanted);
	const isSimple = isTool(context) || parameters.boolean(simplify);
	const queries = readQueries(parameters, limit);
	const nameForm = parameters.choice(namesOption, NAME_FORMS, 'options');
	const connection = await parameters.connect();

	const found: AgentSegment[] = [];
	let mayHaveMore = false;
	for await (const batch of listFor(connection, frame, queries)) {
		hintOnBatch(context, batch);
		const room = limit - found.length;
		for (const segment of batch.segments.slice(0, room)) found.push(segment);
		mayHaveMore = batch.segments.length > room || !batch.isLast;
		if (found.length === limit) break;
	}
	const names = await findNames(connection, isSimple ? wantedNames(found) : {}, nameForm);
	for (const hint of names.hints) addHint(context, hint);
	const items: INodeExecutionData[] = found.map((segment) => ({
		json: isSimple ? toSimple(segment, names) : segment.raw,
		pairedItem: { item: itemIndex },
	}));
	const isCut = found.length === limit && mayHaveMore;
	if (isCut && limit < wanted) items.push(moreForTool(itemIndex, limit));
	else if (isCut) {
		const message = `The limit of ${count(limit, 'segment')} was reached; there may be more.`;
		hintOnLimit(context, { items: items.length, limit }, message);
	}
	return [...items, ...notesForTool(context, itemIndex)];
}

/** The segments of several queries; one that answers two of them comes once. */
async function* listFor(
	connection: Connection,
	frame: TimeFrame,
	queries: readonly SegmentQuery[],
): AsyncGenerator<SegmentsBatch, void, undefined> {
	const lastQuery = queries.at(-1);
	const seen = new Set<string>();
	for (const query of queries) {
		for await (const batch of listAgentSegments(connection, frame, query)) {
			const isLast = batch.isLast && query === lastQuery;
			if (queries.length === 1) {
				yield batch;
				continue;
			}
			const segments = batch.segments.filter(({ segmentId }) => !seen.has(segmentId));
			for (const { segmentId } of segments) seen.add(segmentId);
			yield { ...batch, segments, isLast };
		}
	}
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

/** A query for every combination of the filters' values. */
function readQueries(parameters: Parameters, atMost: number): SegmentQuery[] {
	let combinations: Array<NonNullable<SegmentQuery['filters']>> = [{}];
	for (const { field, parameter, separator } of FILTERS) {
		const values = parameters.filter(field, separator);
		if (values.length === 0) continue;
		combinations = combinations.flatMap((others) =>
			values.map((value) => ({ ...others, [parameter]: value })),
		);
		if (combinations.length > MOST_QUERIES) throw tooManyValues(field.displayName);
	}
	const by = parameters.optional(sortBy, 'sort');
	const sorted = by === undefined ? {} : { sort: toChoice(by, sortBy, SEGMENT_SORTS) };
	return combinations.map((each) => ({ filters: each, atMost, ...sorted }));
}

function tooManyValues(displayName: string): UserError {
	return new UserError(`'${displayName}' has too many values`, {
		description: `LivePerson takes one value of each filter at a time; up to ${MOST_QUERIES} combinations are possible. Use fewer values, or filter the items afterwards.`,
	});
}

function wantedNames(segments: readonly AgentSegment[]): WantedNames {
	const idsOf = (name: 'agentId' | 'groupId' | 'skillId') => [
		...new Set(segments.map((segment) => segment[name]).filter((id) => id !== '')),
	];
	return { agents: idsOf('agentId'), skills: idsOf('skillId'), groups: idsOf('groupId') };
}

/** Names and times that people read, then what LivePerson gave. */
function toSimple(segment: AgentSegment, names: Names): IDataObject {
	const { agentId, groupId, raw, skillId, totalHandleTimeMillis } = segment;
	const json: IDataObject = {
		agentName: agentId === '' ? null : names.agent(agentId),
		skillName: skillId === '' ? null : names.skill(skillId),
		groupName: groupId === '' ? null : names.group(groupId),
		handleTime: totalHandleTimeMillis === null ? null : formatSeconds(totalHandleTimeMillis / 1000),
	};
	for (const name of SIMPLE_FIELDS) json[name] = raw[name] ?? null;
	return json;
}
