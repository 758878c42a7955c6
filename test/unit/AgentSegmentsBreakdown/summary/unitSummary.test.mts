import { gzipSync } from 'node:zlib';

import { DateTime } from 'luxon';

import type { HandlingTimeUnit } from '../../../../nodes/AgentSegmentsBreakdown/decode/handlingTimeUnit.ts';
import type { GroupBy } from '../../../../nodes/AgentSegmentsBreakdown/summary/grouping.ts';
import { UnitSummary } from '../../../../nodes/AgentSegmentsBreakdown/summary/unitSummary.ts';
import { DOCUMENTED_UNIT, PATH } from '../decode/files.mts';

const WINDOW = { start: DateTime.utc(2026, 11, 20), end: DateTime.utc(2026, 11, 21) };

type Change = Partial<HandlingTimeUnit>;

function file(changes: readonly Change[]): string {
	return changes.map((change) => `${JSON.stringify({ ...DOCUMENTED_UNIT, ...change })}\n`).join('');
}

function summarize(groupBy: GroupBy, files: ReadonlyArray<readonly Change[]>, zone = 'utc') {
	const summary = new UnitSummary(groupBy, { window: WINDOW, zone, withTotal: true });
	for (const changes of files) summary.addFile(gzipSync(file(changes)), PATH);
	return summary;
}

function rows(summary: UnitSummary, most?: number) {
	return [...summary.groups(most).groups].map(({ id, totals }) => [
		id,
		totals.handleTimeMillis,
		totals.units,
		totals.segments,
	]);
}

const at = (iso: string): Change => ({ startTimestamp: DateTime.fromISO(iso).toMillis() });
const took = (handleTimeMillis: number, change: Change): Change => ({
	handleTimeMillis,
	...change,
});

describe('the rows of a summary', () => {
	it.each([
		['segment', 'segmentId'],
		['startReason', 'startReason'],
		['endReason', 'endReason'],
	] as const)('by %s are ordered by handle time, and by id where it is the same', (by, field) => {
		const units = ['b', 'é', 'a', '10', 'z', '9'].map((id) =>
			took(id === 'z' ? 8 : 7, { [field]: id }),
		);
		const ids = rows(summarize(by, [units.slice(0, 3), units.slice(3)])).map(([id]) => id);
		expect(ids).toEqual(['z', '10', '9', 'a', 'b', 'é']);
	});

	it('tell ids apart whatever their script, case, white space and spelling', () => {
		const ids = ['日本語🙂', 'é', 'e\u0301', 'a', 'A', ' a', 'a ', '٣', '0', '00', 'null'];
		const found = rows(
			summarize(
				'segment',
				ids.map((segmentId) => [took(1, { segmentId }), took(2, { segmentId })]),
			),
		);
		expect(found.toSorted()).toEqual(ids.map((id) => [id, 3, 2, 1]).toSorted());
	});

	it('count a unit by its handle time, although it ended before it began or came twice', () => {
		const odd = took(40, { startTimestamp: 9000, endTimestamp: 5000 });
		const { segmentId } = DOCUMENTED_UNIT;
		expect(rows(summarize('segment', [[odd, odd], [odd]]))).toEqual([[segmentId, 120, 3, 1]]);
	});

	it.each([
		['Asia/Kolkata', ['2026-11-20T14:00+05:30', '2026-11-20T15:00+05:30']],
		['Asia/Kathmandu', ['2026-11-20T14:00+05:45', '2026-11-20T15:00+05:45']],
		['America/New_York', ['2026-11-20T04:00-05:00']],
	])('by hour are those of the clock in %s', (zone, ids) => {
		const units = ['2026-11-20T09:14:59.999Z', '2026-11-20T09:29:59.999Z', '2026-11-20T09:30:00Z'];
		const summary = summarize('hour', [units.map(at)], zone);
		expect(rows(summary).map(([id]) => id)).toEqual(ids);
	});

	it('by day are put into their order, however files and units come', () => {
		const days = ['2026-11-20', '2026-11-18', '2026-11-21', '2026-11-19'];
		const summary = summarize(
			'day',
			days.map((day) => [at(`${day}T10:00Z`), at('2026-11-17T10:00Z')]),
		);
		expect(rows(summary).map(([id, , units]) => [id, units])).toEqual([
			['2026-11-17', 4],
			['2026-11-18', 1],
			['2026-11-19', 1],
			['2026-11-20', 1],
			['2026-11-21', 1],
		]);
	});

	it.each(['hour', 'day', 'startReason', 'segment', 'total'] as const)(
		'by %s have nothing of a file that breaks at its end',
		(groupBy) => {
			const good = [
				took(5, { startReason: 'good', segmentId: 'good', ...at('2026-11-20T10:00Z') }),
			];
			const bad = [took(7, { startReason: 'bad', segmentId: 'bad', ...at('2026-11-19T10:00Z') })];
			const summary = summarize(groupBy, [good]);
			expect(() => summary.addFile(Buffer.from(`${file(bad)}{`), PATH)).toThrow('cut off');
			const [only = [], ...others] = rows(summary);
			expect(only.slice(1)).toEqual([5, 1, 1]);
			expect(others).toEqual([]);
			expect(summary.total()[0]?.totals).toMatchObject({ handleTimeMillis: 5, units: 1 });
			expect(summary.unitsRead).toBe(1);
		},
	);

	it.each(['hour', 'day', 'startReason', 'segment', 'total'] as const)(
		'by %s are exact or refused, however large handle times are',
		(groupBy) => {
			const large = took(Number.MAX_SAFE_INTEGER - 1, {});
			expect(rows(summarize(groupBy, [[large], [took(1, {})]]))).toMatchObject([
				[expect.any(String), Number.MAX_SAFE_INTEGER, 2, 1],
			]);
			expect(() => rows(summarize(groupBy, [[large], [took(2, {})]]))).toThrow(
				'more than can be counted exactly',
			);
		},
	);

	it('are at most so many, those with the most handle time, still in their order', () => {
		const units = [3, 9, 1, 7].map((time, day) => took(time, at(`2026-11-1${day}T10:00Z`)));
		const summary = summarize('day', [units]);
		expect(rows(summary, 2).map(([id]) => id)).toEqual(['2026-11-11', '2026-11-13']);
		expect(summary.groups(2).left).toBe(2);
	});

	it('count a segment in each of them that it has units in, and once in the total', () => {
		const summary = summarize('day', [[at('2026-11-19T23:59Z')], [at('2026-11-20T00:00Z')]]);
		expect(rows(summary).map(([, , units, segments]) => [units, segments])).toEqual([
			[1, 1],
			[1, 1],
		]);
		expect(summary.total()[0]?.totals).toMatchObject({ units: 2, segments: 1 });
	});
});
