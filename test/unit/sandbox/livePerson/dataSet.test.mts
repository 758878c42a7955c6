import { unitsOf } from '../../../../sandbox/simulators/livePerson/records.mts';
import type {
	AgentSegment,
	HandlingTimeUnit,
} from '../../../../sandbox/simulators/livePerson/records.mts';
import { MS_PER_HOUR } from '../../../../sandbox/simulators/livePerson/records.mts';
import { sumUp } from '../../../../sandbox/simulators/livePerson/totals.mts';
import { list, NOW_MS, startAt } from './support.mts';

const hourOf = (epochMs: number) => Math.floor(epochMs / MS_PER_HOUR);
const startData = () => {
	const { data } = startAt().simulator;
	return { data, units: [...unitsOf(data.files)], segments: data.segments as AgentSegment[] };
};

describe('the data of the simulated account', () => {
	it('is the same for the same seed and clock, and another for another seed', () => {
		const write = (seed: number) =>
			JSON.stringify([...unitsOf(startAt(NOW_MS, { seed }).simulator.data.files)]);
		expect(write(7)).toBe(write(7));
		expect(write(7)).not.toBe(write(8));
	});

	it('has twelve agents with employee ids, four skills and three groups, all of them at work', () => {
		const { data, segments } = startData();
		const different = (values: unknown[]) => new Set(values).size;
		expect(data.agents).toHaveLength(12);
		expect(different(segments.map(({ agentId }) => agentId))).toBe(12);
		expect(different(segments.map(({ employeeId }) => employeeId))).toBe(12);
		expect(different(segments.map(({ skillId }) => skillId))).toBe(4);
		expect(different(segments.map(({ groupId }) => groupId))).toBe(3);
	});

	it('has three files for each of the last 36 whole hours', () => {
		const { data } = startData();
		expect(data.files).toHaveLength(108);
		expect(data.files.at(-1)?.path).toContain('/day=20/hour=13/');
		expect(new Set(data.files.map(({ path }) => path)).size).toBe(108);
	});

	it('keeps each unit whole: milliseconds from start to end, in order within its segment', () => {
		const { units } = startData();
		const last = new Map<string, HandlingTimeUnit>();
		for (const unit of [...units].sort((a, b) => a.sequence - b.sequence)) {
			expect(unit.handleTimeMillis).toBe(unit.endTimestamp - unit.startTimestamp);
			expect(unit.handleTimeMillis).toBeGreaterThan(0);
			const before = last.get(unit.segmentId);
			expect(unit.sequence).toBe((before?.sequence ?? 0) + 1);
			expect(unit.startTimestamp).toBeGreaterThanOrEqual(before?.endTimestamp ?? 0);
			last.set(unit.segmentId, unit);
		}
	});

	it('adds up to totalHandleTimeMillis in every segment', () => {
		const { units, segments } = startData();
		const { bySegment } = sumUp(units);
		expect(Object.keys(bySegment)).toHaveLength(segments.length);
		for (const { segmentId, totalHandleTimeMillis } of segments) {
			expect(bySegment[segmentId]?.handleTimeMillis).toBe(totalHandleTimeMillis);
		}
	});

	it('files a unit under the hour in which its segment closed', () => {
		const { data, segments } = startData();
		const closed = new Map(segments.map(({ segmentId, endTimeL }) => [segmentId, endTimeL]));
		for (const file of data.files) {
			for (const unit of file.units()) {
				expect(hourOf(closed.get(unit.segmentId) ?? 0)).toBe(hourOf(file.hourStartMs));
			}
		}
	});

	it('has a unit under way at every turn of an hour, midnight included', () => {
		const { data, units } = startData();
		const straddled = units
			.filter((unit) => hourOf(unit.startTimestamp) < hourOf(unit.endTimestamp))
			.map((unit) => hourOf(unit.endTimestamp));
		for (const file of data.files) expect(straddled).toContain(hourOf(file.hourStartMs));
	});

	it('has segments that last over midnight, and segments spread over two files', () => {
		const { data, segments } = startData();
		const midnight = Date.parse('2026-11-20T00:00:00Z');
		expect(segments.some((s) => s.startTimeL < midnight && s.endTimeL > midnight)).toBe(true);
		const files = new Map<string, Set<string>>();
		for (const file of data.files) {
			for (const { segmentId } of file.units()) {
				files.set(segmentId, (files.get(segmentId) ?? new Set()).add(file.path));
			}
		}
		expect([...files.values()].some((paths) => paths.size === 2)).toBe(true);
	});

	it('grows hour by hour with the clock when hours ahead are asked for', async () => {
		const { simulator, clock } = startAt(NOW_MS, { hoursAhead: 3 });
		const from = new Date(NOW_MS).toISOString();
		expect((await list(simulator, { from })).status).toBe(404);
		clock.nowMs += MS_PER_HOUR;
		const { files } = (await list(simulator, { from })).json() as { files: string[] };
		expect(files.map((path) => path.includes('/day=20/hour=14/'))).toEqual([true, true, true]);
	});
});

describe('the known totals', () => {
	const unit = (over: Partial<HandlingTimeUnit>): HandlingTimeUnit => ({
		segmentId: 'a',
		sequence: 1,
		startReason: 'consumerMessage',
		endReason: 'agentResponse',
		startTimestamp: Date.parse('2026-11-20T22:59:59.999Z'),
		endTimestamp: Date.parse('2026-11-20T23:00:01Z'),
		handleTimeMillis: 1001,
		insertTimestamp: 0,
		...over,
	});
	const later = unit({
		segmentId: 'b',
		startReason: 'other',
		startTimestamp: Date.parse('2026-11-20T23:00:00Z'),
		handleTimeMillis: 5,
	});

	it('count a unit in the hour and day in which it began', () => {
		const totals = sumUp([unit({}), unit({ sequence: 2 }), later], [], 'Europe/Berlin');
		expect(totals.total).toEqual({ handleTimeMillis: 2007, units: 3, segments: 2 });
		expect(totals.byHour).toEqual({
			'2026-11-20T22:00:00.000Z': { handleTimeMillis: 2002, units: 2, segments: 1 },
			'2026-11-20T23:00:00.000Z': { handleTimeMillis: 5, units: 1, segments: 1 },
		});
		expect(totals.byDay).toEqual({
			'2026-11-20': { handleTimeMillis: 2002, units: 2, segments: 1 },
			'2026-11-21': { handleTimeMillis: 5, units: 1, segments: 1 },
		});
		expect(totals.byStartReason['other']?.units).toBe(1);
	});

	it('cover only files that are listed, within a frame where one is given', () => {
		const { simulator } = startAt();
		const all = simulator.totals();
		const frame = { fromMs: NOW_MS - 2 * MS_PER_HOUR, toMs: NOW_MS };
		const part = simulator.totals({ frame });
		expect(all.total.units).toBe([...unitsOf(simulator.data.files)].length);
		expect(part.total.units).toBe([...unitsOf(simulator.data.files.slice(-6))].length);
		const sumOf = (sums: Record<string, { handleTimeMillis: number }>) =>
			Object.values(sums).reduce((sum, each) => sum + each.handleTimeMillis, 0);
		for (const sums of [all.byHour, all.byDay, all.byAgent, all.bySkill, all.byGroup]) {
			expect(sumOf(sums)).toBe(all.total.handleTimeMillis);
		}
	});
});
