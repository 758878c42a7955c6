import type { IDataObject } from 'n8n-workflow';

import { segmentsOf, unitsOf } from '../../../sandbox/simulators/livePerson/records.mts';
import { sumUp } from '../../../sandbox/simulators/livePerson/totals.mts';
import type { Scene } from './support.mts';
import { endedWithin, unitsEndedWithin } from './handlingTimeUnit/ended.mts';
import { FILES, lastQuery, SEGMENTS, setScene, SUMMARY, UNITS } from './support.mts';

/** Ten days, so two requests: a week, and three days */
const SINCE = '2026-11-12T08:30:00Z';
const HOUR_OF_OLDER_WEEK = Date.parse('2026-11-15T10:00:00Z');
const HOUR_OF_NEWER_WEEK = Date.parse('2026-11-20T10:00:00Z');

let scene: Scene;
beforeEach(async () => {
	scene = await setScene({ hours: 10 * 24, filesPerHour: 1, segmentsPerAgentHour: 1 });
});
afterEach(async () => await scene.end());

const files = () => scene.livePerson.data.files;
const fileAt = (iso: string) => {
	const file = files().find(({ hourStartMs }) => hourStartMs === Date.parse(iso));
	if (!file) throw new Error(`no file of ${iso}`);
	return file;
};
const SIX = '2026-11-22T06:00Z';
const list = (paths: readonly string[]) =>
	scene.livePerson.misbehave.next('list', {
		type: 'status',
		status: 200,
		body: JSON.stringify({ files: paths }),
		contentType: 'application/json',
	});

describe('a time frame of two requests', () => {
	it.each([
		['older', [HOUR_OF_OLDER_WEEK]],
		['newer', [HOUR_OF_NEWER_WEEK]],
		['older and newer', [HOUR_OF_OLDER_WEEK, HOUR_OF_NEWER_WEEK]],
	])(
		'is partial where hours of the %s week are missing, and says so once',
		async (_label, hours) => {
			for (const hour of hours) scene.livePerson.switches.missingHours.add(hour);
			const run = await scene.run({ ...SUMMARY, from: SINCE });
			expect(scene.livePerson.requests.counts.list).toBe(2);
			expect(run.json).toEqual([
				expect.objectContaining({
					partial: true,
					completeness: expect.objectContaining({
						hoursMissing: true,
						filesListed: files().length - hours.length,
					}),
				}),
			]);
			expect(run.hints).toEqual([
				expect.objectContaining({
					message: expect.stringContaining('Some hours of the time frame are missing'),
				}),
			]);
			const stopped = await scene.run({
				...SUMMARY,
				from: SINCE,
				options: { stopOnMissingHours: true },
			});
			expect(stopped.error).toMatchObject({ message: expect.stringContaining('Some hours') });
		},
	);

	it('gives what one week has where the other has none (404), without a remark', async () => {
		const from = '2026-11-01T00:00:00Z';
		const run = await scene.run({ ...FILES, from, returnAll: true });
		expect(scene.livePerson.requests.counts.list).toBe(4);
		expect(run.json).toHaveLength(files().length);
		expect(run.hints).toEqual([]);
	});

	it('gives no unit twice and loses none, where the requests meet within an hour', async () => {
		const run = await scene.run({ ...UNITS, from: SINCE, returnAll: true });
		expect(run.json).toEqual(files().flatMap((file) => [...file.units()]));
		const summary = await scene.run({ ...SUMMARY, groupBy: ['agent'], from: SINCE });
		const frame = { fromMs: Date.parse(SINCE), toMs: scene.clock.now() };
		expect(sumsOf(summary.json)).toEqual(endedWithin(scene.livePerson, frame).byAgent);
		expect(summary.hints.map(({ message }) => message)).toEqual([
			expect.stringMatching(/^Complete: 240 of 240 files read; all \d+ segments agree/),
		]);
	});
});

