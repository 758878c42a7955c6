import type { LivePersonData } from './records.mts';

/** What the Users, Skills and Agent Groups APIs know of an account; tests may change it. */
export interface Directory {
	users: User[];
	skills: Skill[];
	agentGroups: AgentGroup[];
}

/** A record of the Users API, with the fields of its Appendix that people ask for. */
export interface User {
	id: number;
	pid: string;
	deleted: boolean;
	/** Unique in the account */
	loginName: string;
	/** Blank for some: older revisions of the documents say that it is withheld for privacy */
	fullName: string;
	/** Two agents may have the same one */
	nickname: string;
	employeeId: string;
	email: string;
	isEnabled: boolean;
	/** 0 system, 1 human, 2 bot */
	userTypeId: number;
	isApiUser: boolean;
	skillIds: number[];
	/** Agents only */
	memberOf: { agentGroupId: number; assignmentDate: string } | null;
}

export interface Skill {
	id: number;
	name: string;
	description: string;
	deleted: boolean;
}

export interface AgentGroup {
	id: number;
	name: string;
	/** Null for the root group alone */
	parentGroupId: number | null;
	isEnabled: boolean;
	deleted: boolean;
}

/** The first twelve are the agents of the small data set; Samuel is called Sam, too */
const FIRST_NAMES = (
	'Ana Ben Chiara Sam Eva Farid Grace Hugo Inês Samuel Kayla Liam ' +
	'Maya Noah Olga Paul Quinn Rosa Stefan Tara'
).split(' ');
const LAST_NAMES = (
	'Ray Okafor Rossi Turner Lindqvist Haddad Kim Martins García Ortiz Brooks O’Connor ' +
	'Novak Weber Popescu Silva Hughes Tanaka Meyer Walsh'
).split(' ');
const SKILL_NAMES = ['Sales', 'Support', 'Billing', 'Returns'];
const GROUP_NAMES = ['Team North', 'Team South', 'Team West'];
/** Of the agents, by index */
const WITHOUT_FULL_NAME = new Set([4, 7]);
const DELETED = new Set([10]);

const BOT_ID = 1224049001;
const SYSTEM_USER_ID = 1224049002;
const MAIN_GROUP_ID = -1;

/** Names for the ids of a data set, beside a bot, a system user, a deleted skill and the main group. */
export function createDirectory({ agents, skillIds, groupIds }: LivePersonData): Directory {
	const users = agents.map(({ agentId, employeeId, groupId }, index) => {
		const user = createUser(agentId, nameOf(index), skillIds);
		user.employeeId = employeeId;
		user.memberOf = { agentGroupId: groupId, assignmentDate: '2026-02-02 09:00:00' };
		user.deleted = DELETED.has(index);
		user.isEnabled = !user.deleted;
		if (WITHOUT_FULL_NAME.has(index)) user.fullName = '';
		return user;
	});
	const bot = { ...createUser(BOT_ID, ['Welcome', 'Bot'], []), userTypeId: 2 };
	const system = { ...createUser(SYSTEM_USER_ID, ['System', 'User'], []), userTypeId: 0 };
	return {
		users: [...users, bot, system],
		skills: [
			...skillIds.map((id, index) => createSkill(id, SKILL_NAMES[index] ?? `Skill ${index + 1}`)),
			{ ...createSkill(146473999, 'Holiday Offers'), deleted: true },
		],
		agentGroups: [
			createGroup(MAIN_GROUP_ID, 'Main Group', null),
			...groupIds.map((id, index) =>
				createGroup(id, GROUP_NAMES[index] ?? `Team ${index + 1}`, MAIN_GROUP_ID),
			),
		],
	};
}

/** Different for the first four hundred. */
function nameOf(index: number): readonly [first: string, last: string] {
	const round = Math.floor(index / FIRST_NAMES.length);
	const first = FIRST_NAMES[index % FIRST_NAMES.length] ?? '';
	return [first, LAST_NAMES[(index + round) % LAST_NAMES.length] ?? ''];
}

function createUser(
	id: number,
	[first, last]: readonly [string, string],
	skillIds: readonly number[],
): User {
	const loginName = `${plain(first)}.${plain(last)}@example.com`;
	return {
		id,
		pid: `3b5b7ec6-2b0f-53af-9afd-${id.toString(16).padStart(12, '0')}`,
		deleted: false,
		loginName,
		fullName: `${first} ${last}`,
		nickname: first === 'Samuel' ? 'Sam' : first,
		employeeId: '',
		email: loginName,
		isEnabled: true,
		userTypeId: 1,
		isApiUser: false,
		skillIds: [...skillIds],
		memberOf: null,
	};
}

/** Letters as in an e-mail address. */
function plain(name: string): string {
	return name
		.normalize('NFD')
		.replace(/[^a-zA-Z]/g, '')
		.toLowerCase();
}

function createSkill(id: number, name: string): Skill {
	return { id, name, description: '', deleted: false };
}

function createGroup(id: number, name: string, parentGroupId: number | null): AgentGroup {
	return { id, name, parentGroupId, isEnabled: true, deleted: false };
}
