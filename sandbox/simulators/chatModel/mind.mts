import { DateTime } from 'luxon';

import type { Conversation, JsonObject, Message, OfferedTool, Turn } from './conversation.mts';

/** Decides the next turn of a conversation. */
export type Mind = (conversation: Conversation) => Turn;

/** The people and campaigns that the model recognises in a question. */
export interface KnownNames {
	agents: ReadonlyArray<{ agentId: string; agentName: string }>;
	campaigns: ReadonlyArray<{ campaignName: string }>;
}

/**
 * A model that has read the question: for each question of the last message it calls the one tool
 * that fits, all in one turn, then it answers with the figures that the tools returned.
 */
export function makeMind(known: () => KnownNames, now: () => number): Mind {
	return ({ messages, tools }) => {
		const asked = messages.map(({ role }) => role).lastIndexOf('user');
		const text = messages[asked]?.text ?? '';
		const results = messages.slice(asked + 1).flatMap((one) => (one.role === 'tool' ? [one] : []));
		if (results.length > 0) {
			return { text: results.map((result) => answerFrom(result.text, text)).join(' ') };
		}
		const zone = zoneOf(messages);
		const toolCalls = questionsIn(text).flatMap((question) => {
			const facts = factsOf(question, known(), DateTime.fromMillis(now(), { zone }));
			const tool = fittingTool(tools, facts);
			return tool ? [{ name: tool.name, arguments: makeArguments(tool, facts) }] : [];
		});
		return toolCalls.length > 0 ? { toolCalls } : { text: 'I have no tool for this question.' };
	};
}

function questionsIn(text: string): string[] {
	return text.split(/(?<=\?)\s+/);
}

/** The zone that n8n's instructions name, as in "in the time zone Asia/Kolkata". */
function zoneOf(messages: readonly Message[]): string {
	const instructions = messages.find(({ role }) => role === 'system')?.text ?? '';
	return /time zone ([\w/+-]*\w)/.exec(instructions)?.[1] ?? 'UTC';
}

/** What a question says, by a pattern for the names of the arguments that it fills in. */
type Facts = Array<{ about: RegExp; value: string }>;

const GROUPINGS = ['skill', 'group', 'agent'];
const MESSAGING = /messag|chat|conversation|liveperson|skill|group|yesterday|week/i;

function factsOf(question: string, { agents, campaigns }: KnownNames, now: DateTime): Facts {
	const text = question.toLowerCase().replaceAll('_', ' ');
	const isNamed = (name: string) => text.includes(name.toLowerCase().replaceAll('_', ' '));
	const agent = agents.find((one) => isNamed(one.agentName) || isNamed(one.agentId));
	if (agent) return [{ about: /^agent/i, value: agent.agentId }];
	const campaign = campaigns.find(({ campaignName }) => isNamed(campaignName));
	if (campaign) return [{ about: /^campaign/i, value: campaign.campaignName }];
	if (!MESSAGING.test(question)) return [];
	const isYesterday = text.includes('yesterday');
	const today = now.startOf('day');
	const [from, to] = isYesterday
		? [today.minus({ days: 1 }), today]
		: [now.minus({ days: 1 }), now];
	return [
		{ about: /^group.?by/i, value: GROUPINGS.find((one) => text.includes(one)) ?? '' },
		{ about: /^from/i, value: from.toISO() ?? '' },
		{ about: /^to$/i, value: to.toISO() ?? '' },
	];
}

/** The tool that takes the most of the facts. */
function fittingTool(tools: readonly OfferedTool[], facts: Facts): OfferedTool | undefined {
	const countOf = (tool: OfferedTool) =>
		facts.filter(({ about }) => namesOf(tool).some((name) => about.test(name))).length;
	const best = Math.max(0, ...tools.map(countOf));
	return best === 0 ? undefined : tools.find((tool) => countOf(tool) === best);
}

function namesOf({ parameters }: OfferedTool): string[] {
	return Object.keys((parameters['properties'] ?? {}) as JsonObject);
}

function makeArguments(tool: OfferedTool, facts: Facts): JsonObject {
	const entries = namesOf(tool).flatMap((name) =>
		facts.filter(({ about }) => about.test(name)).map(({ value }) => [name, value] as const),
	);
	return Object.fromEntries(entries);
}

const MOST_FIGURES = 20;
const LONGEST_QUOTE = 300;

/**
 * A clause for each record with an AHT, or for the highest where the question wants that one; what
 * the tool answered, cut, where there is none.
 */
export function answerFrom(result: string, question: string): string {
	const records = recordsWithAht(parse(result));
	const isHighest = /longest|highest|slowest|most/i.test(question);
	const chosen = isHighest ? highest(records) : records.slice(0, MOST_FIGURES);
	if (chosen.length > 0) return `${chosen.map(clauseFor).join('; ')}.`;
	return `The tool answered: ${result.slice(0, LONGEST_QUOTE)}`;
}

type AhtRecord = Record<string, unknown>;

function highest(records: readonly AhtRecord[]): AhtRecord[] {
	const seconds = (record: AhtRecord) => Number(record['ahtSeconds'] ?? -1);
	return records
		.filter(({ subjectType }) => subjectType !== 'total')
		.sort((a, b) => seconds(b) - seconds(a))
		.slice(0, 1);
}

const NAME_FIELDS = ['subjectName', 'subjectId', 'subjectType'];

function clauseFor(record: AhtRecord): string {
	const name = NAME_FIELDS.map((field) => record[field]).find(
		(value) => typeof value === 'string' && value !== '',
	);
	const seconds = typeof record['ahtSeconds'] === 'number' ? ` (${record['ahtSeconds']} s)` : '';
	return record['hasCalls'] === false || record['aht'] === null
		? `${String(name)} had no calls`
		: `${String(name)} has an average handle time of ${String(record['aht'])}${seconds}`;
}

function recordsWithAht(value: unknown): AhtRecord[] {
	if (Array.isArray(value)) return value.flatMap(recordsWithAht);
	if (typeof value === 'string') return value.startsWith('[') ? recordsWithAht(parse(value)) : [];
	if (typeof value !== 'object' || value === null) return [];
	if (Object.hasOwn(value, 'aht')) return [value as AhtRecord];
	return Object.values(value).flatMap(recordsWithAht);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
