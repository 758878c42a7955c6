import type { INodeProperties } from 'n8n-workflow';

import {
	DEFAULT_LOOK_BACK_HOURS,
	DEFAULT_UNITS_PER_POLL,
	LONGEST_LOOK_BACK_HOURS,
	MOST_UNITS_PER_POLL,
} from './settings';

/** n8n puts Poll Times above; its default of every minute cannot be changed. */
export const pollTimesNotice: INodeProperties = {
	displayName:
		"LivePerson adds files once an hour, so polling every ten minutes is enough: under Poll Times, choose the mode 'Every X'.",
	name: 'pollTimesNotice',
	type: 'notice',
	default: '',
};

export const triggerOn: INodeProperties = {
	displayName: 'Trigger On',
	name: 'triggerOn',
	type: 'options',
	required: true,
	default: 'newUnit',
	options: [
		{
			name: 'New Breakdown File',
			value: 'newFile',
			description: 'One item per file that LivePerson adds to its list, without its content',
		},
		{
			name: 'New Handling Time Unit',
			value: 'newUnit',
			description: 'One item per handling time unit in the files that LivePerson adds',
		},
	],
};

/** In alphabetical order of their names. */
const optionFields: INodeProperties[] = [
	{
		displayName: 'Emit Existing Files',
		name: 'emitExisting',
		type: 'boolean',
		default: false,
		description:
			'Whether to start with the files that are there when the workflow is activated, as far as Look Back reaches, instead of only those that come later',
	},
	{
		displayName: 'Look Back (Hours)',
		name: 'lookBackHours',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: LONGEST_LOOK_BACK_HOURS },
		default: DEFAULT_LOOK_BACK_HOURS,
		description:
			'How long after its end to wait for late files of an hour. LivePerson delivers up to 24 hours late; a longer time only takes a little more memory.',
	},
	{
		displayName: 'Units per Run',
		name: 'unitsPerPoll',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MOST_UNITS_PER_POLL },
		displayOptions: { show: { '/triggerOn': ['newUnit'] } },
		default: DEFAULT_UNITS_PER_POLL,
		description:
			'After how many units to leave further files to the next poll. Files are never split, so a run can have more.',
	},
];

export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: optionFields,
};
