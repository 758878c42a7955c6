import { UserError } from 'n8n-workflow';

import type { NumberList } from './numberList';
import { nearestRank } from './percentiles';
import type { SegmentTimes } from './segmentTimes';

/** What one row of a summary is made of. Times are whole milliseconds. */
export interface BucketTotals {
	handleTimeMillis: number;
	units: number;
	/** Different segments with at least one unit in the bucket */
	segments: number;
	/** Of the segments' handle times in the bucket, nearest rank; null where there is no segment */
	percentiles: { p50: number; p90: number; p95: number } | null;
}

/** Gives every bucket its totals: handle times exactly, percentiles from all segments' times sorted. */
export function totalBuckets(
	pairs: SegmentTimes,
	bucketUnits: NumberList,
	bucketOf: (pair: number) => number,
): BucketTotals[] {
	const { times, starts } = sortIntoBuckets(pairs, bucketUnits.length, bucketOf);
	return Array.from({ length: bucketUnits.length }, (_, bucket) => {
		const ofBucket = times.subarray(starts[bucket], starts[bucket + 1]).sort();
		return {
			handleTimeMillis: addUp(ofBucket),
			units: bucketUnits.at(bucket),
			segments: ofBucket.length,
			percentiles:
				ofBucket.length === 0
					? null
					: {
							p50: nearestRank(ofBucket, 50),
							p90: nearestRank(ofBucket, 90),
							p95: nearestRank(ofBucket, 95),
						},
		};
	});
}

/** The pairs' times, bucket after bucket; `starts` says where each begins, and at last where all end. */
function sortIntoBuckets(
	pairs: SegmentTimes,
	buckets: number,
	bucketOf: (pair: number) => number,
): { times: Float64Array; starts: Uint32Array } {
	const starts = new Uint32Array(buckets + 1);
	for (let pair = 0; pair < pairs.count; pair++) starts[bucketOf(pair) + 1]! += 1;
	for (let bucket = 0; bucket < buckets; bucket++) starts[bucket + 1]! += starts[bucket]!;
	const next = starts.slice();
	const times = new Float64Array(pairs.count);
	for (let pair = 0; pair < pairs.count; pair++) {
		times[next[bucketOf(pair)]!++] = pairs.millisOf(pair);
	}
	return { times, starts };
}

function addUp(times: Float64Array): number {
	let sum = 0;
	for (const time of times) sum += time;
	return checkExact(sum);
}

/**
 * Gives the sum, if it is exact. Times are not negative, so a sum that was ever inexact has not come
 * back below the limit.
 */
export function checkExact(sumMillis: number): number {
	if (Number.isSafeInteger(sumMillis)) return sumMillis;
	throw new UserError('The handle times add up to more than can be counted exactly', {
		description: 'Choose a shorter time frame, or look for wrong handle times in the units.',
	});
}

/** A total divided by a count, in whole milliseconds, halves rounded up; exact for any safe integer. */
export function averageMillis(totalMillis: number, count: number): number | null {
	if (count === 0) return null;
	const rest = totalMillis % count;
	return (totalMillis - rest) / count + (rest * 2 >= count ? 1 : 0);
}
