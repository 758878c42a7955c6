import { DateTime } from 'luxon';

import { startOfDay } from '../../shared/timeZone';

/** A stretch of time, such as an hour or a day of the clock on the wall; `end` is exclusive. */
export interface TimeWindow {
	start: DateTime;
	end: DateTime;
}

/** The intervals that a time frame can be cut into. */
export const INTERVALS = ['quarterHour', 'halfHour', 'hour', 'day', 'week'] as const;
export type Interval = (typeof INTERVALS)[number];

const MS_PER_MINUTE = 60_000;
const CLOCK_INTERVALS_MS: Partial<Record<Interval, number>> = {
	quarterHour: 15 * MS_PER_MINUTE,
	halfHour: 30 * MS_PER_MINUTE,
	hour: 60 * MS_PER_MINUTE,
};
// Offsets from UTC are multiples of a quarter of an hour, and clocks change on one
const SLOT_MS = 15 * MS_PER_MINUTE;

/**
 * Sorts moments into the intervals of a time zone, across changes to and from daylight-saving time: the
 * hour that comes twice is two hours, and days have 23 to 25 of them; weeks begin on Monday. Luxon is
 * asked once for each interval, not for each moment.
 */
export class TimeZoneBuckets {
	readonly buckets: TimeWindow[] = [];
	private readonly interval: Interval;
	private readonly zone: string;
	private readonly bucketBySlot = new Map<number, number>();
	private lastSlot = Number.NaN;
	private lastBucket = 0;

	/** @param zone an IANA name, the workflow's time zone */
	constructor(interval: Interval, zone: string) {
		this.interval = interval;
		this.zone = zone;
	}

	/** The number of the moment's interval in `buckets`. */
	bucketOf(epochMs: number): number {
		const slot = Math.floor(epochMs / SLOT_MS);
		if (slot !== this.lastSlot) {
			this.lastSlot = slot;
			this.lastBucket = this.bucketBySlot.get(slot) ?? this.addBucket(slot);
		}
		return this.lastBucket;
	}

	/** The numbers of all intervals that have a moment in common with the window, in order. */
	within({ start, end }: TimeWindow): number[] {
		const numbers: number[] = [];
		for (let at = start.toMillis(); at < end.toMillis();) {
			const number = this.bucketOf(at);
			numbers.push(number);
			at = this.buckets[number]?.end.toMillis() ?? Infinity;
		}
		return numbers;
	}

	private addBucket(slot: number): number {
		const bucket = this.windowOf(slot * SLOT_MS);
		const number = this.buckets.push(bucket) - 1;
		const end = bucket.end.toMillis() / SLOT_MS;
		for (let each = bucket.start.toMillis() / SLOT_MS; each < end; each++) {
			this.bucketBySlot.set(each, number);
		}
		return number;
	}

	private windowOf(epochMs: number): TimeWindow {
		const lengthMs = CLOCK_INTERVALS_MS[this.interval];
		if (lengthMs !== undefined) return this.clockInterval(epochMs, lengthMs);
		const unit = this.interval === 'week' ? 'week' : 'day';
		const start = startOfDay(this.at(epochMs).startOf(unit));
		return { start, end: startOfDay(start.plus({ [unit]: 1 })) };
	}

	/**
	 * The interval on the wall. Where clocks change by half an hour (Lord Howe Island), an hour is cut
	 * short or continues after the change; its parts are then intervals of their own.
	 */
	private clockInterval(epochMs: number, lengthMs: number): TimeWindow {
		const startOnWall = this.startOnWallMs(epochMs, lengthMs);
		const isSame = (ms: number) => this.startOnWallMs(ms, lengthMs) === startOnWall;
		let first = epochMs;
		while (first > startOnWall && isSame(first - SLOT_MS)) first -= SLOT_MS;
		let end = epochMs + SLOT_MS;
		while (end < startOnWall + lengthMs && isSame(end)) end += SLOT_MS;
		return { start: this.at(first), end: this.at(end) };
	}

	/** When the interval began that the wall shows, had its clock not been changed since. */
	private startOnWallMs(epochMs: number, lengthMs: number): number {
		const offsetMs = this.at(epochMs).offset * MS_PER_MINUTE;
		return Math.floor((epochMs + offsetMs) / lengthMs) * lengthMs - offsetMs;
	}

	private at(epochMs: number): DateTime {
		return DateTime.fromMillis(epochMs, { zone: this.zone });
	}
}
