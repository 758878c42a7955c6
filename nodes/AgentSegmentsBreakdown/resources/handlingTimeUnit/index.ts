import type { Resource } from '../operation';
import * as getAll from './getAll';
import * as summarize from './summarize';

export const handlingTimeUnit: Resource = {
	operations: { getAll: getAll.execute, summarize: summarize.execute },
	properties: [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			default: 'summarize',
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
					action: 'Summarize handling time',
					description:
						'Add up handle times and average them (AHT) by agent, skill, group or reason, for the whole time frame or by interval',
				},
			],
		},
		...summarize.description,
		...getAll.description,
	],
};
