import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { sumUp } from '../../../sandbox/simulators/livePerson/totals.mts';
import { HOUR_MS, MINUTE_MS, unitKeys, unitKeysOf } from '../../support/engine/breakdownFiles.mts';
import { Watch } from './watch.mts';

// A poll in the engine takes a tenth of a second or more on a busy machine
jest.setTimeout(60_000);

let watch: Watch;
afterEach(async () => await watch.stop());

/** A trigger on units that has had its first poll. */
async function startWatch(options: Parameters<typeof Watch.start>[0] = {}): Promise<Watch> {
	watch = await Watch.start({ triggerOn: 'newUnit', ...options });
	expect((await watch.poll()).outputs).toBeNull();
	watch.simulator.requests.reset();
	return watch;
}

describe('the trigger on new handling time units', () => {
	it('gives every unit of a new file once, as the action node does', async () => {
		await startWatch();
		const file = watch.addFile({ hoursAgo: 1, units: 3 });
		const { json } = await watch.poll();
		expect(json).toEqual(file.units());
		expect((await watch.poll()).outputs).toBeNull();
		expect(watch.simulator.requests.counts.file).toBe(1);
	});

	it('downloads nothing of what is there at activation', async () => {
		watch = await Watch.start({ triggerOn: 'newUnit' });
		watch.addFile({ hoursAgo: 1 });
		await watch.poll();
		expect(watch.simulator.requests.counts.file).toBe(0);
	});

	it('is done with a file without units, and gives nothing for it', async () => {
		await startWatch();
		watch.addFile({ hoursAgo: 1, units: 0 });
		expect((await watch.poll()).outputs).toBeNull();
		await watch.poll();
		expect(watch.simulator.requests.counts.file).toBe(1);
	});

	it('leaves what is too much for one run to the next polls, in whole files, the oldest first', async () => {
		await startWatch({ options: { unitsPerPoll: 10 } });
		const files = Array.from({ length: 12 }, (_, index) =>
			watch.addFile({ hoursAgo: 20 - index, units: 6 }),
		);
		const given: string[] = [];
		const runs: number[] = [];
		for (let poll = await watch.poll(); poll.outputs; poll = await watch.poll()) {
			expect(poll.items.length % 6).toBe(0);
			runs.push(poll.items.length / 6);
			given.push(...unitKeysOf(poll.json));
		}
		expect(given).toEqual(unitKeys(files));
		expect(runs.length).toBeGreaterThan(1);
		expect(watch.simulator.requests.counts.file).toBe(12);
	});

	it('stops when its budget is used up in the middle of a backlog, and carries on', async () => {
		await startWatch({ budgetMs: 10_000 });
		const files = Array.from({ length: 20 }, (_, index) => watch.addFile({ hoursAgo: 22 - index }));
		watch.simulator.misbehave.latency('file', 2000);
		const given: string[] = [];
		let polls = 0;
		for (let poll = await timedPoll(10_000); poll.outputs; poll = await timedPoll(10_000)) {
			given.push(...unitKeysOf(poll.json));
			polls++;
			// n8n is killed in the middle of it
			if (polls === 2) watch.restart();
		}
		expect(given).toEqual(unitKeys(files));
		expect(polls).toBeGreaterThan(1);
	});

	it.each([
		['n8n by default', false],
		['durable cursors', true],
	])('carries on with a backlog under another name, with %s', async (_label, durable) => {
		await startWatch({ durable, options: { unitsPerPoll: 6 } });
		const files = Array.from({ length: 12 }, (_, index) =>
			watch.addFile({ hoursAgo: 20 - index, units: 6 }),
		);
		const given: string[] = [];
		for (const name of ['Files', 'LivePerson files', 'Files of Sales', 'Files', 'Last']) {
			given.push(...unitKeysOf((await watch.poll()).json));
			watch.rename(name);
		}
		for (let poll = await watch.poll(); poll.outputs; poll = await watch.poll()) {
			given.push(...unitKeysOf(poll.json));
		}
		expect(given).toEqual(unitKeys(files));
	});

	it('throws where LivePerson hands out no file, and gives them all later', async () => {
		await startWatch();
		const files = [watch.addFile({ hoursAgo: 2 }), watch.addFile({ hoursAgo: 1 })];
		watch.simulator.misbehave.always('file', { type: 'unavailable' });
		const { staticData } = await watch.poll();
		for (let time = 0; time < 30; time += 10) {
			const down = await watch.poll();
			expect(down.error).toBeInstanceOf(NodeApiError);
			expect(down.error).toMatchObject({ failure: { cause: 'temporarily-unavailable' } });
			expect(down.staticData).toEqual(staticData);
			await watch.clock.pass(10 * HOUR_MS);
		}
		watch.simulator.misbehave.stop();
		expect(unitKeysOf((await watch.poll()).json)).toEqual(unitKeys(files));
	});

	it('gives the files that it got where the API goes down among them, and the others later', async () => {
		await startWatch();
		const files = Array.from({ length: 6 }, (_, index) => watch.addFile({ hoursAgo: 10 - index }));
		const given: string[] = [];
		let polls = 0;
		// No time for the pause before a request is repeated: two files are refused, the others come
		watch.options = { ...watch.options, budgetMs: 4000 };
		watch.restart();
		watch.simulator.misbehave.next('file', { type: 'unavailable' }, 2);
		while (given.length < unitKeys(files).length && polls++ < 20) {
			given.push(...unitKeysOf((await watch.poll()).json));
			await watch.clock.pass(10 * MINUTE_MS);
		}
		expect(given.toSorted()).toEqual(unitKeys(files).toSorted());
	});

	it('gives no file up while a proxy answers downloads with a page of its own for hours', async () => {
		await startWatch();
		const files = [watch.addFile({ hoursAgo: 2 }), watch.addFile({ hoursAgo: 1 })];
		watch.simulator.misbehave.always('file', { type: 'htmlPage', status: 404 });
		for (let poll = 0; poll < 12; poll++) {
			expect((await watch.poll()).error).toBeInstanceOf(NodeApiError);
			await watch.clock.pass(10 * MINUTE_MS);
		}
		watch.simulator.misbehave.stop();
		expect(unitKeysOf((await watch.poll()).json)).toEqual(unitKeys(files));
	});

	it('does not take a file of no bytes for one without units', async () => {
		await startWatch();
		const file = watch.addFile({ hoursAgo: 1 });
		file.bytes = () => Buffer.alloc(0);
		expect((await watch.poll()).outputs).toBeNull();
		delete file.bytes;
		await watch.clock.pass(5 * MINUTE_MS);
		expect(unitKeysOf((await watch.poll()).json)).toEqual(unitKeys([file]));
	});

	it('gives up a download that never ends within its budget, and the next poll works', async () => {
		await startWatch({ budgetMs: 20_000 });
		const file = watch.addFile({ hoursAgo: 1 });
		watch.simulator.misbehave.always('file', { type: 'hang' });
		expect((await timedPoll(20_000)).error).toBeInstanceOf(NodeApiError);
		watch.simulator.misbehave.stop();
		expect(unitKeysOf((await watch.poll()).json)).toEqual(unitKeys([file]));
	});

	it('tries a broken file again in later polls, and gives it once it is whole', async () => {
		await startWatch();
		const [broken, whole] = [watch.addFile({ hoursAgo: 2 }), watch.addFile({ hoursAgo: 1 })];
		watch.simulator.switches.deliveryByPath.set(broken.path, { defect: 'truncatedGzip' });
		expect(unitKeysOf((await watch.poll()).json)).toEqual(unitKeys([whole]));
		// Not in every poll: it would hold up the others
		expect((await watch.poll()).outputs).toBeNull();
		expect(watch.simulator.requests.counts.file).toBe(2);
		await watch.clock.pass(5 * MINUTE_MS);
		expect((await watch.poll()).outputs).toBeNull();
		watch.simulator.switches.deliveryByPath.clear();
		await watch.clock.pass(10 * MINUTE_MS);
		expect(unitKeysOf((await watch.poll()).json)).toEqual(unitKeys([broken]));
		expect(watch.simulator.requests.counts.file).toBe(4);
	});

	it('reports a file that stays broken after five tries, and goes on without it', async () => {
		await startWatch();
		const broken = watch.addFile({ hoursAgo: 1 });
		watch.simulator.switches.deliveryByPath.set(broken.path, { defect: 'badJsonInTheMiddle' });
		const reported: unknown[] = [];
		for (let poll = 0; poll < 7; poll++) {
			const outcome = await watch.poll();
			expect(outcome.error).toBeUndefined();
			expect(outcome.outputs).toBeNull();
			reported.push(...outcome.reported);
			await watch.clock.pass(HOUR_MS);
		}
		expect(watch.simulator.requests.counts.file).toBe(5);
		expect(reported).toHaveLength(1);
		expect(reported[0]).toBeInstanceOf(NodeOperationError);
		expect(reported[0]).toMatchObject({
			message: expect.stringContaining(broken.path),
			description: expect.stringContaining('tried the file 5 times and skips it from now on'),
		});
		const file = watch.addFile({ hoursAgo: 1 });
		expect(unitKeysOf((await watch.poll()).json)).toEqual(unitKeys([file]));
	});

	it('does not let a file that LivePerson cannot hand out hold up the others', async () => {
		await startWatch();
		const withheld = watch.addFile({ hoursAgo: 20 });
		withheld.bytes = () => {
			throw new Error('as if the disk under it had failed');
		};
		const files = [];
		const given: string[] = [];
		for (let hour = 0; hour < 4; hour++) {
			files.push(watch.addFile({ hoursAgo: 1 }));
			given.push(...unitKeysOf((await watch.poll()).json));
			await watch.clock.pass(HOUR_MS);
		}
		expect(given).toEqual(unitKeys(files));
		delete withheld.bytes;
		expect(unitKeysOf((await watch.poll()).json)).toEqual(unitKeys([withheld]));
	});

	it('adds up to what the simulator knows, over a day of believable files', async () => {
		watch = await Watch.start({ triggerOn: 'newUnit', options: { emitExisting: true } });
		const { json } = await watch.poll();
		expect(json).toEqual([]);
		const files = Array.from({ length: 24 }, (_, hour) =>
			watch.addFile({ hoursAgo: 24 - hour, units: 40 }),
		);
		const units = (await watch.poll()).json as unknown as ReturnType<(typeof files)[0]['units']>;
		expect(sumUp(units)).toEqual(watch.simulator.totals());
	});
});

describe('a test run in the editor', () => {
	it('shows some units of the newest file and moves nothing', async () => {
		watch = await Watch.start({ triggerOn: 'newUnit' });
		watch.addFile({ hoursAgo: 5 });
		const newest = watch.addFile({ hoursAgo: 1, units: 100 });
		const run = await watch.pollManually();
		expect(run.json).toEqual(newest.units().slice(0, 20));
		expect(run.staticData).toEqual({});
	});

	it('tells of a newest file that is broken', async () => {
		watch = await Watch.start({ triggerOn: 'newUnit' });
		const file = watch.addFile({ hoursAgo: 1 });
		watch.simulator.switches.delivery.defect = 'recordWithoutFields';
		expect((await watch.pollManually()).error).toMatchObject({
			message: expect.stringContaining(file.path),
		});
	});
});

/** A poll that may not take longer than its budget. */
async function timedPoll(budgetMs: number) {
	const before = watch.clock.now();
	const outcome = await watch.poll();
	expect(watch.clock.now() - before).toBeLessThanOrEqual(budgetMs);
	return outcome;
}
