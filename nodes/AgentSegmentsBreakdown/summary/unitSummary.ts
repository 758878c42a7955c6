import { UnitColumns } from '../decode/columns';
import { readColumns } from '../decode/records';
import { Unpacker } from '../decode/unpack';
import type { GroupBy } from './grouping';
import { isOwnerGroupBy } from './grouping';
import type { ChosenGroups, Group } from './groups';
import {
	chooseLargest,
	ownerGroups,
	reasonGroups,
	segmentGroups,
	timeGroups,
	totalGroup,
} from './groups';
import { SegmentOwners } from './segmentOwners';
import type { TimeWindow } from './timeBuckets';
import { TimeBuckets } from './timeBuckets';
import type { BucketOf } from './unitTotals';
import { UnitTotals } from './unitTotals';

export interface UnitSummaryOptions {
	/** The time frame that the files were listed for */
	window: TimeWindow;
	/** The workflow's time zone, in which hours and days are counted */
	zone: string;
	/** Whether `total` will be asked for */
	withTotal: boolean;
}

/**
 * Summarizes units while their files arrive, in whatever order. What is kept is a few bytes for every
 * segment (times its hours, days or reasons); no unit is.
 */
export class UnitSummary {
	private readonly groupBy: GroupBy;
	private readonly window: TimeWindow;
	private readonly unpacker = new Unpacker();
	private readonly columns = new UnitColumns();
	private readonly time: TimeBuckets;
	private readonly totals: UnitTotals;
	/** For the group of everything; where segments are split, they have to be counted apart */
	private readonly whole: UnitTotals | undefined;
	private owners: SegmentOwners | undefined;

	constructor(groupBy: GroupBy, { window, zone, withTotal }: UnitSummaryOptions) {
		this.groupBy = groupBy;
		this.window = window;
		const hasOneBucket = groupBy === 'segment' || groupBy === 'total' || isOwnerGroupBy(groupBy);
		this.time = new TimeBuckets(groupBy === 'day' ? 'day' : 'hour', zone);
		this.totals = new UnitTotals({
			bucketOf: this.bucketOf(),
			keepsIds: groupBy === 'segment',
			countsBySegment: groupBy === 'segment' || isOwnerGroupBy(groupBy),
		});
		if (withTotal) this.whole = hasOneBucket ? this.totals : new UnitTotals({ bucketOf: () => 0 });
	}

	get unitsRead(): number {
		return this.totals.units;
	}

	/**
	 * Adds a file's units, all of them or none.
	 *
	 * @param body the file as it came
	 * @throws BrokenFile
	 */
	addFile(body: Uint8Array, path: string): void {
		readColumns(this.unpacker.unpack(body, path), path, this.columns);
		this.totals.addFile(this.columns);
		if (this.whole && this.whole !== this.totals) this.whole.addFile(this.columns);
	}

	/** Where the grouping is by owner: takes the segments that say whose they are, after all files. */
	takeOwners(): SegmentOwners {
		this.owners = new SegmentOwners(this.totals);
		return this.owners;
	}

	/** At most so many groups; a segment is counted in every group that it has units in. */
	groups(most = Infinity): ChosenGroups {
		const { totals, window } = this;
		if (this.groupBy !== 'segment') return chooseLargest(this.allGroups(), most);
		return {
			groups: segmentGroups(totals, window, most),
			left: Math.max(0, totals.pairs.count - most),
		};
	}

	/** The group of everything, in which each segment counts once; without `withTotal`, only of nothing. */
	total(): Group[] {
		return totalGroup(this.whole ?? this.totals, this.window);
	}

	private allGroups(): Group[] {
		const { groupBy, owners, totals, window } = this;
		if (groupBy === 'day' || groupBy === 'hour') {
			return timeGroups(totals, groupBy, this.time.buckets);
		}
		if (groupBy === 'endReason' || groupBy === 'startReason') {
			return reasonGroups(totals, this.columns.reasons.texts, window);
		}
		return owners ? ownerGroups(totals, owners, window) : totalGroup(totals, window);
	}

	private bucketOf(): BucketOf {
		const { time } = this;
		switch (this.groupBy) {
			case 'day':
			case 'hour':
				return (columns, row) => time.bucketOf(columns.startTimestamp[row] ?? 0);
			case 'endReason':
				return (columns, row) => columns.endReason[row] ?? 0;
			case 'startReason':
				return (columns, row) => columns.startReason[row] ?? 0;
			default:
				return () => 0;
		}
	}
}
