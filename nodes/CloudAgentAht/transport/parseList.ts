import type { Fields } from './fields';
import { field, fromJson, isObject, textOf } from './fields';

/** An agent or a campaign in a drop-down: `value` is what AHT takes. */
export interface ListEntry {
	value: string;
	name: string;
}

const DEEPEST = 5;
const LONGEST_LIST = 10_000;

/**
 * Agents in the answer of getAgentLogins or of the summary report, wherever the list stands in it and
 * in whatever case its keys are. Of an agent's identifiers the login ID is taken, not the number.
 */
export function parseAgents(body: unknown): ListEntry[] {
	return parseEntries(body, (row) => {
		const value = firstText(row, ['agentId', 'agentUniqueId', 'agent_id']);
		return { value, name: firstText(row, ['agentName', 'agent_name']) };
	});
}

/** Campaigns in the answer of getAvailableCampaigns. No page says how a campaign's name is called. */
export function parseCampaigns(body: unknown): ListEntry[] {
	return parseEntries(body, (row) => {
		const isCampaign = firstText(row, ['campaignId', 'campaignType', 'did']) !== '';
		const names = ['campaignName', 'campaign', 'campaign_name', ...(isCampaign ? ['name'] : [])];
		return { value: firstText(row, names), name: '' };
	});
}

function parseEntries(body: unknown, toEntry: (row: Fields) => ListEntry): ListEntry[] {
	const entries = new Map<string, ListEntry>();
	for (const row of rowsOf(fromJson(body), DEEPEST)) {
		const { value, name } = toEntry(row);
		// The report has a row for each of an agent's modes
		if (value !== '' && !entries.has(value)) entries.set(value, { value, name: name || value });
		if (entries.size >= LONGEST_LIST) break;
	}
	return [...entries.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function* rowsOf(value: unknown, depth: number): Generator<Fields> {
	const inner = typeof value === 'string' && /^\s*[[{]/.test(value) ? fromJson(value) : value;
	if (depth < 0 || typeof inner !== 'object' || inner === null) return;
	if (isObject(inner)) yield inner;
	for (const part of Object.values(inner)) yield* rowsOf(part, depth - 1);
}

function firstText(row: Fields, names: readonly string[]): string {
	for (const name of names) {
		const text = textOf(field(row, name));
		if (text !== '') return text;
	}
	return '';
}
