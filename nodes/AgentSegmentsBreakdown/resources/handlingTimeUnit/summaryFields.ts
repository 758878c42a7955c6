import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions, UserError } from 'n8n-workflow';

import { namesOption } from '../../names/fields';
import type { NameForm } from '../../names/names';
import { NAME_FORMS } from '../../names/names';
import type { GroupBy } from '../../summary/dimensions';
import { GROUPINGS } from '../../summary/dimensions';
import type { Sort } from '../../summary/rows';
import { SORTS } from '../../summary/rows';
import type { Interval } from '../../summary/timeZoneBuckets';
import { INTERVALS } from '../../summary/timeZoneBuckets';
import * as fields from '../fields';
import type { Parameters } from '../parameters';
import { toWhole } from '../parameters';
import { isTool } from '../toolOutput';

const WHOLE = 'whole';
const ENDED = 'ended';
const WORKED = 'worked';
const INCLUDES = ['completeness', 'milliseconds', 'percentiles', 'total'] as const;

const groupBy: INodeProperties = {
	displayName: 'Group By',
	name: 'groupBy',
	type: 'multiOptions',
	default: ['agent'],
	description:
		'What to summarize by. Returns one item per group, or one for everything where nothing is chosen. Agent, Skill and Group also request the agent segments, 500 at a time.',
	options: [
		{ name: 'Agent', value: 'agent' },
		{ name: 'End Reason', value: 'endReason', description: 'Why the last unit ended' },
		{ name: 'Group', value: 'group' },
		{ name: 'Segment', value: 'segment', description: 'One item per segment' },
		{ name: 'Skill', value: 'skill' },
		{ name: 'Start Reason', value: 'startReason', description: 'Why the first unit began' },
	],
};

const interval: INodeProperties = {
	displayName: 'Interval',
	name: 'interval',
	type: 'options',
	default: WHOLE,
	description: "Intervals are those of the workflow's time zone",
	options: [
		{ name: '15 Minutes', value: 'quarterHour' },
		{ name: '30 Minutes', value: 'halfHour' },
		{ name: 'Day', value: 'day' },
		{ name: 'Hour', value: 'hour' },
		{ name: 'Week', value: 'week', description: 'Monday to Sunday' },
		{ name: 'Whole Time Frame', value: WHOLE },
	],
};

const includeEmptyIntervals: INodeProperties = {
	displayName: 'Include Empty Intervals',
	name: 'includeEmptyIntervals',
	type: 'boolean',
	default: false,
	displayOptions: { hide: { interval: [WHOLE] } },
	description:
		'Whether every group has an item for every interval, with zeros where it had no work',
};

const countSegment: INodeProperties = {
	displayName: 'Count a Segment',
	name: 'countSegment',
	type: 'options',
	default: ENDED,
	description: 'Where a segment counts that lies in several intervals, or partly in the time frame',
	options: [
		{
			name: 'When It Ended',
			value: ENDED,
			description:
				'Once and whole, in the interval in which its last unit ended. Intervals add up to the total.',
		},
		{
			name: 'As It Was Worked',
			value: WORKED,
			description:
				'Each unit in the interval in which it began: the workload, without an average (AHT)',
		},
	],
};

const sortBy: INodeProperties = {
	displayName: 'Sort By',
	name: 'sortBy',
	type: 'options',
	default: 'aht',
	description: 'With an interval, items are sorted by time first',
	options: [
		{ name: 'AHT, Longest First', value: 'aht' },
		{ name: 'Handle Time, Longest First', value: 'handleTime' },
		{ name: 'Name', value: 'name' },
		{ name: 'Segments, Most First', value: 'segments' },
	],
};

const include: INodeProperties = {
	displayName: 'Include',
	name: 'include',
	type: 'multiOptions',
	default: ['percentiles'],
	description: 'What to return besides handle times, units and segments',
	options: [
		{
			name: 'Completeness',
			value: 'completeness',
			description:
				'Files and units read and left out, and how they agree with the agent segments: in the total item',
		},
		{
			name: 'Milliseconds',
			value: 'milliseconds',
			description: 'AHT and percentiles in milliseconds, too',
		},
		{
			name: 'Percentiles',
			value: 'percentiles',
			description:
				'How long half, 9 of 10 and 95 of 100 segments took at most (p50, p90, p95; nearest rank)',
		},
		{
			name: 'Total',
			value: 'total',
			description: 'A last item for the whole time frame',
		},
	],
};

