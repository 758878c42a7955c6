import { DateTime } from 'luxon';

import type { AhtRecord, AhtSubjectType } from '../../shared/ahtRecord';
import { buildAhtRecord, SUBJECT_SEPARATOR } from '../../shared/ahtRecord';
import { formatSeconds } from '../../shared/durations';
import type { Group, Totals } from './groups';
import type { TimeWindow } from './timeZoneBuckets';

/** What the rows of a summary can be sorted by. */
export const SORTS = ['aht', 'handleTime', 'segments', 'name'] as const;
export type Sort = (typeof SORTS)[number];

export interface RowOptions {
	service: string;
	/** What the rows are grouped by; none for one row of everything */
	types: readonly AhtSubjectType[];
	/** The columns that belong to these */
	columns: readonly string[];
	frame: TimeWindow;
	/** By number, where the time frame is cut into intervals */
	intervals?: readonly TimeWindow[] | undefined;
	/** Contacts are split over intervals, so that there is no average */
	asWorked: boolean;
	withMilliseconds: boolean;
	withPercentiles: boolean;
	/** Whether hours or files are missing */
	partial: boolean;
}

type Columns = Record<string, string | number | boolean | null>;

/** An item of a summary: the fields of an AHT record with its own between them. */
export type SummaryRow = AhtRecord & Columns;

const PERCENTILES = ['p50', 'p90', 'p95'] as const;
const ON_THE_WALL = 'yyyy-MM-dd HH:mm';
const TOTAL = 'Total';

/** Sorts by time where there are intervals, then as chosen: the greatest first, names from A on. */
export function sortGroups(groups: Group[], by: Sort, intervals?: readonly TimeWindow[]): Group[] {
	const startOf = ({ interval }: Group) => intervals?.[interval]?.start.toMillis() ?? 0;
	return groups.sort(
		(a, b) =>
			startOf(a) - startOf(b) ||
			sizeOf(b.totals, by) - sizeOf(a.totals, by) ||
			compare(joined(a, 'name'), joined(b, 'name')) ||
			compare(joined(a, 'id'), joined(b, 'id')),
	);
}

/** A total divided by the contacts, in whole milliseconds, halves up; exact for any safe integer. */
export function averageMillis({ handleTimeMillis, contacts }: Totals): number | null {
	if (contacts === 0) return null;
	const rest = handleTimeMillis % contacts;
	return (handleTimeMillis - rest) / contacts + (rest * 2 >= contacts ? 1 : 0);
}

/** Writes the items for groups. */
export class RowWriter {
	private readonly options: RowOptions;
	/** What all rows of an interval share; luxon is too slow to be asked for each of a million rows */
	private readonly shared = new Map<number | undefined, SharedFields>();

	constructor(options: RowOptions) {
		this.options = options;
	}

	write(group: Group): SummaryRow {
		const { intervals, types } = this.options;
		if (types.length === 0)
			return this.writeRow(group, TOTAL, 'total', intervals && group.interval);
		const interval = intervals && group.interval;
		return this.writeRow(group, joined(group, 'name'), joined(group, 'id'), interval);
	}

	/** The row for everything, whatever the others are grouped by. */
	writeTotal(group: Group): SummaryRow {
		const row = this.writeRow(group, TOTAL, 'total', undefined);
		row.subjectType = 'total';
		return row;
	}

	private writeRow(
		{ totals, values }: Group,
		subjectName: string,
		subjectId: string,
		interval: number | undefined,
	): SummaryRow {
		const { asWorked, columns, partial, withMilliseconds } = this.options;
		const { handleTimeMillis, units, contacts } = totals;
		const ahtMillis = asWorked ? null : averageMillis(totals);
		const ahtSeconds = ahtMillis === null ? null : Math.round(ahtMillis / 1000);
		const { ofInterval, record } = this.sharedBy(interval);
		const own: Columns = {};
		for (const name of columns) own[name] = null;
		for (const value of values) Object.assign(own, value.columns);
		return {
			subjectName,
			aht: ahtSeconds === null ? null : formatSeconds(ahtSeconds),
			handleTime: formatSeconds(handleTimeMillis / 1000),
			...(asWorked ? {} : { segments: contacts }),
			...ofInterval,
			...this.percentilesOf(totals),
			ahtSeconds,
			handleTimeMillis,
			...(withMilliseconds && !asWorked ? { ahtMillis } : {}),
			units,
			subjectId,
			...own,
			windowStart: record.windowStart,
			windowEnd: record.windowEnd,
			partial,
			subjectType: record.subjectType,
			service: record.service,
		};
	}

	private percentilesOf({ percentiles }: Totals): Columns {
		const { withMilliseconds, withPercentiles } = this.options;
		const columns: Columns = {};
		if (!withPercentiles) return columns;
		for (const name of PERCENTILES) {
			columns[name] = percentiles && formatSeconds(percentiles[name] / 1000);
		}
		if (!withMilliseconds) return columns;
		for (const name of PERCENTILES) columns[`${name}Millis`] = percentiles && percentiles[name];
		return columns;
	}

	private sharedBy(interval: number | undefined): SharedFields {
		const known = this.shared.get(interval);
		if (known) return known;
		const shared = this.share(interval);
		this.shared.set(interval, shared);
		return shared;
	}

	private share(number: number | undefined): SharedFields {
		const { frame, intervals, service, types } = this.options;
		const interval = number === undefined ? undefined : intervals?.[number];
		return {
			ofInterval: intervals
				? {
						intervalStart: interval?.start.toFormat(ON_THE_WALL) ?? null,
						intervalEnd: interval?.end.toFormat(ON_THE_WALL) ?? null,
					}
				: {},
			record: buildAhtRecord({
				service,
				subjectType: types.length === 0 ? 'total' : types,
				subjectId: '',
				subjectName: '',
				ahtSeconds: null,
				window: interval ? cutTo(frame, interval) : frame,
			}),
		};
	}
}

interface SharedFields {
	ofInterval: Columns;
	record: AhtRecord;
}

/** An interval at the edge of the time frame counts only what lies within. */
function cutTo(frame: TimeWindow, interval: TimeWindow): TimeWindow {
	return {
		start: DateTime.max(frame.start, interval.start),
		end: DateTime.min(frame.end, interval.end),
	};
}

function sizeOf(totals: Totals, by: Sort): number {
	if (by === 'name') return 0;
	if (by === 'segments') return totals.contacts;
	return by === 'aht' ? (averageMillis(totals) ?? -1) : totals.handleTimeMillis;
}

function joined({ values }: Group, field: 'id' | 'name'): string {
	if (values.length === 1) return values[0]?.[field] ?? '';
	return values.map((value) => value[field]).join(SUBJECT_SEPARATOR);
}

function compare(a: string, b: string): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}
