import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { testCloudAgentApi } from './api/credentialTest';
import { searchAgents, searchCampaigns } from './listSearch/searchLists';
import { agent } from './resources/agent';
import { campaign } from './resources/campaign';
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
		subtitle:
			'={{ "AHT of " + ($parameter["scope"] === "all" ? "all " + $parameter["resource"] + "s" : $parameter["resource"] === "agent" ? "an agent" : "a campaign") }}',
		description:
			'Get the average handling time (AHT) of agents and campaigns from Ozonetel CloudAgent',
		defaults: { name: 'CloudAgent AHT' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'cloudAgentApi', required: true, testedBy: 'testCloudAgentApi' }],
		hints: [
			{
				message:
					'CloudAgent answers 50 requests per minute and account. Every further 50 items take a minute: 500 items take about 9 minutes.',
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
					{ name: 'Agent', value: 'agent', description: 'An agent who makes outbound calls' },
					{ name: 'Campaign', value: 'campaign', description: 'All outbound calls of a campaign' },
				],
				default: 'agent',
			},
			...agent.properties,
			...campaign.properties,
			options,
		],
	};

	methods = {
		credentialTest: { testCloudAgentApi },
		listSearch: { searchAgents, searchCampaigns },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router(this);
	}
}
