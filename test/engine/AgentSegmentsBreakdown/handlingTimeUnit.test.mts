import { createFile } from '../../../sandbox/simulators/livePerson/dataSet.mts';
import type { HandlingTimeUnit } from '../../../sandbox/simulators/livePerson/records.mts';
import type { Scene } from './support.mts';
import { setScene, UNITS } from './support.mts';

let scene: Scene;
beforeEach(async () => {
	scene = await setScene();
});
afterEach(async () => await scene.end());

const counts = () => scene.livePerson.requests.counts;
const files = () => scene.livePerson.data.files;
const unitsFrom = (from: string): HandlingTimeUnit[] =>
	files()
		.filter(({ hourStartMs }) => hourStartMs >= Date.parse(from))
		.flatMap((file) => [...file.units()]);
/** The newest two hours: six files */
const SINCE = '2026-11-22T06:00:00Z';
const RECENT = { ...UNITS, returnAll: true, from: SINCE };

describe('Handling Time Unit: Get Many', () => {
	it('gives every unit of the time frame, by hour, part and position', async () => {
		const run = await scene.run(RECENT);
		expect(run.error).toBeUndefined();
		expect(run.json).toEqual(unitsFrom(SINCE));
		expect(run.items.every(({ pairedItem }) => (pairedItem as { item: number }).item === 0)).toBe(
			true,
		);
		expect(run.hints).toEqual([]);
	});

	it('adds up to the known total over the whole account', async () => {
		const run = await scene.run({ ...UNITS, returnAll: true, from: '2026-10-23' });
		const { total } = scene.livePerson.totals();
		expect(run.json).toHaveLength(total.units);
		const sum = run.json.reduce((millis, unit) => millis + Number(unit['handleTimeMillis']), 0);
		expect(sum).toBe(total.handleTimeMillis);
		expect(counts()).toMatchObject({ list: 5, file: files().length });
	});

	it('keeps the order although later files come earlier', async () => {
		const slow = files().at(-6)?.path ?? '';
		const { misbehave } = scene.livePerson;
		misbehave.next('file', { type: 'latency', ms: 9_000 });
		misbehave.next('file', { type: 'latency', ms: 1_000 });
		const run = await scene.run(RECENT);
		expect(run.json).toEqual(unitsFrom(SINCE));
		const log = scene.livePerson.requests.log.filter(({ kind }) => kind === 'file');
		expect(decodeURIComponent(log[0]?.rawUrl ?? '')).toContain(slow);
		expect(scene.clock.elapsedMs).toBe(9_000);
	});

	it.each([
		[1, 1],
		[4, 4],
		[undefined, 6],
		[20, 6],
	])('downloads %j files at a time', async (filesAtOnce, mostInFlight) => {
		scene.livePerson.misbehave.latency('file', 1_000);
		const options = filesAtOnce === undefined ? {} : { filesAtOnce };
		const run = await scene.run({ ...RECENT, options });
		expect(run.json).toEqual(unitsFrom(SINCE));
		expect(scene.livePerson.requests.mostInFlight.file).toBe(mostInFlight);
	});

	it('downloads 20 files at a time where an expression asks for the most', async () => {
		scene.livePerson.misbehave.latency('file', 1_000);
		const run = await scene.run({
			...UNITS,
			returnAll: true,
			options: { filesAtOnce: '={{ 20 }}' },
		});
		expect(run.error).toBeUndefined();
		expect(scene.livePerson.requests.mostInFlight.file).toBe(20);
	});

	it('stops downloading once the limit is reached, and says so', async () => {
		const inFirstFile = files().at(-6)?.units().length ?? 0;
		const run = await scene.run({ ...UNITS, from: SINCE, limit: inFirstFile });
		expect(run.json).toEqual(unitsFrom(SINCE).slice(0, inFirstFile));
		expect(counts().file).toBe(1);
		// n8n's editor says it where there is one item
		expect(run.hints).toEqual([]);
		const setup = { input: [{}, {}] };
		const several = await scene.run({ ...UNITS, from: SINCE, limit: inFirstFile }, setup);
		expect(several.hints).toEqual([
			expect.objectContaining({
				message: `The limit of ${inFirstFile} units was reached; 5 files of 6 were not read.`,
			}),
		]);
	});

	it('says that the last file has more where the limit is within it', async () => {
		const limit = unitsFrom(SINCE).length - 1;
		const run = await scene.run({ ...UNITS, from: SINCE, limit }, { input: [{}, {}] });
		expect(run.hints.map(({ message }) => message)).toEqual([
			`The limit of ${limit} units was reached; the last file has more.`,
		]);
	});

	it('fetches no more files than the limit is likely to take', async () => {
		const wanted = files()
			.slice(-72, -69)
			.flatMap((file) => [...file.units()]);
		// So that all that are asked for together are there before one is answered
		scene.livePerson.misbehave.latency('file', 1_000);
		const run = await scene.run({ ...UNITS, limit: wanted.length });
		expect(run.json).toEqual(wanted);
		// Three hold them; the first tells what the others are likely to hold, and eight would fit in flight
		expect(counts().file).toBeGreaterThanOrEqual(3);
		expect(counts().file).toBeLessThanOrEqual(5);
	});

	it('says nothing of a limit that everything fits in', async () => {
		const run = await scene.run({ ...UNITS, from: SINCE, limit: unitsFrom(SINCE).length });
		expect(run.json).toEqual(unitsFrom(SINCE));
		expect(run.hints).toEqual([]);
	});

	it.each([
		['a segment', (unit: HandlingTimeUnit) => ({ segmentId: unit.segmentId })],
		['a start reason', (unit: HandlingTimeUnit) => ({ startReason: unit.startReason })],
		['an end reason', (unit: HandlingTimeUnit) => ({ endReason: unit.endReason })],
	] as const)('filters by %s', async (_label, filterOf) => {
		const units = unitsFrom(SINCE);
		const filters = filterOf(units[7] as HandlingTimeUnit);
		const [[field, value] = []] = Object.entries(filters);
		const run = await scene.run({ ...RECENT, filters });
		expect(run.json).toEqual(units.filter((unit) => Reflect.get(unit, field ?? '') === value));
		expect(run.json.length).toBeGreaterThan(0);
	});

	it('takes several values of a filter, separated by commas', async () => {
		const ids = [...new Set(unitsFrom(SINCE).map(({ segmentId }) => segmentId))].slice(0, 2);
		const run = await scene.run({ ...RECENT, filters: { segmentId: ids.join(' , ') } });
		expect(run.json).toEqual(unitsFrom(SINCE).filter(({ segmentId }) => ids.includes(segmentId)));
	});

	it('gives units that pass all filters, and takes a list from an expression', async () => {
		const units = unitsFrom(SINCE);
		const ids = [...new Set(units.map(({ segmentId }) => segmentId))].slice(0, 9);
		const endReason = units[7]?.endReason ?? '';
		const run = await scene.run(
			{
				...RECENT,
				filters: { segmentId: '={{ $json.ids }}', endReason, minimumHandleTime: '0:30' },
			},
			{ input: [{ ids }] },
		);
		const expected = units.filter(
			(unit) =>
				ids.includes(unit.segmentId) &&
				unit.endReason === endReason &&
				unit.handleTimeMillis >= 30_000,
		);
		expect(run.json).toEqual(expected);
		expect(expected.length).toBeGreaterThan(0);
		const ofIds = units.filter(({ segmentId }) => ids.includes(segmentId));
		expect(expected.length).toBeLessThan(ofIds.length);
	});

	it.each([
		['60', 60_000],
		['1:00', 60_000],
		['00:01:00', 60_000],
		['={{ 60 }}', 60_000],
	])('filters by a minimum handle time of %s', async (minimumHandleTime, leastMs) => {
		const run = await scene.run({ ...RECENT, filters: { minimumHandleTime } });
		const expected = unitsFrom(SINCE).filter((unit) => unit.handleTimeMillis >= leastMs);
		expect(run.json).toEqual(expected);
		expect(expected.length).toBeLessThan(unitsFrom(SINCE).length);
	});

	it('keeps a unit that took exactly the minimum', async () => {
		const exact = unitsFrom(SINCE)[0] as HandlingTimeUnit;
		const ofLength = (handleTimeMillis: number) => ({ ...exact, handleTimeMillis });
		const { accountId } = scene.livePerson.account;
		const units = [59_999, 60_000, 60_001].map(ofLength);
		const file = { accountId, hourStartMs: Date.parse(SINCE), part: 0, units, listedFromMs: 0 };
		scene.livePerson.data.files.splice(0, Infinity, createFile(file));
		const run = await scene.run({ ...RECENT, filters: { minimumHandleTime: '60' } });
		expect(run.json).toEqual(units.slice(1));
	});

	it('refuses a minimum handle time that is no duration before any request', async () => {
		const run = await scene.run({ ...RECENT, filters: { minimumHandleTime: 'long' } });
		expect(run.error).toMatchObject({ message: expect.stringContaining("'Minimum Handle Time'") });
		expect(counts().list).toBe(0);
	});

	it('tells where whole files hold more than the time frame', async () => {
		const frame = { from: '2026-11-22T05:30:00Z', to: '2026-11-22T06:30:00Z' };
		const settings = { timezone: 'Asia/Kolkata' };
		const run = await scene.run({ ...UNITS, returnAll: true, ...frame }, { settings });
		const hours = files().slice(-9, -3);
		expect(run.json).toEqual(hours.flatMap((file) => [...file.units()]));
		expect(run.hints.map(({ message }) => message)).toEqual([
			expect.stringContaining('2026-11-22 10:30:00 to 2026-11-22 12:30:00'),
		]);
	});

	describe('with a broken file', () => {
		beforeEach(() => {
			const broken = files().at(-4)?.path ?? '';
			scene.livePerson.switches.deliveryByPath.set(broken, { defect: 'badJsonInTheMiddle' });
		});
		const whole = () =>
			files()
				.slice(-6)
				.filter((_file, index) => index !== 2)
				.flatMap((file) => [...file.units()]);

		it('stops and names the file and the place', async () => {
			const run = await scene.run(RECENT);
			const half = Math.floor((files().at(-4)?.units().length ?? 0) / 2);
			expect(run.error).toMatchObject({
				message: expect.stringContaining(
					`'${files().at(-4)?.path}' cannot be read: record ${half + 1} (line ${half + 1}, byte `,
				),
				context: { itemIndex: 0 },
			});
		});

		it('goes on with the next file under Continue On Fail, and uses none of its units', async () => {
			const run = await scene.run(RECENT, { onError: 'continueRegularOutput' });
			expect(run.json.filter(({ error }) => error === undefined)).toEqual(whole());
			expect(run.json.filter(({ error }) => error !== undefined)).toEqual([
				{
					path: files().at(-4)?.path,
					error: expect.stringContaining(`${files().at(-4)?.path}' cannot be read`),
				},
			]);
			expect(run.hints).toEqual([
				expect.objectContaining({
					message: '1 file of 6 could not be read, and none of their units are in the output.',
				}),
			]);
		});

		it('sends the file to the error output where there is one', async () => {
			const run = await scene.run(RECENT, { onError: 'continueErrorOutput' });
			expect(run.json).toEqual(whole());
			expect(run.errorItems).toEqual([
				expect.objectContaining({
					json: { error: expect.stringContaining(files().at(-4)?.path ?? 'x') as string },
					pairedItem: { item: 0 },
				}),
			]);
		});
	});

	it('goes on under Continue On Fail with a file that cannot be downloaded', async () => {
		scene.livePerson.misbehave.next('file', { type: 'status', status: 400 });
		const run = await scene.run(
			{ ...RECENT, options: { filesAtOnce: 1 } },
			{ onError: 'continueErrorOutput' },
		);
		expect(run.errorItems.map(({ json }) => json)).toEqual([
			{ error: `LivePerson did not accept the request: HTTP 400 (file ${files().at(-6)?.path})` },
		]);
		expect(run.json).toEqual(unitsFrom(SINCE).slice(files().at(-6)?.units().length));
	});

	it('gives what there is with a hint when hours are missing', async () => {
		scene.livePerson.switches.missingHours.add(Date.parse(SINCE));
		const run = await scene.run(RECENT);
		expect(run.json).toEqual(unitsFrom('2026-11-22T07:00:00Z'));
		expect(run.hints).toEqual([
			expect.objectContaining({ message: expect.stringContaining('hours') }),
		]);
	});

	it('ends at the time limit in the middle of its files, with a message', async () => {
		// Virtual time would pass while other threads unpack
		scene.livePerson.switches.delivery.compression = 'none';
		scene.livePerson.misbehave.latency('file', 25_000);
		const run = await scene.run({ ...RECENT, options: { timeLimit: 1, filesAtOnce: 1 } });
		expect(run.error).toMatchObject({
			message: 'The time limit was reached before all of the data was fetched',
			description: expect.stringContaining("'Time Limit (Minutes)'"),
		});
		expect(scene.clock.elapsedMs).toBeLessThanOrEqual(90_000);
	});

	it('asks for nothing more once the execution is cancelled', async () => {
		// Virtual time would pass while other threads unpack
		scene.livePerson.switches.delivery.compression = 'none';
		scene.livePerson.misbehave.latency('file', 10_000);
		const stop = new AbortController();
		const timer = setTimeout(() => stop.abort(), 15_000);
		const run = await scene.run(
			{ ...RECENT, options: { filesAtOnce: 1 } },
			{ signal: stop.signal, onError: 'continueRegularOutput' },
		);
		clearTimeout(timer);
		expect(run.status).toBe('canceled');
		expect(counts().file).toBe(2);
	});
});
