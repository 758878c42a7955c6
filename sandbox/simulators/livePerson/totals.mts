import { DateTime } from 'luxon';

import type { AgentSegment, HandlingTimeUnit } from './records.mts';

/** Sums of one bucket, exact whole numbers. */
export interface Sum {
	handleTimeMillis: number;
	units: number;
	/** Different segments among the units */
	segments: number;
}

/** Sums by every grouping. A unit belongs to the hour and day in which it began. */
export interface Totals {
	total: Sum;
	/** By start of the UTC hour, e.g. `2026-11-22T14:00:00.000Z` */
	byHour: Record<string, Sum>;
	/** By date in `zone`, e.g. `2026-11-22` */
	byDay: Record<string, Sum>;
	bySegment: Record<string, Sum>;
	byStartReason: Record<string, Sum>;
	byEndReason: Record<string, Sum>;
	/** These three by id; units whose segment is not among `segments` are left out */
	byAgent: Record<string, Sum>;
	bySkill: Record<string, Sum>;
	byGroup: Record<string, Sum>;
}

type KeyOf = (unit: HandlingTimeUnit) => string | undefined;

/** Adds up units the slow and obvious way, one by one; what the product is compared with. */
export function sumUp(
	units: Iterable<HandlingTimeUnit>,
	segments: Iterable<AgentSegment> = [],
	zone = 'utc',
): Totals {
	const segmentById = new Map([...segments].map((segment) => [segment.segmentId, segment]));
	const segmentOf = (unit: HandlingTimeUnit) => segmentById.get(unit.segmentId);
	const sums = sumBy(units, {
		total: () => 'total',
		byHour: (unit) => startOfHour(unit.startTimestamp),
		byDay: (unit) => dayOf(unit.startTimestamp, zone),
		bySegment: (unit) => unit.segmentId,
		byStartReason: (unit) => unit.startReason,
		byEndReason: (unit) => unit.endReason,
		byAgent: (unit) => segmentOf(unit)?.agentId.toString(),
		bySkill: (unit) => segmentOf(unit)?.skillId.toString(),
		byGroup: (unit) => segmentOf(unit)?.groupId.toString(),
	});
	const nothing: Sum = { handleTimeMillis: 0, units: 0, segments: 0 };
	return { ...sums, total: sums.total['total'] ?? nothing };
}

/** Sums by chosen groupings only, for a data set whose segments would not all fit in memory. */
export function sumBy<Grouping extends string>(
	units: Iterable<HandlingTimeUnit>,
	groupings: Record<Grouping, KeyOf>,
): Record<Grouping, Record<string, Sum>> {
	const entries = Object.entries<KeyOf>(groupings).map(
		([name, keyOf]) => [name, keyOf, new Map<string, Bucket>()] as const,
	);
	for (const unit of units) {
		for (const [, keyOf, buckets] of entries) addTo(buckets, keyOf(unit), unit);
	}
	return Object.fromEntries(
		entries.map(([name, , buckets]) => [name, writeSums(buckets)]),
	) as Record<Grouping, Record<string, Sum>>;
}

interface Bucket {
	handleTimeMillis: number;
	units: number;
	segmentIds: Set<string>;
}

function addTo(buckets: Map<string, Bucket>, key: string | undefined, unit: HandlingTimeUnit) {
	if (key === undefined) return;
	const bucket = buckets.get(key) ?? { handleTimeMillis: 0, units: 0, segmentIds: new Set() };
	bucket.handleTimeMillis += unit.handleTimeMillis;
	bucket.units += 1;
	bucket.segmentIds.add(unit.segmentId);
	buckets.set(key, bucket);
}

function writeSums(buckets: ReadonlyMap<string, Bucket>): Record<string, Sum> {
	return Object.fromEntries(
		[...buckets].map(([key, { handleTimeMillis, units, segmentIds }]) => [
			key,
			{ handleTimeMillis, units, segments: segmentIds.size },
		]),
	);
}

function startOfHour(epochMs: number): string {
	return DateTime.fromMillis(epochMs, { zone: 'utc' }).startOf('hour').toISO() ?? '';
}

function dayOf(epochMs: number, zone: string): string {
	return DateTime.fromMillis(epochMs, { zone }).toISODate() ?? '';
}
