import { DateTime } from 'luxon';

import type { HandlingTimeUnit } from '../../../../nodes/AgentSegmentsBreakdown/decode/handlingTimeUnit.ts';
import type { GroupBy } from '../../../../nodes/AgentSegmentsBreakdown/summary/dimensions.ts';
import { UnitSummary } from '../../../../nodes/AgentSegmentsBreakdown/summary/summary.ts';
import { DOCUMENTED_UNIT, PATH } from '../decode/files.mts';

const NINE = Date.parse('2026-11-20T09:00Z');
const MINUTE_MS = 60_000;
const NAMES = { agent: (id: string) => id, skill: (id: string) => id, group: (id: string) => id };

type Given = Partial<HandlingTimeUnit> & { segmentId: string };

/** A unit of a minute that begins so many minutes after nine. */
function unit(minute: number, given: Given): HandlingTimeUnit {
	const startTimestamp = NINE + minute * MINUTE_MS;
	return {
		...DOCUMENTED_UNIT,
		sequence: 1,
		startTimestamp,
		endTimestamp: startTimestamp + MINUTE_MS,
		handleTimeMillis: 1000,
		...given,
	};
}

interface Choice {
	groupBy?: GroupBy[];
	interval?: 'quarterHour';
	asWorked?: boolean;
	withPercentiles?: boolean;
	withEmptyIntervals?: boolean;
}

/** Sums the units, a file each list, from nine to ten. */
function summarize(files: HandlingTimeUnit[][], choice: Choice = {}) {
	const { groupBy = [], interval, asWorked = false } = choice;
	const { withPercentiles = false, withEmptyIntervals = false } = choice;
	const start = DateTime.fromMillis(NINE, { zone: 'utc' });
	const frame = { start, end: start.plus({ hours: 1 }) };
	const summary = new UnitSummary({ groupBy, interval, asWorked, frame, zone: 'utc' });
	for (const units of files) {
		summary.addFile(Buffer.from(units.map((each) => JSON.stringify(each)).join('\n')), PATH, NINE);
	}
	return { summary, groups: summary.groups({ names: NAMES, withPercentiles, withEmptyIntervals }) };
}

/** A group as its names, the minute at which its interval begins, and its sums. */
function rowsOf({ summary, groups }: ReturnType<typeof summarize>) {
	return groups.map(({ values, interval, totals }) => {
		const start = summary.buckets?.[interval]?.start.toMillis();
		return {
			of: values.map(({ name }) => name).join(' | '),
			...(start === undefined ? {} : { minute: (start - NINE) / MINUTE_MS }),
			contacts: totals.contacts,
			units: totals.units,
			ms: totals.handleTimeMillis,
		};
	});
}

describe('the reasons of a segment', () => {
	const inOrder = [
		unit(1, { segmentId: 'a', sequence: 1, startReason: 'entered', endReason: 'answered' }),
		unit(3, { segmentId: 'a', sequence: 2, startReason: 'wrote', endReason: 'replied' }),
		unit(5, { segmentId: 'a', sequence: 3, startReason: 'wrote again', endReason: 'closed' }),
	];
	const [one, two, three] = inOrder as [HandlingTimeUnit, HandlingTimeUnit, HandlingTimeUnit];

	it.each([
		['in order', [[one, two, three]]],
		['the last one first', [[three, two, one]]],
		['mixed', [[two, three, one]]],
		['mixed in another way', [[two, one, three]]],
		['in files of their own', [[three], [one], [two]]],
		['some of them twice', [[two, one], [three, two], [one]]],
	])('are the first of its first unit and the last of its last, %s', (_label, files) => {
		const choice: Choice = { groupBy: ['startReason', 'endReason'] };
		expect(rowsOf(summarize(files, choice))).toEqual([
			{ of: 'entered | closed', contacts: 1, units: 3, ms: 3000 },
		]);
		expect(rowsOf(summarize(files, { groupBy: ['endReason'] }))).toEqual([
			{ of: 'closed', contacts: 1, units: 3, ms: 3000 },
		]);
	});

	it('are one group each, however many there are and however they are written', () => {
		const reasons = Array.from({ length: 30 }, (_, nth) =>
			nth < 20 ? `reason ${nth}` : `é${nth}`,
		);
		const units = [...reasons, ...reasons].map((startReason, nth) =>
			unit(nth % 50, { segmentId: `${nth}`, startReason }),
		);
		const files = [units.slice(0, 40), units.slice(40)];
		expect(rowsOf(summarize(files, { groupBy: ['startReason'] }))).toEqual(
			reasons.map((of) => ({ of, contacts: 2, units: 2, ms: 2000 })),
		);
	});

	it('tell groups apart by both', () => {
		const pairs = ['x', 'y', 'z'].flatMap((startReason) =>
			['p', 'q', 'r'].map((endReason) => ({ startReason, endReason })),
		);
		const units = pairs.map((reasons, nth) => unit(nth, { segmentId: `${nth}`, ...reasons }));
		expect(rowsOf(summarize([units], { groupBy: ['startReason', 'endReason'] }))).toEqual(
			pairs.map(({ startReason, endReason }) => ({
				of: `${startReason} | ${endReason}`,
				contacts: 1,
				units: 1,
				ms: 1000,
			})),
		);
	});
});

