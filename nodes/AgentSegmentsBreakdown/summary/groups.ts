import type { BucketTotals } from './bucketTotals';
import { checkExact, totalBuckets } from './bucketTotals';
import { greatestFirst } from './greatestFirst';
import type { SegmentOwners } from './segmentOwners';
import type { TimeUnit, TimeWindow } from './timeBuckets';
import type { UnitTotals } from './unitTotals';

/** A row before it is written: whom or what it is about, and what its units add up to. */
export interface Group {
	id: string;
	name: string;
	window: TimeWindow;
	totals: BucketTotals;
}

/** The groups with the most handle time, and how many others there are. */
export interface ChosenGroups {
	groups: Iterable<Group>;
	left: number;
}

const NOTHING: BucketTotals = { handleTimeMillis: 0, units: 0, segments: 0, percentiles: null };

/** One group, even where there are no units. */
export function totalGroup(totals: UnitTotals, window: TimeWindow): Group[] {
	const [all = NOTHING] = totalsByBucket(totals);
	return [{ id: 'total', name: 'Total', window, totals: all }];
}

/** By time; hours and days without units are left out. */
export function timeGroups(
	totals: UnitTotals,
	unit: TimeUnit,
	buckets: readonly TimeWindow[],
): Group[] {
	const names = unit === 'day' ? DAY_FORMATS : HOUR_FORMATS;
	return totalsByBucket(totals)
		.flatMap((ofBucket, bucket) => {
			const window = buckets[bucket];
			if (!window) return [];
			const [id, name] = names.map((format) => window.start.toFormat(format, { locale: 'en' }));
			return [{ id: id ?? '', name: name ?? '', window, totals: ofBucket }];
		})
		.sort((a, b) => a.window.start.toMillis() - b.window.start.toMillis());
}

const DAY_FORMATS = ['yyyy-MM-dd', 'ccc, d LLL yyyy'];
// With the offset, since an hour comes twice when clocks go back
const HOUR_FORMATS = ["yyyy-MM-dd'T'HH:mmZZ", 'ccc, d LLL yyyy, HH:mm'];

/** The greatest handle time first. */
export function reasonGroups(
	totals: UnitTotals,
	reasons: readonly string[],
	window: TimeWindow,
): Group[] {
	return byHandleTime(
		totalsByBucket(totals).map((ofBucket, bucket) => ({
			id: reasons[bucket] ?? '',
			name: reasons[bucket] ?? '',
			window,
			totals: ofBucket,
		})),
	);
}

/** The greatest handle time first. */
export function ownerGroups(
	totals: UnitTotals,
	owners: SegmentOwners,
	window: TimeWindow,
): Group[] {
	const ownerOf = (pair: number) => owners.ownerOf(pair);
	return byHandleTime(
		totalBuckets(totals.pairs, owners.ownerUnits(), ownerOf).map((ofOwner, number) => ({
			id: owners.owners[number]?.id ?? '',
			name: owners.owners[number]?.name ?? '',
			window,
			totals: ofOwner,
		})),
	);
}

/** At most so many groups, in the order they were in. */
export function chooseLargest(groups: Group[], most: number): ChosenGroups {
	if (groups.length <= most) return { groups, left: 0 };
	const largest = new Set(byHandleTime(groups).slice(0, most));
	return {
		groups: groups.filter((group) => largest.has(group)),
		left: groups.length - most,
	};
}

/** The greatest handle time first; made one by one, since there may be a million. */
export function* segmentGroups(
	totals: UnitTotals,
	window: TimeWindow,
	most: number,
): Generator<Group> {
	const { pairs, ids, pairUnits } = totals;
	const order = greatestFirst(pairs, (a, b) => compare(ids.at(a), ids.at(b)));
	for (const pair of order.subarray(0, Math.min(most, order.length))) {
		const id = ids.at(pair);
		const handleTimeMillis = checkExact(pairs.millisOf(pair));
		const units = pairUnits.at(pair);
		const ofSegment = { handleTimeMillis, units, segments: 1, percentiles: null };
		yield { id, name: id, window, totals: ofSegment };
	}
}

function totalsByBucket(totals: UnitTotals): BucketTotals[] {
	const bucketOf = (pair: number) => totals.pairs.bucketOf(pair);
	return totalBuckets(totals.pairs, totals.bucketUnits, bucketOf);
}

function byHandleTime(groups: Group[]): Group[] {
	return groups
		.filter(({ totals }) => totals.units > 0)
		.sort((a, b) => b.totals.handleTimeMillis - a.totals.handleTimeMillis || compare(a.id, b.id));
}

function compare(a: string, b: string): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}
