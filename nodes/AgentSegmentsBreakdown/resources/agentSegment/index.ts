import type { INodeProperties } from 'n8n-workflow';

import * as getAll from './getAll';

export { getAll };

export const operations: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'getAll',
		displayOptions: { show: { resource: ['agentSegment'] } },
		options: [
			{
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many agent segments',
				description:
					'List the conversation segments of many agents, with agent, skill, group and total handle time',
			},
		],
	},
];

export const fields: INodeProperties[] = [...getAll.description];
