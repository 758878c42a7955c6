import { NodeApiError } from 'n8n-workflow';

import { HOUR_MS, MINUTE_MS, paths, pathsOf } from '../../support/engine/breakdownFiles.mts';
import { Watch } from './watch.mts';

// A poll in the engine takes a tenth of a second or more on a busy machine
jest.setTimeout(60_000);

/** As the trigger stores it */
const MEMORY = { version: 2, accountId: '70123456', fromHour: 490000, done: {}, retryLater: {} };

let watch: Watch;
afterEach(async () => await watch.stop());

describe('the trigger on new breakdown files', () => {
	it('starts from now: what is there at activation is not given', async () => {
		watch = await Watch.start();
		watch.addFile({ hoursAgo: 2 });
		const first = await watch.poll();
		expect(first.error).toBeUndefined();
		expect(first.outputs).toBeNull();
		expect((await watch.poll()).outputs).toBeNull();
	});

	it('gives a new file once, as the action node does', async () => {
		watch = await Watch.start();
		await watch.poll();
		const file = watch.addFile({ hoursAgo: 1, part: 3 });
		expect((await watch.poll()).items).toEqual([
			{
				json: {
					path: file.path,
					hourStart: '2026-11-20T13:00:00.000Z',
					accountId: '70123456',
					part: 3,
					timeFrameStart: '2026-11-19T14:00:00.000Z',
					timeFrameEnd: '2026-11-20T14:30:00.000Z',
				},
			},
		]);
		expect((await watch.poll()).outputs).toBeNull();
	});

	it('gives the files that are there, too, where it is asked to, the oldest first', async () => {
		watch = await Watch.start({ options: { emitExisting: true } });
		const [late, early, second] = [
			watch.addFile({ hoursAgo: 1 }),
			watch.addFile({ hoursAgo: 20 }),
			watch.addFile({ hoursAgo: 1, part: 1 }),
		];
		watch.addFile({ hoursAgo: 40 });
		expect(pathsOf((await watch.poll()).json)).toEqual(paths([early, late, second]));
		expect((await watch.poll()).outputs).toBeNull();
	});

	it('finds files that come late, a day after their hour at the latest', async () => {
		watch = await Watch.start();
		await watch.poll();
		const late = watch.addFile({ hoursAgo: 1, listedInMs: 24 * HOUR_MS - 30 * MINUTE_MS });
		const other = watch.addFile({ hoursAgo: 1, part: 1 });
		expect(pathsOf((await watch.poll()).json)).toEqual([other.path]);
		for (let time = 0; time < 3; time++) {
			await watch.clock.pass(7.5 * HOUR_MS);
			expect((await watch.poll()).outputs).toBeNull();
		}
		await watch.clock.pass(HOUR_MS);
		expect(pathsOf((await watch.poll()).json)).toEqual([late.path]);
	});

	it.each([
		[undefined, 24],
		[1, 1],
		[168, 168],
	])('looks back for as long as it is told to (%s) and no longer', async (lookBackHours, hours) => {
		watch = await Watch.start({ options: lookBackHours === undefined ? {} : { lookBackHours } });
		await watch.poll();
		// At half past, the last hour has been over for half an hour
		const late = watch.addFile({ hoursAgo: hours });
		watch.addFile({ hoursAgo: hours + 1 });
		expect(pathsOf((await watch.poll()).json)).toEqual([late.path]);
	});

	it('gives the hours that an incomplete list (206) left out once they are there', async () => {
		watch = await Watch.start();
		await watch.poll();
		const [missing, there] = [watch.addFile({ hoursAgo: 2 }), watch.addFile({ hoursAgo: 1 })];
		watch.simulator.switches.missingHours.add(missing.hourStartMs);
		expect(pathsOf((await watch.poll()).json)).toEqual([there.path]);
		watch.simulator.switches.missingHours.clear();
		expect(pathsOf((await watch.poll()).json)).toEqual([missing.path]);
	});

	it('throws while the API is down, for longer than it looks back, and then misses nothing', async () => {
		watch = await Watch.start();
		const before = watch.addFile({ hoursAgo: 1 });
		await watch.poll();
		const { staticData } = await watch.poll();
		watch.simulator.misbehave.between(watch.clock.now(), watch.clock.now() + 60 * HOUR_MS);
		const files = [];
		for (let hour = 0; hour < 60; hour += 15) {
			files.push(watch.addFile({ hoursAgo: 1, part: 1 }));
			const down = await watch.poll();
			expect(down.error).toBeInstanceOf(NodeApiError);
			expect(down.error).toMatchObject({ failure: { cause: 'temporarily-unavailable' } });
			expect(down.staticData).toEqual(staticData);
			await watch.clock.pass(15 * HOUR_MS - (watch.clock.elapsedMs % (15 * HOUR_MS)));
		}
		const up = await watch.poll();
		expect(pathsOf(up.json)).toEqual(paths(files));
		expect(pathsOf(up.json)).not.toContain(before.path);
	});

	it.each([
		['default', false],
		['durable', true],
	])(
		'misses and repeats nothing under the %s scheduler, however often n8n is killed',
		async (_label, durable) => {
			watch = await Watch.start({ durable });
			const known = watch.addFile({ hoursAgo: 1 });
			await watch.poll();
			const given: unknown[] = [];
			const files = [];
			for (let kill = 0; kill < 3; kill++) {
				watch.restart();
				await watch.clock.pass(17 * HOUR_MS);
				files.push(watch.addFile({ hoursAgo: 1 }), watch.addFile({ hoursAgo: 12 }));
				given.push(...pathsOf((await watch.poll()).json));
				expect((await watch.poll()).outputs).toBeNull();
			}
			expect(given.toSorted()).toEqual(paths(files).toSorted());
			expect(given).not.toContain(known.path);
		},
	);

	it('asks for no more than a month after it was away for longer', async () => {
		watch = await Watch.start();
		await watch.poll();
		watch.restart();
		for (let week = 0; week < 7; week++) await watch.clock.pass(7 * 24 * HOUR_MS);
		const file = watch.addFile({ hoursAgo: 25 * 24 });
		const back = await watch.poll();
		expect(back.error).toBeUndefined();
		expect(pathsOf(back.json)).toEqual([file.path]);
		// An hour less, since clocks differ
		const { log } = watch.simulator.requests;
		const from = log
			.filter(({ kind, atMs }) => kind === 'list' && atMs > Date.parse('2027-01-01'))
			.map(({ rawUrl }) => new URLSearchParams(rawUrl.split('?')[1]).get('from'));
		expect(from[0]).toBe('2026-12-08T16:00:00.000Z');
	});

	it('does not give files anew when it is told to look back further', async () => {
		watch = await Watch.start({ options: { lookBackHours: 2, emitExisting: true } });
		const file = watch.addFile({ hoursAgo: 1 });
		expect(pathsOf((await watch.poll()).json)).toEqual([file.path]);
		await watch.clock.pass(5 * HOUR_MS);
		await watch.poll();
		watch.options = { options: { lookBackHours: 100, emitExisting: true } };
		watch.restart();
		expect((await watch.poll()).outputs).toBeNull();
	});

	it('gives a file once even when two polls run at the same time', async () => {
		watch = await Watch.start();
		await watch.poll();
		const file = watch.addFile({ hoursAgo: 1 });
		watch.simulator.misbehave.latency('list', 5000);
		const both = await Promise.all([watch.poll(), watch.poll()]);
		expect(both.flatMap(({ json }) => pathsOf(json))).toEqual([file.path]);
	});

	it.each([
		['what was stored cannot be read', { fromHour: 'yesterday' }, 'it remembered cannot be read'],
		['the clock was put back', { fromHour: 600_000 }, 'the clock was put back by days'],
		['the account is another one', { accountId: '99999999' }, 'the account is another one'],
	])('starts from now where %s, and says so in the log', async (_label, stored, told) => {
		watch = await Watch.start();
		watch.restartWith({ ...MEMORY, ...stored });
		watch.addFile({ hoursAgo: 1 });
		expect((await watch.poll()).outputs).toBeNull();
		const file = watch.addFile({ hoursAgo: 2 });
		expect(pathsOf((await watch.poll()).json)).toEqual([file.path]);
		expect(watch.engine.logger.text()).toContain(told);
	});

	it('says in the log that it starts anew only where it had a memory', async () => {
		watch = await Watch.start();
		watch.engine.logger.clear();
		await watch.poll();
		watch.restart();
		await watch.poll();
		expect(watch.engine.logger.text()).not.toContain('starts anew');
	});

	it.each([['{"error":"Service is under maintenance"}'], ['{}'], ['null'], ['[]'], ['12']])(
		'remembers nothing of an answer that is no list: %s',
		async (body) => {
			watch = await Watch.start();
			watch.addFile({ hoursAgo: 1 });
			watch.simulator.misbehave.next('list', { type: 'status', status: 200, body });
			const { error, staticData } = await watch.poll();
			expect(error).toBeInstanceOf(NodeApiError);
			expect(staticData).toEqual({});
			watch.restart();
			expect((await watch.poll()).outputs).toBeNull();
		},
	);

	it('says in the log that LivePerson lists paths in a form that it does not know', async () => {
		watch = await Watch.start();
		watch.addFile({ hoursAgo: 1 }).path = '/2026/11/20/13/sequences.00000.parquet';
		expect((await watch.poll()).error).toBeUndefined();
		expect(watch.engine.logger.text()).toContain('listed 1 path in an unknown form');
		expect((await watch.poll()).outputs).toBeNull();
	});

	it.each([
		[
			'the look-back',
			{ lookBackHours: 169 },
			"'Look Back (Hours)' is not a whole number from 1 to 168",
		],
		['the units', { unitsPerPoll: 0 }, "'Units per Run' is not a whole number from 1 to 1000000"],
		['the units', { unitsPerPoll: '={{ undefined }}' }, "'Units per Run' is not a whole number"],
		[
			'the files',
			{ emitExisting: '={{ "yes" }}' },
			"'Emit Existing Files' is neither true nor false: yes",
		],
	])('names %s that is out of range', async (_label, options, name) => {
		watch = await Watch.start({ triggerOn: 'newUnit', options });
		expect((await watch.poll()).error).toMatchObject({
			message: expect.stringContaining(name),
			description: expect.stringMatching(/under Options|on or off/),
		});
		expect(watch.simulator.requests.counts.list).toBe(0);
	});

	it('tells n8n how long to wait when LivePerson throttles', async () => {
		watch = await Watch.start();
		watch.simulator.misbehave.always('list', { type: 'tooMany', retryAfter: { seconds: 600 } });
		expect((await watch.poll()).error).toMatchObject({
			failure: { cause: 'rate-limited', retryAfterMs: 600_000 },
		});
	});

	it('gives up a request that is never answered within its budget', async () => {
		watch = await Watch.start({ budgetMs: 20_000 });
		watch.simulator.misbehave.always('list', { type: 'hang' });
		const { error } = await watch.poll();
		expect(error).toBeInstanceOf(NodeApiError);
		// It has no time limit that could be raised
		expect(error).toMatchObject({
			message: expect.stringContaining('did not answer in time'),
			description: 'Try again later.',
			failure: { cause: 'temporarily-unavailable' },
		});
		expect(watch.clock.elapsedMs).toBeLessThanOrEqual(20_000);
	});
});

describe('a test run in the editor', () => {
	it('shows the newest file and moves nothing', async () => {
		watch = await Watch.start();
		watch.addFile({ hoursAgo: 5 });
		const newest = watch.addFile({ hoursAgo: 1 });
		const run = await watch.pollManually();
		expect(pathsOf(run.json)).toEqual([newest.path]);
		expect(run.staticData).toEqual({});
	});

	it('says that there is nothing to show', async () => {
		watch = await Watch.start();
		expect((await watch.pollManually()).error).toMatchObject({
			message: 'LivePerson has no breakdown files for the last 24 hours',
		});
	});
});
