import type { AhtSubjectType } from '../../shared/ahtRecord';

/** What a summary's rows can be about. */
export const GROUPINGS = [
	'agent',
	'day',
	'endReason',
	'group',
	'hour',
	'segment',
	'skill',
	'startReason',
	'total',
] as const satisfies readonly AhtSubjectType[];
export type GroupBy = (typeof GROUPINGS)[number];

/** Groupings that units lack the ids for, so that Agent Segments is asked for them. */
const OWNER_GROUPINGS = ['agent', 'group', 'skill'] as const satisfies readonly GroupBy[];
export type OwnerGroupBy = (typeof OWNER_GROUPINGS)[number];

export function isGroupBy(value: unknown): value is GroupBy {
	return GROUPINGS.some((grouping) => grouping === value);
}

export function isOwnerGroupBy(groupBy: GroupBy): groupBy is OwnerGroupBy {
	return OWNER_GROUPINGS.some((grouping) => grouping === groupBy);
}
