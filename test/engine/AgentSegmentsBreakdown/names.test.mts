import type { INodeListSearchResult } from 'n8n-workflow';

import type { Misbehaviour } from '../../../sandbox/simulators/livePerson/misbehave.mts';
import type { AgentSegment } from '../../../sandbox/simulators/livePerson/records.mts';
import type { LivePersonSwitches } from '../../../sandbox/simulators/livePerson/switches.mts';
import type { CredentialType, RunOptions, Scene } from './support.mts';
import { lastQuery, NODE, SEGMENTS, setScene, TYPES } from './support.mts';

const LISTS = ['users', 'skills', 'agentGroups'] as const;
const MINUTE = 60_000;

let scene: Scene;
beforeEach(async () => {
	scene = await setScene();
});
afterEach(async () => await scene.end());

const counts = () => {
	const { users, skills, agentGroups, statusChanges } = scene.livePerson.requests.counts;
	return [users, skills, agentGroups, statusChanges];
};
const allow = (may: Partial<LivePersonSwitches['mayRead']>) =>
	Object.assign(scene.livePerson.switches.mayRead, may);
const refuseAll = () =>
	allow({ users: false, skills: false, agentGroups: false, statusChanges: false });
/** Every agent segment of the last 24 hours, each agent, skill and group once. */
const run = async (setup: RunOptions = {}, options: Record<string, string> = {}) =>
	await scene.run({ ...SEGMENTS, returnAll: true, options }, setup);
/** What each id is shown as. */
const shown = (json: ReadonlyArray<Record<string, unknown>>, kind: 'agent' | 'skill' | 'group') =>
	new Map(json.map((item) => [Number(item[`${kind}Id`]), item[`${kind}Name`]]));
const hintsOf = ({ hints }: { hints: ReadonlyArray<{ message: string }> }) =>
	hints.map(({ message }) => message);

describe('names of agents, skills and groups', () => {
	it('stand beside the ids', async () => {
		const { json, error, hints } = await run();
		expect([error, hints]).toEqual([undefined, []]);
		expect(shown(json, 'agent').get(1224046030)).toBe('Ana Ray');
		expect(shown(json, 'skill')).toEqual(
			new Map([
				[146473456, 'Sales'],
				[146473457, 'Support'],
				[146473490, 'Billing'],
				[146473511, 'Returns'],
			]),
		);
		expect([...shown(json, 'group').values()].sort()).toEqual([
			'Team North',
			'Team South',
			'Team West',
		]);
	});

	it('are asked for with select, deleted ones included', async () => {
		await run();
		const queries = LISTS.map((list) => Object.fromEntries(lastQuery(scene, list)));
		expect(queries).toEqual([
			{
				v: '6.0',
				select: 'id,fullName,nickname,loginName,deleted,userTypeId',
				include_deleted: 'true',
			},
			{ v: '4.0', select: 'id,name,deleted', include_deleted: 'true' },
			{ v: '2.0', select: 'id,name,deleted', include_deleted: 'true' },
		]);
	});

	it.each([
		['fullName', 'Eva', 'Kayla Brooks (deleted)'],
		['nickname', 'Eva', 'Kayla (deleted)'],
		['loginName', 'eva.lindqvist@example.com', 'kayla.brooks@example.com (deleted)'],
	])('are shown as %s, with the next best for a blank one', async (names, blank, deleted) => {
		const agents = shown((await run({}, { names })).json, 'agent');
		expect(agents.get(1224046030 + 4 * 7)).toBe(blank);
		expect(agents.get(1224046030 + 10 * 7)).toBe(deleted);
	});

	it('are IDs, and not asked for, with IDs Only', async () => {
		const { json } = await run({}, { names: 'id' });
		for (const item of json) expect(item['agentName']).toBe(String(item['agentId']));
		expect(counts()).toEqual([0, 0, 0, 0]);
	});

	it('are not added to the raw data', async () => {
		const { json } = await scene.run({ ...SEGMENTS, simplify: false });
		expect(json[0]).not.toHaveProperty('agentName');
		expect(counts()).toEqual([0, 0, 0, 0]);
	});

	it('label -1, which is nobody’s id', async () => {
		const { segments } = scene.livePerson.data;
		for (const segment of segments as AgentSegment[]) {
			Object.assign(segment, { skillId: -1, groupId: -1 });
		}
		const { json } = await run();
		expect(shown(json, 'skill')).toEqual(new Map([[-1, 'No skill']]));
		expect(shown(json, 'group')).toEqual(new Map([[-1, 'Main Group']]));
	});

	it('are refused where an expression chooses a form that there is not', async () => {
		const { error } = await run({}, { names: '={{ "email" }}' });
		expect(error).toMatchObject({
			message: expect.stringContaining("'Names' parameter has an unknown value: email"),
		});
		expect(scene.livePerson.requests.counts.segments).toBe(0);
	});
});

