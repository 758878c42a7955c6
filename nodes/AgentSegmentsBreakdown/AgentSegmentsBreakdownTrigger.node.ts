import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { livePersonCredentialTest } from './auth/credentialTest';
import { authentication, source } from './resources/fields';
import { options, pollTimesNotice, triggerOn } from './trigger/fields';
import { pollFiles } from './trigger/poll';

/** Watches LivePerson's list of breakdown files; late ones are found, too, and each is emitted once. */
export class AgentSegmentsBreakdownTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Agent Segments Breakdown Trigger',
		name: 'agentSegmentsBreakdownTrigger',
		icon: {
			light: 'file:../../icons/livePerson.svg',
			dark: 'file:../../icons/livePerson.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["triggerOn"] === "newUnit" ? "New handling time units" : "New breakdown files" }}',
		description:
			'Starts the workflow when LivePerson has new data on actual handle time (AHT), late data included',
		defaults: { name: 'Agent Segments Breakdown Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'livePersonOAuth2Api',
				required: true,
				testedBy: 'livePersonCredentialTest',
				displayOptions: { show: { authentication: ['livePersonOAuth2Api'] } },
			},
			{
				name: 'livePersonTokenApi',
				required: true,
				testedBy: 'livePersonCredentialTest',
				displayOptions: { show: { authentication: ['livePersonTokenApi'] } },
			},
			{
				name: 'livePersonOAuth1Api',
				required: true,
				testedBy: 'livePersonCredentialTest',
				displayOptions: { show: { authentication: ['livePersonOAuth1Api'] } },
			},
		],
		properties: [pollTimesNotice, authentication, triggerOn, source, options],
	};

	methods = { credentialTest: { livePersonCredentialTest } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollFiles(this);
	}
}
