import fc from 'fast-check';

import { greatestFirst } from '../../../../nodes/AgentSegmentsBreakdown/summary/greatestFirst.ts';
import { SegmentTimes } from '../../../../nodes/AgentSegmentsBreakdown/summary/segmentTimes.ts';

describe('the order of segments', () => {
	it('is by handle time, the greatest first, then by what decides between equal ones', () => {
		const millis = fc.oneof(fc.nat(5), fc.nat(1_000_000), fc.maxSafeNat());
		fc.assert(
			fc.property(fc.array(millis, { maxLength: 60 }), (times) => {
				const pairs = new SegmentTimes();
				times.forEach((time, index) =>
					pairs.add(pairs.place(Uint32Array.of(index, 1, 2, 3), 0), time),
				);
				const numbers = times.map((_, index) => index);
				const expected = numbers.sort((a, b) => (times[b] ?? 0) - (times[a] ?? 0) || b - a);
				expect([...greatestFirst(pairs, (a, b) => b - a)]).toEqual(expected);
			}),
			{ numRuns: 500 },
		);
	});
});
