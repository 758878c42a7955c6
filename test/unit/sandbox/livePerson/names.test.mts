import { CONFIG_HOST, getNames, getSegments, send, startAt } from './support.mts';

const LISTS = ['users', 'skills', 'agentGroups'] as const;
const USER_FIELDS = 'id,fullName,nickname,loginName,deleted,userTypeId';

const recordsOf = (answer: { json: () => unknown }) =>
	answer.json() as Array<Record<string, unknown>>;
const idsOf = (records: Array<Record<string, unknown>>) => records.map(({ id }) => Number(id));

describe('the lists of users, skills and agent groups', () => {
	it('name every agent, skill and group of the account, in bare arrays', async () => {
		const { simulator } = startAt();
		const all = { include_deleted: 'true' };
		const ids = await Promise.all(
			LISTS.map(async (list) => idsOf(recordsOf(await getNames(simulator, list, all)))),
		);
		const { agents, skillIds, groupIds } = simulator.data;
		expect(ids[0]).toEqual(expect.arrayContaining(agents.map(({ agentId }) => agentId)));
		expect(ids[1]).toEqual(expect.arrayContaining([...skillIds]));
		expect(ids[2]).toEqual(expect.arrayContaining([...groupIds]));
	});

	it('answer just the fields that were selected, an unknown one blank without a word', async () => {
		const { simulator } = startAt();
		simulator.switches.quotedIds = 'none';
		const select = 'id,fullName,fullname,memberOf(agentGroupId)';
		const [first] = recordsOf(await getNames(simulator, 'users', { v: '6.0', select }));
		expect(first).toEqual({
			id: 1224046030,
			fullName: 'Ana Ray',
			fullname: '',
			memberOf: { agentGroupId: 23567815 },
		});
	});

	it.each([
		['users', ['id', 'pid', 'loginName', 'deleted']],
		['skills', ['id', 'deleted', 'name']],
	] as const)('answer few fields of %s where none are selected', async (list, fields) => {
		const { simulator } = startAt();
		const [first] = recordsOf(await getNames(simulator, list, { select: undefined }));
		expect(Object.keys(first ?? {})).toEqual(fields);
	});

	it('answer everything, e-mail addresses included, to $all', async () => {
		const { simulator } = startAt();
		const [first] = recordsOf(await getNames(simulator, 'users', { select: '$all' }));
		expect(first).toMatchObject({ email: 'ana.ray@example.com', employeeId: 'emp001' });
	});

	it('leave out the deleted ones unless they are asked for', async () => {
		const { simulator } = startAt();
		const select = USER_FIELDS;
		const [some, all] = [
			recordsOf(await getNames(simulator, 'users', { select })),
			recordsOf(await getNames(simulator, 'users', { select, include_deleted: 'true' })),
		];
		const deleted = all.filter((user) => String(user['deleted']) === 'true');
		expect(deleted.map(({ fullName }) => fullName)).toEqual(['Kayla Brooks']);
		expect(idsOf(some)).toEqual(idsOf(all).filter((id) => id !== Number(deleted[0]?.['id'])));
	});

	it('have blank full names, a nickname twice, a bot, and a group -1 at the root', async () => {
		const { simulator } = startAt();
		const users = recordsOf(await getNames(simulator, 'users', { select: USER_FIELDS }));
		expect(users.filter(({ fullName }) => fullName === '')).toHaveLength(2);
		expect(users.filter(({ nickname }) => nickname === 'Sam')).toHaveLength(2);
		expect(users.filter(({ userTypeId }) => String(userTypeId) === '2')).toHaveLength(1);
		const select = 'id,parentGroupId';
		const groups = recordsOf(await getNames(simulator, 'agentGroups', { select }));
		expect(groups.filter(({ parentGroupId }) => parentGroupId === null)).toEqual([
			{ id: -1, parentGroupId: null },
		]);
	});

	it('quote some ids, all or none', async () => {
		const { simulator } = startAt();
		const types = async () =>
			new Set(recordsOf(await getNames(simulator, 'users')).map(({ id }) => typeof id));
		expect(await types()).toEqual(new Set(['number', 'string']));
		simulator.switches.quotedIds = 'all';
		expect(await types()).toEqual(new Set(['string']));
		simulator.switches.quotedIds = 'none';
		expect(await types()).toEqual(new Set(['number']));
	});

	it.each([
		['no v', { v: undefined }, 'v: may not be empty'],
		['a v that is not supported', { v: '7.0' }, 'v: is not supported'],
		['a v that is no number', { v: 'latest' }, 'v: is not supported'],
		[
			'a select that is cut off',
			{ select: 'id,memberOf(agentGroupId' },
			'select: is not well formed',
		],
		['a select with a blank', { select: 'id, name' }, 'select: is not well formed'],
		['include_deleted=1', { include_deleted: '1' }, 'include_deleted: must be a Boolean'],
	])('refuse %s', async (_label, parameters, cause) => {
		const answer = await getNames(startAt().simulator, 'users', parameters);
		expect([answer.status, answer.json().causes]).toEqual([400, [cause]]);
	});

	it('are on their own host, and nothing else is, but behind a gateway', async () => {
		const { simulator } = startAt();
		const base = `/api/account/${simulator.account.accountId}`;
		const elsewhere = await send(simulator, `${base}/configuration/le-users/users?v=6.0`);
		expect(elsewhere.status).toBe(404);
		const segments = `${base}/agent-segments?source=LP_AgentUI`;
		expect((await send(simulator, segments, { host: CONFIG_HOST })).status).toBe(404);
		const gateway = { host: 'localhost:8443' };
		expect((await getNames(simulator, 'users', {}, gateway)).status).toBe(200);
		expect((await send(simulator, segments, gateway)).status).toBe(200);
	});

	it('refuse another account, another method, and who does not say who asks', async () => {
		const { simulator } = startAt();
		const other = '/api/account/99999999/configuration/le-users/users?v=6.0';
		expect((await send(simulator, other, { host: CONFIG_HOST })).status).toBe(404);
		expect((await getNames(simulator, 'users', {}, { method: 'PUT' })).status).toBe(405);
		expect((await getNames(simulator, 'users', {}, { headers: {} })).status).toBe(401);
	});

	it.each([401, 403] as const)('may be refused one by one, with %d', async (status) => {
		const { simulator } = startAt();
		simulator.switches.refusesNamesWith = status;
		for (const refused of LISTS) {
			Object.assign(simulator.switches.mayRead, { users: true, skills: true, agentGroups: true });
			simulator.switches.mayRead[refused] = false;
			for (const list of LISTS) {
				const answer = await getNames(simulator, list);
				expect([list, answer.status]).toEqual([list, list === refused ? status : 200]);
			}
		}
		expect((await getSegments(simulator)).status).toBe(200);
	});

	it('need no permission of the Actual Handle Time API', async () => {
		const { simulator } = startAt();
		simulator.switches.access = 'noPermission403';
		expect((await getNames(simulator, 'users')).status).toBe(200);
		expect((await getSegments(simulator)).status).toBe(403);
	});

	it('are counted each on its own and misbehave when told to', async () => {
		const { simulator } = startAt();
		simulator.misbehave.next('skills', { type: 'unavailable' });
		expect((await getNames(simulator, 'users')).status).toBe(200);
		expect((await getNames(simulator, 'skills')).status).toBe(503);
		expect(simulator.requests.counts).toMatchObject({ users: 1, skills: 1, agentGroups: 0 });
	});

	it('give every agent of a large account a name of its own', () => {
		const agents = Array.from({ length: 200 }, (_, index) => ({
			agentId: index,
			employeeId: '',
			groupId: 1,
		}));
		const { simulator } = startAt();
		const data = { ...simulator.data, agents };
		const { users } = startAt(undefined, { data }).simulator.directory;
		const names = new Set(users.map(({ loginName }) => loginName));
		expect(names.size).toBe(202);
	});
});
