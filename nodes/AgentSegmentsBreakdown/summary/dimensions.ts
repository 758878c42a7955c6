import type { AgentJoin } from './agentJoin';
import { NOT_JOINED } from './agentJoin';
import type { Dimension, DimensionValue } from './groups';
import type { SegmentWork } from './totals';

/** What the rows of a summary can be about. */
export const GROUPINGS = [
	'agent',
	'endReason',
	'group',
	'segment',
	'skill',
	'startReason',
] as const;
export type GroupBy = (typeof GROUPINGS)[number];

/** Groupings that units lack the ids for, so that they are joined with Agent Segments. */
type JoinedGroupBy = 'agent' | 'group' | 'skill';

export function isJoined(groupBy: GroupBy): groupBy is JoinedGroupBy {
	return groupBy === 'agent' || groupBy === 'group' || groupBy === 'skill';
}

/** The names that people know, by id; the id itself where there is none. */
export type SummaryNames = Readonly<Record<JoinedGroupBy, (id: string) => string>>;

/** The columns of each grouping, in a row's order. */
export const COLUMNS: Readonly<Record<GroupBy, readonly string[]>> = {
	agent: ['agentId', 'agentName', 'employeeId'],
	endReason: ['endReason'],
	group: ['groupId', 'groupName'],
	segment: ['segmentId'],
	skill: ['skillId', 'skillName'],
	startReason: ['startReason'],
};

/** Where the values of a dimension come from. */
export interface DimensionSource {
	work: SegmentWork;
	names: SummaryNames;
	/** Where a grouping needs it */
	joined: AgentJoin | undefined;
	/** By number */
	reasons: readonly string[];
	segmentIds: readonly string[];
}

export function buildDimension(type: GroupBy, source: DimensionSource): Dimension {
	const { reasons, segmentIds, work } = source;
	switch (type) {
		case 'startReason':
			return {
				type,
				valueOf: (contact) => work.startReasonOf(contact),
				describe: (value) => describeText(reasons[value], 'startReason'),
			};
		case 'endReason':
			return {
				type,
				valueOf: (contact) => work.endReasonOf(contact),
				describe: (value) => describeText(reasons[value], 'endReason'),
			};
		case 'segment':
			return {
				type,
				valueOf: (contact) => work.segmentOf(contact),
				describe: (value) => describeText(segmentIds[value], 'segmentId'),
			};
		default:
			return buildJoined(type, source);
	}
}

function describeText(text = '', column: string): DimensionValue {
	return { id: text, name: text, columns: { [column]: text } };
}

function buildJoined(type: JoinedGroupBy, { joined, names, work }: DimensionSource): Dimension {
	const owners = joined?.[type];
	return {
		type,
		valueOf: (contact) => owners?.of(work.segmentOf(contact)) ?? NOT_JOINED,
		describe: (value) => {
			const id = owners?.ids[value] ?? '';
			const name = id === '' ? nameWithoutId(value) : names[type](id);
			const columns = { [`${type}Id`]: id, [`${type}Name`]: name };
			const employeeId = joined?.employeeIds.get(id) ?? null;
			return { id, name, columns: type === 'agent' ? { ...columns, employeeId } : columns };
		},
	};
}

function nameWithoutId(value: number): string {
	return value === NOT_JOINED ? 'Not in Agent Segments' : 'None';
}
