import { MS_PER_DAY } from '../../../../sandbox/simulators/livePerson/records.mts';
import type { StatusChange } from '../../../../sandbox/simulators/livePerson/statusChanges.mts';
import { getStatusChanges, NOW_MS, startAt } from './support.mts';

const frame = (days: number, beforeDays = 0) => ({
	from: new Date(NOW_MS - (days + beforeDays) * MS_PER_DAY).toISOString(),
	to: new Date(NOW_MS - beforeDays * MS_PER_DAY).toISOString(),
});
const changesOf = (answer: { json: () => Record<string, unknown> }) =>
	answer.json()['stateChanges'] as StatusChange[];

describe('the status changes of Agent Activity', () => {
	it('name every agent who is still there, without skills or groups', async () => {
		const { simulator } = startAt();
		const changes = changesOf(await getStatusChanges(simulator, frame(2)));
		const { users } = simulator.directory;
		const there = users.filter(({ userTypeId, deleted }) => userTypeId === 1 && !deleted);
		expect(new Set(changes.map(({ agentId }) => agentId))).toEqual(
			new Set(there.map(({ id }) => id)),
		);
		expect(changes.find(({ agentId }) => agentId === 1224046030)).toMatchObject({
			employeeId: 'emp001',
			agentLoginName: 'ana.ray@example.com',
			agentUserName: 'Ana',
			agentGroupId: 23567815,
		});
	});

	it('are those of the last 24 hours where no time frame is given, the newest first', async () => {
		const times = changesOf(await getStatusChanges(startAt().simulator)).map(({ time }) =>
			Date.parse(time),
		);
		expect(Math.min(...times)).toBeGreaterThanOrEqual(NOW_MS - MS_PER_DAY);
		expect(Math.max(...times)).toBeLessThanOrEqual(NOW_MS);
		expect(times).toEqual([...times].sort((a, b) => b - a));
	});

	it('come in pages, each once', async () => {
		const { simulator } = startAt();
		const all = changesOf(await getStatusChanges(simulator, { ...frame(30), limit: '5000' }));
		const paged: StatusChange[] = [];
		for (let offset = 0; offset < all.length; offset += 400) {
			const page = { ...frame(30), limit: '400', offset: String(offset) };
			paged.push(...changesOf(await getStatusChanges(simulator, page)));
		}
		expect(all.length).toBeGreaterThan(900);
		expect(paged).toEqual(all);
	});

	it.each([
		['agentId', '1224046037'],
		['empId', 'emp002'],
	])('are those of one agent by %s', async (name, value) => {
		const changes = changesOf(await getStatusChanges(startAt().simulator, { [name]: value }));
		expect(new Set(changes.map(({ agentUserName }) => agentUserName))).toEqual(new Set(['Ben']));
	});

	it.each([
		['no source', { source: '' }, 'source: may not be empty'],
		['a limit over 5,000', { limit: '5001' }, 'limit: must be less than or equal to 5000'],
		['a frame over a month', frame(32), 'to: must not be more than 1 month after from'],
		[
			'a frame of seven months ago',
			frame(1, 210),
			'from: must not be more than 6 months in the past',
		],
		['from without to', { from: frame(1).from }, 'from: must be given together with to'],
		[
			'an agent by both ids',
			{ agentId: '1', empId: 'a' },
			'agentId: must not be given together with empId',
		],
	])('refuse %s', async (_label, parameters, cause) => {
		const answer = await getStatusChanges(startAt().simulator, parameters);
		expect([answer.status, answer.json().causes]).toEqual([400, [cause]]);
	});

	it('need the permission of the Actual Handle Time API, and may be refused alone', async () => {
		const { simulator } = startAt();
		simulator.switches.mayRead.statusChanges = false;
		expect((await getStatusChanges(simulator)).status).toBe(403);
		simulator.switches.mayRead.statusChanges = true;
		simulator.switches.access = 'noPermission401';
		expect((await getStatusChanges(simulator)).status).toBe(401);
	});
});
