import type { INodeProperties } from 'n8n-workflow';

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

export const emitExisting: INodeProperties = {
	displayName: 'Emit Existing Files',
	name: 'emitExisting',
	type: 'boolean',
	default: false,
	description:
		'Whether to start with the files that are there when the workflow is activated, as far as Look Back reaches, instead of only those that come later',
};

export const lookBackHours: INodeProperties = {
	displayName: 'Look Back (Hours)',
	name: 'lookBackHours',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 7 * 24 },
	default: 24,
	description:
		'How long after its end to wait for late files of an hour. LivePerson delivers up to 24 hours late; a longer time only takes a little more memory.',
};

export const unitsPerPoll: INodeProperties = {
	displayName: 'Units per Run',
	name: 'unitsPerPoll',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 1_000_000 },
	displayOptions: { show: { '/triggerOn': ['newUnit'] } },
	default: 20_000,
	description:
		'After how many units to leave further files to the next poll. Files are never split, so a run can have more.',
};

export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [emitExisting, lookBackHours, unitsPerPoll],
};