describe('work as it was done', () => {
	const units = [
		unit(1, { segmentId: 'a', sequence: 1, startReason: 'entered', endReason: 'answered' }),
		unit(2, { segmentId: 'a', sequence: 2, startReason: 'wrote', endReason: 'answered' }),
		unit(3, { segmentId: 'b', sequence: 1, startReason: 'entered', endReason: 'closed' }),
		unit(14, { segmentId: 'b', sequence: 2, startReason: 'entered', endReason: 'answered' }),
		unit(15, { segmentId: 'b', sequence: 3, startReason: 'entered', endReason: 'answered' }),
		unit(16, { segmentId: 'c', sequence: 1, startReason: 'entered', endReason: 'answered' }),
	];

	it('counts in the intervals in which its units began', () => {
		expect(rowsOf(summarize([units], { asWorked: true, interval: 'quarterHour' }))).toMatchObject([
			{ minute: 0, units: 4, ms: 4000 },
			{ minute: 15, units: 2, ms: 2000 },
		]);
	});

	it('counts by segment', () => {
		expect(rowsOf(summarize([units], { asWorked: true, groupBy: ['segment'] }))).toMatchObject([
			{ of: 'a', units: 2 },
			{ of: 'b', units: 3 },
			{ of: 'c', units: 1 },
		]);
	});

	it("counts by each unit's own reasons", () => {
		const byStart = summarize([units], { asWorked: true, groupBy: ['startReason'] });
		expect(rowsOf(byStart)).toMatchObject([
			{ of: 'entered', units: 5 },
			{ of: 'wrote', units: 1 },
		]);
		const byEnd = summarize([units], { asWorked: true, groupBy: ['endReason'] });
		expect(rowsOf(byEnd)).toMatchObject([
			{ of: 'answered', units: 5 },
			{ of: 'closed', units: 1 },
		]);
		const byBoth = summarize([units], {
			asWorked: true,
			groupBy: ['endReason', 'startReason', 'segment'],
			interval: 'quarterHour',
		});
		expect(rowsOf(byBoth)).toMatchObject([
			{ of: 'answered | entered | a', minute: 0, units: 1 },
			{ of: 'answered | wrote | a', minute: 0, units: 1 },
			{ of: 'closed | entered | b', minute: 0, units: 1 },
			{ of: 'answered | entered | b', minute: 0, units: 1 },
			{ of: 'answered | entered | b', minute: 15, units: 1 },
			{ of: 'answered | entered | c', minute: 15, units: 1 },
		]);
	});

	it('counts from the first moment of the time frame to before its end', () => {
		const edges = [-1, 0, 59, 60].map((minute, nth) => unit(minute, { segmentId: `${nth}` }));
		const { groups } = summarize([edges], { asWorked: true });
		expect(groups[0]?.totals.units).toBe(2);
	});
});

