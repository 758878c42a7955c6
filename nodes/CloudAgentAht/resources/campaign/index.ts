import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../parameters';
import { getAht } from './getAht';

const operation: INodeProperties = {
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
			description: 'Get the average handling time of outbound calls over the last two hours',
		},
	],
	default: 'getAht',
};

/** The operations of a campaign, and what the node shows for them. */
export const campaign = {
	operations: new Map<unknown, Operation>([['getAht', getAht]]),
	properties: [operation, ...getAht.fields],
};
