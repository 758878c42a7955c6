import fc from 'fast-check';
import { DateTime, Interval } from 'luxon';

import type { CustomFrame } from '../../../nodes/AgentSegmentsBreakdown/timeFrame.ts';
import {
	namedTimeFrame,
	parseTimeFrame,
	splitTimeFrame,
	TIME_FRAMES,
	toRfc3339,
	wholeHours,
	withinMonth,
} from '../../../nodes/AgentSegmentsBreakdown/timeFrame.ts';

const NEW_YORK = 'America/New_York';
/** 10:00 in New York, 15:00 UTC */
const NOW = DateTime.fromISO('2026-11-20T10:00:00', { zone: NEW_YORK });
const WEEK_MS = 7 * 24 * 3600 * 1000;

function read(input: Partial<CustomFrame>, now = NOW) {
	const { from, to } = parseTimeFrame(
		{ from: '', to: '', ...input },
		{ now, zone: now.zoneName ?? 'utc' },
	);
	return { from: toRfc3339(from), to: toRfc3339(to) };
}

function complaint(input: Partial<CustomFrame>): { message: string; description: string } {
	try {
		read(input);
	} catch (error) {
		return error as { message: string; description: string };
	}
	throw new Error('was accepted');
}

describe('From and To', () => {
	it.each([
		['ISO 8601 with an offset', '2026-11-19T08:00:00+05:30', '2026-11-19T02:30:00.000Z'],
		['ISO 8601 in UTC', '2026-11-19T08:00:00Z', '2026-11-19T08:00:00.000Z'],
		['no offset, so the workflow’s zone', '2026-11-19T08:00', '2026-11-19T13:00:00.000Z'],
		['a date alone', '2026-11-19', '2026-11-19T05:00:00.000Z'],
		['the basic form', '20261119T080000Z', '2026-11-19T08:00:00.000Z'],
		['an ISO week date', '2026-W47-4T08:00Z', '2026-11-19T08:00:00.000Z'],
		['an ordinal date', '2026-323T08:00Z', '2026-11-19T08:00:00.000Z'],
		['a space instead of the T', '2026-11-19 08:00:00', '2026-11-19T13:00:00.000Z'],
		['a second to eleven places', '2026-11-19T08:00:00.12345678901', '2026-11-19T13:00:00.123Z'],
		['white space around it', ' 2026-11-19T08:00Z ', '2026-11-19T08:00:00.000Z'],
		['epoch milliseconds', 1_795_075_200_000, '2026-11-19T08:00:00.000Z'],
		['epoch milliseconds as text', '1795075200000', '2026-11-19T08:00:00.000Z'],
		[
			'a DateTime of an expression',
			DateTime.fromISO('2026-11-19T08:00:00Z', { setZone: true }),
			'2026-11-19T08:00:00.000Z',
		],
		['a Date of an expression', new Date('2026-11-19T08:00:00Z'), '2026-11-19T08:00:00.000Z'],
	])('take %s', (_label, from, expected) => {
		expect(read({ from })).toEqual({ from: expected, to: '2026-11-20T15:00:00.000Z' });
	});

	it.each([
		['both are empty', {}, '2026-11-19T15:00:00.000Z', '2026-11-20T15:00:00.000Z'],
		[
			'only To is given',
			{ to: '2026-11-10T12:00Z' },
			'2026-11-09T12:00:00.000Z',
			'2026-11-10T12:00:00.000Z',
		],
		['a value is null', { from: null }, '2026-11-19T15:00:00.000Z', '2026-11-20T15:00:00.000Z'],
	])('are the 24 hours before To or now, where %s', (_label, input, from, to) => {
		expect(read(input)).toEqual({ from, to });
	});

	it('follow the clocks of the workflow’s zone', () => {
		// The clocks went back on 1 November, so this local day has 25 hours
		expect(read({ from: '2026-11-01', to: '2026-11-02' })).toEqual({
			from: '2026-11-01T04:00:00.000Z',
			to: '2026-11-02T05:00:00.000Z',
		});
	});

	it.each([
		[
			'text that is no date',
			{ from: 'yesterday' },
			/^The 'From' parameter is not a date.*yesterday/,
		],
		[
			'a day that does not exist',
			{ to: '2026-11-31' },
			/^The 'To' parameter is not a date.*2026-11-31/,
		],
		['now with more around it', { from: 'now and then' }, /not a date.*: now and then$/],
		['a word that ends in now', { from: 'I know' }, /not a date.*: I know$/],
		['digits with a letter behind', { from: '1795075200000x' }, /not a date.*: 1795075200000x$/],
		['digits with a letter in front', { from: 'x1795075200000' }, /not a date.*: x1795075200000$/],
		[
			'a text of any length, of which the beginning is shown',
			{ from: 'x'.repeat(1000) },
			/: x{97}\.\.\.$/,
		],
		[
			'a Date that is none',
			{ from: new Date(Number.NaN) },
			/^The 'From' parameter is not a date.*: Invalid Date$/,
		],
		['an object', { from: { a: 1 } }, /^The 'From' parameter is not a date.*\{"a":1\}/],
		['a list', { from: ['2026-11-19'] }, /^The 'From' parameter is not a date/],
		['true', { from: true }, /^The 'From' parameter is not a date.*true/],
		['a number that is none', { from: Number.NaN }, /^The 'From' parameter is not a date/],
		[
			'a From in the future',
			{ from: '2026-11-21' },
			/^The 'From' parameter is in the future: 2026-11-21/,
		],
		[
			'a To in the future',
			{ to: '2026-11-21T00:01' },
			/^The 'To' parameter is in the future: 2026-11-21 00:01:00/,
		],
		[
			'a From of more than a month back',
			{ from: '2026-10-19' },
			/^The 'From' parameter is more than a month back: 2026-10-19/,
		],
		[
			'a To of more than a month back',
			{ to: '2026-10-19' },
			/^The 'To' parameter is more than a month back/,
		],
		[
			'a reversed frame',
			{ from: '2026-11-19', to: '2026-11-18' },
			/^The 'From' parameter is not before 'To': 2026-11-19 00:00:00 and 2026-11-18 00:00:00/,
		],
		[
			'an empty frame',
			{ from: '2026-11-19', to: '2026-11-19' },
			/^The 'From' parameter is not before 'To'/,
		],
	])(
		'are refused for %s, with the parameter, the value and a way out',
		(_label, input, message) => {
			const error = complaint(input);
			expect(error.message).toMatch(message);
			expect(error.description).toMatch(/^[A-Z].*\.$/);
		},
	);

	it('say what the earliest time is, and that seconds are not milliseconds', () => {
		expect(complaint({ from: '2026-09-01' }).description).toContain('2026-10-20 11:00:00');
		expect(complaint({ from: 1_795_075_200 }).description).toContain('in seconds');
		expect(complaint({ from: '2026-09-01' }).description).not.toContain('in seconds');
	});

	it('go back a month of UTC, as LivePerson counts it, also where the clocks were changed since', () => {
		// 11:00 in New York was 15:00 UTC then; 10:59 is more than a month back by UTC alone
		expect(read({ from: '2026-10-20T11:02' }).from).toBe('2026-10-20T15:02:00.000Z');
		expect(complaint({ from: '2026-10-20T10:30' }).message).toContain('more than a month back');
	});

	it('may begin now, as nothing later is wrong, but for a frame that has no length', () => {
		expect(complaint({ from: NOW, to: NOW }).message).toContain("not before 'To'");
		expect(complaint({ from: NOW.plus(1) }).message).toContain('in the future');
	});

	it('are empty where they are white space', () => {
		expect(read({ from: ' ', to: '\t' })).toEqual({
			from: '2026-11-19T15:00:00.000Z',
			to: '2026-11-20T15:00:00.000Z',
		});
	});

	it('may miss a bound by what passes while an expression waits, and keep within it', () => {
		expect(read({ from: NOW.toUTC().minus({ months: 1, minutes: 3 }) }).from).toBe(
			'2026-10-20T15:01:00.000Z',
		);
		expect(read({ to: NOW.plus({ minutes: 3 }) }).to).toBe('2026-11-20T15:00:00.000Z');
	});

	it.each([
		['five minutes before it', { minutes: -5 }, '2026-10-20T15:01:00.000Z'],
		['half a minute inside it', { seconds: 30 }, '2026-10-20T15:01:00.000Z'],
		['more than a minute inside it', { seconds: 61 }, '2026-10-20T15:01:01.000Z'],
	])('keep a minute inside the month, so that it still holds on arrival (%s)', (_l, off, from) => {
		expect(read({ from: NOW.toUTC().minus({ months: 1 }).plus(off) }).from).toBe(from);
	});

	it('may not begin more than five minutes before the month', () => {
		const from = NOW.toUTC().minus({ months: 1, minutes: 5, milliseconds: 1 });
		expect(complaint({ from }).message).toContain('more than a month back');
	});
});

