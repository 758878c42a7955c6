import type { Connection } from '../api/connection';
import type { NamedKind, NameForm, NameList } from './names';
import { hintOn, nameOf } from './names';
import type { NamedRecords } from './parse';
import { parseNameList, parseStatusChanges } from './parse';
import { noPermission, notRead } from './problems';
import { requestNameList, requestStatusChanges } from './requests';

const KEPT_FOR_MS = 10 * 60_000;
const MOST_KEPT = 30;
/** "Maximum value: 5,000 state changes"; an agent has a dozen a day */
const PAGE_SIZE = 5_000;
const MOST_PAGES = 4;

interface KeptList {
	untilEpochMs: number;
	/** The execution that asked for it */
	run: WeakRef<object>;
	list: Promise<NameList>;
}

const NO_NAMES: NameList = { records: new Map() };

/** Saves requests; nothing depends on it, so every process may have its own. */
const kept = new Map<string, KeptList>();

/** The IDs that need a name; a list of which no ID does is not asked for. */
export interface WantedNames {
	agents?: readonly string[] | undefined;
	skills?: readonly string[] | undefined;
	groups?: readonly string[] | undefined;
}

/** Names by ID; the ID itself where there is no name. */
export interface Names {
	agent(id: string): string;
	skill(id: string): string;
	group(id: string): string;
	/** Why some of the wanted IDs have no name, a sentence or two for each list */
	hints: readonly string[];
}

/**
 * Finds the names that people know, with a request for each list that is needed. Never throws: where
 * names cannot be read there are IDs, and hints.
 */
export async function findNames(
	connection: Connection,
	{ agents = [], skills = [], groups = [] }: WantedNames,
	form: NameForm = 'fullName',
): Promise<Names> {
	const find = async (kind: NamedKind, ids: readonly string[]) => {
		const isWanted = form !== 'id' && ids.length > 0;
		const list = isWanted ? await fetchNameList(connection, kind) : NO_NAMES;
		const show = (id: string) => nameOf(kind, id, list, form);
		return { show, hints: hintOn(kind, ids, list) };
	};
	const [agent, skill, group] = await Promise.all([
		find('agent', agents),
		find('skill', skills),
		find('group', groups),
	]);
	return {
		agent: agent.show,
		skill: skill.show,
		group: group.show,
		hints: [agent, skill, group].flatMap(({ hints }) => hints),
	};
}

/** All agents, skills or groups that LivePerson names, kept for ten minutes. Never throws. */
export async function fetchNameList(connection: Connection, kind: NamedKind): Promise<NameList> {
	const key = keyOf(connection, kind);
	const found = kept.get(key);
	if (found && found.untilEpochMs > Date.now()) {
		const list = await found.list;
		// Whoever adds a missing permission sees names in the next run
		if (!list.problem || found.run.deref() === connection.context) return list;
	}
	if (kept.size >= MOST_KEPT) kept.clear();
	const list = readNameList(connection, kind);
	const run = new WeakRef(connection.context);
	kept.set(key, { untilEpochMs: Date.now() + KEPT_FOR_MS, run, list });
	return await list;
}

function keyOf({ accountId, context, target }: Connection, kind: NamedKind): string {
	const { credentialType = '' } = target;
	const { id, name } = context.getNode().credentials?.[credentialType] ?? {};
	return JSON.stringify([accountId, credentialType, id ?? name, kind]);
}

async function readNameList(connection: Connection, kind: NamedKind): Promise<NameList> {
	const list = await readRecords(connection, kind);
	if (kind !== 'agent' || !list.problem) return list;
	return { ...list, records: await readActiveAgents(connection) };
}

async function readRecords(connection: Connection, kind: NamedKind): Promise<NameList> {
	try {
		const { status, body } = await requestNameList(connection, kind);
		if (status === 401 || status === 403) {
			return { ...NO_NAMES, problem: noPermission(kind, connection.target.credentialType) };
		}
		const records = status === 200 ? parseNameList(body) : undefined;
		// An account has at least one of each
		if (records && records.size > 0) return { records };
	} catch {
		// No response, or no host: the same to the user
	}
	return { ...NO_NAMES, problem: notRead(kind) };
}

/** Agents whose status changed in the last weeks, as far as LivePerson tells. */
async function readActiveAgents(connection: Connection): Promise<NamedRecords> {
	let agents: NamedRecords = new Map();
	try {
		for (let page = 0; page < MOST_PAGES; page++) {
			const { status, body } = await requestStatusChanges(connection, {
				limit: PAGE_SIZE,
				offset: page * PAGE_SIZE,
			});
			const changes = status === 200 ? parseStatusChanges(body) : undefined;
			if (!changes) break;
			agents = new Map([...changes.agents, ...agents]);
			if (changes.count < PAGE_SIZE) break;
		}
	} catch {
		// As many as there are
	}
	return agents;
}
