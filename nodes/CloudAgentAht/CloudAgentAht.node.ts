import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { searchAgents, searchCampaigns } from './listSearch/searchLists';
import * as agent from './resources/agent/getAht';
import * as campaign from './resources/campaign/getAht';
import { agentOperation, campaignOperation } from './resources/operations';
import { options } from './resources/options';
import { router } from './resources/router';

/**
 * Average handling times from Ozonetel CloudAgent. Programmatic, for answers whose bodies decide,
 * tokens that an answer with status 200 may end, and a limit that all items share.
 */
export class CloudAgentAht implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CloudAgent AHT',
		name: 'cloudAgentAht',
		icon: {
			light: 'file:../../icons/cloudAgent.svg',
			dark: 'file:../../icons/cloudAgent.dark.svg',
		},
		group: ['input'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Get the average handling time (AHT) of agents and campaigns from Ozonetel CloudAgent',
		defaults: { name: 'CloudAgent AHT' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'cloudAgentApi', required: true }],
		hints: [
			{
				message:
					'CloudAgent answers 50 requests a minute for an account. With more than 50 items, every further 50 take a minute: 500 items take about 9 minutes.',
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition: '={{ $input.all().length > 50 }}',
			},
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Agent', value: 'agent', description: 'Somebody who makes calls' },
					{ name: 'Campaign', value: 'campaign', description: 'All calls of a campaign' },
				],
				default: 'agent',
			},
			agentOperation,
			campaignOperation,
			...agent.fields,
			...campaign.fields,
			options,
		],
	};

	methods = {
		listSearch: { searchAgents, searchCampaigns },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router(this);
	}
}
