import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { listCampaigns } from '../../api/lists';
import { fetchItems } from '../fetchItems';
import type { Operation } from '../parameters';
import { readIsAll, readLocator } from '../parameters';

/** Chooses one. */
export const campaign: INodeProperties = {
	displayName: 'Campaign',
	name: 'campaignName',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The campaign whose outbound calls of the last two hours are averaged',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a campaign...',
			typeOptions: { searchListMethod: 'searchCampaigns', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. Renewals_North',
			hint: 'Exactly as in CloudAgent',
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
			{ name: 'One Campaign', value: 'one', description: 'All outbound calls of a campaign' },
			{ name: 'All Campaigns', value: 'all', description: 'Every campaign of the account' },
		],
		default: 'one',
		description:
			'Whether to get the AHT of one campaign or of all campaigns, one item per campaign',
	},
	{ ...campaign, displayOptions: { show: { scope: ['one'] } } },
];

export const getAht: Operation = {
	fields: updateDisplayOptions({ show: { resource: ['campaign'], operation: ['getAht'] } }, fields),
	execute: async (context, itemIndex, limits) => {
		const names = readIsAll(context, itemIndex)
			? (await listCampaigns(context)).map(({ value }) => value)
			: [readLocator(context, itemIndex, 'campaignName', 'Campaign')];
		const targets = names.map((campaignName) => ({ campaignName }));
		return await fetchItems(context, itemIndex, targets, limits);
	},
};
