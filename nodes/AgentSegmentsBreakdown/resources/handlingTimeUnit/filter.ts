import type { INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { parseDurationSeconds } from '../../../shared/durations';
import type { HandlingTimeUnit } from '../../decode/handlingTimeUnit';
import { readListOfText, readText } from '../readers';

/** Fields of the Filters collection. Reasons are open strings: LivePerson documents only two. */
export const filterFields: INodeProperties[] = [
	{
		displayName: 'End Reason',
		name: 'endReason',
		type: 'string',
		default: '',
		placeholder: 'e.g. agentResponse',
		description: 'Only units that ended for this reason. Several can be separated by commas.',
	},
	{
		displayName: 'Minimum Handle Time',
		name: 'minimumHandleTime',
		type: 'string',
		default: '',
		placeholder: 'e.g. 90 or 1:30',
		description: 'Only units of at least this length, in seconds or as HH:MM:SS',
	},
	{
		displayName: 'Segment ID',
		name: 'segmentId',
		type: 'string',
		default: '',
		description: 'Only units of this segment. Several can be separated by commas.',
	},
	{
		displayName: 'Start Reason',
		name: 'startReason',
		type: 'string',
		default: '',
		placeholder: 'e.g. consumerMessage',
		description: 'Only units that began for this reason. Several can be separated by commas.',
	},
];

/** Reads the filters; a unit has to pass all of them. */
export function readUnitFilter(
	filters: Record<string, unknown>,
): (unit: HandlingTimeUnit) => boolean {
	const segmentIds = new Set(readListOfText(filters['segmentId']));
	const startReasons = new Set(readListOfText(filters['startReason']));
	const endReasons = new Set(readListOfText(filters['endReason']));
	const leastMs = readMinimumMs(filters['minimumHandleTime']);
	return (unit) =>
		passes(segmentIds, unit.segmentId) &&
		passes(startReasons, unit.startReason) &&
		passes(endReasons, unit.endReason) &&
		unit.handleTimeMillis >= leastMs;
}

function passes(allowed: ReadonlySet<string>, value: string): boolean {
	return allowed.size === 0 || allowed.has(value);
}

function readMinimumMs(value: unknown): number {
	if (readText(value) === '') return 0;
	const seconds = parseDurationSeconds(value);
	if (seconds !== undefined) return seconds * 1000;
	throw new UserError(`The 'Minimum Handle Time' filter is not a duration: ${readText(value)}`, {
		description: 'Enter whole seconds such as 90, or a time such as 1:30 or 00:01:30.',
	});
}