describe('segments of a time frame', () => {
	it('are those whose last unit ended from its first moment to before its end', () => {
		const edges = [-2, -1, 58, 59].map((minute, nth) => unit(minute, { segmentId: `${nth}` }));
		expect(rowsOf(summarize([edges], { groupBy: ['segment'] })).map(({ of }) => of)).toEqual([
			'1',
			'2',
		]);
	});

	it('are told apart by the thousand, each with its own sums', () => {
		const count = 5000;
		const units = Array.from({ length: 2 * count }, (_, nth) =>
			unit(nth % 50, {
				segmentId: `segment ${nth % count}`,
				sequence: nth < count ? 1 : 2,
				handleTimeMillis: nth % count,
			}),
		);
		const rows = rowsOf(summarize([units], { groupBy: ['segment'] }));
		expect(rows).toEqual(
			Array.from({ length: count }, (_, nth) => ({
				of: `segment ${nth}`,
				contacts: 1,
				units: 2,
				ms: 2 * nth,
			})),
		);
	});

	it.each([
		['low', [0, 1, 30, 31]],
		['high', [32, 33, 1000, 2 ** 40]],
	])('have each unit once, of whatever %s sequence', (_label, sequences) => {
		const units = sequences.map((sequence) => unit(1, { segmentId: 'a', sequence }));
		const { summary, groups } = summarize([[...units, ...units], units], { groupBy: ['segment'] });
		expect(groups.map(({ totals }) => totals.units)).toEqual([sequences.length]);
		expect(summary.totals.unitsRepeated).toBe(2 * sequences.length);
		expect(summary.totals.unitsRead).toBe(3 * sequences.length);
	});

	it('have percentiles of their own group, in whatever order they came', () => {
		const times = { x: [50, 10, 40, 20, 30], y: [7], z: [2, 1] };
		const units = [0, 1, 2, 3, 4].flatMap((nth) =>
			Object.entries(times).flatMap(([startReason, each]) => {
				const handleTimeMillis = each[nth];
				const segmentId = `${startReason}${nth}`;
				return handleTimeMillis === undefined
					? []
					: [unit(nth, { segmentId, startReason, handleTimeMillis })];
			}),
		);
		const choice: Choice = { groupBy: ['startReason'], withPercentiles: true };
		expect(summarize([units], choice).groups.map(({ totals }) => totals.percentiles)).toEqual([
			{ p50: 30, p90: 50, p95: 50 },
			{ p50: 7, p90: 7, p95: 7 },
			{ p50: 1, p90: 2, p95: 2 },
		]);
		const without = summarize([units], { groupBy: ['startReason'] });
		expect(without.groups.map(({ totals }) => totals.percentiles)).toEqual([null, null, null]);
	});
});

describe('a time frame without segments', () => {
	it('has no groups, and a total of nothing', () => {
		expect(summarize([], { groupBy: ['segment'] }).groups).toEqual([]);
		expect(summarize([], { groupBy: ['startReason'], interval: 'quarterHour' }).groups).toEqual([]);
		const nothing = {
			values: [],
			interval: 0,
			totals: { contacts: 0, handleTimeMillis: 0, percentiles: null, units: 0 },
		};
		expect(summarize([]).groups).toEqual([nothing]);
		expect(summarize([]).summary.total(true)).toEqual(nothing);
	});

	it('has a row of zeros for each interval, where these are wanted and there is no grouping', () => {
		const choice: Choice = { interval: 'quarterHour', withEmptyIntervals: true };
		expect(rowsOf(summarize([], choice))).toEqual(
			[0, 15, 30, 45].map((minute) => ({ of: '', minute, contacts: 0, units: 0, ms: 0 })),
		);
		expect(rowsOf(summarize([], { ...choice, groupBy: ['startReason'] }))).toEqual([]);
	});

	it('has zeros beside the intervals with work', () => {
		const choice: Choice = {
			groupBy: ['startReason'],
			interval: 'quarterHour',
			withEmptyIntervals: true,
		};
		const units = [
			unit(20, { segmentId: 'a', startReason: 'x' }),
			unit(50, { segmentId: 'b', startReason: 'y' }),
		];
		const row = (of: string, minute: number, count: number) => ({
			of,
			minute,
			contacts: count,
			units: count,
			ms: 1000 * count,
		});
		expect(rowsOf(summarize([units], choice))).toEqual([
			row('x', 0, 0),
			row('x', 15, 1),
			row('x', 30, 0),
			row('x', 45, 0),
			row('y', 0, 0),
			row('y', 15, 0),
			row('y', 30, 0),
			row('y', 45, 1),
		]);
		expect(rowsOf(summarize([units], { ...choice, groupBy: [] }))).toEqual([
			row('', 0, 0),
			row('', 15, 1),
			row('', 30, 0),
			row('', 45, 1),
		]);
	});
});

it('a sum that cannot be exact is refused, and says what to do', () => {
	const units = ['a', 'b'].map((segmentId) =>
		unit(1, { segmentId, handleTimeMillis: Number.MAX_SAFE_INTEGER - 1 }),
	);
	expect(() => summarize([units])).toThrow(
		expect.objectContaining({
			message: 'The handle times add up to more than can be counted exactly',
			description: expect.stringContaining('Choose a shorter time frame'),
		}),
	);
});
