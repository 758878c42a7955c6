import type { INodeProperties } from 'n8n-workflow';

export const agentOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['agent'] } },
	options: [
		{
			name: 'Get AHT',
			value: 'getAht',
			action: 'Get agent AHT',
			description: "Get an agent's average handling time of outbound calls over the last two hours",
		},
	],
	default: 'getAht',
};

export const campaignOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['campaign'] } },
	options: [
		{
			name: 'Get AHT',
			value: 'getAht',
			action: 'Get campaign AHT',
			description:
				"Get a campaign's average handling time of outbound calls over the last two hours",
		},
	],
	default: 'getAht',
};
