import type { INodeProperties } from 'n8n-workflow';

import { agent } from '../resources/agent/getAht';
import { campaign } from '../resources/campaign/getAht';

const events: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'triggerOn',
		type: 'multiOptions',
		required: true,
		options: [
			{
				name: 'Breach',
				value: 'breached',
				description: 'When an AHT crosses its threshold',
			},
			{
				name: 'Recovery',
				value: 'recovered',
				description: 'When the AHT is back within its threshold, once after each breach',
			},
			{
				name: 'Reminder',
				value: 'reminder',
				description: 'At regular intervals while a breach lasts',
			},
		],
		default: ['breached', 'recovered'],
		description: 'The events that start the workflow',
	},
	{
		displayName: 'Remind Every',
		name: 'remindEvery',
		type: 'string',
		required: true,
		default: '30 min',
		placeholder: 'e.g. 30 min',
		description: 'Time between two events of the same breach, e.g. 30 min or 00:30:00',
		displayOptions: { show: { triggerOn: ['reminder'] } },
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
			'Whether a long or a short AHT is a breach. An AHT equal to the threshold is not a breach.',
	},
	{
		displayName: 'Threshold',
		name: 'threshold',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 6 min',
		description:
			'Average handling time (AHT) of outbound calls in the last two hours to compare with, e.g. 6 min, 06:00 or 360 (seconds)',
	},
];

const watchFields: INodeProperties[] = [
	{
		displayName: 'Watch',
		name: 'watch',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Agent', value: 'agent' },
			{ name: 'Campaign', value: 'campaign' },
			{ name: 'Several Agents', value: 'agents' },
			{ name: 'Several Campaigns', value: 'campaigns' },
		],
		default: 'campaign',
		description: 'One from the list, or several typed in',
	},
	{
		...agent,
		description: 'The agent whose AHT to watch',
		displayOptions: { show: { watch: ['agent'] } },
	},
	{
		...campaign,
		description: 'The campaign whose AHT to watch',
		displayOptions: { show: { watch: ['campaign'] } },
	},
	{
		displayName: 'Agent IDs',
		name: 'agentIds',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. jane.doe, john.roe',
		description: 'IDs that the agents log in with, one per line or separated by commas',
		displayOptions: { show: { watch: ['agents'] } },
	},
	{
		displayName: 'Campaign Names',
		name: 'campaignNames',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. Sales',
		description: 'Names of the campaigns, one per line',
		displayOptions: { show: { watch: ['campaigns'] } },
	},
	{
		displayName: 'Threshold',
		name: 'threshold',
		type: 'string',
		default: '',
		placeholder: 'Same as above',
		description: "Overrides 'Threshold' for this row",
	},
];

const watched: INodeProperties = {
	displayName: 'Agents and Campaigns to Watch',
	name: 'targets',
	type: 'fixedCollection',
	typeOptions: {
		multipleValues: true,
		multipleValueButtonText: 'Add Agent or Campaign',
		minRequiredFields: 1,
	},
	placeholder: 'Add Agent or Campaign',
	default: {
		target: [
			{ watch: 'campaign', campaignName: { __rl: true, mode: 'list', value: '' }, threshold: '' },
		],
	},
	description:
		"Each poll sends one request per agent or campaign. CloudAgent's rate limit is 50 requests per minute.",
	options: [{ displayName: 'Agent or Campaign', name: 'target', values: watchFields }],
};

const options: INodeProperties = {
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
					description: 'Nothing changes: a breach stays a breach',
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
			description: 'What to make of two hours without calls',
		},
		{
			displayName: 'Polls Before Breach',
			name: 'pollsToBreach',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
			default: 1,
			description: 'How many polls in a row must be beyond the threshold to be a breach',
		},
		{
			displayName: 'Polls Before Recovery',
			name: 'pollsToRecover',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
			default: 1,
			description: 'How many polls in a row must be back within the threshold to be a recovery',
		},
		{
			displayName: 'Recovery Margin',
			name: 'recoveryMargin',
			type: 'string',
			default: '',
			placeholder: 'e.g. 30 s',
			description:
				'How far the AHT must come back past the threshold to have recovered, e.g. 30 s. Prevents repeated alerts about an AHT that hovers around the threshold.',
		},
	],
};

/** The trigger's parameters, in the order in which they stand in the editor. */
export const fields: INodeProperties[] = [...events, watched, options];
