import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { searchAgents, searchCampaigns } from './listSearch/searchLists';
import { pollTargets } from './trigger/poll';
import * as properties from './trigger/properties';

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
		credentials: [{ name: 'cloudAgentApi', required: true }],
		hints: [
			{
				message:
					'A poll asks CloudAgent once for each target, and CloudAgent answers 50 requests a minute for an account. With this many targets a poll takes more than a minute: poll every 5 minutes or less often.',
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'always',
				displayCondition:
					'={{ ($parameter["targets"]?.target ?? []).map(row => row.watch === "agents" ? String(row.agentIds).split(/[\\n,;]+/).length : row.watch === "campaigns" ? String(row.campaignNames).split(/\\n+/).length : 1).reduce((sum, count) => sum + count, 0) > 50 }}',
			},
		],
		properties: [...properties.events, ...properties.targets, ...properties.options],
	};

	methods = {
		listSearch: { searchAgents, searchCampaigns },
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollTargets(this);
	}
}
