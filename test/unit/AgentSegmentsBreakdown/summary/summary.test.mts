import { gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { DateTime } from 'luxon';

import type { HandlingTimeUnit } from '../../../../nodes/AgentSegmentsBreakdown/decode/handlingTimeUnit.ts';
import type { GroupBy } from '../../../../nodes/AgentSegmentsBreakdown/summary/dimensions.ts';
import { GROUPINGS } from '../../../../nodes/AgentSegmentsBreakdown/summary/dimensions.ts';
import type { Group } from '../../../../nodes/AgentSegmentsBreakdown/summary/groups.ts';
import { UnitSummary } from '../../../../nodes/AgentSegmentsBreakdown/summary/summary.ts';
import type { Interval } from '../../../../nodes/AgentSegmentsBreakdown/summary/timeZoneBuckets.ts';
import { INTERVALS } from '../../../../nodes/AgentSegmentsBreakdown/summary/timeZoneBuckets.ts';
import { wholeHours } from '../../../../nodes/AgentSegmentsBreakdown/timeFrame.ts';
import { DOCUMENTED_UNIT, PATH } from '../decode/files.mts';
import type { Choice, DataSet, File, Frame, Sums } from './reference.mts';
import { addUpSlowly, intervalLabel } from './reference.mts';

const HOUR_MS = 3_600_000;
const NAMES = { agent: (id: string) => id, skill: (id: string) => id, group: (id: string) => id };
/** Zones, and a moment near a change of their clocks */
const PLACES = [
	['UTC', '2026-11-20T12:00Z'],
	['Asia/Kolkata', '2026-11-20T12:00Z'],
	['Asia/Kathmandu', '2026-11-20T18:00Z'],
	['Europe/Berlin', '2026-10-25T01:00Z'],
	['America/New_York', '2026-03-08T07:00Z'],
	['America/Havana', '2026-11-01T05:00Z'],
	['Australia/Lord_Howe', '2026-04-04T15:00Z'],
] as const;

const millis = (max: number) => fc.nat({ max });
const unitPlan = fc.record({
	gapMs: millis(5 * HOUR_MS),
	handleTimeMillis: millis(HOUR_MS),
	startReason: fc.constantFrom('consumerMessage', 'agentResponse', 'conversationEntered'),
	endReason: fc.constantFrom('agentResponse', 'conversationClosed'),
	/** Comes again in a file of some hours later */
	isRepeated: fc.boolean(),
	/** Comes late, in a file of some hours later */
	isLate: fc.boolean(),
	laterHours: fc.nat(20),
});
const segmentPlan = fc.record({
	startMs: fc.integer({ min: -60 * HOUR_MS, max: 30 * HOUR_MS }),
	agentId: fc.constantFrom('7', '8', ''),
	skillId: fc.constantFrom('70', '71'),
	groupId: fc.constantFrom('700', '701'),
	isListed: fc.boolean(),
	firstSequence: fc.constantFrom(0, 1, 29, 4000),
	units: fc.array(unitPlan, { minLength: 1, maxLength: 5 }),
	/** From the end of the last unit on */
	closesAfterMs: fc.oneof(millis(HOUR_MS), millis(40 * HOUR_MS)),
});

type SegmentPlan = typeof segmentPlan extends fc.Arbitrary<infer T> ? T : never;

function buildDataSet(base: number, plans: readonly SegmentPlan[]): DataSet {
	const files = new Map<number, HandlingTimeUnit[]>();
	const put = (hourMs: number, unit: HandlingTimeUnit) =>
		files.set(hourMs, [...(files.get(hourMs) ?? []), unit]);
	const owners: DataSet['owners'] = new Map();
	plans.forEach((plan, number) => {
		const segmentId = number === 1 ? 'é' : `segment ${number}`;
		if (plan.isListed) owners.set(segmentId, plan);
		let at = base + plan.startMs;
		const units = plan.units.map((each, index): HandlingTimeUnit => {
			const startTimestamp = at + each.gapMs;
			at = startTimestamp + each.handleTimeMillis;
			const { startReason, endReason, handleTimeMillis } = each;
			const sequence = plan.firstSequence + index;
			return {
				...DOCUMENTED_UNIT,
				segmentId,
				sequence,
				startReason,
				endReason,
				handleTimeMillis,
				startTimestamp,
				endTimestamp: at,
			};
		});
		const hourOf = (ms: number) => Math.floor(ms / HOUR_MS) * HOUR_MS;
		const closedIn = hourOf(at + plan.closesAfterMs);
		plan.units.forEach(({ isLate, isRepeated, laterHours }, index) => {
			// What is more than a day late is another matter
			const later = Math.max(
				closedIn,
				Math.min(closedIn + laterHours * HOUR_MS, hourOf(at) + 20 * HOUR_MS),
			);
			// Which copy of a unit is read first would matter where it moves the start of a long segment
			const isSoon = later - 24 * HOUR_MS <= (units[index]?.startTimestamp ?? 0);
			if (isRepeated) put(isSoon ? later : closedIn, units[index]!);
			const isLater = isLate && (isSoon || !isRepeated);
			put(isLater ? later : closedIn, units[index]!);
		});
	});
	return { files: [...files].map(([hourMs, units]) => ({ hourMs, units })), owners };
}

function summarize(
	data: DataSet,
	files: readonly File[],
	choice: Choice,
	withEmptyIntervals = false,
) {
	const { frame, zone } = choice;
	const [start, end] = [frame.fromMs, frame.toMs].map((ms) => DateTime.fromMillis(ms, { zone }));
	const summary = new UnitSummary({ ...choice, frame: { start: start!, end: end! } });
	for (const { hourMs, units } of files) {
		const lines = units.map((unit, index) =>
			// The same id as an escape and in plain has to be the same segment
			index % 2 ? JSON.stringify(unit) : JSON.stringify(unit).replace('segment ', '\\u0073egment '),
		);
		summary.addFile(gzipSync(lines.join('\n')), PATH, hourMs);
	}
	const joined = summary.join();
	for (const [segmentId, owner] of data.owners) {
		joined.add({
			...owner,
			segmentId,
			employeeId: '',
			endedAt: undefined,
			totalHandleTimeMillis: null,
		});
	}
	const groups = summary.groups({ names: NAMES, withPercentiles: true, withEmptyIntervals });
	return { summary, groups, total: summary.total(true) };
}

/** The files that Summarize reads for a time frame: its hours, and those of a day after it. */
function filesFor({ files }: DataSet, { fromMs, toMs }: Frame): File[] {
	const now = DateTime.utc(2027, 1, 1);
	const [from, to] = [fromMs, toMs].map((ms) => DateTime.fromMillis(ms, { zone: 'utc' }));
	const hours = wholeHours({ from: from!, to: to! }, now);
	return files.filter(
		({ hourMs }) => hourMs >= hours.from.toMillis() && hourMs < hours.to.toMillis() + 24 * HOUR_MS,
	);
}

function toSums(
	groups: readonly Group[],
	summary: UnitSummary,
	{ asWorked, interval, zone }: Choice,
): Map<string, Sums> {
	return new Map(
		groups.map(({ interval: number, totals, values }) => {
			const start = summary.buckets?.[number]?.start.toMillis();
			const label = start === undefined ? 'whole' : intervalLabel(start, interval, zone);
			const { contacts, handleTimeMillis, percentiles, units } = totals;
			return [
				[label, ...values.map(({ id, name }) => (id === '' ? name : id))].join(' | '),
				{
					contacts: asWorked ? 0 : contacts,
					handleTimeMillis,
					percentiles: asWorked ? null : percentiles,
					units,
				},
			];
		}),
	);
}

const choices = fc.record({
	groupBy: fc.subarray([...GROUPINGS]) as fc.Arbitrary<GroupBy[]>,
	interval: fc.constantFrom<Interval | undefined>(undefined, ...INTERVALS),
	asWorked: fc.boolean(),
});
const world = fc
	.record({ place: fc.constantFrom(...PLACES), plans: fc.array(segmentPlan, { maxLength: 7 }) })
	.map(({ place, plans }) => {
		const { 0: zone, 1: iso } = place;
		const base = DateTime.fromISO(iso).toMillis();
		return { zone, base, data: buildDataSet(base, plans) };
	});
const quarters = fc.integer({ min: -40 * 4, max: 30 * 4 });

describe('a summary', () => {
	it('equals a slow and obvious one for every grouping, interval, time frame and zone', () => {
		fc.assert(
			fc.property(
				world,
				choices,
				quarters,
				fc.integer({ min: 1, max: 96 }),
				fc.boolean(),
				({ zone, base, data }, chosen, start, length, isReversed) => {
					const fromMs = base + start * 15 * 60_000;
					const choice = {
						...chosen,
						zone,
						frame: { fromMs, toMs: fromMs + length * 15 * 60_000 },
					};
					const files = isReversed ? data.files.toReversed() : data.files;
					const { groups, summary, total } = summarize(data, files, choice);
					const expected = addUpSlowly(data, choice);
					if (expected.size === 0) expect(total.totals.units).toBe(0);
					else expect(toSums(groups, summary, choice)).toEqual(expected);

					// Every group and interval together are everything, once
					const sum = (field: 'contacts' | 'handleTimeMillis' | 'units') =>
						groups.reduce((all, { totals }) => all + totals[field], 0);
					expect(sum('handleTimeMillis')).toBe(total.totals.handleTimeMillis);
					expect(sum('units')).toBe(total.totals.units);
					if (!chosen.asWorked) expect(sum('contacts')).toBe(total.totals.contacts);
					for (const { interval } of groups) {
						const window = summary.buckets?.[interval];
						if (window) expect(window.end.toMillis()).toBeGreaterThan(fromMs);
					}
				},
			),
			{ numRuns: 300 },
		);
	});

	it('counts each segment in one of two time frames that meet, in any zone', () => {
		fc.assert(
			fc.property(
				world,
				choices,
				quarters,
				fc.nat(200),
				fc.nat(200),
				({ zone, base, data }, chosen, start, first, second) => {
					const at = (quarter: number) => base + quarter * 15 * 60_000;
					const [fromMs, middleMs, toMs] = [
						at(start),
						at(start + first + 1),
						at(start + first + second + 2),
					];
					const read = (frame: Frame) => {
						const choice = {
							groupBy: chosen.groupBy,
							interval: undefined,
							asWorked: chosen.asWorked,
							zone,
							frame,
						};
						const { groups, summary } = summarize(data, filesFor(data, frame), choice);
						return toSums(groups, summary, choice);
					};
					const both = [
						read({ fromMs: fromMs!, toMs: middleMs! }),
						read({ fromMs: middleMs!, toMs: toMs! }),
					];
					const whole = read({ fromMs: fromMs!, toMs: toMs! });
					const keys = new Set([...both.flatMap((sums) => [...sums.keys()]), ...whole.keys()]);
					for (const key of keys) {
						for (const field of [
							'handleTimeMillis',
							'units',
							...(chosen.asWorked ? [] : ['contacts' as const]),
						] as const) {
							const parts = both.reduce((sum, sums) => sum + (sums.get(key)?.[field] ?? 0), 0);
							expect([key, field, parts]).toEqual([key, field, whole.get(key)?.[field] ?? 0]);
						}
					}
				},
			),
			{ numRuns: 200 },
		);
	});

	it('has a row of zeros for every group and interval without work, where these are wanted', () => {
		fc.assert(
			fc.property(
				world,
				choices,
				quarters,
				fc.integer({ min: 1, max: 60 }),
				({ zone, base, data }, chosen, start, length) => {
					const fromMs = base + start * 15 * 60_000;
					const interval = chosen.interval ?? 'hour';
					const choice = {
						...chosen,
						interval,
						zone,
						frame: { fromMs, toMs: fromMs + length * 15 * 60_000 },
					};
					const { groups, summary } = summarize(data, data.files, choice, true);
					const sums = toSums(groups, summary, choice);
					expect(sums.size).toBe(groups.length);
					const labels = new Set<string>();
					for (let ms = fromMs; ms < choice.frame.toMs; ms += 15 * 60_000)
						labels.add(intervalLabel(ms, interval, zone));
					const expected = addUpSlowly(data, choice);
					const ids = new Set(
						[...expected.keys()].map((key) => key.split(' | ').slice(1).join(' | ')),
					);
					if (chosen.groupBy.length === 0) ids.add('');
					const nothing: Sums = { contacts: 0, handleTimeMillis: 0, units: 0, percentiles: null };
					const all = [...labels].flatMap((label) =>
						[...ids].map((id) =>
							id === '' && chosen.groupBy.length === 0 ? label : `${label} | ${id}`,
						),
					);
					expect(sums).toEqual(new Map(all.map((key) => [key, expected.get(key) ?? nothing])));
				},
			),
			{ numRuns: 100 },
		);
	});
});

describe('a unit that comes again', () => {
	it.each([1, 31, 32, 33, 2 ** 40])('with sequence %i counts once, and is told', (sequence) => {
		const unit = { ...DOCUMENTED_UNIT, sequence };
		const hourMs = Math.floor(unit.endTimestamp / HOUR_MS) * HOUR_MS;
		const files = [[unit, { ...unit, sequence: 0 }, unit], [unit]].map((units) => ({
			hourMs,
			units,
		}));
		const frame = { fromMs: hourMs, toMs: hourMs + HOUR_MS };
		const choice = { groupBy: [], interval: undefined, asWorked: false, zone: 'utc', frame };
		const { summary, total } = summarize({ files, owners: new Map() }, files, choice);
		expect(total.totals).toMatchObject({ handleTimeMillis: 2 * 9093, units: 2, contacts: 1 });
		expect(summary.totals).toMatchObject({ unitsRead: 4, unitsRepeated: 2 });
	});
});

describe('handle times', () => {
	it('are refused once their sum is too large to be exact', () => {
		const hourMs = Math.floor(DOCUMENTED_UNIT.endTimestamp / HOUR_MS) * HOUR_MS;
		const units = ['a', 'b'].map((segmentId) => ({
			...DOCUMENTED_UNIT,
			segmentId,
			handleTimeMillis: Number.MAX_SAFE_INTEGER,
		}));
		const frame = { fromMs: hourMs, toMs: hourMs + HOUR_MS };
		const choice = { groupBy: [], interval: undefined, asWorked: false, zone: 'utc', frame };
		const files = [{ hourMs, units }];
		expect(() => summarize({ files, owners: new Map() }, files, choice)).toThrow(
			'The handle times add up to more than can be counted exactly',
		);
	});
});
