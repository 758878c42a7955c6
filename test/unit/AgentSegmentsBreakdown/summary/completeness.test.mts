import { BrokenFile } from '../../../../nodes/AgentSegmentsBreakdown/decode/brokenFile.ts';
import { CompletenessCount } from '../../../../nodes/AgentSegmentsBreakdown/summary/completeness.ts';

describe('the completeness of a summary', () => {
	it('counts every dropped file, and says of twenty why, in the order of their paths', () => {
		const count = new CompletenessCount(false, 40);
		const paths = Array.from({ length: 30 }, (_, number) => `/hour=${10 + ((number * 7) % 30)}`);
		for (let read = 0; read < 10; read++) count.read();
		for (const path of paths) count.drop(path, 'it is gone');
		const { dropped, ...counts } = count.result({ unitsRead: 7, unitsRepeated: 2 }, undefined);
		expect(counts).toEqual({
			hoursMissing: false,
			filesListed: 40,
			filesRead: 10,
			filesDropped: 30,
			unitsRead: 7,
			unitsRepeated: 2,
			unitsDropped: 0,
		});
		expect(dropped).toEqual(
			paths
				.slice(0, 20)
				.sort()
				.map((path) => ({ path, reason: 'it is gone' })),
		);
		expect(count.isPartial).toBe(true);
	});

	it('counts the units that a broken file had before the place, and why it broke', () => {
		const count = new CompletenessCount(false, 2);
		const place = { record: 4, line: 5, byte: 600 };
		count.drop('/hour=2', new BrokenFile('/hour=2', place, 'is not valid JSON'));
		count.drop('/hour=1', new BrokenFile('/hour=1', { byte: 0 }, 'is damaged gzip data'));
		const reconciliation = {
			segmentsMatched: 1,
			segmentsDiffering: 0,
			segmentsMissing: 0,
			segmentsWithoutUnits: 0,
			differenceMillis: 0,
		};
		const result = count.result({ unitsRead: 0, unitsRepeated: 0 }, reconciliation);
		expect(result).toMatchObject({ unitsDropped: 3, reconciliation });
		expect(result.dropped[1]?.reason).toContain('is not valid JSON');
	});

	it.each([
		['nothing is missing', false, 0, false],
		['hours are missing', true, 0, true],
		['a file was dropped', false, 1, true],
	])('is partial or not where %s', (_label, hoursMissing, files, isPartial) => {
		const count = new CompletenessCount(hoursMissing, files);
		for (let file = 0; file < files; file++) count.drop('/hour=1', 'it is gone');
		expect(count.isPartial).toBe(isPartial);
	});
});
