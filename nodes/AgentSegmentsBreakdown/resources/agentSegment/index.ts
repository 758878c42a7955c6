import type { Resource } from '../operation';
import * as getAll from './getAll';

export const agentSegment: Resource = {
	operations: { getAll: getAll.execute },
	properties: [
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
		...getAll.description,
	],
};