describe('a list of files', () => {
	it('counts a file once that it has twice', async () => {
		const { path, units } = fileAt(SIX);
		list([path, path]);
		const run = await scene.run({ ...UNITS, returnAll: true });
		expect(run.json).toEqual(units());
		list([path, path]);
		const summary = await scene.run(SUMMARY);
		expect(summary.json).toEqual([
			expect.objectContaining({
				units: units().length,
				completeness: expect.objectContaining({ filesListed: 1, filesRead: 1 }),
			}),
		]);
	});

	it('may have files of hours that the time frame only touches, or has none of: what ended in it counts', async () => {
		const listed = ['2026-11-22T04:00Z', SIX, '2026-11-22T07:00Z'].map(fileAt);
		list(listed.map(({ path }) => path));
		const frame = { from: '2026-11-22T06:45:00Z', to: '2026-11-22T07:10:00Z' };
		const run = await scene.run({ ...SUMMARY, groupBy: ['agent'], ...frame });
		const ended = unitsEndedWithin([...unitsOf(listed)], {
			fromMs: Date.parse(frame.from),
			toMs: Date.parse(frame.to),
		});
		const { byAgent } = sumUp(ended, segmentsOf(scene.livePerson.data.segments));
		expect(ended.length).toBeGreaterThan(0);
		expect(sumsOf(run.json)).toEqual(byAgent);
		// Their segments closed from 04:00 to 08:00
		expect(Object.fromEntries(lastQuery(scene, 'segments'))).toMatchObject({
			from: '2026-11-22T04:00:00.000Z',
			to: '2026-11-22T08:00:00.000Z',
		});
		expect(run.json.at(-1)).toMatchObject({
			windowStart: '2026-11-22T06:45:00.000Z',
			completeness: { reconciliation: { segmentsMissing: 0, segmentsDiffering: 0 } },
		});
	});

	it('is asked for segments until now at most', async () => {
		list([fileAt('2026-11-22T07:00Z').path.replace('hour=07', 'hour=08')]);
		await scene.run({ ...SUMMARY, groupBy: ['skill'], from: '2026-11-22T08:10:00Z' });
		expect(Object.fromEntries(lastQuery(scene, 'segments'))).toMatchObject({
			from: '2026-11-22T08:00:00.000Z',
			to: '2026-11-22T08:30:00.000Z',
		});
	});
});

describe.each([
	['Breakdown File: Get Many', FILES],
	['Handling Time Unit: Get Many', UNITS],
	['Handling Time Unit: Summarize', SUMMARY],
	['Agent Segment: Get Many', SEGMENTS],
])('%s', (_label, operation) => {
	it.each([
		['unreadable', { from: 'last Tuesday' }, /^The 'From' parameter is not a date and time/],
		['reversed', { from: '2026-11-21', to: '2026-11-20' }, /^The 'From' parameter is not before/],
		['too old', { from: '2026-10-20' }, /^The 'From' parameter is more than a month back/],
	])('refuses a time frame that is %s before any request', async (_name, frame, message) => {
		const run = await scene.run({ ...operation, ...frame });
		expect(run.error).toMatchObject({
			message: expect.stringMatching(message),
			context: { itemIndex: 0 },
		});
		expect(scene.livePerson.requests.log).toEqual([]);
	});

	it.each([[0], [-1], [1.5], ['={{ "many" }}']])(
		'refuses a limit of %j before any request',
		async (limit) => {
			const run = await scene.run({ ...operation, groupBy: ['segment'], limit });
			expect(run.error).toMatchObject({
				message: "'Limit' is not a whole number above 0",
			});
			expect(scene.livePerson.requests.log).toEqual([]);
		},
	);

	it.each([
		[{ from: '={{ $json.none }}' }, 'From'],
		[{ options: { timeLimit: '={{ $json.none }}' } }, 'Time Limit (Minutes)'],
		[{ returnAll: '={{ $json.none }}' }, 'Return All'],
		[{ limit: '={{ $json.none }}' }, 'Limit'],
	])('refuses nothing where an expression stands in %j', async (parameters, name) => {
		const run = await scene.run({ ...operation, groupBy: ['segment'], ...parameters });
		expect(run.error).toMatchObject({
			message: `The expression in '${name}' returned nothing`,
			context: { itemIndex: 0 },
		});
		expect(scene.livePerson.requests.log).toEqual([]);
	});

	it('reads its parameters for each item, goes on past one that fails, and pairs what it gives', async () => {
		const run = await scene.run(
			{
				...operation,
				groupBy: ['segment'],
				include: [],
				from: '={{ $json.from }}',
				limit: '={{ $json.limit }}',
			},
			{
				input: [
					{ from: '2026-11-22T07:00:00Z', limit: 1 },
					{ from: 'never', limit: 1 },
					{ from: '2026-11-22T04:00:00Z', limit: 3 },
				],
				onError: 'continueRegularOutput',
			},
		);
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 2, 2].map((item) => ({ item })),
		);
		expect(run.json.map(({ error }) => error)).toEqual([
			undefined,
			"The 'From' parameter is not a date and time: never",
			undefined,
			undefined,
			undefined,
		]);
	});
});

function sumsOf(rows: IDataObject[]) {
	return Object.fromEntries(
		rows
			.filter(({ subjectType }) => subjectType !== 'total')
			.map(({ subjectId, handleTimeMillis, units, segments }) => [
				subjectId,
				{ handleTimeMillis, units, segments },
			]),
	);
}
