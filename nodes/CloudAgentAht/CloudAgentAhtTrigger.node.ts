import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { testCloudAgentApi } from './api/credentialTest';
import { searchAgents, searchCampaigns } from './listSearch/searchLists';
import { fields } from './trigger/fields';
import { pollTargets } from './trigger/poll';

/**
 * Watches average handling times. Programmatic, as every polling trigger is: what it fires depends on
 * the polls before.
 */
export class CloudAgentAhtTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CloudAgent AHT Trigger',
		name: 'cloudAgentAhtTrigger',
		icon: {
			light: 'file:../../icons/cloudAgent.svg',
			dark: 'file:../../icons/cloudAgent.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ "AHT " + $parameter["direction"] + " " + ($parameter["threshold"] || "threshold") }}',
		description:
			'Starts the workflow when the average handling time (AHT) of an Ozonetel CloudAgent agent or campaign crosses a threshold, and when it recovers',
		defaults: { name: 'CloudAgent AHT Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'cloudAgentApi', required: true, testedBy: 'testCloudAgentApi' }],
		hints: [
			{
				message:
					"Each poll sends one request per agent or campaign, and CloudAgent's rate limit is 50 requests per minute. With this many a poll takes more than a minute: poll every 5 minutes or less often.",
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'always',
				displayCondition:
					'={{ ($parameter["targets"]?.target ?? []).map(row => row.watch === "agents" ? String(row.agentIds).split(/[\\n,;]+/).length : row.watch === "campaigns" ? String(row.campaignNames).split(/\\n+/).length : 1).reduce((sum, count) => sum + count, 0) > 50 }}',
			},
		],
		properties: fields,
	};

	methods = {
		credentialTest: { testCloudAgentApi },
		listSearch: { searchAgents, searchCampaigns },
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollTargets(this);
	}
}