describe('names are kept', () => {
	it('for all items of a run, for ten minutes, and then asked for again', async () => {
		const setup = { credentials: [scene.addCredential()] };
		await run({ ...setup, input: [{}, {}, {}] });
		expect(counts()).toEqual([1, 1, 1, 0]);
		scene.livePerson.directory.users[0]!.fullName = 'Ana Ray-Weber';
		await scene.clock.pass(9 * MINUTE);
		expect(shown((await run(setup)).json, 'agent').get(1224046030)).toBe('Ana Ray');
		expect(counts()).toEqual([1, 1, 1, 0]);
		await scene.clock.pass(MINUTE);
		expect(shown((await run(setup)).json, 'agent').get(1224046030)).toBe('Ana Ray-Weber');
		expect(counts()).toEqual([2, 2, 2, 0]);
	});

	it('for each credential on its own, since it may read more or less', async () => {
		await run({ credentials: [scene.addCredential()] });
		allow({ users: false, statusChanges: false });
		const { json } = await run({ credentials: [scene.addCredential()] });
		expect(shown(json, 'agent').get(1224046030)).toBe('1224046030');
		expect(counts()).toEqual([2, 2, 2, 1]);
	});

	it('but not that they may not be read: a permission helps the next run', async () => {
		const setup = { credentials: [scene.addCredential()] };
		refuseAll();
		await run({ ...setup, input: [{}, {}, {}] });
		expect(counts()).toEqual([1, 1, 1, 1]);
		allow({ users: true, skills: true, agentGroups: true });
		const { json, hints } = await run(setup);
		expect([shown(json, 'agent').get(1224046030), hints]).toEqual(['Ana Ray', []]);
	});
});

const IDS_ON_PURPOSE = " To show IDs on purpose, set 'Names' under Options to IDs Only.";

