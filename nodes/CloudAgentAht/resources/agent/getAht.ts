import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { listAgents } from '../../api/lists';
import { fetchItems } from '../fetchItems';
import type { Operation } from '../parameters';
import { readIsAll, readLocator } from '../parameters';

/** Chooses one. */
export const agent: INodeProperties = {
	displayName: 'Agent',
	name: 'agentId',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The agent whose outbound calls of the last two hours are averaged',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an agent...',
			typeOptions: { searchListMethod: 'searchAgents', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. ananya.rao',
			hint: 'The ID that the agent logs in with',
		},
	],
};

const fields: INodeProperties[] = [
	{
		displayName: 'Get AHT Of',
		name: 'scope',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'One Agent', value: 'one', description: 'An agent who makes outbound calls' },
			{
				name: 'All Agents',
				value: 'all',
				description: 'Agents who are logged in now or, if nobody is, were seen in the last 7 days',
			},
		],
		default: 'one',
		description: 'Whether to get the AHT of one agent or of all agents, one item per agent',
	},
	{ ...agent, displayOptions: { show: { scope: ['one'] } } },
];

export const getAht: Operation = {
	fields: updateDisplayOptions({ show: { resource: ['agent'], operation: ['getAht'] } }, fields),
	execute: async (context, itemIndex, limits) => {
		const agentIds = readIsAll(context, itemIndex)
			? (await listAgents(context)).map(({ value }) => value)
			: [readLocator(context, itemIndex, 'agentId', 'Agent').trim()];
		const targets = agentIds.map((agentId) => ({ agentId }));
		return await fetchItems(context, itemIndex, targets, limits);
	},
};