const onlyAhtOver: INodeProperties = {
	displayName: 'Only AHT Over',
	name: 'onlyAhtOver',
	type: 'string',
	default: '',
	placeholder: 'e.g. 06:00 or 6 min',
	description: 'Return only groups whose AHT is longer, in seconds, as HH:MM:SS or with units',
};

const onlyWithSegments: INodeProperties = {
	displayName: 'Only With Segments',
	name: 'onlyWithSegments',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 1,
	description: 'Return only groups with at least this number of segments',
};

const stopOnBrokenFile: INodeProperties = {
	displayName: 'Stop When a File Is Broken',
	name: 'stopOnBrokenFile',
	type: 'boolean',
	default: false,
	description: 'Whether to stop when a file cannot be read, instead of leaving it out with a hint',
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		fields.filesAtOnceOption,
		namesOption,
		onlyAhtOver,
		onlyWithSegments,
		stopOnBrokenFile,
		fields.stopOnMissingHoursOption,
		fields.stopOnNoFilesOption,
		fields.timeLimitOption,
	],
};

export const description = updateDisplayOptions(
	{ show: { resource: ['handlingTimeUnit'], operation: ['summarize'] } },
	[
		...fields.timeFrameFields,
		groupBy,
		interval,
		includeEmptyIntervals,
		countSegment,
		sortBy,
		// Segments alone can be a million
		...updateDisplayOptions({ show: { groupBy: ['segment'] } }, [fields.returnAll, fields.limit]),
		include,
		options,
	],
);

/** What the user wants to see. */
export interface SummaryChoices {
	groupBy: GroupBy[];
	/** One for the whole time frame where left out */
	interval: Interval | undefined;
	withEmptyIntervals: boolean;
	asWorked: boolean;
	sortBy: Sort;
	nameForm: NameForm;
	/** Rows with fewer segments, or an AHT up to so many milliseconds, are left out */
	leastSegments: number;
	ahtOverMs: number;
	withCompleteness: boolean;
	withMilliseconds: boolean;
	withPercentiles: boolean;
	withTotal: boolean;
	/** `Infinity` for all */
	mostRows: number;
	stopOnBrokenFile: boolean;
}

/** @throws UserError where an expression gave something that is not on offer */
export function readSummaryChoices(parameters: Parameters): SummaryChoices {
	const groupings = parameters.choices(groupBy, GROUPINGS);
	const cut = parameters.choice(interval, [...INTERVALS, WHOLE] as const);
	const asWorked = parameters.choice(countSegment, [ENDED, WORKED]) === WORKED;
	const included = parameters.choices(include, INCLUDES);
	const isOneRow = groupings.length === 0 && cut === WHOLE;
	const bySegment = groupings.includes('segment');
	const withCompleteness = included.includes('completeness');
	const withTotal = withCompleteness || included.includes('total') || isTool(parameters.context);
	return {
		groupBy: groupings,
		interval: cut === WHOLE ? undefined : cut,
		withEmptyIntervals: parameters.boolean(includeEmptyIntervals),
		asWorked,
		sortBy: parameters.choice(sortBy, SORTS),
		nameForm: parameters.choice(namesOption, NAME_FORMS, 'options'),
		leastSegments: readLeastSegments(parameters, asWorked),
		ahtOverMs: readAhtOver(parameters, asWorked),
		withCompleteness,
		withMilliseconds: included.includes('milliseconds'),
		// Of a single segment they are its own handle time; work that is split over intervals has none
		withPercentiles: included.includes('percentiles') && !asWorked && !bySegment,
		withTotal: !isOneRow && withTotal,
		mostRows: bySegment ? parameters.limit() : Infinity,
		stopOnBrokenFile: parameters.boolean(stopOnBrokenFile, 'options'),
	};
}

function readLeastSegments(parameters: Parameters, asWorked: boolean): number {
	const least = parameters.optional(onlyWithSegments, 'options');
	if (least === undefined) return 0;
	if (asWorked) throw needsSegments(onlyWithSegments);
	return toWhole(least, onlyWithSegments);
}

function readAhtOver(parameters: Parameters, asWorked: boolean): number {
	const seconds = parameters.duration(onlyAhtOver, 'options');
	if (seconds === undefined) return -1;
	if (asWorked) throw needsSegments(onlyAhtOver);
	return seconds * 1000;
}

function needsSegments({ displayName }: INodeProperties): UserError {
	return new UserError(`'${displayName}' needs whole segments`, {
		description: `Set 'Count a Segment' to When It Ended, or remove '${displayName}' under Options.`,
	});
}
