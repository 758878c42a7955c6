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

/** Adds up units the slow and obvious way; what the product is compared with. */
export function sumUp(
	units: Iterable<HandlingTimeUnit>,
	segments: Iterable<AgentSegment> = [],
	zone = 'utc',
): Totals {
	const all = [...units];
	const segmentById = new Map([...segments].map((segment) => [segment.segmentId, segment]));
	const segmentOf = (unit: HandlingTimeUnit) => segmentById.get(unit.segmentId);
	return {
		total: sumOf(all),
		byHour: sumBy(all, (unit) => startOfHour(unit.startTimestamp)),
		byDay: sumBy(all, (unit) => dayOf(unit.startTimestamp, zone)),
		bySegment: sumBy(all, (unit) => unit.segmentId),
		byStartReason: sumBy(all, (unit) => unit.startReason),
		byEndReason: sumBy(all, (unit) => unit.endReason),
		byAgent: sumBy(all, (unit) => segmentOf(unit)?.agentId.toString()),
		bySkill: sumBy(all, (unit) => segmentOf(unit)?.skillId.toString()),
		byGroup: sumBy(all, (unit) => segmentOf(unit)?.groupId.toString()),
	};
}

function sumBy(
	units: readonly HandlingTimeUnit[],
	keyOf: (unit: HandlingTimeUnit) => string | undefined,
): Record<string, Sum> {
	const groups = new Map<string, HandlingTimeUnit[]>();
	for (const unit of units) {
		const key = keyOf(unit);
		if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), unit]);
	}
	return Object.fromEntries([...groups].map(([key, members]) => [key, sumOf(members)]));
}

function sumOf(units: readonly HandlingTimeUnit[]): Sum {
	return {
		handleTimeMillis: units.reduce((sum, unit) => sum + unit.handleTimeMillis, 0),
		units: units.length,
		segments: new Set(units.map((unit) => unit.segmentId)).size,
	};
}

function startOfHour(epochMs: number): string {
	return DateTime.fromMillis(epochMs, { zone: 'utc' }).startOf('hour').toISO() ?? '';
}

function dayOf(epochMs: number, zone: string): string {
	return DateTime.fromMillis(epochMs, { zone }).toISODate() ?? '';
}
