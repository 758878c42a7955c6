import type { IDataObject } from 'n8n-workflow';

import schema from '../../../../nodes/AgentSegmentsBreakdown/__schema__/v1.0.0/handlingTimeUnit/summarize.json' with { type: 'json' };
import type { FileDelivery } from '../../../../sandbox/simulators/livePerson/delivery.mts';
import type { HandlingTimeUnit } from '../../../../sandbox/simulators/livePerson/records.mts';
import { segmentsOf } from '../../../../sandbox/simulators/livePerson/records.mts';
import type { Sum } from '../../../../sandbox/simulators/livePerson/totals.mts';
import { sumUp } from '../../../../sandbox/simulators/livePerson/totals.mts';
import type { Sandbox } from '../../../../sandbox/simulators/sandbox.mts';
import { startSandbox } from '../../../../sandbox/simulators/sandbox.mts';
import type { NodeRunSetup } from '../../../support/engine/engine.mts';
import { createEngine } from '../../../support/engine/engine.mts';
import { trust } from '../../../support/engine/trust.mts';
import { endedWithin, unitsEndedWithin } from './ended.mts';

const HOUR_MS = 3_600_000;
const FIELDS_OF_AGENT = [
	'subjectName',
	'aht',
	'handleTime',
	'segments',
	'p50',
	'p90',
	'p95',
	'ahtSeconds',
	'handleTimeMillis',
	'units',
	'subjectId',
	'agentId',
	'agentName',
	'employeeId',
	'windowStart',
	'windowEnd',
	'partial',
	'subjectType',
	'service',
];

jest.setTimeout(60_000);

let sandbox: Sandbox;
let stopTrusting: () => void;
let frame: { fromMs: number; toMs: number };

beforeAll(async () => {
	sandbox = await startSandbox({
		livePerson: { hours: 28, segmentsPerAgentHour: 3, filesPerHour: 2 },
	});
	stopTrusting = trust(sandbox);
	// Whole hours (UTC), so that no file lies half in the frame; three later ones have files, too
	const toMs = (Math.floor(Date.now() / HOUR_MS) - 3) * HOUR_MS;
	frame = { fromMs: toMs - 20 * HOUR_MS, toMs };
});

afterAll(async () => {
	stopTrusting();
	await sandbox.close();
});

afterEach(() => {
	const { livePerson } = sandbox;
	livePerson.misbehave.stop();
	livePerson.switches.deliveryByPath.clear();
	livePerson.switches.missingHours.clear();
});

type Setup = Partial<Omit<NodeRunSetup, 'type'>>;

async function setUp() {
	const engine = await createEngine();
	const data = sandbox.livePerson.credentials.livePersonTokenApi;
	return { engine, credential: engine.store.add('livePersonTokenApi', data) };
}

/** What a summary is grouped by: nothing for `total`. */
function parametersFor(groupBy: string[] | string, more: IDataObject = {}) {
	return {
		authentication: 'livePersonTokenApi',
		resource: 'handlingTimeUnit',
		operation: 'summarize',
		timeFrame: 'custom',
		groupBy: groupBy === 'total' ? [] : [groupBy].flat(),
		include: ['completeness', 'percentiles'],
		from: new Date(frame.fromMs).toISOString(),
		to: new Date(frame.toMs).toISOString(),
		...more,
	} as NodeRunSetup['parameters'];
}

async function summarize(groupBy: string[] | string, more: IDataObject = {}, setup: Setup = {}) {
	const { engine, credential } = await setUp();
	return await engine.runNode({
		type: 'agentSegmentsBreakdown',
		parameters: parametersFor(groupBy, more),
		credentials: [credential],
		settings: { timezone: 'UTC' },
		...setup,
	});
}

/** Of the time frame, and of the hours after it, in which its segments may have closed. */
function filesRead() {
	return sandbox.livePerson.data.files.filter(({ hourStartMs }) => hourStartMs >= frame.fromMs);
}

const ended = (of = frame) => endedWithin(sandbox.livePerson, of);

function deliver(index: number, delivery: Partial<FileDelivery>): string {
	const path = filesRead().at(index)?.path ?? '';
	sandbox.livePerson.switches.deliveryByPath.set(path, delivery);
	return path;
}

