import type { AgentSegment } from '../../../sandbox/simulators/livePerson/records.mts';
import type { Scene } from './support.mts';
import { lastQuery, SEGMENTS, setScene } from './support.mts';

let scene: Scene;
beforeEach(async () => {
	scene = await setScene({ segmentsPerAgentHour: 8 });
});
afterEach(async () => await scene.end());

const counts = () => scene.livePerson.requests.counts;
/** Newest first, as LivePerson gives them */
const all = (): AgentSegment[] => {
	const { segments } = scene.livePerson.data;
	return Array.from(
		{ length: segments.length },
		(_, index) => segments.at(segments.length - 1 - index) as AgentSegment,
	);
};
const WHOLE = { ...SEGMENTS, returnAll: true, from: '2026-11-20T00:00:00Z' };

/** For one input item, n8n's editor itself says that the limit was reached. */
const TWO = { input: [{}, {}] };

describe('Agent Segment: Get Many', () => {
	it('gives all segments that closed in the time frame, 500 a request', async () => {
		expect(all().length).toBeGreaterThan(1000);
		const run = await scene.run({ ...WHOLE, simplify: false });
		expect(run.error).toBeUndefined();
		expect(run.json).toEqual(all());
		expect(counts().segments).toBe(Math.ceil(all().length / 500));
		expect(lastQuery(scene, 'segments').get('limit')).toBe('500');
	});

	it('gives names and the fields that say most when simplified, which is the default', async () => {
		const run = await scene.run({ ...SEGMENTS, limit: 1 });
		const [segment] = all();
		const { users, skills, agentGroups } = scene.livePerson.directory;
		const user = users.find(({ id }) => id === segment?.agentId);
		const skill = skills.find(({ id }) => id === segment?.skillId);
		const group = agentGroups.find(({ id }) => id === segment?.groupId);
		expect(run.json).toEqual([
			{
				agentName: user?.fullName,
				skillName: skill?.name,
				groupName: group?.name,
				handleTime: expect.stringMatching(/^\d\d:\d\d:\d\d$/) as string,
				segmentId: segment?.segmentId,
				agentId: segment?.agentId,
				employeeId: segment?.employeeId,
				skillId: segment?.skillId,
				groupId: segment?.groupId,
				conversationId: segment?.conversationId,
				startTime: segment?.startTime,
				endTime: segment?.endTime,
				endReason: segment?.endReason,
				totalHandleTimeMillis: segment?.totalHandleTimeMillis,
			},
		]);
	});

	it('asks for no more than the limit', async () => {
		const run = await scene.run({ ...SEGMENTS, limit: 30, simplify: false });
		expect(run.json).toEqual(all().slice(0, 30));
		expect(counts().segments).toBe(1);
		expect(lastQuery(scene, 'segments').get('limit')).toBe('30');
	});

	it('says that there may be more than the limit, unless there are surely not', async () => {
		expect((await scene.run({ ...SEGMENTS, limit: 30 })).hints).toEqual([]);
		const clipped = await scene.run({ ...SEGMENTS, limit: 30 }, TWO);
		expect(clipped.hints).toEqual([
			expect.objectContaining({
				message: 'The limit of 30 segments was reached; there may be more.',
				type: 'info',
			}),
		]);
		const whole = await scene.run({ ...WHOLE, returnAll: false, limit: all().length });
		expect(whole.json).toHaveLength(all().length);
		expect(whole.hints).toEqual([]);
	});

	it('tells of an incomplete answer, and of segments without an id', async () => {
		const segments = [{ segmentId: 'a:b:c:d' }, { agentId: 7 }, { segmentId: '' }];
		scene.livePerson.misbehave.next('segments', {
			type: 'status',
			status: 206,
			body: JSON.stringify({ segments, pagination: { count: 3 } }),
			contentType: 'application/json',
		});
		const run = await scene.run({ ...SEGMENTS, returnAll: true, simplify: false });
		expect(run.json).toEqual([{ segmentId: 'a:b:c:d' }]);
		expect(run.hints.map(({ message }) => message)).toEqual([
			expect.stringContaining('list of agent segments is incomplete'),
			'Agent segments to which LivePerson gave no segment ID were left out.',
		]);
	});

	it('goes on past a page that is shorter than asked for where LivePerson gives no count', async () => {
		scene.livePerson.switches.pagination = false;
		scene.livePerson.misbehave.next('segments', {
			type: 'status',
			status: 200,
			body: JSON.stringify({ segments: all().slice(0, 100) }),
			contentType: 'application/json',
		});
		const run = await scene.run({ ...WHOLE, simplify: false });
		expect(run.json).toEqual(all());
	});

	it.each([
		['new ones come', 0, 30],
		['some are gone', 30, 0],
	])('gives every segment once where %s between two pages', async (_label, gone, fresh) => {
		const oldestFirst = all().reverse();
		const before = oldestFirst.slice(0, oldestFirst.length - fresh);
		const after = oldestFirst.slice(0, oldestFirst.length - gone);
		const now = () => (counts().segments > 1 ? after : before);
		scene.livePerson.data.segments = {
			get length() {
				return now().length;
			},
			at: (index) => now()[index],
		};
		const run = await scene.run({ ...WHOLE, simplify: false });
		// What came after its page was read is for the next run
		const ids = run.json.map(({ segmentId }) => segmentId);
		expect(new Set(ids).size).toBe(ids.length);
		expect(new Set(ids)).toEqual(new Set(before.map(({ segmentId }) => segmentId)));
	});

	it('ends although the count is another in every answer', async () => {
		const page = (count: number) => ({
			type: 'status' as const,
			status: 200,
			body: JSON.stringify({ segments: all().slice(0, 2), pagination: { count } }),
			contentType: 'application/json',
		});
		for (let pair = 0; pair < 20; pair++) {
			for (const count of [9, 5]) scene.livePerson.misbehave.next('segments', page(count));
		}
		scene.livePerson.misbehave.always('segments', page(9));
		const run = await scene.run({ ...WHOLE, simplify: false });
		expect(run.json).toHaveLength(2);
		expect(counts().segments).toBeLessThan(15);
	});

	it('ends where LivePerson gives no count and the same page again and again', async () => {
		scene.livePerson.misbehave.always('segments', {
			type: 'status',
			status: 200,
			body: JSON.stringify({ segments: all().slice(0, 500) }),
			contentType: 'application/json',
		});
		const run = await scene.run({ ...WHOLE, simplify: false });
		expect(run.json).toEqual(all().slice(0, 500));
		expect(counts().segments).toBe(2);
	});

	it('goes past 500 where the limit does', async () => {
		const run = await scene.run({ ...WHOLE, returnAll: false, limit: 700, simplify: false });
		expect(run.json).toEqual(all().slice(0, 700));
		expect(counts().segments).toBe(2);
	});

	it.each([
		['the key of the table', () => (scene.livePerson.switches.segmentsKey = 'segment')],
		['no pagination', () => (scene.livePerson.switches.pagination = false)],
		['epochs as text', () => (scene.livePerson.switches.epochs = 'string')],
	])('reads an answer with %s', async (_label, change) => {
		change();
		const run = await scene.run(WHOLE);
		expect(run.json).toHaveLength(all().length);
	});

	it('gives a segment once where two requests meet', async () => {
		const border = all()[10]?.endTimeL ?? 0;
		const from = border - 7 * 24 * 3600 * 1000;
		const run = await scene.run({ ...SEGMENTS, returnAll: true, simplify: false, from });
		const ids = run.json.map(({ segmentId }) => segmentId);
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids).toEqual(all().map(({ segmentId }) => segmentId));
	});

	it.each([
		['agentId', 'AgentId'],
		['conversationId', 'ConversationId'],
		['employeeId', 'EmployeeId'],
		['groupId', 'GroupId'],
		['skillId', 'SkillId'],
	] as const)('filters by %s, which LivePerson writes with a capital', async (name, parameter) => {
		const value = all()[3]?.[name];
		const run = await scene.run({ ...WHOLE, simplify: false, filters: { [name]: value ?? '' } });
		expect(run.json).toEqual(all().filter((segment) => segment[name] === value));
		expect(lastQuery(scene, 'segments').get(parameter)).toBe(String(value));
	});

	it.each([
		['an object', '={{ $json }}', '\'Agent\' is not text: {"ids":[]}'],
		['a list of lists', '={{ [[1]] }}', "'Agent' is not text: [1]"],
		['an empty list', '={{ $json.ids }}', "The list in 'Agent' is empty"],
		['nothing', '={{ $json.none }}', "The expression in 'Agent' returned nothing"],
		['empty text', '={{ "" }}', "The expression in 'Agent' returned nothing"],
	])('refuses %s of an expression as a filter', async (_label, agentId, message) => {
		const input = [{ ids: [] }];
		const run = await scene.run({ ...SEGMENTS, filters: { agentId } }, { input });
		expect(run.error).toMatchObject({ message });
		expect(scene.livePerson.requests.log).toEqual([]);
	});

	it.each([
		['a list of an expression', (ids: number[]) => `={{ [${ids.join()}] }}`],
		['a text with commas', (ids: number[]) => ids.join(' , ')],
	])('takes several values of a filter from %s, each segment once', async (_label, write) => {
		const { agents, skillIds } = scene.livePerson.data;
		const agentIds = agents.slice(0, 2).map(({ agentId }) => agentId);
		const filters = {
			agentId: write([...agentIds, ...agentIds]),
			skillId: write(skillIds.slice(0, 3)),
		};
		const run = await scene.run({ ...WHOLE, filters });
		const expected = all().filter(
			({ agentId, skillId }) =>
				agentIds.includes(agentId) && skillIds.slice(0, 3).includes(skillId),
		);
		const sorted = (ids: unknown[]) => [...ids].sort();
		expect(sorted(run.json.map(({ segmentId }) => segmentId))).toEqual(
			sorted(expected.map(({ segmentId }) => segmentId)),
		);
		expect(expected.length).toBeGreaterThan(0);
	});

	it('leaves empty filters out', async () => {
		await scene.run({ ...SEGMENTS, filters: { agentId: '', skillId: '' } });
		const names = [...lastQuery(scene, 'segments').keys()];
		expect(names).toEqual(['source', 'from', 'to', 'limit', 'offset']);
	});

	it.each(['Agent', 'Conversation', 'Date', 'Employee', 'Group', 'Skill'])(
		'asks for segments sorted by %s',
		async (by) => {
			await scene.run({ ...SEGMENTS, sort: { by } });
			expect(lastQuery(scene, 'segments').get('sort')).toBe(by);
		},
	);

	it('gives the newest week first, and says that older ones may have more than the limit', async () => {
		const [template] = all();
		const closed = [
			'2026-11-03T10:00Z',
			'2026-11-10T10:00Z',
			'2026-11-11T10:00Z',
			'2026-11-20T10:00Z',
		];
		scene.livePerson.data.segments = closed.map((iso) => ({
			...(template as AgentSegment),
			segmentId: iso,
			endTimeL: Date.parse(iso),
		}));
		const frame = { from: '2026-11-01T00:00Z', simplify: false };
		const run = await scene.run({ ...SEGMENTS, ...frame });
		expect(run.json.map(({ segmentId }) => segmentId)).toEqual(closed.toReversed());
		expect(run.hints).toEqual([]);
		const clipped = await scene.run({ ...SEGMENTS, ...frame, limit: 1 }, TWO);
		const newest = closed.slice(-1);
		expect(clipped.json.map(({ segmentId }) => segmentId)).toEqual([...newest, ...newest]);
		expect(clipped.hints).toHaveLength(1);
	});

	it('says that there is more where the limit is within the last page', async () => {
		scene.livePerson.data.segments = all().slice(0, 701).reverse();
		const clipped = await scene.run({ ...WHOLE, returnAll: false, limit: 700 }, TWO);
		expect(clipped.hints).toHaveLength(1);
		const whole = await scene.run({ ...WHOLE, returnAll: false, limit: 701 }, TWO);
		expect(whole.hints).toEqual([]);
	});

	it('simplified has null for what a segment lacks, so that columns stay the same', async () => {
		scene.livePerson.misbehave.next('segments', {
			type: 'status',
			status: 200,
			body: '{"segments":[{"segmentId":"a:b:c:d","agentId":null,"skillId":7}]}',
			contentType: 'application/json',
		});
		const run = await scene.run({ ...SEGMENTS, limit: 1 });
		expect(run.json).toEqual([
			{
				agentName: null,
				skillName: '7',
				groupName: null,
				handleTime: null,
				segmentId: 'a:b:c:d',
				agentId: null,
				employeeId: null,
				skillId: 7,
				groupId: null,
				conversationId: null,
				startTime: null,
				endTime: null,
				endReason: null,
				totalHandleTimeMillis: null,
			},
		]);
	});

	it('sorts as asked', async () => {
		const run = await scene.run({ ...WHOLE, sort: { by: 'Agent' } });
		const agents = run.json.map(({ agentId }) => Number(agentId));
		expect(agents).toEqual([...agents].sort((a, b) => a - b));
		expect(lastQuery(scene, 'segments').get('sort')).toBe('Agent');
	});

	it('ends where pages stay empty, whatever the count says', async () => {
		scene.livePerson.misbehave.always('segments', {
			type: 'status',
			status: 200,
			body: '{"segments":[],"pagination":{"count":100000}}',
			contentType: 'application/json',
		});
		const run = await scene.run(WHOLE);
		expect(run.json).toEqual([]);
		expect(counts().segments).toBe(1);
	});

	it('gives what LivePerson gives beyond its documents when not simplified', async () => {
		scene.livePerson.misbehave.next('segments', {
			type: 'status',
			status: 200,
			body: '{"segments":[{"segmentId":"a:b:c:d","extra":{"x":[1]},"agentId":null}]}',
			contentType: 'application/json',
		});
		const run = await scene.run({ ...SEGMENTS, simplify: false, limit: 1 });
		expect(run.json).toEqual([{ segmentId: 'a:b:c:d', extra: { x: [1] }, agentId: null }]);
	});
});