describe('an account that may not read names', () => {
	const setup = (type: CredentialType) => ({ credentials: [scene.addCredential(type)] });

	it.each<[CredentialType, string, string]>([
		[
			'livePersonOAuth1Api',
			'Give the API key the permission Administration > Users.',
			'Give the API key the permission Administration > Skills.',
		],
		[
			'livePersonOAuth2Api',
			'Add the scope users.external to the application.',
			'Add the scope for skills (your LivePerson account manager knows its name) to the application.',
		],
		[
			'livePersonTokenApi',
			'An API key needs the permission Administration > Users, an application the scope users.external.',
			'An API key needs the permission Administration > Skills, an application the scope for skills (your LivePerson account manager knows its name).',
		],
	])('gets ids and one hint a list with %s', async (type, users, skills) => {
		refuseAll();
		const { json, error, ...rest } = await run({ ...setup(type), input: [{}, {}] });
		expect(error).toBeUndefined();
		for (const kind of ['agent', 'skill', 'group'] as const) {
			for (const [id, name] of shown(json, kind)) expect(name).toBe(String(id));
		}
		expect(hintsOf(rest)).toEqual([
			`The LivePerson credential may not read users, so agents are shown by ID. ${users}${IDS_ON_PURPOSE}`,
			`The LivePerson credential may not read skills, so skills are shown by ID. ${skills}${IDS_ON_PURPOSE}`,
			expect.stringContaining('may not read agent groups, so groups are shown by ID.'),
		]);
	});

	it('gets the names of agents whose status changed, as far as they go', async () => {
		allow({ users: false });
		const { json, ...rest } = await run();
		const agents = shown(json, 'agent');
		expect(agents.get(1224046030)).toBe('Ana');
		expect(agents.get(1224046100)).toBe('1224046100');
		expect(shown(json, 'skill').get(146473456)).toBe('Sales');
		expect(hintsOf(rest)).toEqual([
			`The LivePerson credential may not read users, so some agents are shown by ID. Add the scope users.external to the application.${IDS_ON_PURPOSE}`,
		]);
		expect(lastQuery(scene, 'statusChanges').get('limit')).toBe('5000');
	});

	it('gets no hint where every agent has a name', async () => {
		allow({ users: false });
		scene.livePerson.directory.users[10]!.deleted = false;
		expect(hintsOf(await run())).toEqual([]);
	});

	it.each(TYPES.flatMap((type) => ([401, 403] as const).map((status) => [type, status] as const)))(
		'costs no token and no second request (%s, %d)',
		async (type, status) => {
			refuseAll();
			scene.livePerson.switches.refusesNamesWith = status;
			const { error } = await run(setup(type));
			expect(error).toBeUndefined();
			expect(counts()).toEqual([1, 1, 1, 1]);
			expect(scene.livePerson.tokens.minted).toHaveLength(type === 'livePersonOAuth2Api' ? 1 : 0);
		},
	);
});

describe('a Domain', () => {
	const withDomain = (domain: string) => ({
		credentials: [scene.addCredential('livePersonTokenApi', { domain })],
	});

	it('of LivePerson’s leads to its other hosts, too', async () => {
		const { json } = await run(withDomain('va.agent-activity.liveperson.net'));
		expect(shown(json, 'skill').get(146473456)).toBe('Sales');
	});

	it('of a gateway is asked for everything', async () => {
		const { domains } = scene.sandbox;
		const { json } = await run(withDomain(domains.livePerson));
		expect(shown(json, 'skill').get(146473456)).toBe('Sales');
		const hosts = new Set(scene.livePerson.requests.log.map(({ host }) => host));
		expect(hosts).toEqual(new Set([domains.livePerson]));
	});
});

