import type { INodeProperties } from 'n8n-workflow';

import * as getAll from './getAll';
import * as summarize from './summarize';

export { getAll, summarize };

export const operations: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'getAll',
		displayOptions: { show: { resource: ['handlingTimeUnit'] } },
		options: [
			{
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many handling time units',
				description: 'List the files of a time frame, download many and return their units',
			},
			{
				name: 'Summarize',
				value: 'summarize',
				action: 'Summarize handling time units',
				description:
					'Add up handle times and average them by agent, skill, group, hour, day or reason, whatever their number',
			},
		],
	},
];

export const fields: INodeProperties[] = [...getAll.description, ...summarize.description];