function sumsOf(rows: IDataObject[]): Record<string, Sum> {
	return Object.fromEntries(
		rows.map(({ subjectId, handleTimeMillis, units, segments }) => [
			subjectId,
			{ handleTimeMillis, units, segments },
		]),
	) as Record<string, Sum>;
}

function rowsOf(rows: IDataObject[]): IDataObject[] {
	return rows.filter(({ subjectType }) => subjectType !== 'total');
}

describe('a summary', () => {
	it.each([
		['agent', 'byAgent'],
		['skill', 'bySkill'],
		['group', 'byGroup'],
		['segment', 'bySegment'],
	] as const)('by %s has the totals of the account', async (groupBy, totals) => {
		const run = await summarize(groupBy, { returnAll: true, sortBy: 'handleTime' });
		expect(run.error).toBeUndefined();
		const rows = rowsOf(run.json);
		expect(sumsOf(rows)).toEqual(ended()[totals]);
		const times = rows.map(({ handleTimeMillis }) => Number(handleTimeMillis));
		expect(times).toEqual([...times].sort((a, b) => b - a));
	});

	it.each([
		['startReason', 'first'],
		['endReason', 'last'],
	] as const)('by %s counts a segment by its %s unit', async (groupBy, edge) => {
		const run = await summarize(groupBy);
		const bySegment = new Map<string, HandlingTimeUnit[]>();
		const units = sandbox.livePerson.data.files.flatMap((file) => [...file.units()]);
		for (const unit of unitsEndedWithin(units, frame)) {
			bySegment.set(unit.segmentId, [...(bySegment.get(unit.segmentId) ?? []), unit]);
		}
		const counts: Record<string, number> = {};
		for (const ofSegment of bySegment.values()) {
			const inOrder = ofSegment.sort((a, b) => a.sequence - b.sequence);
			const reason = inOrder.at(edge === 'first' ? 0 : -1)?.[groupBy] ?? '';
			counts[reason] = (counts[reason] ?? 0) + 1;
		}
		const found = rowsOf(run.json).map((row) => [row[groupBy], row['segments']]);
		expect(Object.fromEntries(found)).toEqual(counts);
	});

	it('begins with what people read, the longest AHT first', async () => {
		const run = await summarize('agent', { include: ['percentiles'] });
		const [first = {}] = run.json;
		expect(Object.keys(first)).toEqual(FIELDS_OF_AGENT);
		const id = String(first['agentId']);
		const agent = sandbox.livePerson.data.agents.find(({ agentId }) => String(agentId) === id);
		const sum = ended().byAgent[id];
		const seconds = Math.round((sum?.handleTimeMillis ?? 0) / (sum?.segments ?? 1) / 1000);
		expect(first).toMatchObject({
			...sum,
			ahtSeconds: seconds,
			aht: new Date(seconds * 1000).toISOString().slice(11, 19),
			handleTime: expect.stringMatching(/^\d\d:\d\d:\d\d$/),
			subjectId: id,
			employeeId: agent?.employeeId,
			windowStart: new Date(frame.fromMs).toISOString(),
			windowEnd: new Date(frame.toMs).toISOString(),
			partial: false,
			subjectType: 'agent',
			service: 'LivePerson',
		});
		const averages = run.json.map(({ ahtSeconds }) => Number(ahtSeconds));
		expect(averages).toEqual([...averages].sort((a, b) => b - a));
	});

	it('of everything is one row with the total of the account', async () => {
		const run = await summarize('total');
		const { total } = ended();
		expect(run.json).toHaveLength(1);
		expect(run.json[0]).toMatchObject({
			subjectName: 'Total',
			subjectType: 'total',
			ahtSeconds: Math.round(total.handleTimeMillis / total.segments / 1000),
			...total,
			partial: false,
		});
	});

	it('by several has a row for each of their combinations', async () => {
		const run = await summarize(['agent', 'skill'], { include: [] });
		const segments = [...segmentsOf(sandbox.livePerson.data.segments)];
		const { bySegment } = ended();
		const expected: Record<string, number> = {};
		for (const { agentId, segmentId, skillId } of segments) {
			const sum = bySegment[segmentId];
			const key = `${agentId} / ${skillId}`;
			if (sum) expected[key] = (expected[key] ?? 0) + sum.handleTimeMillis;
		}
		const found = run.json.map(({ subjectId, handleTimeMillis }) => [subjectId, handleTimeMillis]);
		expect(Object.fromEntries(found)).toEqual(expected);
		expect(run.json[0]).toMatchObject({
			subjectType: 'agent / skill',
			subjectName: `${String(run.json[0]?.['agentName'])} / ${String(run.json[0]?.['skillName'])}`,
		});
	});

	it('by hour counts a segment once, in the hour in which its last unit ended', async () => {
		const run = await summarize('total', { include: [], interval: 'hour' });
		const expected = Array.from({ length: 20 }, (_, hour) => {
			const fromMs = frame.fromMs + hour * HOUR_MS;
			return [new Date(fromMs).toISOString(), ended({ fromMs, toMs: fromMs + HOUR_MS }).total];
		}).filter(([, total]) => (total as Sum).units > 0);
		const found = run.json.map(({ windowStart, handleTimeMillis, units, segments }) => [
			windowStart,
			{ handleTimeMillis, units, segments },
		]);
		expect(found).toEqual(expected);
		expect(Object.keys(run.json[0] ?? {}).slice(0, 5)).toEqual([
			'subjectName',
			'aht',
			'handleTime',
			'segments',
			'intervalStart',
		]);
	});

	it("has the intervals of the workflow's time zone", async () => {
		const timezone = 'Asia/Kolkata';
		const run = await summarize(
			'total',
			{ include: [], interval: 'day' },
			{ settings: { timezone } },
		);
		const { total } = ended();
		const sum = run.json.reduce((all, { segments }) => all + Number(segments), 0);
		expect(sum).toBe(total.segments);
		for (const { intervalStart, windowStart, windowEnd } of run.json) {
			expect(intervalStart).toMatch(/^\d{4}-\d\d-\d\d 00:00$/);
			const dayStart = Date.parse(`${String(intervalStart).slice(0, 10)}T00:00+05:30`);
			expect(Date.parse(String(windowStart))).toBe(Math.max(dayStart, frame.fromMs));
			expect(Date.parse(String(windowEnd))).toBe(Math.min(dayStart + 24 * HOUR_MS, frame.toMs));
		}
	});

	it('of two days that meet adds up to that of both, where days begin at half past', async () => {
		const middle = frame.fromMs + 9.5 * HOUR_MS;
		const sums = async (fromMs: number, toMs: number) => {
			const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString());
			const run = await summarize('total', { from, to });
			return [run.json[0]?.['handleTimeMillis'], run.json[0]?.['segments']].map(Number);
		};
		const [first = [], second = [], both] = [
			await sums(frame.fromMs, middle),
			await sums(middle, frame.toMs),
			await sums(frame.fromMs, frame.toMs),
		];
		expect(first.map((value, index) => value + (second[index] ?? 0))).toEqual(both);
	});

	it('includes empty intervals with zeros for every group, where wanted', async () => {
		const parameters = { include: [], interval: 'hour', includeEmptyIntervals: true };
		const run = await summarize('skill', parameters);
		const skills = new Set(run.json.map(({ skillId }) => skillId));
		expect(skills.size).toBeGreaterThan(1);
		expect(run.json).toHaveLength(20 * skills.size);
		const empty = run.json.filter(({ segments }) => segments === 0);
		expect(empty.length).toBeGreaterThan(0);
		for (const row of empty) expect(row).toMatchObject({ aht: null, handleTime: '00:00:00' });
	});

	it('as it was worked has each unit in the interval in which it began, and no average', async () => {
		const parameters = { interval: 'hour', countSegment: 'worked', include: [] };
		const run = await summarize('total', parameters);
		const units = sandbox.livePerson.data.files.flatMap((file) => [...file.units()]);
		const { byHour } = sumUp(
			units.filter(({ startTimestamp: start }) => start >= frame.fromMs && start < frame.toMs),
		);
		const found = run.json.map(({ windowStart, handleTimeMillis, units: count }) => [
			windowStart,
			{ handleTimeMillis, units: count },
		]);
		expect(Object.fromEntries(found)).toEqual(
			Object.fromEntries(
				Object.entries(byHour).map(([hour, { handleTimeMillis, units: count }]) => [
					hour,
					{ handleTimeMillis, units: count },
				]),
			),
		);
		for (const row of run.json) {
			expect(row).toMatchObject({ aht: null, ahtSeconds: null });
			expect(row).not.toHaveProperty('segments');
			expect(row).not.toHaveProperty('p50');
		}
	});

	it.each([
		['segments', 'segments', -1],
		['name', 'subjectName', 1],
	] as const)('can be sorted by %s', async (sortBy, field, direction) => {
		const run = await summarize('agent', { sortBy, include: [] });
		const values = run.json.map((row) => row[field] as number | string);
		const sorted = [...values].sort((a, b) => (a < b ? -direction : Number(a > b) * direction));
		expect(values).toEqual(sorted);
	});

	it('leaves out groups with few segments or a short AHT, where wanted', async () => {
		const all = await summarize('agent', { include: [] });
		const middle = all.json[Math.floor(all.json.length / 2)];
		const onlyAhtOver = String(middle?.['aht']);
		const over = await summarize('agent', { include: [], options: { onlyAhtOver } });
		expect(over.json.length).toBeLessThan(all.json.length);
		expect(over.json).toEqual(all.json.slice(0, over.json.length));
		const most = Math.max(...all.json.map(({ segments }) => Number(segments)));
		const many = await summarize('agent', { include: [], options: { onlyWithSegments: most } });
		expect(many.json).toEqual(all.json.filter(({ segments }) => segments === most));
	});

	it('by agent keeps segments without an agent apart from every agent', async () => {
		const { data } = sandbox.livePerson;
		const { segments } = data;
		const strangers = new Set(Object.keys(ended().bySegment).slice(0, 2));
		data.segments = [...segmentsOf(segments)].map((segment) =>
			strangers.has(segment.segmentId)
				? ({ ...segment, agentId: null } as unknown as typeof segment)
				: segment,
		);
		const run = await summarize('agent');
		data.segments = segments;
		const row = run.json.find(({ subjectId }) => subjectId === '');
		expect(row).toMatchObject({ subjectName: 'None', segments: strangers.size });
	});

	it("has percentiles of the segments' handle times, by nearest rank", async () => {
		const run = await summarize('skill', { include: ['milliseconds', 'percentiles'] });
		const { bySegment } = ended();
		for (const row of run.json) {
			const times = [...segmentsOf(sandbox.livePerson.data.segments)]
				.filter(
					({ skillId, segmentId }) => String(skillId) === row['subjectId'] && bySegment[segmentId],
				)
				.map(({ segmentId }) => bySegment[segmentId]?.handleTimeMillis ?? 0)
				.sort((a, b) => a - b);
			const rank = (percent: number) => times[Math.ceil((percent / 100) * times.length) - 1] ?? 0;
			expect(row).toMatchObject({
				p50Millis: rank(50),
				p90Millis: rank(90),
				p95Millis: rank(95),
				p90: new Date(Math.round(rank(90) / 1000) * 1000).toISOString().slice(11, 19),
			});
		}
	});

	it('has a last row for everything, where wanted', async () => {
		const run = await summarize('agent', { interval: 'hour', include: ['total'] });
		const last = run.json.at(-1);
		expect(last).toMatchObject({
			subjectName: 'Total',
			subjectType: 'total',
			agentId: null,
			intervalStart: null,
			windowStart: new Date(frame.fromMs).toISOString(),
			...ended().total,
		});
		expect(run.json.some((row) => 'completeness' in row || 'p50' in row)).toBe(false);
	});

	it.each([1, 3])('has at most %i files on their way where no more are wanted', async (most) => {
		const { livePerson } = sandbox;
		livePerson.misbehave.latency('file', 20);
		livePerson.requests.mostInFlight.file = 0;
		const run = await summarize('total', { options: { filesAtOnce: most } });
		expect(run.json[0]).toMatchObject({ units: ended().total.units });
		expect(livePerson.requests.mostInFlight.file).toBeGreaterThan(0);
		expect(livePerson.requests.mostInFlight.file).toBeLessThanOrEqual(most);
	});

	it('by segment is limited to the first ones, unless all are wanted', async () => {
		const all = await summarize('segment', { include: [], returnAll: true });
		const two = await summarize('segment', { include: [], limit: 2 });
		expect(two.json).toEqual(all.json.slice(0, 2));
		// With a total the items are not as many as the limit, and n8n's editor does not say it
		const run = await summarize('segment', { include: ['total'], limit: 2 });
		expect(run.hints.map(({ message }) => message)).toContain(
			`The limit left out ${all.json.length - 2} items.`,
		);
	});

	it('of a time frame without files is a row of nothing', async () => {
		const [from, to] = [frame.fromMs - 10 * 24 * HOUR_MS, frame.fromMs - 9 * 24 * HOUR_MS];
		const run = await summarize('total', {
			from: new Date(from).toISOString(),
			to: new Date(to).toISOString(),
		});
		expect(run.json).toEqual([
			expect.objectContaining({ aht: null, ahtSeconds: null, units: 0, segments: 0 }),
		]);
	});

	it('counts a unit once that comes twice, in one file or in two', async () => {
		const { data } = sandbox.livePerson;
		const { files } = data;
		const inFrame = filesRead();
		const [first, second] = [inFrame[2], inFrame[3]];
		const before = ended().total;
		data.files = files.map((file) => {
			const again = first?.units() ?? [];
			if (file !== first && file !== second) return file;
			return { ...file, units: () => [...file.units(), ...again] };
		});
		const run = await summarize('total');
		data.files = files;
		expect(run.json[0]).toMatchObject({
			...before,
			partial: false,
			completeness: { unitsRepeated: 2 * (first?.units().length ?? 0) },
		});
	});

	it('pairs its rows with the input item that asked for them', async () => {
		const groupings = [{ by: ['skill'] }, { by: 'group' }];
		const run = await summarize('total', { groupBy: '={{ $json.by }}' }, { input: groupings });
		expect(run.items.at(0)).toMatchObject({
			json: { subjectType: 'skill' },
			pairedItem: { item: 0 },
		});
		expect(run.json.some(({ subjectType }) => subjectType === 'group')).toBe(true);
		expect(run.items.at(-1)).toMatchObject({ pairedItem: { item: 1 } });
	});

	it.each([
		['Group By', { groupBy: '={{ "queue" }}' }, 'queue'],
		['Interval', { interval: '={{ "minute" }}' }, 'minute'],
		['Sort By', { sortBy: '={{ ["aht"] }}' }, '["aht"]'],
		['Count a Segment', { countSegment: '={{ 7 }}' }, '7'],
		['Time Frame', { timeFrame: '={{ "last year" }}' }, 'last year'],
	])('refuses a %s that is not on offer', async (name, parameters, shown) => {
		const run = await summarize('total', parameters);
		expect(run.error).toMatchObject({
			message: `The '${name}' parameter has an unknown value: ${shown}`,
		});
	});
});

