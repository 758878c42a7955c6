import type { AhtRecord } from '../../shared/ahtRecord';
import { buildAhtRecord } from '../../shared/ahtRecord';
import { averageMillis } from './bucketTotals';
import type { Completeness } from './completeness';
import type { GroupBy } from './grouping';
import type { Group } from './groups';

/** An item of a summary. Times are whole milliseconds. */
export type SummaryRow = AhtRecord & {
	handleTimeMillis: number;
	units: number;
	/** Different segments that have units in the group */
	segments: number;
	/** `handleTimeMillis` divided by `segments`, rounded to the millisecond, halves up */
	ahtMillis: number | null;
	/** Percentiles of the segments' handle times in the group, nearest rank */
	p50Millis?: number | null;
	p90Millis?: number | null;
	p95Millis?: number | null;
	/** Whether hours or files are missing */
	partial: boolean;
	completeness?: Completeness;
};

export interface RowOptions {
	withPercentiles: boolean;
	partial: boolean;
	/** Left out where the user does not want it, and of rows that another row speaks for */
	completeness?: Completeness | undefined;
}

const SERVICE = 'LivePerson';

/** Writes the item for a group. */
export function writeRow(groupBy: GroupBy, group: Group, options: RowOptions): SummaryRow {
	const { handleTimeMillis, units, segments, percentiles } = group.totals;
	const ahtMillis = averageMillis(handleTimeMillis, segments);
	const row: SummaryRow = {
		...buildAhtRecord({
			service: SERVICE,
			subjectType: groupBy,
			subjectId: group.id,
			subjectName: group.name,
			ahtSeconds: ahtMillis === null ? null : ahtMillis / 1000,
			window: group.window,
		}),
		handleTimeMillis,
		units,
		segments,
		ahtMillis,
		...(options.withPercentiles && {
			p50Millis: percentiles?.p50 ?? null,
			p90Millis: percentiles?.p90 ?? null,
			p95Millis: percentiles?.p95 ?? null,
		}),
		partial: options.partial,
		...(options.completeness && { completeness: options.completeness }),
	};
	return row;
}
