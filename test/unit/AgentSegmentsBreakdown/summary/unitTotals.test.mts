import fc from 'fast-check';

import { UnitColumns } from '../../../../nodes/AgentSegmentsBreakdown/decode/columns.ts';
import type { HandlingTimeUnit } from '../../../../nodes/AgentSegmentsBreakdown/decode/handlingTimeUnit.ts';
import { readColumns } from '../../../../nodes/AgentSegmentsBreakdown/decode/records.ts';
import { totalBuckets } from '../../../../nodes/AgentSegmentsBreakdown/summary/bucketTotals.ts';
import { SegmentOwners } from '../../../../nodes/AgentSegmentsBreakdown/summary/segmentOwners.ts';
import { UnitTotals } from '../../../../nodes/AgentSegmentsBreakdown/summary/unitTotals.ts';
import { DOCUMENTED_UNIT, PATH } from '../decode/files.mts';

/** Ids plain and not, so that both ways of reading them meet in one segment. */
const segmentId = fc.constantFrom('a:1', 'a:2', 'b:1', 'é', 'a"b', '');
const unit: fc.Arbitrary<HandlingTimeUnit> = fc.record({
	segmentId: segmentId.map((id) => id || 'x'),
	sequence: fc.nat(9),
	startReason: fc.constantFrom('consumerMessage', 'agentResponse'),
	endReason: fc.constantFrom('agentResponse', 'ende'),
	startTimestamp: fc.nat(5),
	endTimestamp: fc.constant(9),
	handleTimeMillis: fc.nat(100_000),
	insertTimestamp: fc.constant(null),
});
const files = fc.array(fc.array(unit, { maxLength: 12 }), { maxLength: 5 });

function addUp(totals: UnitTotals, contents: HandlingTimeUnit[][]): void {
	const columns = new UnitColumns();
	for (const units of contents) {
		// The same id as an escape and in plain: it has to be the same segment
		const text = units
			.map((each, index) =>
				index % 2 ? JSON.stringify(each) : JSON.stringify(each).replaceAll('a:', '\\u0061:'),
			)
			.join('\n');
		readColumns(Buffer.from(text), PATH, columns);
		totals.addFile(columns);
	}
}

/** The slow and obvious way: a Map of Maps, and sorting. */
function byReference<Key>(units: HandlingTimeUnit[], keyOf: (unit: HandlingTimeUnit) => Key) {
	const byKey = new Map<Key, HandlingTimeUnit[]>();
	for (const each of units) byKey.set(keyOf(each), [...(byKey.get(keyOf(each)) ?? []), each]);
	return new Map(
		[...byKey].map(([key, ofKey]) => {
			const times = [...new Set(ofKey.map((each) => each.segmentId))]
				.map((id) =>
					ofKey
						.filter((each) => each.segmentId === id)
						.reduce((sum, each) => sum + each.handleTimeMillis, 0),
				)
				.sort((a, b) => a - b);
			const rank = (percent: number) => times[Math.ceil((percent * times.length) / 100) - 1];
			return [
				key,
				{
					handleTimeMillis: times.reduce((sum, time) => sum + time, 0),
					units: ofKey.length,
					segments: times.length,
					percentiles: { p50: rank(50), p90: rank(90), p95: rank(95) },
				},
			];
		}),
	);
}