describe('a time frame by name', () => {
	it('is taken from an expression, too, as the list shows it or by its value', async () => {
		const { engine, credential } = await setUp();
		const run = await engine.runNode({
			type: 'agentSegmentsBreakdown',
			parameters: parametersFor('total', { timeFrame: '={{ $json.frame }}' }),
			credentials: [credential],
			settings: { timezone: 'UTC' },
			input: [{ frame: 'Last 24 Hours' }, { frame: 'last7Days' }],
		});
		const lengths = run.json.map(
			({ windowStart, windowEnd }) =>
				Date.parse(String(windowEnd)) - Date.parse(String(windowStart)),
		);
		expect(lengths).toEqual([24 * HOUR_MS, 7 * 24 * HOUR_MS]);
	});

	it('needs a time zone that exists', async () => {
		const run = await summarize('total', {}, { settings: { timezone: 'Pacific' } });
		expect(run.error).toMatchObject({
			message: "The workflow's time zone does not exist: 'Pacific'",
			description: expect.stringContaining('Timezone'),
		});
	});

	it.each([
		['from', 'From'],
		['to', 'To'],
	])('refuses nothing where an expression stands in %s', async (name, displayName) => {
		const run = await summarize('total', { [name]: '={{ $json.missing }}' });
		expect(run.error).toMatchObject({
			message: `The expression in '${displayName}' returned nothing`,
		});
	});
});

