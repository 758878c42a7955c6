import type { Resource } from '../operation';
import * as get from './get';
import * as getAll from './getAll';

export const breakdownFile: Resource = {
	operations: { get: get.execute, getAll: getAll.execute },
	properties: [
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
		...getAll.description,
		...get.description,
	],
};
