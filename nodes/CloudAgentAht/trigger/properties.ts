import type { INodeProperties } from 'n8n-workflow';

import { timeField } from './timeField';

export { targets } from './targetProperties';

export const events: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'multiOptions',
		required: true,
		options: [
			{
				name: 'Breach',
				value: 'breached',
				description: 'When an average handling time crosses its threshold',
			},
			{
				name: 'Recovery',
				value: 'recovered',
				description: 'When it is back, once after each breach',
			},
			{
				name: 'Reminder',
				value: 'reminder',
				description: 'Again and again while a breach lasts',
			},
		],
		default: ['breached', 'recovered'],
		description: 'The events that start the workflow. Add Recovery to hear when a breach is over.',
	},
	{
		...timeField(
			{
				displayName: 'Remind Every',
				name: 'remindEvery',
				required: true,
				description: 'Time between two events of one breach, as seconds, MM:SS or HH:MM:SS',
				displayOptions: { show: { triggerOn: ['reminder'] } },
			},
			'e.g. 00:30:00',
		),
		default: { mode: 'time', value: '00:30:00' },
	},
	{
		displayName: 'Alert When AHT Is',
		name: 'direction',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Above the Threshold', value: 'above' },
			{ name: 'Below the Threshold', value: 'below' },
		],
		default: 'above',
		description:
			'Whether long or short average handling times are a breach. An average that is exactly the threshold is none.',
	},
	timeField(
		{
			displayName: 'Threshold',
			name: 'threshold',
			required: true,
			description:
				'Average handling time of outbound calls in the last two hours to alert on, as seconds, MM:SS or HH:MM:SS. Six minutes are 360, 06:00 or 00:06:00.',
		},
		'e.g. 06:00',
	),
];

export const options: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'No Calls',
				name: 'noCalls',
				type: 'options',
				options: [
					{
						name: 'Ignore',
						value: 'ignore',
						description: 'The target stays as it was, breached or not',
					},
					{
						name: 'Treat as 0 Seconds',
						value: 'zero',
						description: 'Within an upper threshold, under a lower one',
					},
					{
						name: 'Treat as Recovered',
						value: 'recovered',
						description: 'A breach ends when there are no more calls',
					},
				],
				default: 'ignore',
				description: 'What a target without calls in the last two hours counts as',
			},
			{
				displayName: 'Polls Before Breach',
				name: 'pollsToBreach',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
				default: 1,
				description: 'Number of polls in a row that must be past the threshold to be a breach',
			},
			{
				displayName: 'Polls Before Recovery',
				name: 'pollsToRecover',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
				default: 1,
				description: 'Number of polls in a row that must be back to be a recovery',
			},
			// Not a timeField: inside a collection the editor checks no regular expression
			{
				displayName: 'Recovery Margin',
				name: 'recoveryMargin',
				type: 'string',
				default: '',
				placeholder: 'e.g. 30',
				description:
					'How far an average must come back past the threshold to have recovered, as seconds, MM:SS or HH:MM:SS. Keeps one that hovers around the threshold from alerting again and again.',
			},
		],
	},
];
