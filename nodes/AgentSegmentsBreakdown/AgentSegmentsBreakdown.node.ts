import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { livePersonCredentialTest } from './auth/credentialTest';
import { searchBreakdownFiles } from './listSearch/breakdownFiles';
import * as agentSegment from './resources/agentSegment';
import * as breakdownFile from './resources/breakdownFile';
import { source } from './resources/fields';
import * as handlingTimeUnit from './resources/handlingTimeUnit';
import { router } from './resources/router';

/** LivePerson's Actual Handle Time API. Programmatic: hosts are looked up, time frames split, files decoded. */
export class AgentSegmentsBreakdown implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Agent Segments Breakdown',
		name: 'agentSegmentsBreakdown',
		icon: {
			light: 'file:../../icons/livePerson.svg',
			dark: 'file:../../icons/livePerson.dark.svg',
		},
		group: ['input'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Get actual handle time (AHT) from LivePerson: breakdown files, handling time units and agent segments',
		defaults: { name: 'Agent Segments Breakdown' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
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
		hints: [
			{
				message:
					'Return All downloads every file of the time frame: at least one an hour, so 24 requests a day or more. Use Summarize for totals and averages.',
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["resource"] === "handlingTimeUnit" && $parameter["operation"] === "getAll" && $parameter["returnAll"] }}',
			},
			{
				message:
					'By agent, skill or group, Summarize also asks for all agent segments of the time frame, 500 a request.',
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["operation"] === "summarize" && ["agent", "group", "skill"].includes($parameter["groupBy"]) }}',
			},
			{
				message:
					'Return All asks for all agent segments of the time frame, 500 a request. Filters lower their number.',
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["resource"] === "agentSegment" && $parameter["returnAll"] }}',
			},
		],
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				default: 'livePersonOAuth2Api',
				options: [
					{ name: 'OAuth1 (Legacy)', value: 'livePersonOAuth1Api' },
					{ name: 'OAuth2', value: 'livePersonOAuth2Api' },
					{ name: 'Token', value: 'livePersonTokenApi' },
				],
			},
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'handlingTimeUnit',
				options: [
					{
						name: 'Agent Segment',
						value: 'agentSegment',
						description:
							'What one agent did in a conversation, with skill, group and total handle time',
					},
					{
						name: 'Breakdown File',
						value: 'breakdownFile',
						description: 'A file with the handling time units of an hour',
					},
					{
						name: 'Handling Time Unit',
						value: 'handlingTimeUnit',
						description: 'A stretch in which an agent handled a conversation',
					},
				],
			},
			...breakdownFile.operations,
			...handlingTimeUnit.operations,
			...agentSegment.operations,
			source,
			...breakdownFile.fields,
			...handlingTimeUnit.fields,
			...agentSegment.fields,
		],
	};

	methods = {
		credentialTest: { livePersonCredentialTest },
		listSearch: { searchBreakdownFiles },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router(this);
	}
}
