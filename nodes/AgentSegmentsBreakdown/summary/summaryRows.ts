import type { AhtRecord } from '../../shared/ahtRecord';
import { buildAhtRecord } from '../../shared/ahtRecord';
import { formatSeconds } from '../../shared/durations';
import { averageMillis } from './bucketTotals';
import type { GroupBy } from './grouping';
import type { Group } from './groups';
import type { TimeWindow } from './timeBuckets';

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
};

export interface RowOptions {
	withPercentiles: boolean;
	partial: boolean;
}

/** Writes the items for groups. */
export class RowWriter {
	private readonly groupBy: GroupBy;
	private readonly options: RowOptions;
	private window: TimeWindow | undefined;
	private template: SummaryRow | undefined;

	constructor(groupBy: GroupBy, options: RowOptions) {
		this.groupBy = groupBy;
		this.options = options;
	}

	/** One copy and no other object: there may be a million rows, and n8n keeps them all. */
	write({ id, name, totals, window }: Group): SummaryRow {
		const { handleTimeMillis, units, segments, percentiles } = totals;
		const ahtMillis = averageMillis(handleTimeMillis, segments);
		const row: SummaryRow = {
			...this.templateFor(window),
			subjectId: id,
			subjectName: name,
			aht: ahtMillis === null ? null : formatSeconds(ahtMillis / 1000),
			ahtSeconds: ahtMillis === null ? null : ahtMillis / 1000,
			handleTimeMillis,
			units,
			segments,
			ahtMillis,
		};
		if (this.options.withPercentiles && percentiles) {
			row.p50Millis = percentiles.p50;
			row.p90Millis = percentiles.p90;
			row.p95Millis = percentiles.p95;
		}
		return row;
	}

	/** What the rows of a window have in common, and the order of their columns. */
	private templateFor(window: TimeWindow): SummaryRow {
		if (this.template && this.window === window) return this.template;
		const { partial, withPercentiles } = this.options;
		this.window = window;
		this.template = {
			...buildAhtRecord({
				service: 'LivePerson',
				subjectType: this.groupBy,
				subjectId: '',
				subjectName: '',
				ahtSeconds: null,
				window,
			}),
			handleTimeMillis: 0,
			units: 0,
			segments: 0,
			ahtMillis: null,
			...(withPercentiles && { p50Millis: null, p90Millis: null, p95Millis: null }),
			partial,
		};
		return this.template;
	}
}