describe('names that do not come', () => {
	const json = (body: unknown): Misbehaviour => ({
		type: 'status',
		status: 200,
		body: JSON.stringify(body),
		contentType: 'application/json',
	});
	it.each<[string, Misbehaviour]>([
		['a page', { type: 'htmlPage' }],
		['an empty body', { type: 'emptyBody' }],
		['an object', json({ error: 'Service is under maintenance' })],
		['null', json(null)],
		['a list of nonsense', json([null, 7, [], { id: null }])],
		['400', { type: 'status', status: 400 }],
		['404', { type: 'status', status: 404 }],
		['500', { type: 'internalError' }],
		['429', { type: 'tooMany' }],
		['304', { type: 'status', status: 304 }],
		['a redirect', { type: 'redirect', host: 'stranger.example.com' }],
		['a dropped connection', { type: 'drop' }],
		['half of the body', { type: 'cut', transfer: 'chunked' }],
		['no answer', { type: 'hang' }],
	])('because of %s never fail the report', async (_label, misbehaviour) => {
		for (const list of LISTS) scene.livePerson.misbehave.always(list, misbehaviour);
		scene.livePerson.misbehave.always('statusChanges', misbehaviour);
		const { error, json: items } = await run();
		expect(error).toBeUndefined();
		expect(shown(items, 'agent').get(1224046030)).toBe('1224046030');
		expect(shown(items, 'skill').get(146473456)).toBe('146473456');
		expect(scene.clock.elapsedMs).toBeLessThan(5 * MINUTE);
		expect(scene.livePerson.requests.counts.stranger).toBe(0);
	});

	it('because LivePerson has no host for them never fail the report', async () => {
		scene.livePerson.hosts.accountConfigReadOnly = '';
		const result = await run();
		expect(result.error).toBeUndefined();
		expect(hintsOf(result)).toContain(
			`LivePerson's list of skills could not be read, so skills are shown by ID. Run the node again later.${IDS_ON_PURPOSE}`,
		);
	});

	it('from a host that is not LivePerson’s get no credential', async () => {
		scene.livePerson.hosts.accountConfigReadOnly = 'names.example.com';
		expect((await run()).error).toBeUndefined();
		expect(scene.sandbox.refusedHosts).toEqual([]);
	});

	it('clean, because a stranger wrote them, are cut', async () => {
		const [ana] = scene.livePerson.directory.users;
		ana!.fullName = `Ana\u0000\u202e\n<!channel> ${'y'.repeat(300)}`;
		const name = String(shown((await run()).json, 'agent').get(1224046030));
		expect(name).toMatch(/^Ana <!channel> y+\.\.\.$/);
		expect(name).toHaveLength(100);
	});
});

describe('the lists of the filters', () => {
	const search = async (
		method: string,
		filter?: string,
		setup: { credential?: ReturnType<Scene['addCredential']>; paginationToken?: string } = {},
	): Promise<INodeListSearchResult> => {
		const credential = setup.credential ?? scene.addCredential();
		return await scene.clock.run(
			async () =>
				await scene.engine.listSearch({
					type: NODE,
					method,
					path: 'parameters.filters.agentId',
					parameters: { authentication: credential.type, ...SEGMENTS },
					credentials: [credential],
					...(filter === undefined ? {} : { filter }),
					...(setup.paginationToken === undefined
						? {}
						: { paginationToken: setup.paginationToken }),
				}),
		);
	};
	const namesOf = ({ results }: INodeListSearchResult) => results.map(({ name }) => name);

	it('have agents by name, the deleted last, and no bots', async () => {
		const { results, paginationToken } = await search('searchAgents');
		expect(results[0]).toEqual({ name: 'Ana Ray', value: '1224046030' });
		expect(results).toHaveLength(12);
		expect(results.at(-1)).toEqual({ name: 'Kayla Brooks (deleted)', value: '1224046100' });
		expect(paginationToken).toBeUndefined();
	});

	it.each([
		['a name', 'RAY', ['Ana Ray']],
		['a nickname', 'sam', ['Sam Turner', 'Samuel Ortiz']],
		['a login name', 'haddad@', ['Farid Haddad']],
		['an ID', '1224046037', ['Ben Okafor']],
		['something else', 'zebra', []],
	])('are searched by %s', async (_label, filter, names) => {
		expect(namesOf(await search('searchAgents', filter))).toEqual(names);
	});

	it('have skills and groups by name', async () => {
		expect(namesOf(await search('searchSkills'))).toEqual([
			'Billing',
			'Returns',
			'Sales',
			'Support',
			'Holiday Offers (deleted)',
		]);
		expect(namesOf(await search('searchGroups', 'team'))).toEqual([
			'Team North',
			'Team South',
			'Team West',
		]);
	});

	it('tell two of the same name apart by ID', async () => {
		const { users } = scene.livePerson.directory;
		users[9]!.fullName = 'Sam Turner';
		expect(namesOf(await search('searchAgents', 'turner'))).toEqual([
			'Sam Turner (1224046051)',
			'Sam Turner (1224046093)',
		]);
	});

	it('go page by page', async () => {
		const [ana] = scene.livePerson.directory.users;
		scene.livePerson.directory.users = Array.from({ length: 1200 }, (_, index) => ({
			...ana!,
			id: index,
			fullName: `Agent ${String(index).padStart(4, '0')}`,
		}));
		const credential = scene.addCredential();
		const names: string[] = [];
		for (let paginationToken: string | undefined = '0'; paginationToken !== undefined;) {
			const page: INodeListSearchResult = await search('searchAgents', undefined, {
				credential,
				paginationToken,
			});
			names.push(...namesOf(page));
			paginationToken = page.paginationToken as string | undefined;
		}
		expect(names).toHaveLength(1200);
		expect(names).toEqual([...names].sort());
		expect(counts()).toEqual([1, 0, 0, 0]);
	});

	it('have the agents whose status changed where users may not be read', async () => {
		allow({ users: false });
		expect(namesOf(await search('searchAgents', 'ana'))).toEqual(['Ana']);
	});

	it.each([401, 403] as const)(
		'say what is missing after %d, and that an ID does',
		async (status) => {
			refuseAll();
			scene.livePerson.switches.refusesNamesWith = status;
			const refused = await search('searchSkills').catch((error: unknown) => error);
			expect(refused).toMatchObject({
				message: 'The LivePerson credential may not read skills',
				description: expect.stringMatching(
					/^Add the scope for skills .* You can enter an ID instead\.$/,
				),
			});
			expect(scene.livePerson.tokens.minted).toHaveLength(1);
		},
	);

	it('renew a token that has expired', async () => {
		const credential = scene.addCredential();
		await search('searchSkills', undefined, { credential });
		await scene.clock.pass(61 * MINUTE);
		expect(namesOf(await search('searchSkills', 'sal', { credential }))).toEqual(['Sales']);
		expect(scene.livePerson.tokens.minted).toHaveLength(2);
	});

	it.each([
		['agentId', 'AgentId', '1224046037'],
		['skillId', 'SkillId', '146473456'],
		['groupId', 'GroupId', '23567815'],
	])('give the ID that %s filters by', async (field, parameter, value) => {
		for (const mode of ['list', 'id']) {
			const filters = { [field]: { __rl: true, mode, value } };
			const { json, error } = await scene.run({ ...SEGMENTS, filters });
			expect(error).toBeUndefined();
			expect(new Set(json.map((item) => String(item[field])))).toEqual(new Set([value]));
			expect(lastQuery(scene, 'segments').get(parameter)).toBe(value);
		}
	});
});

