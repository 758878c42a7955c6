import type { UnitColumns } from '../decode/columns';
import { murmurHash3 } from './murmurHash3';
import { SegmentTimes } from './segmentTimes';

/** Says which bucket the unit in a row of the columns belongs to, counted from 0. */
export type BucketOf = (columns: UnitColumns, row: number) => number;

export interface UnitTotalsOptions {
	bucketOf: BucketOf;
	/** Whether the segments' ids are kept: their number is then what memory grows with */
	keepsIds?: boolean;
	/** Whether units are counted by segment as well as by bucket */
	countsBySegment?: boolean;
}

/**
 * Adds up units, file by file, in whatever order the files arrive. Memory grows with the number of
 * (segment, bucket) pairs, not of units.
 */
export class UnitTotals {
	readonly pairs = new SegmentTimes();
	units = 0;
	/** Units by bucket; without gaps, and 0 for a number that no unit had */
	readonly bucketUnits: number[] = [];
	/** Units by pair, where asked for */
	readonly pairUnits: number[] = [];
	/** Segment ids by pair, where asked for */
	readonly ids: string[] = [];
	private readonly options: UnitTotalsOptions;
	private readonly hash = new Uint32Array(4);

	constructor(options: UnitTotalsOptions) {
		this.options = options;
	}

	/** Adds the units of a file that was read to its end. */
	addFile(columns: UnitColumns): void {
		const { bucketOf, keepsIds, countsBySegment } = this.options;
		for (let row = 0; row < columns.count; row++) {
			const bucket = bucketOf(columns, row);
			this.hashId(columns, row);
			const pair = this.pairs.place(this.hash, bucket);
			this.pairs.add(pair, columns.handleTimeMillis[row] ?? 0);
			increment(this.bucketUnits, bucket);
			if (countsBySegment) increment(this.pairUnits, pair);
			if (keepsIds && pair === this.ids.length) this.ids.push(columns.segmentId(row));
		}
		this.units += columns.count;
	}

	/** The number of the segment's pair with a bucket, or -1 where it has no units in it. */
	pairOf(segmentId: string, bucket: number): number {
		const bytes = new TextEncoder().encode(segmentId);
		murmurHash3(bytes, 0, bytes.length, 0, this.hash);
		return this.pairs.find(this.hash, bucket);
	}

	private hashId(columns: UnitColumns, row: number): void {
		const odd = columns.oddIds.get(row);
		if (odd !== undefined) {
			const bytes = new TextEncoder().encode(odd);
			murmurHash3(bytes, 0, bytes.length, 0, this.hash);
			return;
		}
		const start = columns.idStart[row] ?? 0;
		murmurHash3(columns.content, start, columns.idEnd[row] ?? 0, 0, this.hash);
	}
}

function increment(counts: number[], index: number): void {
	while (counts.length <= index) counts.push(0);
	counts[index] = (counts[index] ?? 0) + 1;
}
