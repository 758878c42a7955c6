import {
	addBreakdownFile,
	HOUR_MS,
	MINUTE_MS,
	unitKeys,
	unitKeysOf,
} from '../../../support/engine/breakdownFiles.mts';
import { DirectWatch } from './directWatch.mts';

let watch: DirectWatch;
beforeEach(async () => {
	watch = new DirectWatch();
	await watch.poll();
});

const addFile = (hoursAgo: number, part = 0) =>
	addBreakdownFile(watch.simulator, watch.nowMs, { hoursAgo, part });

/** What the polls give over some time. */
async function watchFor(hours: number, minutesBetween: number): Promise<string[]> {
	const given: string[] = [];
	for (let minute = 0; minute < hours * 60; minute += minutesBetween) {
		given.push(...unitKeysOf((await watch.poll()).json));
		watch.pass(minutesBetween * MINUTE_MS);
	}
	return given;
}

it('goes on with the other files while LivePerson withholds all parts of an hour', async () => {
	const lost = new Set(Array.from({ length: 24 }, (_, part) => addFile(20, part).path));
	const { handler } = watch.simulator;
	// A 501 is none of the answers that are asked for again after a pause
	watch.simulator.handler = async (request) =>
		lost.has(request.query.get('path') ?? '') ? { status: 501, body: '' } : await handler(request);
	const files = [addFile(10), addFile(2)];
	const given = await watchFor(3, 5);
	files.push(addFile(1));
	given.push(...(await watchFor(1, 5)));
	expect(given.toSorted()).toEqual(unitKeys(files).toSorted());
});

it('does not ask for one file after the other while LivePerson is down', async () => {
	for (let hour = 1; hour <= 24; hour++) addFile(hour);
	watch.simulator.misbehave.always('file', { type: 'status', status: 501 });
	expect((await watch.poll()).error).toBeDefined();
	expect(watch.simulator.requests.counts.file).toBeLessThan(10);
});

it('forgets the tries of a broken file that LivePerson has replaced', async () => {
	const broken = addFile(1);
	watch.simulator.switches.deliveryByPath.set(broken.path, { defect: 'truncatedGzip' });
	await watch.poll();
	const { files } = watch.simulator.data;
	files.splice(files.indexOf(broken), 1);
	const whole = addFile(1, 1);
	expect(unitKeysOf((await watch.poll()).json)).toEqual(unitKeys([whole]));
	expect(JSON.stringify(watch.saved)).toContain('"retryLater":{}');
});

it('watches on where the clock was days ahead for a while', async () => {
	watch.pass(72 * HOUR_MS);
	await watch.poll();
	watch.pass(-72 * HOUR_MS);
	await watch.poll();
	const file = addFile(1);
	expect(unitKeysOf((await watch.poll()).json)).toEqual(unitKeys([file]));
	expect((await watch.poll()).json).toEqual([]);
});

it('gives nothing twice where the clock goes back by an hour', async () => {
	const file = addFile(1);
	expect(unitKeysOf((await watch.poll()).json)).toEqual(unitKeys([file]));
	watch.pass(-HOUR_MS);
	expect((await watch.poll()).json).toEqual([]);
	watch.pass(2 * HOUR_MS);
	expect((await watch.poll()).json).toEqual([]);
});

it('gives nothing anew where its parameters change, or it is off for months', async () => {
	watch.settings.triggerOn = 'newFile';
	const file = addFile(1);
	expect((await watch.poll()).json).toEqual([expect.objectContaining({ path: file.path })]);
	watch.settings = { ...watch.settings, triggerOn: 'newUnit', source: 'other', lookBackHours: 100 };
	watch.settings.emitExisting = true;
	watch.restart();
	expect(await watch.poll()).toEqual({ json: [], reported: [] });
	watch.restart();
	watch.pass(100 * 24 * HOUR_MS);
	const missed = addFile(20 * 24);
	expect(unitKeysOf((await watch.poll()).json)).toEqual(unitKeys([missed]));
	expect((await watch.poll()).json).toEqual([]);
});

describe('a list', () => {
	it.each([
		['of another account', 'accountId=99999999'],
		['of the year 9999', 'year=9999'],
		['of the year 1', 'year=0001'],
	])('with a file %s has it left out and told, and it is not stored', async (_label, folder) => {
		const stray = addFile(1, 1);
		stray.path = stray.path.replace(/(year|accountId)=\d+/g, (each) =>
			each.startsWith(folder.slice(0, 4)) ? folder : each,
		);
		const { saved } = watch;
		const file = addFile(1);
		expect(unitKeysOf((await watch.poll()).json)).toEqual(unitKeys([file]));
		expect(JSON.stringify(watch.saved).length).toBeLessThan(JSON.stringify(saved).length + 50);
		expect(unitKeysOf((await watch.poll()).json)).toEqual([]);
		expect(watch.simulator.requests.counts.file).toBe(1);
		expect(watch.logged.filter((text) => text.includes('left out'))).toHaveLength(2);
	});

	it('of an hour to come is of use only when the hour has come', async () => {
		watch.settings.triggerOn = 'newFile';
		addFile(0).path = addFile(-1).path;
		expect((await watch.poll()).json).toEqual([]);
		watch.pass(HOUR_MS);
		expect((await watch.poll()).json).toHaveLength(1);
	});

	it('with thousands of files for an hour gives the first thousand, says so once, and stays small', async () => {
		watch.settings.triggerOn = 'newFile';
		const { path } = addFile(1, 99_999);
		let parts = 0;
		watch.simulator.handler = async () => ({
			status: 200,
			body: JSON.stringify({
				files: Array.from({ length: parts }, (_, part) =>
					path.replace('99999', String(part).padStart(5, '0')),
				),
			}),
		});
		parts = 900;
		expect(await watch.poll()).toMatchObject({ json: { length: 900 }, reported: [] });
		parts = 5000;
		const { json, reported } = await watch.poll();
		expect(json).toHaveLength(100);
		expect(reported).toEqual([
			'LivePerson listed 5000 files for the hour from 2026-11-20 13:00 UTC',
		]);
		expect(await watch.poll()).toEqual({ json: [], reported: [] });
		expect(JSON.stringify(watch.saved).length).toBeLessThan(10_000);
	});

	it('with thousands of files at the start takes none of them for new later', async () => {
		const { path } = addFile(1, 99_999);
		const first = new DirectWatch();
		first.settings.triggerOn = 'newFile';
		first.simulator.handler = async () => ({
			status: 200,
			body: JSON.stringify({
				files: Array.from({ length: 3000 }, (_, part) =>
					path.replace('99999', String(part).padStart(5, '0')),
				),
			}),
		});
		expect((await first.poll()).reported).toHaveLength(1);
		expect(await first.poll()).toEqual({ json: [], reported: [] });
	});
});

describe('a unit', () => {
	it('that stands in a file twice, or in two files of a poll, is given once', async () => {
		const [one, two] = [addFile(2), addFile(1)];
		const units = one.units();
		one.units = () => [...units, ...units];
		two.units = () => [
			...units,
			...units.map((unit) => ({ ...unit, sequence: unit.sequence + 2 })),
		];
		expect(unitKeysOf((await watch.poll()).json)).toEqual(
			[1, 2, 3, 4].map((sequence) => `${String(units[0]?.segmentId)}/${sequence}`),
		);
	});
});
