import { NumberList } from '../../../../nodes/AgentSegmentsBreakdown/summary/numberList.ts';
import { SegmentIds } from '../../../../nodes/AgentSegmentsBreakdown/summary/segmentIds.ts';

const MIB = 1 << 20;

describe('segment ids', () => {
	it('are given back as they were, over many megabytes and whatever their length', () => {
		const lengths = [76, 1, MIB - 77, 76, MIB + 1, MIB, 3 * MIB, 76, 500_000, 600_000, 2];
		const ids = lengths.map((length, number) => String.fromCharCode(97 + number).repeat(length));
		const kept = new SegmentIds();
		for (const id of ids) {
			const bytes = Buffer.from(`before${id}after`);
			kept.push(bytes, 6, 6 + id.length, true);
		}
		expect(kept.count).toBe(ids.length);
		for (const [number, id] of ids.entries()) expect(kept.at(number) === id).toBe(true);
	});

	it('in plain ASCII stay what they are when others come that are not', () => {
		const ids = ['a:1', 'é🙂', 'b:2', '\u007f'];
		const kept = new SegmentIds();
		for (const id of ids) {
			const bytes = Buffer.from(id);
			kept.push(bytes, 0, bytes.length, bytes.length === id.length);
		}
		expect(ids.map((_, number) => kept.at(number))).toEqual(ids);
	});
});

describe('a list of numbers', () => {
	it('begins at 0 wherever it has not been added to, and grows to any length', () => {
		const list = new NumberList();
		list.push(7);
		list.add(5000, 2);
		list.add(5000, 3);
		list.add(1000, 1);
		for (let number = 0; number < 3000; number++) list.push(number);
		expect([0, 1, 999, 1000, 1001, 4999, 5000, 5001, 8000, 8001].map((at) => list.at(at))).toEqual([
			7, 0, 0, 1, 0, 0, 5, 0, 2999, 0,
		]);
		expect(list.length).toBe(8001);
	});
});
