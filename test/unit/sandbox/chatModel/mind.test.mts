import { DateTime } from 'luxon';

import type { Conversation, Message } from '../../../../sandbox/simulators/chatModel/index.mts';
import { makeMind } from '../../../../sandbox/simulators/chatModel/mind.mts';

const ZONE = 'Asia/Kolkata';
const NOW = DateTime.fromISO('2026-11-24T10:15', { zone: ZONE });
const KNOWN = {
	agents: [{ agentId: 'ananya.rao', agentName: 'Ananya Rao' }],
	campaigns: [{ campaignName: 'Collections_30_Days' }],
};

/** As the workflow "Ask about handle time" offers them. */
const TOOLS = [
	tool('Agent_AHT_on_the_phone', ['Agent']),
	tool('Campaign_AHT_on_the_phone', ['Campaign']),
	tool('Handle_time_in_messaging', ['Group_By', 'From', 'To']),
];

function tool(name: string, parameters: string[]) {
	const properties = Object.fromEntries(parameters.map((key) => [key, { type: 'string' }]));
	return { name, description: '', parameters: { type: 'object', properties } };
}

function ask(text: string, ...results: string[]) {
	const messages: Message[] = [
		{ role: 'system', text: `It is ${NOW.toISO()} now, in the time zone ${ZONE}.` },
		{ role: 'user', text },
		...results.map((result): Message => ({ role: 'tool', callId: 'c1', text: result })),
	];
	const conversation: Conversation = {
		model: 'gpt-5-mini',
		isStreamed: false,
		messages,
		tools: TOOLS,
	};
	return makeMind(
		() => KNOWN,
		() => NOW.toMillis(),
	)(conversation);
}

const ANANYA = { name: 'Agent_AHT_on_the_phone', arguments: { Agent: 'ananya.rao' } };
const YESTERDAY_BY_SKILL = {
	name: 'Handle_time_in_messaging',
	arguments: {
		Group_By: 'skill',
		From: '2026-11-23T00:00:00.000+05:30',
		To: '2026-11-24T00:00:00.000+05:30',
	},
};

it.each([
	['an agent by name', 'How long do calls take Ananya Rao right now?', [ANANYA]],
	['an agent by ID', 'and ananya.rao?', [ANANYA]],
	[
		'a campaign, with blanks for underscores',
		'What about collections 30 days?',
		[{ name: 'Campaign_AHT_on_the_phone', arguments: { Campaign: 'Collections_30_Days' } }],
	],
	['yesterday', 'Which skill took longest in messaging yesterday?', [YESTERDAY_BY_SKILL]],
	[
		'no time, which is the last day',
		'How long do chats take?',
		[
			{
				name: 'Handle_time_in_messaging',
				arguments: {
					Group_By: '',
					From: '2026-11-23T10:15:00.000+05:30',
					To: '2026-11-24T10:15:00.000+05:30',
				},
			},
		],
	],
	[
		'two questions',
		'How long do calls take Ananya Rao right now? Which skill took longest in messaging yesterday?',
		[ANANYA, YESTERDAY_BY_SKILL],
	],
])('calls the one tool that fits a question about %s', (_label, question, toolCalls) => {
	expect(ask(question)).toEqual({ toolCalls });
});

it('says so when no tool fits', () => {
	expect(ask('What is for lunch?')).toEqual({ text: 'I have no tool for this question.' });
});

const record = (subjectName: string, aht: string | null, ahtSeconds?: number) => ({
	subjectName,
	aht,
	...(ahtSeconds !== undefined && { ahtSeconds }),
});

it.each([
	[
		'every record',
		'How long were chats by skill?',
		JSON.stringify([record('Sales', '00:05:00', 300), record('Support', '00:07:00', 420)]),
		'Sales has an average handle time of 00:05:00 (300 s); Support has an average handle time of 00:07:00 (420 s).',
	],
	[
		'the highest where that is wanted',
		'Which skill took longest?',
		JSON.stringify([record('Sales', '00:05:00', 300), record('Support', '00:07:00', 420)]),
		'Support has an average handle time of 00:07:00 (420 s).',
	],
	[
		'that there were no calls',
		'How long do calls take?',
		JSON.stringify([record('Ananya Rao', null)]),
		'Ananya Rao had no calls.',
	],
	[
		'results wrapped as n8n wraps them',
		'How long do calls take?',
		JSON.stringify([{ response: JSON.stringify([record('Sales', '00:05:00')]) }]),
		'Sales has an average handle time of 00:05:00.',
	],
	[
		'what the tool answered where that is no record',
		'How long do calls take?',
		'The agent is not known',
		'The tool answered: The agent is not known',
	],
])('answers with %s', (_label, question, result, text) => {
	expect(ask(question, result)).toEqual({ text });
});
