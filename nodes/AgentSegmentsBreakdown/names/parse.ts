import { quoteApiText } from '../../shared/apiText';
import { isRecord, toText } from '../../shared/values';

/** An agent, a skill or a group. Texts are clean and short, and empty where LivePerson has none. */
export interface NamedRecord {
	/** As text, since ids may have more digits than a number keeps */
	id: string;
	/** The name of a skill or a group */
	fullName: string;
	nickname: string;
	loginName: string;
	isDeleted: boolean;
	/** A bot or LivePerson's own user: nobody who handles segments */
	isMachine: boolean;
}

/** By id */
export type NamedRecords = ReadonlyMap<string, NamedRecord>;

/** Names come from strangers: longer ones are no names */
const LONGEST_NAME = 100;
/** `userTypeId` of the Users API: 0 system, 1 human, 2 bot */
const MACHINES = ['0', '2'];

/** Reads a list of users, skills or agent groups, a bare array; `undefined` where it is none. */
export function parseNameList(body: unknown): NamedRecords | undefined {
	return Array.isArray(body) ? collect(body, parseRecord) : undefined;
}

/**
 * Reads a page of "Get Status Changes": its agents, and how many records it has, several for each of
 * them; `undefined` where it is none.
 */
export function parseStatusChanges(
	body: unknown,
): { agents: NamedRecords; count: number } | undefined {
	const changes = isRecord(body) ? body['stateChanges'] : undefined;
	if (!Array.isArray(changes)) return undefined;
	return { agents: collect(changes, parseStatusChange), count: changes.length };
}

function collect(
	values: readonly unknown[],
	parse: (value: Record<string, unknown>) => NamedRecord,
): NamedRecords {
	const records = new Map<string, NamedRecord>();
	for (const value of values) {
		if (!isRecord(value)) continue;
		const record = parse(value);
		if (record.id !== '' && !records.has(record.id)) records.set(record.id, record);
	}
	return records;
}

function parseRecord(record: Record<string, unknown>): NamedRecord {
	return {
		id: toText(record['id']),
		fullName: parseName(record['fullName'] ?? record['name']),
		nickname: parseName(record['nickname']),
		loginName: parseName(record['loginName']),
		isDeleted: String(record['deleted']) === 'true',
		isMachine: MACHINES.includes(String(record['userTypeId'])),
	};
}

function parseStatusChange(change: Record<string, unknown>): NamedRecord {
	return {
		id: toText(change['agentId']),
		fullName: '',
		nickname: parseName(change['agentUserName']),
		loginName: parseName(change['agentLoginName']),
		isDeleted: false,
		isMachine: false,
	};
}

function parseName(value: unknown): string {
	return quoteApiText(toText(value), LONGEST_NAME);
}
