import fc from 'fast-check';

import { SeenSegments } from '../../../../nodes/AgentSegmentsBreakdown/segmentIds/seenSegments.ts';

describe('seen segments', () => {
	it('are those of a Set, whatever their ids', () => {
		// Few different ones, so that most come again; the empty one's hash is all zeros
		const id = fc.oneof(
			fc.constant(''),
			fc.string({ unit: 'grapheme', maxLength: 10 }),
			fc.nat(300).map((number) => `11111:2521430130:conversation-${number}:suffix`),
		);
		fc.assert(
			fc.property(fc.array(id, { maxLength: 400, size: 'max' }), (ids) => {
				const seen = new SeenSegments();
				const expected = new Set<string>();
				for (const each of ids) {
					expect(seen.add(each)).toBe(!expected.has(each));
					expected.add(each);
				}
			}),
		);
	});

	it('are told apart among a hundred thousand, in a few bytes each', () => {
		const count = 100_000;
		const idOf = (number: number) =>
			`le70123456:2521430130:5c1b128b-f09d-4fbe-8baa-380e5831af57:${number}`;
		const seen = new SeenSegments();
		let fresh = 0;
		for (let number = 0; number < count; number++) if (seen.add(idOf(number))) fresh++;
		for (let number = 0; number < count; number++) if (seen.add(idOf(number))) fresh++;
		expect(fresh).toBe(count);
		expect(bytesOf(seen)).toBeLessThanOrEqual(32 * count);
	});
});

/** What its typed arrays take. */
function bytesOf(seen: SeenSegments): number {
	return Object.values(seen)
		.filter((value) => ArrayBuffer.isView(value))
		.reduce((bytes, view) => bytes + view.byteLength, 0);
}
