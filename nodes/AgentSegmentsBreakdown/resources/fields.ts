import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { TIME_FRAMES } from '../timeFrame';

/** Fields that several operations share, without their visibility. */

/** `^[a-zA-Z0-9_]{1,20}$` as LivePerson documents it; n8n anchors the expression itself */
export const SOURCE_REGEX = '[a-zA-Z0-9_]{1,20}';

export const authentication: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	default: 'livePersonOAuth2Api',
	options: [
		{ name: 'OAuth1 (Legacy)', value: 'livePersonOAuth1Api' },
		{ name: 'OAuth2', value: 'livePersonOAuth2Api' },
		{ name: 'Token', value: 'livePersonTokenApi' },
	],
};

export const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	default: 'handlingTimeUnit',
	options: [
		{
			name: 'Agent Segment',
			value: 'agentSegment',
			description: 'What one agent did in a conversation, with skill, group and total handle time',
		},
		{
			name: 'Breakdown File',
			value: 'breakdownFile',
			description: 'A file with the handling time units of an hour',
		},
		{
			name: 'Handling Time',
			value: 'handlingTimeUnit',
			description: 'How long agents handled conversations: averages (AHT), or single units',
		},
	],
};

/**
 * A resource locator with one mode looks like a text field, and is the one kind of field whose value
 * the editor checks against an expression as it is typed.
 */
export const source: INodeProperties = {
	displayName: 'Source',
	name: 'source',
	type: 'resourceLocator',
	default: { mode: 'name', value: 'n8n_handle_time' },
	required: true,
	description:
		'Identifies this workflow to LivePerson. Use a different name for each project, e.g. n8n_daily_report.',
	modes: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. n8n_daily_report',
			validation: [
				{
					type: 'regex',
					properties: {
						regex: SOURCE_REGEX,
						errorMessage: 'Source: use 1 to 20 letters, digits and underscores',
					},
				},
			],
		},
	],
};

export const from: INodeProperties = {
	displayName: 'From',
	name: 'from',
	type: 'dateTime',
	default: '',
	description:
		"Start of the time frame, at most a month back. Takes ISO 8601, an expression, or milliseconds since 1970; a time without an offset is in the workflow's time zone. Leave empty for 24 hours before 'To'.",
};

export const to: INodeProperties = {
	displayName: 'To',
	name: 'to',
	type: 'dateTime',
	default: '',
	description:
		'End of the time frame. Leave empty to use the current time. Data can arrive up to 24 hours late, so the newest hours may still grow.',
};

export const timeFrame: INodeProperties = {
	displayName: 'Time Frame',
	name: 'timeFrame',
	type: 'options',
	default: 'last24Hours',
	description:
		"Days and weeks are those of the workflow's time zone; weeks begin on Monday. Data can arrive up to 24 hours late.",
	options: [
		{ name: 'Custom', value: 'custom', description: 'From one moment to another' },
		{ name: 'Last 24 Hours', value: 'last24Hours' },
		{ name: 'Last 28 Days', value: 'last28Days', description: 'Up to the current time' },
		{ name: 'Last 7 Days', value: 'last7Days', description: 'Up to the current time' },
		{ name: 'Last Week', value: 'lastWeek', description: 'Monday to Sunday' },
		{ name: 'This Week', value: 'thisWeek', description: 'Since Monday' },
		{ name: 'Today', value: 'today' },
		{ name: 'Yesterday', value: 'yesterday' },
	],
};

export const timeFrameFields: INodeProperties[] = [
	timeFrame,
	...updateDisplayOptions({ show: { timeFrame: ['custom'] } }, [from, to]),
	// A model fills these two where a person would choose a name
	...updateDisplayOptions(
		{ show: { '@tool': [true], timeFrame: TIME_FRAMES.filter((name) => name !== 'custom') } },
		[from, to],
	),
];

export const returnAll: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

export const limit: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	displayOptions: { show: { returnAll: [false] } },
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
};

/** Options, to be put into a collection in alphabetical order. */
export const filesAtOnceOption: INodeProperties = {
	displayName: 'Files at a Time',
	name: 'filesAtOnce',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 20 },
	default: 8,
	description:
		"How many files to download at the same time. Lower it if LivePerson's rate limit is reached.",
};

export const stopOnMissingHoursOption: INodeProperties = {
	displayName: 'Stop When Hours Are Missing',
	name: 'stopOnMissingHours',
	type: 'boolean',
	default: false,
	description:
		"Whether to stop when hours are missing from LivePerson's list of files, instead of returning the others with a hint",
};

export const stopOnNoFilesOption: INodeProperties = {
	displayName: 'Stop When There Are No Files',
	name: 'stopOnNoFiles',
	type: 'boolean',
	default: false,
	description: 'Whether to stop when the time frame has no files, instead of returning nothing',
};

export const timeLimitOption: INodeProperties = {
	displayName: 'Time Limit (Minutes)',
	name: 'timeLimit',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 24 * 60 },
	default: 60,
	description: "Maximum time per input item, including waits for LivePerson's rate limit",
};
