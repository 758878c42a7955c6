import type { INodeProperties } from 'n8n-workflow';

import type { HandlingTimeUnit } from '../../decode/handlingTimeUnit';
import type { Parameters } from '../parameters';

const endReason: INodeProperties = {
	displayName: 'End Reason',
	name: 'endReason',
	type: 'string',
	default: '',
	placeholder: 'e.g. agentResponse',
	description: 'Only units that ended for this reason. Several can be separated by commas.',
};

const minimumHandleTime: INodeProperties = {
	displayName: 'Minimum Handle Time',
	name: 'minimumHandleTime',
	type: 'string',
	default: '',
	placeholder: 'e.g. 90, 1:30 or 2 min',
	description: 'Only units of at least this length, in seconds, as HH:MM:SS or with units',
};

const segmentId: INodeProperties = {
	displayName: 'Segment ID',
	name: 'segmentId',
	type: 'string',
	default: '',
	description: 'Only units of this segment. Several can be separated by commas.',
};

const startReason: INodeProperties = {
	displayName: 'Start Reason',
	name: 'startReason',
	type: 'string',
	default: '',
	placeholder: 'e.g. consumerMessage',
	description: 'Only units that began for this reason. Several can be separated by commas.',
};

/** Fields of the Filters collection. Reasons are open strings: LivePerson documents only two. */
export const filterFields = [endReason, minimumHandleTime, segmentId, startReason];

/** Reads the filters; a unit has to pass all of them. */
export function readUnitFilter(parameters: Parameters): (unit: HandlingTimeUnit) => boolean {
	const segmentIds = new Set(parameters.filter(segmentId));
	const startReasons = new Set(parameters.filter(startReason));
	const endReasons = new Set(parameters.filter(endReason));
	const leastMs = (parameters.duration(minimumHandleTime, 'filters') ?? 0) * 1000;
	return (unit) =>
		passes(segmentIds, unit.segmentId) &&
		passes(startReasons, unit.startReason) &&
		passes(endReasons, unit.endReason) &&
		unit.handleTimeMillis >= leastMs;
}

function passes(allowed: ReadonlySet<string>, value: string): boolean {
	return allowed.size === 0 || allowed.has(value);
}
