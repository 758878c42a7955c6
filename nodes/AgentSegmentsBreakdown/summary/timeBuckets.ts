import { DateTime } from 'luxon';

export type TimeUnit = 'day' | 'hour';

/** A stretch of time, such as an hour or a day of the clock on the wall; `end` is exclusive. */
export interface TimeWindow {
	start: DateTime;
	end: DateTime;
}

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;
// Offsets from UTC are multiples of a quarter of an hour, and clocks change on one
const SLOT_MS = 900_000;

/**
 * Sorts moments into the hours or days of a time zone, across changes to and from daylight-saving time:
 * the hour that comes twice is two hours, and days have 23 to 25 of them. Luxon is asked once for each
 * quarter of an hour, not for each moment.
 */
export class TimeBuckets {
	readonly buckets: TimeWindow[] = [];
	private readonly unit: TimeUnit;
	private readonly zone: string;
	private readonly bucketByStart = new Map<number, number>();
	private readonly bucketBySlot = new Map<number, number>();
	private lastSlot = Number.NaN;
	private lastBucket = 0;

	/** @param zone an IANA name, the workflow's time zone */
	constructor(unit: TimeUnit, zone: string) {
		this.unit = unit;
		this.zone = zone;
	}

	/** The number of the moment's bucket in `buckets`. */
	bucketOf(epochMs: number): number {
		const slot = Math.floor(epochMs / SLOT_MS);
		if (slot !== this.lastSlot) {
			this.lastSlot = slot;
			this.lastBucket = this.bucketBySlot.get(slot) ?? this.addSlot(slot);
		}
		return this.lastBucket;
	}

	private addSlot(slot: number): number {
		const bucket = this.unit === 'day' ? this.dayOf(slot * SLOT_MS) : this.hourOf(slot * SLOT_MS);
		const startMs = bucket.start.toMillis();
		let number = this.bucketByStart.get(startMs);
		if (number === undefined) {
			number = this.buckets.push(bucket) - 1;
			this.bucketByStart.set(startMs, number);
		}
		this.bucketBySlot.set(slot, number);
		// The other quarters of the hour or day need not be looked at
		const end = Math.floor(bucket.end.toMillis() / SLOT_MS);
		for (let each = Math.ceil(startMs / SLOT_MS); each < end; each++) {
			this.bucketBySlot.set(each, number);
		}
		return number;
	}

	private dayOf(epochMs: number): TimeWindow {
		const start = this.dayStart(this.at(epochMs));
		return { start, end: this.dayStart(start.plus({ days: 1 })) };
	}

	/** The day's first moment: where clocks go back at one in the morning, the first of two midnights. */
	private dayStart(moment: DateTime): DateTime {
		let start = moment.startOf('day');
		for (;;) {
			const before = start.minus({ milliseconds: SLOT_MS });
			if (before.toISODate() !== start.toISODate()) return start;
			start = before;
		}
	}

	/**
	 * The hour on the wall. Where clocks change by half an hour (Lord Howe Island), an hour is cut short
	 * or continues after the change; its parts are then buckets of their own.
	 */
	private hourOf(epochMs: number): TimeWindow {
		const hourStart = this.hourStartMs(epochMs);
		let first = epochMs;
		while (first > hourStart && this.hourStartMs(first - SLOT_MS) === hourStart) first -= SLOT_MS;
		let end = epochMs + SLOT_MS;
		while (end < hourStart + MS_PER_HOUR && this.hourStartMs(end) === hourStart) end += SLOT_MS;
		return { start: this.at(first), end: this.at(end) };
	}

	/** When the hour began that the wall shows, had its clock not been changed since. */
	private hourStartMs(epochMs: number): number {
		const offsetMs = this.at(epochMs).offset * MS_PER_MINUTE;
		return Math.floor((epochMs + offsetMs) / MS_PER_HOUR) * MS_PER_HOUR - offsetMs;
	}

	private at(epochMs: number): DateTime {
		return DateTime.fromMillis(epochMs, { zone: this.zone });
	}
}
