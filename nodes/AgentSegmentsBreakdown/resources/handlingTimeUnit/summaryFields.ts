import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions, UserError } from 'n8n-workflow';

import type { GroupBy } from '../../summary/grouping';
import { isGroupBy } from '../../summary/grouping';
import * as fields from '../fields';
import { readCollection, readLimit } from '../readers';

const groupBy: INodeProperties = {
	displayName: 'Group By',
	name: 'groupBy',
	type: 'options',
	default: 'total',
	description:
		"What the rows of the summary are. A unit counts for the hour or day in which it began, even if it ended in the next; hours and days are those of the workflow's time zone. The average handle time is the handle time divided by the number of segments.",
	options: [
		{
			name: 'Agent',
			value: 'agent',
			description: 'Also asks for the agent segments, up to 500 a request',
		},
		{ name: 'Day', value: 'day', description: 'By the start of each unit' },
		{ name: 'End Reason', value: 'endReason' },
		{
			name: 'Group',
			value: 'group',
			description: 'Also asks for the agent segments, up to 500 a request',
		},
		{ name: 'Hour', value: 'hour', description: 'By the start of each unit' },
		{
			name: 'Segment',
			value: 'segment',
			description: 'A row a segment, those with the most handle time first',
		},
		{
			name: 'Skill',
			value: 'skill',
			description: 'Also asks for the agent segments, up to 500 a request',
		},
		{ name: 'Start Reason', value: 'startReason' },
		{ name: 'Total', value: 'total', description: 'One row for the whole time frame' },
	],
};

const include: INodeProperties = {
	displayName: 'Include',
	name: 'include',
	type: 'multiOptions',
	default: ['completeness', 'percentiles'],
	description: 'What each row holds besides handle times, units and segments',
	options: [
		{
			name: 'Completeness',
			value: 'completeness',
			description:
				'Files listed, read and dropped, and how units agree with agent segments: in the last row',
		},
		{
			name: 'Percentiles',
			value: 'percentiles',
			description:
				"50th, 90th and 95th percentile of the segments' handle times (nearest rank); not for single segments",
		},
		{
			name: 'Total Row',
			value: 'total',
			description: 'A last row for the whole time frame, where a segment counts once',
		},
	],
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		fields.filesAtOnceOption,
		{
			displayName: 'Stop When a File Is Broken',
			name: 'stopOnBrokenFile',
			type: 'boolean',
			default: false,
			description:
				'Whether to stop when a file cannot be read, instead of leaving it out with a hint',
		},
		fields.stopOnMissingHoursOption,
		fields.stopOnNoFilesOption,
		fields.timeLimitOption,
	],
};

/** Segments alone can be a million; those with the most handle time come first. */
const limitOfSegments = updateDisplayOptions(
	{ show: { groupBy: ['segment'] } },
	fields.returnAllOrLimit,
);

export const description = updateDisplayOptions(
	{ show: { resource: ['handlingTimeUnit'], operation: ['summarize'] } },
	[groupBy, ...limitOfSegments, ...fields.timeFrame, include, options],
);

/** What the user wants to see. */
export interface SummaryChoices {
	groupBy: GroupBy;
	withCompleteness: boolean;
	withPercentiles: boolean;
	withTotal: boolean;
	/** `Infinity` for all */
	mostRows: number;
	stopOnBrokenFile: boolean;
}

/** @throws UserError where an expression gave something that is not on offer */
export function readSummaryChoices(context: IExecuteFunctions, itemIndex: number): SummaryChoices {
	const grouping: unknown = context.getNodeParameter('groupBy', itemIndex, 'total');
	if (!isGroupBy(grouping)) {
		throw new UserError("The 'Group By' parameter is not one of its options", {
			description: 'Choose from the list, or use one of its values, e.g. agent, skill or hour.',
		});
	}
	const included: unknown = context.getNodeParameter('include', itemIndex, []);
	const isIncluded = (value: string) => Array.isArray(included) && included.includes(value);
	const { stopOnBrokenFile } = readCollection(context, 'options', itemIndex);
	return {
		groupBy: grouping,
		withCompleteness: isIncluded('completeness'),
		withPercentiles: isIncluded('percentiles'),
		withTotal: isIncluded('total') && grouping !== 'total',
		mostRows: grouping === 'segment' ? readLimit(context, itemIndex) : Infinity,
		stopOnBrokenFile: stopOnBrokenFile === true,
	};
}
