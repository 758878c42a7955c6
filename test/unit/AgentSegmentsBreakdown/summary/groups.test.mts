import fc from 'fast-check';

import { nearestRank } from '../../../../nodes/AgentSegmentsBreakdown/summary/groups.ts';
import { averageMillis } from '../../../../nodes/AgentSegmentsBreakdown/summary/rows.ts';

describe('a percentile by nearest rank', () => {
	it.each([
		['the median of an odd number', [15, 20, 35, 40, 50], 50, 35],
		['the median of an even number, the lower of two', [3, 6, 7, 8], 50, 6],
		['the 95th of twenty, the last but one', Array.from({ length: 20 }, (_, i) => i + 1), 95, 19],
		['the 90th of ten', Array.from({ length: 10 }, (_, i) => i + 1), 90, 9],
		['of a single value', [7], 95, 7],
	])('is %s', (_label, values, percent, expected) => {
		expect(nearestRank(Float64Array.from(values), percent)).toBe(expected);
	});

	it('is the smallest value that so many per cent do not exceed', () => {
		const values = fc.array(fc.nat(50), { minLength: 1, maxLength: 250 });
		fc.assert(
			fc.property(values, fc.constantFrom(50, 90, 95), (unsorted, percent) => {
				const enough = (limit: number) =>
					unsorted.filter((value) => value <= limit).length * 100 >= percent * unsorted.length;
				const expected = Math.min(...unsorted.filter(enough));
				expect(nearestRank(Float64Array.from(unsorted).sort(), percent)).toBe(expected);
			}),
		);
	});
});

describe('an average in whole milliseconds', () => {
	it('rounds halves up, and is exact for large totals', () => {
		fc.assert(
			fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 2 ** 31 }), (total, count) => {
				const totals = {
					handleTimeMillis: total,
					contacts: count,
					units: count,
					percentiles: null,
				};
				const expected = (BigInt(total) * 2n + BigInt(count)) / (2n * BigInt(count));
				expect(averageMillis(totals)).toBe(Number(expected));
			}),
		);
	});

	it.each([
		[2, 3, 1],
		[3, 2, 2],
		[4, 3, 1],
		[5, 2, 3],
	])('of %d ms in %d contacts is %d ms', (handleTimeMillis, contacts, expected) => {
		const totals = { handleTimeMillis, contacts, units: contacts, percentiles: null };
		expect(averageMillis(totals)).toBe(expected);
	});

	it('is nothing where there is nothing to average', () => {
		const nothing = { handleTimeMillis: 0, contacts: 0, units: 0, percentiles: null };
		expect(averageMillis(nothing)).toBeNull();
	});
});
