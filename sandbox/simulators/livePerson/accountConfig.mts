import type { SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import type { LivePersonState } from './account.mts';
import { badRequest, json, methodNotAllowed, notFound } from './answers.mts';
import { parseSelect, pick } from './select.mts';
import type { LivePersonSwitches } from './switches.mts';

export type ConfigurationList = 'users' | 'skills' | 'agentGroups';

const PATH = /^\/api\/account\/([^/]+)\/configuration\/le-users\/(users|skills|agentGroups)$/;
const VERSION = /^(\d)(?:\.\d)?$/;

/** What is answered without `select`: not the documents' "all fields" for users, but what clients saw */
const WITHOUT_SELECT = {
	users: 'id,pid,loginName,deleted',
	skills: 'id,deleted,name',
	agentGroups: 'id,deleted,name',
} as const;
const NEWEST_VERSION = { users: 6, skills: 4, agentGroups: 4 } as const;

/** Which list a path of the service asks for. */
export function listOfPath(path: string): ConfigurationList | undefined {
	return PATH.exec(path)?.[2] as ConfigurationList | undefined;
}

/** Get All Users, Get All Skills and Get All Agent Groups: the whole list, a bare array. */
export function answerList(
	{ account, directory, switches }: LivePersonState,
	{ method, path, query }: SimulatedRequest,
): SimulatedAnswer {
	const list = listOfPath(path);
	if (!list || PATH.exec(path)?.[1] !== account.accountId) return notFound();
	if (method !== 'GET') return methodNotAllowed('GET');
	const selection = parseSelect(query.get('select') ?? WITHOUT_SELECT[list]);
	const causes = [...checkVersion(query, list), ...checkIncludeDeleted(query)];
	if (!selection) causes.push('select: is not well formed');
	if (causes.length > 0 || !selection) return badRequest(causes);

	const records: ReadonlyArray<{ deleted: boolean }> = directory[list];
	const asked = records.filter(
		(record) => !record.deleted || query.get('include_deleted') === 'true',
	);
	return json(
		200,
		asked.map((record, index) =>
			writeRecord(pick(record, selection), isQuoted(switches.quotedIds, index)),
		),
	);
}

function checkVersion(query: URLSearchParams, list: ConfigurationList): string[] {
	const version = query.get('v');
	if (version === null) return ['v: may not be empty'];
	const number = Number(VERSION.exec(version)?.[1] ?? 0);
	return number >= 1 && number <= NEWEST_VERSION[list] ? [] : ['v: is not supported'];
}

function checkIncludeDeleted(query: URLSearchParams): string[] {
	const value = query.get('include_deleted') ?? 'false';
	return ['true', 'false'].includes(value) ? [] : ['include_deleted: must be a Boolean'];
}

function isQuoted(quotedIds: LivePersonSwitches['quotedIds'], index: number): boolean {
	return quotedIds === 'all' || (quotedIds === 'some' && index % 2 === 1);
}

/** The documents quote numbers and Booleans in some examples and not in others. */
function writeRecord(record: Record<string, unknown>, quoted: boolean): Record<string, unknown> {
	if (!quoted) return record;
	return Object.fromEntries(
		Object.entries(record).map(([name, value]) => [
			name,
			typeof value === 'number' || typeof value === 'boolean' ? String(value) : value,
		]),
	);
}