describe('To', () => {
	it.each(['now', ' NOW ', '2026-11-20T23:59', '2026-11-21', '2026-11-20T15:00:01Z'])(
		'that is %p, still to come today, is now',
		(to) => {
			expect(read({ to }).to).toBe('2026-11-20T15:00:00.000Z');
		},
	);
});

describe('a time frame by name', () => {
	const frameOf = (name: Exclude<(typeof TIME_FRAMES)[number], 'custom'>, now = NOW) => {
		const { from, to } = namedTimeFrame(name, now);
		return [from, to].map((moment) => moment.toFormat("yyyy-MM-dd'T'HH:mm"));
	};

	it.each([
		['last24Hours', '2026-11-19T10:00', '2026-11-20T10:00'],
		['today', '2026-11-20T00:00', '2026-11-20T10:00'],
		['yesterday', '2026-11-19T00:00', '2026-11-20T00:00'],
		['last7Days', '2026-11-13T10:00', '2026-11-20T10:00'],
		['thisWeek', '2026-11-16T00:00', '2026-11-20T10:00'],
		['lastWeek', '2026-11-09T00:00', '2026-11-16T00:00'],
		['last28Days', '2026-10-23T10:00', '2026-11-20T10:00'],
	] as const)('%s goes from %s to %s in the zone of the workflow', (name, from, to) => {
		expect(frameOf(name)).toEqual([from, to]);
	});

	it('has the days of the wall where clocks change', () => {
		const now = DateTime.fromISO('2026-11-02T09:00', { zone: NEW_YORK });
		const { from, to } = namedTimeFrame('yesterday', now);
		expect(to.diff(from).as('hours')).toBe(25);
		expect(namedTimeFrame('last24Hours', now).from.toISO()).toContain('2026-11-01T09:00');
	});

	it('begins a day with the first of two midnights', () => {
		const now = DateTime.fromISO('2026-11-01T09:00', { zone: 'America/Havana' });
		expect(namedTimeFrame('today', now).from.toUTC().toISO()).toBe('2026-11-01T04:00:00.000Z');
	});

	it('keeps within the month that LivePerson has, also in March', () => {
		const now = DateTime.fromISO('2026-03-28T09:00', { zone: 'Asia/Kolkata' });
		const { from } = namedTimeFrame('last28Days', now);
		expect(from.toUTC() >= now.toUTC().minus({ months: 1 })).toBe(true);
	});
});

