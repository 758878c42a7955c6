import type { IDataObject } from 'n8n-workflow';

import schema from '../../../../nodes/AgentSegmentsBreakdown/__schema__/v1.0.0/handlingTimeUnit/summarize.json' with { type: 'json' };
import type { FileDelivery } from '../../../../sandbox/simulators/livePerson/delivery.mts';
import { segmentsOf } from '../../../../sandbox/simulators/livePerson/records.mts';
import type { Sum } from '../../../../sandbox/simulators/livePerson/totals.mts';
import { sumUp } from '../../../../sandbox/simulators/livePerson/totals.mts';
import type { Sandbox } from '../../../../sandbox/simulators/sandbox.mts';
import { startSandbox } from '../../../../sandbox/simulators/sandbox.mts';
import type { NodeRunSetup } from '../../../support/engine/engine.mts';
import { createEngine } from '../../../support/engine/engine.mts';
import { trust } from '../../../support/engine/trust.mts';

const HOUR_MS = 3_600_000;
const SHARED_FIELDS = [
	'service',
	'subjectType',
	'subjectName',
	'aht',
	'ahtSeconds',
	'subjectId',
	'windowStart',
	'windowEnd',
];

jest.setTimeout(30_000);

let sandbox: Sandbox;
let stopTrusting: () => void;
let toMs: number;
let frame: { fromMs: number; toMs: number };

