import type { AgentSegment } from '../../../../sandbox/simulators/livePerson/records.mts';
import { MS_PER_DAY } from '../../../../sandbox/simulators/livePerson/records.mts';
import { getSegments, NOW_MS, startAt } from './support.mts';

interface Page {
	segments: AgentSegment[];
	pagination: { count: number; references: Array<{ rel: string; href: string }> };
}

/** Segments that closed in the last 24 hours, the newest first. */
function startWithDay() {
	const { simulator } = startAt();
	const day = [...(simulator.data.segments as readonly AgentSegment[])]
		.filter(({ endTimeL }) => endTimeL >= NOW_MS - MS_PER_DAY && endTimeL <= NOW_MS)
		.reverse();
	const ask = async (parameters: Record<string, string> = {}) =>
		(await getSegments(simulator, parameters)).json() as unknown as Page;
	return { simulator, day, ask };
}

const ids = (segments: readonly AgentSegment[]) => segments.map(({ segmentId }) => segmentId);

describe('Agent Segments', () => {
	it('gives the newest 100 of the last 24 hours when nothing is asked for', async () => {
		const { day, ask } = startWithDay();
		const { segments, pagination } = await ask();
		expect(pagination.count).toBe(day.length);
		expect(segments).toEqual(day.slice(0, 100));
	});

	it('gives every segment once over the pages of an offset', async () => {
		const { day, ask } = startWithDay();
		const found: AgentSegment[] = [];
		for (let offset = 0; offset < day.length; offset += 250) {
			found.push(...(await ask({ limit: '250', offset: String(offset) })).segments);
		}
		expect(ids(found)).toEqual(ids(day));
		expect((await ask({ offset: String(day.length) })).segments).toEqual([]);
	});

	it.each([
		['limit over 500', { limit: '501' }, 'limit: must be less than or equal to 500'],
		['limit of 0', { limit: '0' }, 'limit: must be greater than or equal to 1'],
		['negative offset', { offset: '-1' }, 'offset: must be greater than or equal to 0'],
		['limit that is no number', { limit: 'all' }, 'limit: must be a whole number'],
		['unknown sort', { sort: 'Mood' }, 'sort: unknown value'],
		['missing source', { source: '' }, 'source: may not be empty'],
		[
			'frame of more than a week',
			{ fromMillis: String(NOW_MS - 8 * MS_PER_DAY) },
			'to: must not be more than 1 week after from',
		],
	])('refuses a %s', async (_label, parameters, cause) => {
		const { simulator } = startAt();
		const answer = await getSegments(simulator, parameters);
		expect(answer.status).toBe(400);
		expect(answer.json().causes).toEqual([cause]);
	});

	it.each([
		['ConversationId', 'conversationId'],
		['AgentId', 'agentId'],
		['EmployeeId', 'employeeId'],
		['SkillId', 'skillId'],
		['GroupId', 'groupId'],
	] as const)('filters by %s', async (parameter, field) => {
		const { day, ask } = startWithDay();
		const wanted = day[3]?.[field];
		const matching = day.filter((segment) => segment[field] === wanted);
		const { segments, pagination } = await ask({ [parameter]: String(wanted), limit: '500' });
		expect(ids(segments)).toEqual(ids(matching));
		expect(pagination.count).toBe(matching.length);
	});

	it('ignores parameters that it does not know, such as a filter in another case', async () => {
		const { day, ask } = startWithDay();
		const { pagination } = await ask({ agentId: String(day[0]?.agentId), colour: 'blue' });
		expect(pagination.count).toBe(day.length);
	});

	it.each([
		['sort', 'Agent', 'agentId'],
		['sortType', 'AGENT', 'agentId'],
		['sort', 'Conversation', 'conversationId'],
		['sort', 'Employee', 'employeeId'],
		['sort', 'Skill', 'skillId'],
		['sort', 'Group', 'groupId'],
	] as const)('takes %s=%s', async (parameter, value, field) => {
		const { ask } = startWithDay();
		const values = (await ask({ [parameter]: value, limit: '500' })).segments.map((s) => s[field]);
		expect(new Set(values).size).toBeGreaterThan(1);
		expect(values).toEqual([...values].sort((a, b) => (a < b ? -1 : Number(a > b))));
	});

	it('links its pages with http:// and sortType, as the example does', async () => {
		const { ask } = startWithDay();
		const { references } = (await ask({ limit: '200', offset: '200' })).pagination;
		expect(references.map(({ rel }) => rel)).toEqual(['self', 'next', 'previous', 'first', 'last']);
		expect(references[1]?.href).toMatch(
			/^http:\/\/va\.agent-activity\.liveperson\.net\/api\/.*offset=400.*sortType=DATE/,
		);
	});

	it('gives an empty page where nothing closed', async () => {
		const { ask } = startWithDay();
		const page = await ask({ from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' });
		expect([page.segments, page.pagination.count]).toEqual([[], 0]);
	});

	it('may call its list segment and leave out pagination', async () => {
		const { simulator } = startAt();
		Object.assign(simulator.switches, { segmentsKey: 'segment', pagination: false });
		const body = (await getSegments(simulator)).json();
		expect(Object.keys(body)).toEqual(['timeframe', 'segment']);
	});

	it.each([
		['asDocumented', NOW_MS],
		['number', NOW_MS],
		['string', String(NOW_MS)],
	] as const)('writes epochs of its time frame %s', async (epochs, expected) => {
		const { simulator } = startAt();
		simulator.switches.epochs = epochs;
		expect((await getSegments(simulator)).json().timeframe).toMatchObject({ endTimeL: expected });
	});
});
