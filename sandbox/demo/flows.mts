import type { Execution, Item } from '../n8n/execution.mts';
import type { Sandbox } from '../simulators/sandbox.mts';
import type { Row } from './table.mts';

/** What a flow gave, made ready to be shown and checked. */
export interface Outcome {
	rows?: Row[];
	text?: string;
	checks: Check[];
}

export interface Check {
	what: string;
	expected: number | string;
	got: number | string;
}

export interface Flow {
	/** The workflow's id: its file's name in sandbox/demo/workflows */
	id: string;
	title: string;
	read(execution: Execution, sandbox: Sandbox): Outcome;
}

/** As the demo's workflow has it */
const TARGET_SECONDS = 300;

export const FLOWS: Flow[] = [
	{
		id: 'demo-handle-time',
		title: 'LivePerson: handle time by agent, last two days',
		read: (execution, sandbox) =>
			handleTimeOutcome(execution.items('Handle Time by Agent'), sandbox),
	},
	{
		id: 'demo-campaign-aht',
		title: 'CloudAgent: AHT of the campaigns, last two hours',
		read: (execution, sandbox) => ahtOutcome(execution.items('Campaign AHT'), sandbox),
	},
	{
		id: 'demo-agent-aht',
		title: 'CloudAgent: AHT of agents, last two hours',
		read: (execution, sandbox) => ahtOutcome(execution.items('Agent AHT'), sandbox),
	},
	{
		id: 'demo-slack-alert',
		title: 'Slack: campaigns over five minutes',
		read: (execution, { cloudAgent, slack }) => {
			const overTarget = execution.items('One by One').filter(({ campaignName }) => {
				const aht = cloudAgent.ahtOf({ campaignName: String(campaignName) });
				return typeof aht === 'number' && aht > TARGET_SECONDS;
			});
			const messages = slack.messagesIn('aht-alerts');
			return {
				text: messages.map(({ channelName, text }) => `  #${channelName}: ${text}`).join('\n'),
				checks: [{ what: 'messages in Slack', expected: overTarget.length, got: messages.length }],
			};
		},
	},
];

function handleTimeOutcome(items: readonly Item[], { livePerson }: Sandbox): Outcome {
	const { total, byAgent } = livePerson.totals();
	const rows = items.map((item) => ({
		who: String(item['subjectName']),
		aht: String(item['aht']),
		handleTime: String(item['handleTime']),
		segments: Number(item['segments']),
		p50: String(item['p50']),
		p90: String(item['p90']),
		units: Number(item['units']),
	}));
	const agents = items.filter(({ subjectType }) => subjectType === 'agent');
	const all = items.find(({ subjectType }) => subjectType === 'total') ?? {};
	const asKnown = agents.filter(
		({ subjectId, handleTimeMillis }) =>
			byAgent[String(subjectId)]?.handleTimeMillis === handleTimeMillis,
	);
	return {
		rows,
		checks: [
			{ what: 'handling time units', expected: total.units, got: Number(all['units']) },
			{
				what: 'handle time, ms',
				expected: total.handleTimeMillis,
				got: Number(all['handleTimeMillis']),
			},
			{
				what: 'agents with their handle time',
				expected: Object.keys(byAgent).length,
				got: asKnown.length,
			},
		],
	};
}

function ahtOutcome(items: readonly Item[], { cloudAgent }: Sandbox): Outcome {
	const rows = items.map(({ subjectId, subjectName, aht, ahtSeconds, hasCalls }) => ({
		who: String(subjectName ?? subjectId),
		aht: hasCalls === true ? String(aht) : 'no calls',
		ahtSeconds: hasCalls === true ? Number(ahtSeconds) : '',
	}));
	const checks = items.map(({ subjectType, subjectId, subjectName, ahtSeconds, hasCalls }) => {
		const who = String(subjectType === 'agent' ? subjectId : subjectName);
		const known = cloudAgent.ahtOf(
			subjectType === 'agent' ? { agentId: who } : { campaignName: who },
		);
		return {
			what: who,
			expected: typeof known === 'number' ? known : 'no calls',
			got: hasCalls === true ? Number(ahtSeconds) : 'no calls',
		};
	});
	return { rows, checks };
}
