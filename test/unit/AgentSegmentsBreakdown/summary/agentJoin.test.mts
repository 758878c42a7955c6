import { DateTime } from 'luxon';

import type { JoinedSegment } from '../../../../nodes/AgentSegmentsBreakdown/summary/agentJoin.ts';
import type { GroupBy } from '../../../../nodes/AgentSegmentsBreakdown/summary/dimensions.ts';
import { UnitSummary } from '../../../../nodes/AgentSegmentsBreakdown/summary/summary.ts';
import { DOCUMENTED_UNIT, PATH } from '../decode/files.mts';

const NOON = DateTime.fromISO('2026-11-20T12:00Z', { zone: 'utc' });
const FRAME = { start: NOON, end: NOON.plus({ hours: 1 }) };
const NAMES = {
	agent: (id: string) => `agent ${id}`,
	skill: (id: string) => `skill ${id}`,
	group: (id: string) => `group ${id}`,
};

/** A summary of one unit a segment, of so many seconds, that ended so many minutes after noon. */
function summaryOf(
	groupBy: GroupBy[],
	segments: Record<string, [seconds: number, minute: number]>,
) {
	const summary = new UnitSummary({ groupBy, asWorked: false, frame: FRAME, zone: 'utc' });
	const lines = Object.entries(segments).map(([segmentId, [seconds, minute]]) => {
		const endTimestamp = NOON.plus({ minutes: minute }).toMillis();
		const handleTimeMillis = seconds * 1000;
		const startTimestamp = endTimestamp - handleTimeMillis;
		const unit = { ...DOCUMENTED_UNIT, segmentId, startTimestamp, endTimestamp, handleTimeMillis };
		return JSON.stringify(unit);
	});
	summary.addFile(Buffer.from(`${lines.join('\n')}\n`), PATH, NOON.toMillis());
	return summary;
}

function segment(segmentId: string, more: Partial<JoinedSegment> = {}): JoinedSegment {
	return {
		segmentId,
		agentId: '7',
		employeeId: '',
		skillId: '70',
		groupId: '700',
		endedAt: NOON.plus({ minutes: 30 }).toMillis(),
		totalHandleTimeMillis: null,
		...more,
	};
}

function rowsOf(summary: UnitSummary) {
	return summary
		.groups({ names: NAMES, withPercentiles: false, withEmptyIntervals: false })
		.map(({ values, totals }) => [
			values.map(({ name }) => name).join(', '),
			totals.contacts,
			totals.handleTimeMillis / 1000,
		])
		.sort();
}

describe('segments joined with their agents', () => {
	it('add up by agent, skill and group', () => {
		const summary = summaryOf(['agent', 'skill', 'group'], { a: [10, 1], b: [20, 2], c: [30, 3] });
		const joined = summary.join();
		joined.add(segment('a'));
		joined.add(segment('b', { skillId: '71' }));
		joined.add(segment('c'));
		expect(rowsOf(summary)).toEqual([
			['agent 7, skill 70, group 700', 2, 40],
			['agent 7, skill 71, group 700', 1, 20],
		]);
	});

	it('tell apart who is not known and who is nobody', () => {
		const summary = summaryOf(['agent'], { a: [10, 1], b: [20, 2] });
		const joined = summary.join();
		joined.add(segment('a', { agentId: '' }));
		expect(rowsOf(summary)).toEqual([
			['None', 1, 10],
			['Not in Agent Segments', 1, 20],
		]);
	});

	it('have the columns of what they are grouped by, with the employee ID where there is one', () => {
		const summary = summaryOf(['agent', 'skill'], { a: [10, 1], b: [20, 2] });
		expect(summary.ownColumns).toEqual([
			'agentId',
			'agentName',
			'employeeId',
			'skillId',
			'skillName',
		]);
		const joined = summary.join();
		joined.add(segment('a', { employeeId: 'emp007' }));
		joined.add(segment('b', { agentId: '8' }));
		const groups = summary.groups({
			names: NAMES,
			withPercentiles: false,
			withEmptyIntervals: false,
		});
		expect(groups.map(({ values }) => values.map(({ columns }) => columns))).toEqual([
			[
				{ agentId: '7', agentName: 'agent 7', employeeId: 'emp007' },
				{ skillId: '70', skillName: 'skill 70' },
			],
			[
				{ agentId: '8', agentName: 'agent 8', employeeId: null },
				{ skillId: '70', skillName: 'skill 70' },
			],
		]);
	});

	it.each([
		['startReason', { startReason: 'consumerMessage' }],
		['endReason', { endReason: 'agentResponse' }],
		['segment', { segmentId: 'a' }],
		['skill', { skillId: '70', skillName: 'skill 70' }],
		['group', { groupId: '700', groupName: 'group 700' }],
	] as const)('have the columns of %s', (groupBy, columns) => {
		const summary = summaryOf([groupBy], { a: [10, 1] });
		summary.join().add(segment('a'));
		const groups = summary.groups({
			names: NAMES,
			withPercentiles: false,
			withEmptyIntervals: false,
		});
		expect(groups.flatMap(({ values }) => values.map((value) => value.columns))).toEqual([columns]);
		expect(summary.ownColumns).toEqual(Object.keys(columns));
	});

	it('need no join by reason or segment', () => {
		expect(summaryOf(['agent'], {}).needsJoin).toBe(true);
		expect(summaryOf(['skill', 'endReason'], {}).needsJoin).toBe(true);
		expect(summaryOf(['group'], {}).needsJoin).toBe(true);
		expect(summaryOf(['endReason', 'segment', 'startReason'], {}).needsJoin).toBe(false);
	});
});

describe('units against Agent Segments', () => {
	it('are compared segment by segment, each once, of the time frame alone', () => {
		const summary = summaryOf(['agent'], {
			same: [10, 1],
			longer: [20, 2],
			shorter: [25, 5],
			unknown: [30, 3],
			untold: [40, 4],
			later: [50, 60],
		});
		const joined = summary.join();
		joined.add(segment('same', { totalHandleTimeMillis: 10_000 }));
		joined.add(segment('longer', { totalHandleTimeMillis: 22_000 }));
		joined.add(segment('longer', { totalHandleTimeMillis: 99_000 }));
		joined.add(segment('shorter', { totalHandleTimeMillis: 24_500 }));
		joined.add(segment('untold'));
		joined.add(segment('later', { totalHandleTimeMillis: 1 }));
		expect(joined.reconcile()).toEqual({
			segmentsMatched: 4,
			segmentsDiffering: 2,
			segmentsMissing: 1,
			segmentsWithoutUnits: 0,
			differenceMillis: 1_500,
		});
	});

	it.each([
		['in the time frame', NOON.plus({ minutes: 59 }).toMillis(), 1, 1],
		['at its first moment', NOON.toMillis(), 1, 1],
		['before it', NOON.toMillis() - 1, 1, 0],
		['at its end', NOON.plus({ hours: 1 }).toMillis(), 1, 0],
		['nobody knows when', undefined, 1, 1],
		['in it, but with no handle time', NOON.toMillis(), 0, 0],
		['in it, with a handle time that is not told', NOON.toMillis(), null, 0],
	])('miss a segment that ended %s, or not', (_label, endedAt, totalHandleTimeMillis, missed) => {
		const joined = summaryOf(['agent'], {}).join();
		joined.add(segment('gone', { endedAt, totalHandleTimeMillis }));
		expect(joined.reconcile()).toMatchObject({ segmentsWithoutUnits: missed, segmentsMatched: 0 });
	});
});
