import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { ReadSubject } from '../readers';
import { readLocator } from '../readers';

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
			placeholder: 'Choose an agent',
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

export const fields = updateDisplayOptions(
	{ show: { resource: ['agent'], operation: ['getAht'] } },
	[agent],
);

export const readSubject: ReadSubject = (context, itemIndex) => ({
	agentId: readLocator(context, itemIndex, 'agentId', 'Agent'),
});