describe('the whole hours of a time frame', () => {
	it('are those in UTC that it touches, up to now', () => {
		const zone = 'Asia/Kolkata';
		const [from, to] = ['2026-11-19', '2026-11-20'].map((iso) => DateTime.fromISO(iso, { zone }));
		const hours = wholeHours({ from: from!, to: to! }, NOW);
		expect([hours.from, hours.to].map(toRfc3339)).toEqual([
			'2026-11-18T18:00:00.000Z',
			'2026-11-19T19:00:00.000Z',
		]);
		expect(toRfc3339(wholeHours({ from: from!, to: NOW }, NOW).to)).toBe(
			'2026-11-20T15:00:00.000Z',
		);
		const full = { from: NOW.minus({ hours: 2 }), to: NOW.minus({ hours: 1 }) };
		expect(toRfc3339(wholeHours(full, NOW).to)).toBe('2026-11-20T14:00:00.000Z');
	});
});

describe('requests of a time frame', () => {
	const frames = fc
		.record({
			zone: fc.constantFrom(
				'utc',
				NEW_YORK,
				'Australia/Lord_Howe',
				'Asia/Kolkata',
				'Europe/Berlin',
			),
			startMs: fc.integer({
				min: Date.parse('2026-01-01T00:00:00Z'),
				max: Date.parse('2026-12-31T00:00:00Z'),
			}),
			lengthMs: fc.integer({ min: 1, max: 31 * 24 * 3600 * 1000 }),
		})
		.map(({ zone, startMs, lengthMs }) => ({
			from: DateTime.fromMillis(startMs, { zone }),
			to: DateTime.fromMillis(startMs + lengthMs, { zone }),
		}));

	it('cover it exactly, one after the other, and none is longer than a week', () => {
		fc.assert(
			fc.property(frames, (frame) => {
				const requests = splitTimeFrame(frame);
				expect(requests[0]?.from.toMillis()).toBe(frame.from.toMillis());
				expect(requests.at(-1)?.to.toMillis()).toBe(frame.to.toMillis());
				for (const [index, { from, to }] of requests.entries()) {
					const lengthMs = Interval.fromDateTimes(from, to).length();
					expect(lengthMs).toBeGreaterThan(0);
					expect(lengthMs).toBeLessThanOrEqual(WEEK_MS);
					if (index > 0) expect(from.toMillis()).toBe(requests[index - 1]?.to.toMillis());
				}
				const leastRequests = Math.ceil((frame.to.toMillis() - frame.from.toMillis()) / WEEK_MS);
				expect(requests).toHaveLength(leastRequests);
			}),
		);
	});

	it('are a week long even where the clocks are put back', () => {
		const requests = splitTimeFrame({
			from: DateTime.fromISO('2026-10-28T00:00', { zone: NEW_YORK }),
			to: DateTime.fromISO('2026-11-04T00:00', { zone: NEW_YORK }),
		});
		expect(requests.map(({ from, to }) => [toRfc3339(from), toRfc3339(to)])).toEqual([
			['2026-10-28T04:00:00.000Z', '2026-11-04T04:00:00.000Z'],
			['2026-11-04T04:00:00.000Z', '2026-11-04T05:00:00.000Z'],
		]);
	});
});

describe('the start of a request that goes out late', () => {
	afterEach(() => jest.useRealTimers());
	const startAt = (now: string, from: string) => {
		jest.useFakeTimers({ now: Date.parse(now), doNotFake: ['nextTick'] });
		return withinMonth(from);
	};

	it.each([
		['what was asked for while LivePerson takes it', '15:00:40Z', '15:01:00.000Z'],
		['a later whole minute once it may not', '15:01:00Z', '15:03:00.000Z'],
		['the same for all pages of a minute', '15:01:59.999Z', '15:03:00.000Z'],
	])('is %s', (_label, now, start) => {
		const from = '2026-10-20T15:01:00.000Z';
		expect(startAt(`2026-11-20T${now}`, from)).toBe(`2026-10-20T${start}`);
	});

	it('is in the month of UTC that ends now, also where the month before was shorter', () => {
		expect(startAt('2026-03-31T10:00:30Z', '2026-02-01T00:00:00.000Z')).toBe(
			'2026-02-28T10:02:00.000Z',
		);
	});
});
