import type { INodeProperties } from 'n8n-workflow';

import * as get from './get';
import * as getAll from './getAll';

export { get, getAll };

export const operations: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'getAll',
		displayOptions: { show: { resource: ['breakdownFile'] } },
		options: [
			{
				name: 'Get',
				value: 'get',
				action: 'Get breakdown file',
				description:
					'Download one file and return its handling time units, or the file as binary data',
			},
			{
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many breakdown files',
				description: 'List the files of many hours, without downloading them',
			},
		],
	},
];

export const fields: INodeProperties[] = [...getAll.description, ...get.description];
