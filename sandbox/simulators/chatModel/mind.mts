import type { Conversation, Message, Turn } from './conversation.mts';
import type { Fact } from './toolArguments.mts';
import { makeArguments } from './toolArguments.mts';

/** Decides the next turn of a conversation. */
export type Mind = (conversation: Conversation) => Turn;

/**
 * A model that has read the question: it calls every offered tool whose name `wanted` finds, once,
 * all in one turn, with arguments made from the tool's schema; then it answers with a sentence that
 * quotes the figures the tools gave.
 */
export function makeMind(wanted: RegExp, facts: readonly Fact[]): Mind {
	return ({ messages, tools }) => {
		const results = resultsSinceQuestion(messages);
		if (results.length > 0) return { text: results.map(quoteFigures).join(' ') };
		const toolCalls = tools
			.filter(({ name }) => wanted.test(name))
			.map(({ name, parameters }) => ({ name, arguments: makeArguments(parameters, facts) }));
		return toolCalls.length > 0 ? { toolCalls } : { text: 'I have no tool for this question.' };
	};
}

function resultsSinceQuestion(messages: readonly Message[]): string[] {
	const asked = messages.map(({ role }) => role).lastIndexOf('user');
	return messages.slice(asked + 1).flatMap((message) => {
		return message.role === 'tool' ? [message.text] : [];
	});
}

const MOST_FIGURES = 20;
const LONGEST_QUOTE = 300;

/** A clause for each record with an AHT; what the tool said, cut, where there is none. */
export function quoteFigures(result: string): string {
	const clauses = recordsWithAht(parse(result)).slice(0, MOST_FIGURES).map(clauseFor);
	if (clauses.length > 0) return `${clauses.join('; ')}.`;
	return `The tool answered: ${result.slice(0, LONGEST_QUOTE)}`;
}

type AhtRecord = Record<string, unknown>;

const NAME_FIELDS = [
	'subjectName',
	'agentName',
	'campaignName',
	'subjectId',
	'agentId',
	'subjectType',
];

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