describe('a summary', () => {
	const summarize = async (groupBy: string[], options: Record<string, string> = {}) =>
		await scene.run({
			resource: 'handlingTimeUnit',
			operation: 'summarize',
			groupBy,
			options,
		});

	it('names whom its rows are about', async () => {
		const { json, error } = await summarize(['agent', 'skill']);
		expect(error).toBeUndefined();
		const row = json.find(
			({ agentId, skillId }) => agentId === '1224046030' && skillId === '146473456',
		);
		expect(row).toMatchObject({
			subjectName: 'Ana Ray / Sales',
			agentName: 'Ana Ray',
			employeeId: 'emp001',
			skillName: 'Sales',
		});
		// Groups are no business of this report
		expect(counts()).toEqual([1, 1, 0, 0]);
	});

	it('asks for no names where it needs none', async () => {
		await summarize(['endReason']);
		await summarize(['agent', 'group'], { names: 'id' });
		expect(counts()).toEqual([0, 0, 0, 0]);
	});

	it('has IDs and a hint where names may not be read', async () => {
		refuseAll();
		const { json, error, ...rest } = await summarize(['group']);
		expect(error).toBeUndefined();
		expect(json.map(({ groupName }) => groupName).sort()).toEqual([
			'23567815',
			'23567816',
			'23567820',
		]);
		expect(hintsOf(rest).filter((hint) => hint.includes('may not read'))).toEqual([
			expect.stringContaining('may not read agent groups, so groups are shown by ID.'),
		]);
	});
});
