import fc from 'fast-check';

import { SegmentTimes } from '../../../../nodes/AgentSegmentsBreakdown/summary/segmentTimes.ts';

describe('handle times by segment and bucket', () => {
	it('are kept apart and added up like in a Map', () => {
		// Few different words, so that hashes share some of them and slots are fought for
		const word = fc.constantFrom(0, 1, 4096, 0xffffffff);
		const addition = fc.tuple(word, word, word, fc.nat(2), fc.nat(1000));
		fc.assert(
			fc.property(fc.array(addition, { maxLength: 300 }), (additions) => {
				const times = new SegmentTimes();
				const expected = new Map<string, number>();
				for (const [h0, h1, h2, bucket, millis] of additions) {
					const pair = times.place(Uint32Array.of(h0, h1, h2, 0), bucket);
					times.add(pair, millis);
					const key = [h0, h1, h2, bucket].join();
					expected.set(key, (expected.get(key) ?? 0) + millis);
				}
				expect(times.count).toBe(expected.size);
				for (const [key, millis] of expected) {
					const [h0 = 0, h1 = 0, h2 = 0, bucket = 0] = key.split(',').map(Number);
					const pair = times.find(Uint32Array.of(h0, h1, h2, 0), bucket);
					expect([times.millisOf(pair), times.bucketOf(pair)]).toEqual([millis, bucket]);
				}
			}),
		);
	});

	it('are found again among a hundred thousand', () => {
		const times = new SegmentTimes();
		const hashOf = (index: number) =>
			Uint32Array.of(Math.imul(index, 0x9e3779b1), index, index * 7, 0);
		for (let index = 0; index < 100_000; index++) {
			times.add(times.place(hashOf(index), index % 3), index);
		}
		for (let index = 0; index < 100_000; index++)
			times.add(times.place(hashOf(index), index % 3), 1);
		expect(times.count).toBe(100_000);
		for (let index = 0; index < 100_000; index += 997) {
			expect(times.millisOf(times.find(hashOf(index), index % 3))).toBe(index + 1);
			expect(times.find(hashOf(index), 3)).toBe(-1);
		}
	});
});