describe('totals of units', () => {
	it('are those of a Map and a sort, in whatever order the files arrive', () => {
		fc.assert(
			fc.property(files, (contents) => {
				const expected = byReference(contents.flat(), (each) => each.startTimestamp);
				for (const order of [contents, contents.toReversed()]) {
					const totals = new UnitTotals({
						bucketOf: (columns, row) => columns.startTimestamp[row] ?? 0,
					});
					addUp(totals, order);
					const buckets = totalBuckets(totals.pairs, totals.bucketUnits, (pair) =>
						totals.pairs.bucketOf(pair),
					);
					const found = buckets.flatMap((bucket, key) =>
						bucket.units > 0 ? [[key, bucket] as const] : [],
					);
					expect(new Map(found)).toEqual(expected);
					expect(totals.units).toBe(contents.flat().length);
				}
			}),
		);
	});

	it('count units by segment, and know each segment by its id', () => {
		fc.assert(
			fc.property(files, (contents) => {
				const totals = new UnitTotals({ bucketOf: () => 0, keepsIds: true, countsBySegment: true });
				addUp(totals, contents);
				const found = Array.from({ length: totals.ids.count }, (_, pair) => [
					totals.ids.at(pair),
					totals.pairUnits.at(pair),
					totals.pairs.millisOf(pair),
				]);
				const expected = byReference(contents.flat(), (each) => each.segmentId);
				expect(found.sort()).toEqual(
					[...expected].map(([id, sum]) => [id, sum.units, sum.handleTimeMillis]).sort(),
				);
			}),
		);
	});

	it('are refused once they are too large to be exact', () => {
		const totals = new UnitTotals({ bucketOf: () => 0 });
		const large = { ...DOCUMENTED_UNIT, handleTimeMillis: Number.MAX_SAFE_INTEGER };
		addUp(totals, [[large], [{ ...large, segmentId: 'another' }]]);
		expect(() => totalBuckets(totals.pairs, totals.bucketUnits, () => 0)).toThrow(
			'The handle times add up to more than can be counted exactly',
		);
	});
});

describe('segments of Agent Segments', () => {
	const segment = fc.record({
		segmentId: fc.constantFrom('a:1', 'a:2', 'b:1', 'é', 'unknown', 'unknown too'),
		ownerId: fc.constantFrom('7', '8'),
		totalHandleTimeMillis: fc.option(fc.nat(100_000)),
	});

	it('give units their owner, and are reconciled with them', () => {
		const segments = fc.uniqueArray(segment, { selector: ({ segmentId: id }) => id });
		fc.assert(
			fc.property(files, segments, fc.boolean(), (contents, listed, agree) => {
				const totals = new UnitTotals({ bucketOf: () => 0, countsBySegment: true });
				addUp(totals, contents);
				const sums = byReference(contents.flat(), (each) => each.segmentId);
				const wanted = listed.map((each) => ({
					...each,
					ownerName: `Agent ${each.ownerId}`,
					totalHandleTimeMillis: agree
						? (sums.get(each.segmentId)?.handleTimeMillis ?? 0)
						: each.totalHandleTimeMillis,
				}));

				const owners = new SegmentOwners(totals);
				for (const each of [...wanted, ...wanted.slice(0, 1)]) owners.take(each);
				const buckets = totalBuckets(totals.pairs, owners.ownerUnits(), (pair) =>
					owners.ownerOf(pair),
				);

				const ownerOf = (id: string) => wanted.find((each) => each.segmentId === id)?.ownerId ?? '';
				const expected = byReference(contents.flat(), (each) => ownerOf(each.segmentId));
				const found = owners.owners.flatMap(({ id }, number) =>
					buckets[number]!.units > 0 ? [[id, buckets[number]] as const] : [],
				);
				expect(new Map(found)).toEqual(expected);

				const matched = wanted.filter((each) => sums.has(each.segmentId));
				const compared = matched.filter((each) => each.totalHandleTimeMillis !== null);
				const differences = compared.map(
					(each) =>
						(each.totalHandleTimeMillis ?? 0) - (sums.get(each.segmentId)?.handleTimeMillis ?? 0),
				);
				expect(owners.reconcile()).toMatchObject({
					segmentsMatched: matched.length,
					segmentsMissing: sums.size - matched.length,
					segmentsDiffering: differences.filter((difference) => difference !== 0).length,
					differenceMillis: differences.reduce((sum, difference) => sum + difference, 0),
				});
			}),
		);
	});

	it('with a handle time but no unit are counted', () => {
		const owners = new SegmentOwners(new UnitTotals({ bucketOf: () => 0, countsBySegment: true }));
		const silent = { segmentId: 'a', ownerId: '7', ownerName: '7' };
		owners.take({ ...silent, totalHandleTimeMillis: 5 });
		owners.take({ ...silent, segmentId: 'b', totalHandleTimeMillis: 0 });
		expect(owners.reconcile()).toMatchObject({ segmentsMatched: 0, segmentsWithoutUnits: 1 });
	});
});
