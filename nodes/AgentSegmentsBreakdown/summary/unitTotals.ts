import type { UnitColumns } from '../decode/columns';
import { hashText, murmurHash3 } from '../segmentIds/murmurHash3';
import { NumberList } from './numberList';
import { SegmentIds } from './segmentIds';
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
	/** Units by bucket; 0 for a number that no unit had */
	readonly bucketUnits = new NumberList();
	/** Units by pair, where asked for */
	readonly pairUnits = new NumberList();
	/** Segment ids by pair, where asked for */
	readonly ids = new SegmentIds();
	private readonly options: UnitTotalsOptions;
	private readonly hash = new Uint32Array(4);

	constructor(options: UnitTotalsOptions) {
		this.options = options;
	}

	/** Adds the units of a file that was read to its end. */
	addFile(columns: UnitColumns): void {
		const { bucketOf, keepsIds, countsBySegment } = this.options;
		const { buffer, byteOffset, byteLength } = columns.content;
		const words = new DataView(buffer, byteOffset, byteLength);
		for (let row = 0; row < columns.count; row++) {
			const bucket = bucketOf(columns, row);
			this.hashId(columns, words, row);
			const pair = this.pairs.place(this.hash, bucket);
			this.pairs.add(pair, columns.handleTimeMillis[row] ?? 0);
			this.bucketUnits.add(bucket, 1);
			if (countsBySegment) this.pairUnits.add(pair, 1);
			if (keepsIds && pair === this.ids.count) this.keepId(columns, row);
		}
		this.units += columns.count;
	}

	/** The number of the segment's pair with a bucket, or -1 where it has no units in it. */
	pairOf(segmentId: string, bucket: number): number {
		hashText(segmentId, this.hash);
		return this.pairs.find(this.hash, bucket);
	}

	private hashId(columns: UnitColumns, words: DataView, row: number): void {
		const odd = columns.oddIds.get(row);
		if (odd !== undefined) hashText(odd, this.hash);
		else murmurHash3(words, columns.idStart[row] ?? 0, columns.idEnd[row] ?? 0, 0, this.hash);
	}

	private keepId(columns: UnitColumns, row: number): void {
		const odd = columns.oddIds.get(row);
		if (odd === undefined) {
			const start = columns.idStart[row] ?? 0;
			this.ids.push(columns.content, start, columns.idEnd[row] ?? 0, true);
			return;
		}
		const bytes = Buffer.from(odd);
		this.ids.push(bytes, 0, bytes.length, false);
	}
}