describe('the completeness of a summary', () => {
	it('counts files and units', async () => {
		const run = await summarize('total');
		expect(run.json[0]).toMatchObject({
			partial: false,
			completeness: {
				hoursMissing: false,
				filesListed: filesRead().length,
				filesRead: filesRead().length,
				filesDropped: 0,
				unitsRead: filesRead().flatMap((file) => file.units()).length,
				unitsRepeated: 0,
				unitsDropped: 0,
				dropped: [],
			},
		});
	});

	it('is told in the row for everything alone', async () => {
		const run = await summarize('agent', { include: ['completeness'] });
		expect(run.json.at(-1)).toMatchObject({ subjectType: 'total' });
		const telling = run.json.map((row) => 'completeness' in row);
		expect(telling).toEqual(telling.map((_, i) => i === telling.length - 1));
		expect(telling.length).toBeGreaterThan(3);
	});

	it.each([
		['cut off', { defect: 'truncatedGzip' }, /gzip/],
		['damaged', { defect: 'corruptBytes' }, /gzip/],
		[
			'not valid JSON in the middle',
			{ defect: 'badJsonInTheMiddle' },
			/record \d+ \(line \d+, byte \d+\)/,
		],
		[
			'lacking fields in the middle',
			{ defect: 'recordWithoutFields' },
			/record \d+ .*has no 'startTimestamp'/,
		],
		['a decompression bomb', { defect: 'bomb', bombBytes: 272 * 1024 ** 2 }, /goes beyond 256 MiB/],
	] as const)(
		'names a file that is %s, and none of its units count',
		async (_label, delivery, reason) => {
			const path = deliver(4, delivery);
			const run = await summarize('total');
			const others = filesRead().filter((file) => file.path !== path);
			const read = others.flatMap((file) => [...file.units()]);
			const { total } = sumUp(unitsEndedWithin(read, frame));
			expect(run.json[0]).toMatchObject({
				...total,
				partial: true,
				completeness: {
					filesListed: others.length + 1,
					filesRead: others.length,
					filesDropped: 1,
					unitsRead: read.length,
					dropped: [{ path, reason: expect.stringMatching(reason) }],
				},
			});
			expect(run.hints).toEqual([
				expect.objectContaining({ type: 'warning', message: expect.stringContaining(path) }),
			]);
		},
	);

	it('says how many units a dropped file had before it broke', async () => {
		const path = deliver(4, { defect: 'badJsonInTheMiddle' });
		const units = filesRead()
			.find((file) => file.path === path)
			?.units().length;
		const run = await summarize('total');
		expect(run.json[0]).toMatchObject({
			completeness: { unitsDropped: Math.floor((units ?? 0) / 2) },
		});
	});

	it('can be insisted on: a broken file then stops the node', async () => {
		const path = deliver(4, { defect: 'truncatedGzip' });
		const run = await summarize('total', { options: { stopOnBrokenFile: true } });
		expect(run.error).toMatchObject({ message: expect.stringContaining(path) });
	});

	it.each(['agent', 'skill', 'segment'])(
		'is told in a row of its own where there is none by %s, since the only file is broken',
		async (groupBy) => {
			const path = deliver(-1, { defect: 'truncatedGzip' });
			for (const file of filesRead().slice(0, -1)) {
				sandbox.livePerson.switches.deliveryByPath.set(file.path, { framing: 'empty' });
			}
			const run = await summarize(groupBy, { include: [] });
			expect(run.json).toEqual([
				expect.objectContaining({
					subjectType: 'total',
					aht: null,
					units: 0,
					partial: true,
				}),
			]);
			expect(run.hints).toContainEqual(
				expect.objectContaining({ message: expect.stringContaining(path) as string }),
			);
		},
	);

	it('needs no row where nothing is missing', async () => {
		for (const file of filesRead()) {
			sandbox.livePerson.switches.deliveryByPath.set(file.path, { framing: 'empty' });
		}
		const run = await summarize('agent', { include: [] });
		expect(run.error).toBeUndefined();
		expect(run.json).toEqual([]);
	});

	it('names a listed path in an unknown form, cut to a length that can be read', async () => {
		sandbox.livePerson.misbehave.next('list', {
			type: 'status',
			status: 200,
			body: JSON.stringify({ files: [`\u202e${'x'.repeat(9000)}`] }),
			contentType: 'application/json',
		});
		const run = await summarize('total');
		const { dropped } = run.json[0]?.['completeness'] as { dropped: IDataObject[] };
		expect(dropped).toEqual([
			{
				path: expect.stringMatching(/^x{100,497}\.{3}$/) as string,
				reason: 'LivePerson wrote its path in an unknown form',
			},
		]);
		expect(run.hints.map(({ message }) => message)).toEqual([
			'LivePerson listed 1 path in an unknown form, which could not be used.',
			expect.stringMatching(/^1 file of \d+ could not be read/),
		]);
		expect(run.hints.every(({ message }) => message.length < 1000)).toBe(true);
	});

	it('tells that LivePerson missed hours', async () => {
		const hour = frame.fromMs + 3 * HOUR_MS;
		sandbox.livePerson.switches.missingHours.add(hour);
		const run = await summarize('total');
		const others = filesRead().filter(({ hourStartMs }) => hourStartMs !== hour);
		expect(run.json[0]).toMatchObject({
			...sumUp(
				unitsEndedWithin(
					others.flatMap((file) => [...file.units()]),
					frame,
				),
			).total,
			partial: true,
			completeness: { hoursMissing: true, filesListed: others.length },
		});
		expect(run.hints).toHaveLength(1);
	});

	it('counts a file that is gone by the time it is asked for as dropped', async () => {
		sandbox.livePerson.misbehave.next('file', { type: 'status', status: 404 });
		const run = await summarize('total');
		expect(run.json[0]).toMatchObject({
			partial: true,
			completeness: {
				filesDropped: 1,
				dropped: [{ reason: 'LivePerson listed it and does not have it' }],
			},
		});
	});

	it.each([
		['a refused request', { type: 'status', status: 400 }, /did not accept the request/],
		['a refused credential', { type: 'status', status: 401 }, /does not accept/],
	] as const)(
		'is not given at all where a file got %s, since half would look like a whole',
		async (_label, misbehaviour, message) => {
			sandbox.livePerson.misbehave.next('file', misbehaviour);
			const run = await summarize('total', {}, { onError: 'continueRegularOutput' });
			expect(run.json).toEqual([{ error: expect.stringMatching(message) }]);
		},
	);

	it('reconciles units with the handle times of agent segments', async () => {
		const run = await summarize('agent');
		const { total } = ended();
		expect(run.json.at(-1)).toMatchObject({
			completeness: {
				reconciliation: {
					segmentsMatched: total.segments,
					segmentsDiffering: 0,
					segmentsMissing: 0,
					segmentsWithoutUnits: 0,
					differenceMillis: 0,
				},
			},
		});
	});

	it('shows where units and agent segments differ, since a file is missing', async () => {
		const path = deliver(4, { defect: 'truncatedGzip' });
		const isLost = (file: { path: string }) => file.path === path;
		const lost = filesRead()
			.filter(isLost)
			.flatMap((file) => [...file.units()]);
		const read = filesRead()
			.filter((file) => !isLost(file))
			.flatMap((file) => [...file.units()]);
		const run = await summarize('agent');
		const readIds = new Set(read.map(({ segmentId }) => segmentId));
		const lostIds = new Set(lost.map(({ segmentId }) => segmentId));
		const counted = new Set(unitsEndedWithin(read, frame).map(({ segmentId }) => segmentId));
		const { reconciliation } = run.json.at(-1)?.['completeness'] as { reconciliation: IDataObject };
		expect(reconciliation).toMatchObject({
			segmentsMatched: counted.size,
			segmentsDiffering: [...lostIds].filter((id) => counted.has(id)).length,
			segmentsMissing: 0,
			segmentsWithoutUnits: [...lostIds].filter((id) => !readIds.has(id)).length,
		});
		expect(run.hints.map(({ message }) => message)).toContainEqual(
			expect.stringContaining('do not agree with'),
		);
	});

	it('says so where LivePerson does not have all agent segments', async () => {
		sandbox.livePerson.misbehave.next('segments', { type: 'partial' });
		const run = await summarize('agent');
		expect(run.hints.map(({ message }) => message)).toEqual([
			expect.stringContaining('list of agent segments is incomplete'),
		]);
	});

	it('keeps units whose segment is not among the agent segments, in a row of their own', async () => {
		const { data } = sandbox.livePerson;
		const { segments } = data;
		const { bySegment } = ended();
		const hidden = Object.keys(bySegment)[7] ?? '';
		data.segments = [...segmentsOf(segments)].filter(({ segmentId }) => segmentId !== hidden);
		const run = await summarize('group');
		data.segments = segments;
		const row = run.json.find(({ subjectId }) => subjectId === '');
		expect(row).toMatchObject({ subjectName: 'Not in Agent Segments', ...bySegment[hidden] });
		expect(run.json.at(-1)).toMatchObject({
			completeness: { reconciliation: { segmentsMissing: 1 } },
		});
	});
});

