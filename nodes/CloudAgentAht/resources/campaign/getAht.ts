import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { ReadSubject } from '../readers';
import { readLocator } from '../readers';

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
			placeholder: 'Choose a campaign',
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

export const fields = updateDisplayOptions(
	{ show: { resource: ['campaign'], operation: ['getAht'] } },
	[campaign],
);

export const readSubject: ReadSubject = (context, itemIndex) => ({
	campaignName: readLocator(context, itemIndex, 'campaignName', 'Campaign'),
});
