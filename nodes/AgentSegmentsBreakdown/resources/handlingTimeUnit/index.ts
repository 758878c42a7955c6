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
		displayOptions: { show: { resource: ['handlingTimeUnit'] } },
		options: [
			{
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many handling time units',
				description: 'List the files of a time frame, download many and return their units',
			},
		],
	},
];

export const fields: INodeProperties[] = [...getAll.description];
