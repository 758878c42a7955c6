import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../parameters';
import { getAht } from './getAht';

const operation: INodeProperties = {
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
			description: 'Get the average handling time of outbound calls over the last two hours',
		},
	],
	default: 'getAht',
};

/** The operations of an agent, and what the node shows for them. */
export const agent = {
	operations: new Map<unknown, Operation>([['getAht', getAht]]),
	properties: [operation, ...getAht.fields],
};
