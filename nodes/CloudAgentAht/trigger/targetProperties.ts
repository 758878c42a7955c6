import type { INodeProperties } from 'n8n-workflow';

import { agent } from '../resources/agent/getAht';
import { campaign } from '../resources/campaign/getAht';
import { TIME_REGEX, timeField } from './timeField';

const targetFields: INodeProperties[] = [
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
		description: 'One from the list or typed, or several typed at once',
	},
	{
		...agent,
		description: 'The agent whose average handling time to watch',
		displayOptions: { show: { watch: ['agent'] } },
	},
	{
		...campaign,
		description: 'The campaign whose average handling time to watch',
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
		description: 'IDs that the agents log in with, one a line or separated by commas',
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
		description: 'Names of the campaigns, one a line',
		displayOptions: { show: { watch: ['campaigns'] } },
	},
	timeField(
		{
			displayName: 'Threshold',
			name: 'threshold',
			description: 'A threshold of its own. Leave it empty for the threshold above.',
		},
		'As above',
		`(?:${TIME_REGEX})?`,
	),
];

export const targets: INodeProperties[] = [
	{
		displayName: 'Targets',
		name: 'targets',
		type: 'fixedCollection',
		typeOptions: {
			multipleValues: true,
			multipleValueButtonText: 'Add Target',
			minRequiredFields: 1,
		},
		placeholder: 'Add Target',
		default: {},
		description:
			'The agents and campaigns to watch. A poll asks CloudAgent once for each, and CloudAgent answers 50 requests a minute.',
		options: [{ displayName: 'Target', name: 'target', values: targetFields }],
	},
];
