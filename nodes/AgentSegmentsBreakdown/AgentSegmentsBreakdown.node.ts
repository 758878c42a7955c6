import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { livePersonCredentialTest } from './auth/credentialTest';
import { searchBreakdownFiles } from './listSearch/breakdownFiles';
import { searchAgents, searchGroups, searchSkills } from './listSearch/names';
import { authentication, resource, source } from './resources/fields';
import { resources, router } from './resources/router';

/**
 * What the canvas shows below the node's name, such as "Handle time by agent". What a model is to fill in has
 * no value there, so Group By and Interval are looked at as they are written.
 */
const SUBTITLE = `={{
	({
		"handlingTimeUnit:summarize": "Handle time",
		"handlingTimeUnit:getAll": "Handling time units",
		"breakdownFile:getAll": "Breakdown files",
		"breakdownFile:get": "Breakdown file",
		"agentSegment:getAll": "Agent segments",
	})[$parameter["resource"] + ":" + $parameter["operation"]]
	+ ($parameter["operation"] === "summarize" && Array.isArray($rawParameter["groupBy"]) && $rawParameter["groupBy"].length > 0
		? " by " + $rawParameter["groupBy"].join(", ").replaceAll("Reason", " reason")
		: "")
	+ ($parameter["operation"] === "summarize"
		? ({ quarterHour: " per 15 min", halfHour: " per 30 min", hour: " per hour", day: " per day", week: " per week" })[$rawParameter["interval"]] ?? ""
		: "")
}}`;

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
		subtitle: SUBTITLE,
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
					'Return All downloads every file of the time frame: at least one per hour, so 24 requests per day or more. Use Summarize for totals and averages.',
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["resource"] === "handlingTimeUnit" && $parameter["operation"] === "getAll" && $parameter["returnAll"] }}',
			},
			{
				message:
					'Counted as it was worked: each unit is in the interval in which it began. A segment can lie in several intervals, so there is no AHT.',
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["operation"] === "summarize" && $parameter["countSegment"] === "worked" }}',
			},
			{
				message:
					'Return All requests all agent segments of the time frame, 500 at a time. Filters lower their number.',
				type: 'info',
				location: 'outputPane',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["resource"] === "agentSegment" && $parameter["returnAll"] }}',
			},
		],
		properties: [
			authentication,
			resource,
			...Object.values(resources).flatMap(({ properties }) => properties),
			source,
		],
	};

	methods = {
		credentialTest: { livePersonCredentialTest },
		listSearch: { searchAgents, searchBreakdownFiles, searchGroups, searchSkills },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router(this);
	}
}
