import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { HandlingTimeUnit } from '../../decode/handlingTimeUnit';
import { readCollection, readDuration, readFilter } from '../parameters';

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
		placeholder: 'e.g. 90, 1:30 or 2 min',
		description: 'Only units of at least this length, in seconds, as HH:MM:SS or with units',
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
	context: IExecuteFunctions,
	itemIndex: number,
): (unit: HandlingTimeUnit) => boolean {
	const read = (name: string, displayName: string) =>
		new Set(readFilter(context, itemIndex, { name, displayName }));
	const segmentIds = read('segmentId', 'Segment ID');
	const startReasons = read('startReason', 'Start Reason');
	const endReasons = read('endReason', 'End Reason');
	const leastMs = readMinimumMs(context, itemIndex);
	return (unit) =>
		passes(segmentIds, unit.segmentId) &&
		passes(startReasons, unit.startReason) &&
		passes(endReasons, unit.endReason) &&
		unit.handleTimeMillis >= leastMs;
}

function passes(allowed: ReadonlySet<string>, value: string): boolean {
	return allowed.size === 0 || allowed.has(value);
}

function readMinimumMs(context: IExecuteFunctions, itemIndex: number): number {
	const { minimumHandleTime } = readCollection(context, 'filters', itemIndex);
	const seconds = readDuration(context, minimumHandleTime, {
		name: 'minimumHandleTime',
		displayName: 'Minimum Handle Time',
		collection: 'filters',
	});
	return (seconds ?? 0) * 1000;
}