describe('a summary for an AI agent', () => {
	it('is a few rows, and one for everything that says what is left out', async () => {
		const { engine, credential } = await setUp();
		const run = await engine.runTool({
			type: 'agentSegmentsBreakdown',
			parameters: parametersFor('segment', { returnAll: true, sortBy: 'handleTime' }),
			credentials: [credential],
			calls: [{}],
			settings: { timezone: 'UTC' },
		});
		const { bySegment, total } = ended();
		const answer = run.responses[0] ?? '';
		const rows = JSON.parse(answer) as IDataObject[];
		expect(rows).toHaveLength(25);
		expect(rows.at(-1)).toMatchObject({
			...total,
			note: expect.stringContaining(
				`${Object.keys(bySegment).length - 24} items not shown`,
			) as string,
			completeness: { filesRead: filesRead().length },
		});
		expect(answer.length).toBeLessThan(20_000);
	});
});

describe('the output schema of a summary', () => {
	it('has every field that a row can have, and no other, in their order', async () => {
		deliver(4, { defect: 'truncatedGzip' });
		const include = ['completeness', 'milliseconds', 'percentiles'];
		const parameters = { include, interval: 'hour' };
		const most = await summarize(
			['agent', 'endReason', 'group', 'skill', 'startReason'],
			parameters,
		);
		const bySegment = await summarize('segment', parameters);
		const { service, segmentId, ...row } = { ...bySegment.json[0], ...most.json.at(-1) };
		expect(typeof service).toBe('string');
		expect([typeof segmentId, segmentId]).toEqual(['string', bySegment.json[0]?.['segmentId']]);
		const { type, properties } = outlineOf({ ...row, service, segmentId });
		const expected = loosened(schema) as Outline;
		expect({ type, properties: withoutNulls(properties) }).toEqual({
			type: 'object',
			properties: withoutNulls(properties, expected.properties),
		});
		expect(Object.keys(expected.properties ?? {}).sort()).toEqual(
			Object.keys(properties ?? {}).sort(),
		);
		expect(Object.keys(most.json[0] ?? {})).toEqual(
			Object.keys(schema.properties).filter(
				(name) => !['segmentId', 'completeness'].includes(name),
			),
		);
	});
});

/** Fields that the row has a value in, out of those of the row or of the schema. */
function withoutNulls(of: Outline['properties'] = {}, from = of): Outline['properties'] {
	const named = Object.entries(of).filter(([, { isNull }]) => isNull !== true);
	return Object.fromEntries(named.map(([name]) => [name, from[name] ?? { type: 'none' }]));
}

type Outline = {
	type: string;
	isNull?: boolean;
	properties?: Record<string, Outline>;
	items?: Outline;
};

/** A value's schema. */
function outlineOf(value: unknown): Outline {
	if (Array.isArray(value)) return { type: 'array', items: outlineOf(value[0]) };
	if (value === null) return { type: 'null', isNull: true };
	if (typeof value !== 'object') return { type: typeof value };
	const properties = Object.entries(value).map(([name, of]) => [name, outlineOf(of)]);
	return { type: 'object', properties: Object.fromEntries(properties) };
}

/** The schema without what one value cannot show: null in its place, and whether it is whole. */
function loosened(of: unknown): unknown {
	if (of === 'integer') return 'number';
	if (typeof of !== 'object' || of === null) return of;
	if (Array.isArray(of)) return loosened(of[0]);
	return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, loosened(value)]));
}
