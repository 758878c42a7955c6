import { DateTime } from 'luxon';

import type {
	DimensionValue,
	Group,
} from '../../../../nodes/AgentSegmentsBreakdown/summary/groups.ts';
import type { RowOptions } from '../../../../nodes/AgentSegmentsBreakdown/summary/rows.ts';
import { RowWriter, sortGroups } from '../../../../nodes/AgentSegmentsBreakdown/summary/rows.ts';

const at = (iso: string) => DateTime.fromISO(iso, { zone: 'Asia/Kolkata' });
const FRAME = { start: at('2026-11-20T08:10'), end: at('2026-11-20T10:00') };
/** Begun before the time frame, and out of order, as they are met */
const INTERVALS = [
	{ start: at('2026-11-20T09:00'), end: at('2026-11-20T10:00') },
	{ start: at('2026-11-20T08:00'), end: at('2026-11-20T09:00') },
];

const agent = (id: string, name: string): DimensionValue => ({
	id,
	name,
	columns: { agentId: id, agentName: name, employeeId: null },
});
const skill = (id: string, name: string): DimensionValue => ({
	id,
	name,
	columns: { skillId: id, skillName: name },
});

function group(
	values: DimensionValue[],
	totals: Partial<Group['totals']> = {},
	interval = 0,
): Group {
	const percentiles = { p50: 60_000, p90: 90_499, p95: 90_500 };
	return {
		values,
		interval,
		totals: { handleTimeMillis: 181_500, contacts: 2, units: 5, percentiles, ...totals },
	};
}

function rows(options: Partial<RowOptions> = {}) {
	return new RowWriter({
		service: 'LivePerson',
		types: ['agent'],
		columns: ['agentId', 'agentName', 'employeeId'],
		frame: FRAME,
		asWorked: false,
		withMilliseconds: false,
		withPercentiles: true,
		partial: false,
		...options,
	});
}

describe('a row', () => {
	it('begins with what people read, and ends with what is the same in every row', () => {
		const row = rows().write(group([agent('7', 'Ana Ray')]));
		expect(Object.entries(row)).toEqual([
			['subjectName', 'Ana Ray'],
			['aht', '00:01:31'],
			['handleTime', '00:03:02'],
			['segments', 2],
			['p50', '00:01:00'],
			['p90', '00:01:30'],
			['p95', '00:01:31'],
			['ahtSeconds', 91],
			['handleTimeMillis', 181_500],
			['units', 5],
			['subjectId', '7'],
			['agentId', '7'],
			['agentName', 'Ana Ray'],
			['employeeId', null],
			['windowStart', '2026-11-20T02:40:00.000Z'],
			['windowEnd', '2026-11-20T04:30:00.000Z'],
			['partial', false],
			['subjectType', 'agent'],
			['service', 'LivePerson'],
		]);
	});

	it('of several groupings names all of them', () => {
		const columns = ['agentId', 'agentName', 'employeeId', 'skillId', 'skillName'];
		const writer = rows({ types: ['agent', 'skill'], columns, partial: true });
		expect(writer.write(group([agent('7', 'Ana Ray'), skill('70', 'Sales')]))).toMatchObject({
			subjectName: 'Ana Ray / Sales',
			subjectId: '7 / 70',
			subjectType: 'agent / skill',
			agentName: 'Ana Ray',
			skillName: 'Sales',
			partial: true,
		});
	});

	it('of an interval has it as the wall shows it, cut to the time frame in its window', () => {
		const writer = rows({ intervals: INTERVALS });
		expect(writer.write(group([agent('7', 'Ana Ray')], {}, 1))).toMatchObject({
			intervalStart: '2026-11-20 08:00',
			intervalEnd: '2026-11-20 09:00',
			windowStart: '2026-11-20T02:40:00.000Z',
			windowEnd: '2026-11-20T03:30:00.000Z',
		});
		expect(writer.write(group([agent('7', 'Ana Ray')], {}, 0))).toMatchObject({
			intervalStart: '2026-11-20 09:00',
			windowStart: '2026-11-20T03:30:00.000Z',
			windowEnd: '2026-11-20T04:30:00.000Z',
		});
	});

	it('of the total is of the whole time frame, with the columns of the others empty', () => {
		const writer = rows({ intervals: INTERVALS });
		expect(writer.writeTotal(group([]))).toMatchObject({
			subjectName: 'Total',
			subjectId: 'total',
			subjectType: 'total',
			intervalStart: null,
			intervalEnd: null,
			agentName: null,
			windowStart: '2026-11-20T02:40:00.000Z',
			windowEnd: '2026-11-20T04:30:00.000Z',
		});
	});

	it('without groupings is of everything, by interval where there are any', () => {
		const everything = { subjectName: 'Total', subjectId: 'total', subjectType: 'total' };
		const options = { types: [], columns: [] };
		expect(rows(options).write(group([]))).toMatchObject(everything);
		expect(rows(options).write(group([]))).not.toHaveProperty('intervalStart');
		expect(rows({ ...options, intervals: INTERVALS }).write(group([], {}, 1))).toMatchObject({
			...everything,
			intervalStart: '2026-11-20 08:00',
		});
	});

	it('has milliseconds where they are wanted', () => {
		const row = rows({ withMilliseconds: true }).write(group([agent('7', 'Ana Ray')]));
		expect(row).toMatchObject({
			ahtMillis: 90_750,
			p50Millis: 60_000,
			p90Millis: 90_499,
			p95Millis: 90_500,
		});
		expect(rows().write(group([agent('7', 'Ana Ray')]))).not.toHaveProperty('p50Millis');
		const without = rows({ withMilliseconds: true, withPercentiles: false });
		expect(Object.keys(without.write(group([])))).not.toContain('p50');
	});

	it('of work as it was done has no average and no segments', () => {
		const writer = rows({ asWorked: true, withMilliseconds: true, withPercentiles: false });
		const row = writer.write(group([agent('7', 'Ana Ray')]));
		expect(row).toMatchObject({ aht: null, ahtSeconds: null, handleTime: '00:03:02', units: 5 });
		expect(row).not.toHaveProperty('segments');
		expect(row).not.toHaveProperty('ahtMillis');
	});

	it('of no work has an empty average and empty percentiles', () => {
		const nothing = { handleTimeMillis: 0, contacts: 0, units: 0, percentiles: null };
		const row = rows({ withMilliseconds: true }).write(group([agent('7', 'Ana Ray')], nothing));
		expect(row).toMatchObject({ aht: null, ahtMillis: null, p50: null, p50Millis: null });
		expect(row).toMatchObject({ handleTime: '00:00:00', segments: 0 });
	});
});