beforeAll(async () => {
	sandbox = await startSandbox({
		livePerson: { hours: 28, segmentsPerAgentHour: 3, filesPerHour: 2 },
	});
	stopTrusting = trust(sandbox);
	// Whole hours (UTC), so that no file lies half in the frame
	toMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
	frame = { fromMs: toMs - 24 * HOUR_MS, toMs };
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

function parametersFor(groupBy: string, more: IDataObject = {}) {
	return {
		authentication: 'livePersonTokenApi',
		resource: 'handlingTimeUnit',
		operation: 'summarize',
		groupBy,
		from: new Date(frame.fromMs).toISOString(),
		to: new Date(frame.toMs).toISOString(),
		...more,
	} as NodeRunSetup['parameters'];
}

async function summarize(groupBy: string, more: IDataObject = {}, setup: Setup = {}) {
	const { engine, credential } = await setUp();
	return await engine.runNode({
		type: 'agentSegmentsBreakdown',
		parameters: parametersFor(groupBy, more),
		credentials: [credential],
		settings: { timezone: 'UTC' },
		...setup,
	});
}

function filesInFrame() {
	return sandbox.livePerson.data.files.filter(
		({ hourStartMs }) => hourStartMs >= frame.fromMs && hourStartMs < frame.toMs,
	);
}

function deliver(index: number, delivery: Partial<FileDelivery>): string {
	const path = filesInFrame().at(index)?.path ?? '';
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

describe('a summary', () => {
	it.each([
		['agent', 'byAgent'],
		['skill', 'bySkill'],
		['group', 'byGroup'],
		['segment', 'bySegment'],
		['startReason', 'byStartReason'],
		['endReason', 'byEndReason'],
	] as const)('by %s has the totals of the account', async (groupBy, totals) => {
		const run = await summarize(groupBy, { returnAll: true });
		expect(run.error).toBeUndefined();
		expect(sumsOf(run.json)).toEqual(sandbox.livePerson.totals({ frame })[totals]);
		const times = run.json.map(({ handleTimeMillis }) => Number(handleTimeMillis));
		expect(times).toEqual([...times].sort((a, b) => b - a));
		expect(run.hints).toEqual([]);
	});

	it('of everything is one row with the total of the account', async () => {
		const run = await summarize('total');
		const { total } = sandbox.livePerson.totals({ frame });
		expect(run.json).toHaveLength(1);
		const [row = {}] = run.json;
		expect(Object.keys(row).slice(0, 8)).toEqual(SHARED_FIELDS);
		expect(row).toMatchObject({
			service: 'LivePerson',
			subjectType: 'total',
			subjectName: 'Total',
			aht: expect.stringMatching(/^\d\d:\d\d:\d\d$/),
			ahtSeconds: Math.round(total.handleTimeMillis / total.segments) / 1000,
			ahtMillis: Math.round(total.handleTimeMillis / total.segments),
			windowStart: new Date(frame.fromMs).toISOString(),
			windowEnd: new Date(frame.toMs).toISOString(),
			...total,
			partial: false,
		});
	});

	it('by hour puts a unit that straddles two hours into that of its start', async () => {
		const run = await summarize('hour');
		const { byHour } = sandbox.livePerson.totals({ frame });
		const units = filesInFrame().flatMap((file) => file.units());
		const hourOf = (epochMs: number) => Math.floor(epochMs / HOUR_MS);
		expect(units.some((unit) => hourOf(unit.startTimestamp) < hourOf(unit.endTimestamp))).toBe(
			true,
		);
		const found = run.json.map(({ windowStart, handleTimeMillis, units: count, segments }) => [
			windowStart,
			{ handleTimeMillis, units: count, segments },
		]);
		expect(Object.fromEntries(found)).toEqual(byHour);
		expect(found).toEqual([...found].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
		for (const { windowStart, windowEnd } of run.json) {
			expect(Date.parse(String(windowEnd)) - Date.parse(String(windowStart))).toBe(HOUR_MS);
		}
	});

	it("by day counts the days of the workflow's time zone", async () => {
		const zone = 'Asia/Kolkata';
		const run = await summarize('day', {}, { settings: { timezone: zone } });
		expect(sumsOf(run.json)).toEqual(sandbox.livePerson.totals({ frame, zone }).byDay);
		expect(run.json.map(({ windowStart }) => windowStart)).toEqual(
			run.json.map(({ subjectId }) => new Date(`${String(subjectId)}T00:00+05:30`).toISOString()),
		);
	});

	it('names an agent by the employee id that the brand has configured', async () => {
		const run = await summarize('agent');
		const agent = sandbox.livePerson.data.agents.find(
			({ agentId }) => String(agentId) === run.json[0]?.['subjectId'],
		);
		expect(run.json[0]).toMatchObject({ subjectType: 'agent', subjectName: agent?.employeeId });
	});

	it('by agent keeps segments without an agent apart from every agent', async () => {
		const { data } = sandbox.livePerson;
		const { segments } = data;
		const ids = filesInFrame()
			.flatMap((file) => file.units())
			.map(({ segmentId }) => segmentId);
		const strangers = new Set(ids.slice(0, 2));
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

	it("gives percentiles of the segments' handle times, by nearest rank", async () => {
		const run = await summarize('skill');
		const { bySegment } = sandbox.livePerson.totals({ frame });
		for (const row of run.json) {
			const times = [...segmentsOf(sandbox.livePerson.data.segments)]
				.filter(
					({ skillId, segmentId }) => String(skillId) === row['subjectId'] && bySegment[segmentId],
				)
				.map(({ segmentId }) => bySegment[segmentId]?.handleTimeMillis ?? 0)
				.sort((a, b) => a - b);
			const rank = (percent: number) => times[Math.ceil((percent / 100) * times.length) - 1];
			expect(row).toMatchObject({ p50Millis: rank(50), p90Millis: rank(90), p95Millis: rank(95) });
		}
	});

	it('leaves out what is not to be included, and adds a row for everything where it is', async () => {
		const run = await summarize('hour', { include: ['total'] });
		const last = run.json.at(-1);
		const { total } = sandbox.livePerson.totals({ frame });
		expect(last).toMatchObject({ subjectType: 'total', ...total });
		expect(run.json.some((row) => 'completeness' in row || 'p50Millis' in row)).toBe(false);
	});

	it.each([1, 3])('has at most %i files on their way where no more are wanted', async (most) => {
		const { livePerson } = sandbox;
		livePerson.misbehave.latency('file', 20);
		livePerson.requests.mostInFlight.file = 0;
		const run = await summarize('total', { options: { filesAtOnce: most } });
		expect(run.json[0]).toMatchObject({ units: livePerson.totals({ frame }).total.units });
		expect(livePerson.requests.mostInFlight.file).toBeGreaterThan(0);
		expect(livePerson.requests.mostInFlight.file).toBeLessThanOrEqual(most);
	});

	it('by segment is limited to those with the most handle time, unless all are wanted', async () => {
		const all = await summarize('segment', { include: [], returnAll: true });
		const run = await summarize('segment', { include: [], limit: 2 });
		expect(run.json).toEqual(all.json.slice(0, 2));
		expect(run.hints).toEqual([
			expect.objectContaining({ message: `The limit left out ${all.json.length - 2} segments.` }),
		]);
	});

	it('of a time frame without files is a row of nothing', async () => {
		const [from, to] = [frame.fromMs - 10 * 24 * HOUR_MS, frame.fromMs - 9 * 24 * HOUR_MS];
		const run = await summarize('total', {
			from: new Date(from).toISOString(),
			to: new Date(to).toISOString(),
		});
		expect(run.json).toEqual([
			expect.objectContaining({
				aht: null,
				ahtSeconds: null,
				ahtMillis: null,
				units: 0,
				segments: 0,
			}),
		]);
	});

	it('pairs its rows with the input item that asked for them', async () => {
		const groupings = [{ by: 'startReason' }, { by: 'total' }];
		const run = await summarize('={{ $json.by }}', {}, { input: groupings });
		expect(run.items.at(-1)).toMatchObject({
			json: { subjectType: 'total' },
			pairedItem: { item: 1 },
		});
		expect(run.items[0]).toMatchObject({
			json: { subjectType: 'startReason' },
			pairedItem: { item: 0 },
		});
	});

	it('refuses a grouping that is not on offer', async () => {
		const run = await summarize('={{ "queue" }}');
		expect(run.error).toMatchObject({
			message: "The 'Group By' parameter is not one of its options",
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
				filesListed: filesInFrame().length,
				filesRead: filesInFrame().length,
				filesDropped: 0,
				unitsRead: sandbox.livePerson.totals({ frame }).total.units,
				unitsDropped: 0,
				dropped: [],
			},
		});
	});

	it('is told once, in the last row, so that a table stays readable', async () => {
		const run = await summarize('agent', { include: ['completeness'] });
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
			const others = filesInFrame().filter((file) => file.path !== path);
			const { total } = sumUp(others.flatMap((file) => file.units()));
			expect(run.json[0]).toMatchObject({
				...total,
				partial: true,
				completeness: {
					filesListed: others.length + 1,
					filesRead: others.length,
					filesDropped: 1,
					unitsRead: total.units,
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
		const units = filesInFrame()
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

	it.each(['agent', 'hour', 'segment'])(
		'is told in a row of its own where there is none by %s, since the only file is broken',
		async (groupBy) => {
			const path = deliver(-1, { defect: 'truncatedGzip' });
			for (const file of filesInFrame().slice(0, -1)) {
				sandbox.livePerson.switches.deliveryByPath.set(file.path, { framing: 'empty' });
			}
			const run = await summarize(groupBy);
			expect(run.json).toEqual([
				expect.objectContaining({
					subjectType: 'total',
					aht: null,
					units: 0,
					partial: true,
					completeness: expect.objectContaining({
						filesDropped: 1,
						dropped: [expect.objectContaining({ path })],
					}),
				}),
			]);
		},
	);

	it('needs no row where nothing is missing', async () => {
		for (const file of filesInFrame()) {
			sandbox.livePerson.switches.deliveryByPath.set(file.path, { framing: 'empty' });
		}
		const run = await summarize('hour');
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
				path: expect.stringMatching(/^x{497}\.{3}$/) as string,
				reason: 'LivePerson wrote its path in an unknown form',
			},
		]);
		expect(run.hints.map(({ message }) => message)).toEqual([
			'LivePerson listed 1 path in an unknown form, which could not be used.',
			expect.stringContaining('1 file of 1 could not be read'),
		]);
		expect(run.hints.every(({ message }) => message.length < 1000)).toBe(true);
	});

	it('tells that LivePerson missed hours', async () => {
		const hour = frame.fromMs + 3 * HOUR_MS;
		sandbox.livePerson.switches.missingHours.add(hour);
		const run = await summarize('total');
		const others = filesInFrame().filter(({ hourStartMs }) => hourStartMs !== hour);
		expect(run.json[0]).toMatchObject({
			...sumUp(others.flatMap((file) => file.units())).total,
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
		['a web page', { type: 'htmlPage' }, /a web page instead of data/],
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
		const { total } = sandbox.livePerson.totals({ frame });
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
		const lost =
			filesInFrame()
				.find((file) => file.path === path)
				?.units() ?? [];
		const { bySegment } = sumUp(
			filesInFrame()
				.filter((file) => file.path !== path)
				.flatMap((file) => file.units()),
		);
		const run = await summarize('agent');
		const lostIds = new Set(lost.map(({ segmentId }) => segmentId));
		const inPart = [...lostIds].filter((id) => bySegment[id]);
		const { reconciliation } = run.json.at(-1)?.['completeness'] as { reconciliation: IDataObject };
		expect(reconciliation).toMatchObject({
			segmentsMatched: Object.keys(bySegment).length,
			segmentsDiffering: inPart.length,
			segmentsMissing: 0,
			segmentsWithoutUnits: lostIds.size - inPart.length,
		});
		expect(run.hints.map(({ message }) => message)).toContainEqual(
			expect.stringContaining('do not agree with'),
		);
	});

	it('says so where LivePerson does not have all agent segments', async () => {
		sandbox.livePerson.misbehave.next('segments', { type: 'partial' });
		const run = await summarize('agent');
		expect(run.hints.map(({ message }) => message)).toEqual([
			expect.stringContaining('list of agent segments is not complete'),
		]);
	});

	it('keeps units whose segment is not among the agent segments, in a row of their own', async () => {
		const { data } = sandbox.livePerson;
		const { segments } = data;
		const hidden = filesInFrame()[7]?.units()[0]?.segmentId ?? '';
		const { bySegment } = sandbox.livePerson.totals({ frame });
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
			parameters: parametersFor('hour'),
			credentials: [credential],
			calls: [{}],
			settings: { timezone: 'UTC' },
		});
		const { byHour, total } = sandbox.livePerson.totals({ frame });
		const answer = run.responses[0] ?? '';
		const rows = JSON.parse(answer) as IDataObject[];
		expect(rows).toHaveLength(21);
		expect(rows.at(-1)).toMatchObject({
			...total,
			note: `${Object.keys(byHour).length - 20} rows with less handle time not shown`,
			completeness: { filesRead: filesInFrame().length },
		});
		expect(answer.length).toBeLessThan(12_000);
	});
});

describe('the output schema of a summary', () => {
	it('has every field that a row has, and no other', async () => {
		deliver(4, { defect: 'truncatedGzip' });
		const run = await summarize('agent');
		const { type, properties } = run.json.at(-1) ? outlineOf(run.json.at(-1)) : {};
		expect({ type, properties, version: 1 }).toEqual(loosened(schema));
	});
});

type Outline = { type: string; properties?: Record<string, Outline>; items?: Outline };

/** A value's schema. */
function outlineOf(value: unknown): Outline {
	if (Array.isArray(value)) return { type: 'array', items: outlineOf(value[0]) };
	if (typeof value !== 'object' || value === null) {
		return { type: typeof value };
	}
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
