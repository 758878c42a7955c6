import fc from 'fast-check';
import { DateTime } from 'luxon';

import type { Interval } from '../../../../nodes/AgentSegmentsBreakdown/summary/timeZoneBuckets.ts';
import {
	INTERVALS,
	TimeZoneBuckets,
} from '../../../../nodes/AgentSegmentsBreakdown/summary/timeZoneBuckets.ts';
import { LATEST_MOMENT } from '../decode/files.mts';

const ZONES = [
	'UTC',
	'Asia/Kolkata',
	'Asia/Kathmandu',
	'America/New_York',
	'America/Havana',
	'Europe/Berlin',
	'Australia/Lord_Howe',
	'Africa/Cairo',
	'Pacific/Chatham',
];
const HOUR_MS = 3_600_000;

function bucketAt(unit: Interval, zone: string, iso: string) {
	const buckets = new TimeZoneBuckets(unit, zone);
	const bucket = buckets.buckets[buckets.bucketOf(DateTime.fromISO(iso).toMillis())]!;
	return [bucket.start, bucket.end].map((moment) =>
		moment.toISO({ suppressMilliseconds: true, suppressSeconds: true }),
	);
}

describe('an hour', () => {
	it.each([
		[
			'of a zone with half an hour',
			'Asia/Kolkata',
			'2026-11-20T09:29:59.999Z',
			'2026-11-20T14:00+05:30',
			'2026-11-20T15:00+05:30',
		],
		[
			'before clocks go back',
			'Europe/Berlin',
			'2026-10-25T00:30:00Z',
			'2026-10-25T02:00+02:00',
			'2026-10-25T02:00+01:00',
		],
		[
			'that comes a second time',
			'Europe/Berlin',
			'2026-10-25T01:30:00Z',
			'2026-10-25T02:00+01:00',
			'2026-10-25T03:00+01:00',
		],
		[
			'before clocks go forward',
			'America/New_York',
			'2026-03-08T06:59:00Z',
			'2026-03-08T01:00-05:00',
			'2026-03-08T03:00-04:00',
		],
	])('%s has its bounds', (_label, zone, iso, start, end) => {
		expect(bucketAt('hour', zone, iso)).toEqual([start, end]);
	});
});

describe('a day', () => {
	it.each([
		[
			'of 24 hours',
			'Asia/Kolkata',
			'2026-11-20T18:29:00Z',
			'2026-11-20T00:00+05:30',
			'2026-11-21T00:00+05:30',
		],
		[
			'of 25 hours',
			'Europe/Berlin',
			'2026-10-25T12:00:00Z',
			'2026-10-25T00:00+02:00',
			'2026-10-26T00:00+01:00',
		],
		[
			'of 23 hours',
			'America/New_York',
			'2026-03-08T12:00:00Z',
			'2026-03-08T00:00-05:00',
			'2026-03-09T00:00-04:00',
		],
		[
			'without a midnight',
			'Africa/Cairo',
			'2026-04-24T12:00:00Z',
			'2026-04-24T01:00+03:00',
			'2026-04-25T00:00+03:00',
		],
		[
			'with two midnights',
			'America/Havana',
			'2026-11-01T12:00:00Z',
			'2026-11-01T00:00-04:00',
			'2026-11-02T00:00-05:00',
		],
	])('%s has its bounds', (_label, zone, iso, start, end) => {
		expect(bucketAt('day', zone, iso)).toEqual([start, end]);
	});
});

describe('a week', () => {
	it.each([
		[
			'in which clocks go back',
			'Europe/Berlin',
			'2026-10-25T22:59:00Z',
			'2026-10-19T00:00+02:00',
			'2026-10-26T00:00+01:00',
		],
		[
			'that begins with two midnights on its last day',
			'America/Havana',
			'2026-11-01T04:30:00Z',
			'2026-10-26T00:00-04:00',
			'2026-11-02T00:00-05:00',
		],
	])('%s goes from Monday to Sunday', (_label, zone, iso, start, end) => {
		expect(bucketAt('week', zone, iso)).toEqual([start, end]);
	});
});