describe('rows are sorted', () => {
	const ana = group([agent('1', 'Ana')], { handleTimeMillis: 100, contacts: 1 });
	const ben = group([agent('2', 'Ben')], { handleTimeMillis: 300, contacts: 4 });
	const eva = group([agent('3', 'Eva')], { handleTimeMillis: 250, contacts: 5 });
	const none = group([agent('4', 'Zoe')], { handleTimeMillis: 0, contacts: 0 });
	const namesBy = (by: 'aht' | 'handleTime' | 'name' | 'segments') =>
		sortGroups([none, ben, ana, eva], by).map(({ values }) => values[0]?.name);

	it.each([
		['aht', ['Ana', 'Ben', 'Eva', 'Zoe']],
		['handleTime', ['Ben', 'Eva', 'Ana', 'Zoe']],
		['segments', ['Eva', 'Ben', 'Ana', 'Zoe']],
		['name', ['Ana', 'Ben', 'Eva', 'Zoe']],
	] as const)('by %s', (by, names) => {
		expect(namesBy(by)).toEqual(names);
	});

	it('by AHT with those last that have none, also behind one of nothing', () => {
		const nothing = group([agent('5', 'Zora')], { handleTimeMillis: 0, contacts: 3 });
		const sorted = sortGroups([none, nothing, ana], 'aht');
		expect(sorted.map(({ values }) => values[0]?.name)).toEqual(['Ana', 'Zora', 'Zoe']);
	});

	it('by name, then ID, where they are alike', () => {
		const alike = [
			group([agent('9', 'Ana')]),
			group([agent('8', 'Ben')]),
			group([agent('7', 'Ana')]),
		];
		expect(sortGroups(alike, 'aht').map(({ values }) => values[0]?.id)).toEqual(['7', '9', '8']);
	});

	it('by time first where there are intervals', () => {
		const sorted = sortGroups(
			[
				group([agent('1', 'Ana')], {}, 0),
				group([agent('2', 'Ben')], { handleTimeMillis: 1 }, 1),
				group([agent('3', 'Eva')], {}, 1),
			],
			'aht',
			INTERVALS,
		);
		expect(sorted.map(({ values }) => values[0]?.name)).toEqual(['Eva', 'Ben', 'Ana']);
	});
});