describe('quarters, halves and hours where clocks are off by parts of one', () => {
	it.each([
		[
			'quarterHour',
			'Asia/Kathmandu',
			'2026-11-20T09:29:00Z',
			'2026-11-20T15:00+05:45',
			'2026-11-20T15:15+05:45',
		],
		[
			'halfHour',
			'Asia/Kathmandu',
			'2026-11-20T09:29:00Z',
			'2026-11-20T15:00+05:45',
			'2026-11-20T15:30+05:45',
		],
		[
			'halfHour',
			'Europe/Berlin',
			'2026-10-25T01:10:00Z',
			'2026-10-25T02:00+01:00',
			'2026-10-25T02:30+01:00',
		],
		[
			'quarterHour',
			'America/New_York',
			'2026-03-08T06:59:00Z',
			'2026-03-08T01:45-05:00',
			'2026-03-08T03:00-04:00',
		],
		[
			'hour',
			'Australia/Lord_Howe',
			'2026-04-04T14:59:00Z',
			'2026-04-05T01:00+11:00',
			'2026-04-05T01:30+10:30',
		],
		[
			'hour',
			'Australia/Lord_Howe',
			'2026-04-04T15:00:00Z',
			'2026-04-05T01:30+10:30',
			'2026-04-05T02:00+10:30',
		],
		[
			'hour',
			'Australia/Lord_Howe',
			'2026-10-03T15:59:00Z',
			'2026-10-04T02:30+11:00',
			'2026-10-04T03:00+11:00',
		],
	] as const)('a %s in %s at %s has its bounds', (unit, zone, iso, start, end) => {
		expect(bucketAt(unit, zone, iso)).toEqual([start, end]);
	});
});

describe('the intervals of a time frame', () => {
	it('are all of them, in order, the first and the last one whole', () => {
		const zone = 'Europe/Berlin';
		const [start, end] = ['2026-10-25T00:40', '2026-10-25T04:00'].map((iso) =>
			DateTime.fromISO(iso, { zone }),
		);
		const buckets = new TimeZoneBuckets('hour', zone);
		buckets.bucketOf(end!.minus(1).toMillis());
		const starts = buckets
			.within({ start: start!, end: end! })
			.map((number) => buckets.buckets[number]?.start.toFormat('HH:mm ZZ'));
		expect(starts).toEqual([
			'00:00 +02:00',
			'01:00 +02:00',
			'02:00 +02:00',
			'02:00 +01:00',
			'03:00 +01:00',
		]);
	});
});

describe('intervals', () => {
	it.each(ZONES)('in %s begin and end for the first and the last moment of a unit', (zone) => {
		for (const moment of [0, LATEST_MOMENT]) {
			for (const unit of INTERVALS) {
				const buckets = new TimeZoneBuckets(unit, zone);
				const { start, end } = buckets.buckets[buckets.bucketOf(moment)]!;
				expect(start.toMillis()).toBeLessThanOrEqual(moment);
				expect(end.toMillis()).toBeGreaterThan(moment);
			}
		}
	});

	const epochMs = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 11, 31) });

	it.each(INTERVALS)('of a %s cover all time without gap or overlap', (unit) => {
		fc.assert(
			fc.property(epochMs, fc.constantFrom(...ZONES), (moment, zone) => {
				const buckets = new TimeZoneBuckets(unit, zone);
				const number = buckets.bucketOf(moment);
				const { start, end } = buckets.buckets[number]!;
				expect(start.toMillis()).toBeLessThanOrEqual(moment);
				expect(end.toMillis()).toBeGreaterThan(moment);
				expect(buckets.bucketOf(start.toMillis())).toBe(number);
				expect(buckets.bucketOf(end.toMillis() - 1)).toBe(number);
				const next = buckets.buckets[buckets.bucketOf(end.toMillis())]!;
				expect(next.start.toMillis()).toBe(end.toMillis());
			}),
			{ numRuns: 500 },
		);
	});

	it('hold the moments that the wall shows with the same date, or the same hour and offset', () => {
		fc.assert(
			fc.property(
				epochMs,
				fc.constantFrom(...ZONES),
				fc.nat(26 * HOUR_MS),
				(moment, zone, later) => {
					const hours = new TimeZoneBuckets('hour', zone);
					const days = new TimeZoneBuckets('day', zone);
					const [a, b] = [moment, moment + later].map((ms) => DateTime.fromMillis(ms, { zone }));
					expect(days.bucketOf(moment) === days.bucketOf(moment + later)).toBe(
						a!.toISODate() === b!.toISODate(),
					);
					expect(hours.bucketOf(moment) === hours.bucketOf(moment + later)).toBe(
						a!.toFormat('yyyy-MM-dd HH ZZ') === b!.toFormat('yyyy-MM-dd HH ZZ'),
					);
				},
			),
			{ numRuns: 500 },
		);
	});
});
