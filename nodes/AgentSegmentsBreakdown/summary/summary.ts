import { UnitColumns } from '../decode/columns';
import { readColumns } from '../decode/records';
import { Unpacker } from '../decode/unpack';
import { AgentJoin } from './agentJoin';
import type { GroupBy, SummaryNames } from './dimensions';
import { buildDimension, COLUMNS, isJoined } from './dimensions';
import type { Group } from './groups';
import { groupAll, groupContacts } from './groups';
import type { Interval, TimeWindow } from './timeZoneBuckets';
import { TimeZoneBuckets } from './timeZoneBuckets';
import { UnitTotals } from './totals';

export interface UnitSummaryOptions {
	groupBy: readonly GroupBy[];
	/** One for the whole time frame where left out */
	interval?: Interval | undefined;
	/**
	 * Whether each unit counts in the interval in which it began. Otherwise each segment counts once and
	 * whole, in the interval in which its last unit ended.
	 */
	asWorked: boolean;
	/** What counts; its end is exclusive */
	frame: TimeWindow;
	/** The workflow's time zone, in which intervals are counted */
	zone: string;
}

export interface GroupOptions {
	names: SummaryNames;
	withPercentiles: boolean;
	/** Whether every group has a row of every interval of the time frame */
	withEmptyIntervals: boolean;
}

/** Summarizes units while their files arrive, in whatever order. */
export class UnitSummary {
	readonly totals: UnitTotals;
	/** Whether segments have to be joined with Agent Segments before there are groups */
	readonly needsJoin: boolean;
	private readonly options: UnitSummaryOptions;
	private readonly unpacker = new Unpacker();
	private readonly columns = new UnitColumns();
	private readonly intervals: TimeZoneBuckets | undefined;
	private readonly frameMs: { fromMs: number; toMs: number };
	private joined: AgentJoin | undefined;

	constructor(options: UnitSummaryOptions) {
		const { asWorked, frame, groupBy, interval, zone } = options;
		this.options = options;
		this.intervals = interval && new TimeZoneBuckets(interval, zone);
		this.needsJoin = groupBy.some(isJoined);
		this.frameMs = { fromMs: frame.start.toMillis(), toMs: frame.end.toMillis() };
		this.totals = new UnitTotals({
			asWorked,
			frame: this.frameMs,
			intervals: this.intervals,
			byReason: groupBy.includes('startReason') || groupBy.includes('endReason'),
			bySegment: this.needsJoin || groupBy.includes('segment'),
		});
	}

	/** Where the time frame is cut into intervals: those that have been met, by number. */
	get buckets(): readonly TimeWindow[] | undefined {
		return this.intervals?.buckets;
	}

	/** The columns that the groupings have of their own. */
	get ownColumns(): string[] {
		return this.options.groupBy.flatMap((type) => COLUMNS[type]);
	}

	/**
	 * Adds a file's units, all of them or none.
	 *
	 * @param body the file as it came
	 * @param hourStartMs the hour (UTC) that the file is of
	 * @throws BrokenFile
	 */
	addFile(body: Uint8Array, path: string, hourStartMs: number): void {
		readColumns(this.unpacker.unpack(body, path), path, this.columns);
		this.totals.addFile(this.columns, hourStartMs);
	}

	/** Takes the agent segments that tell whose the segments are, after all files. */
	join(): AgentJoin {
		this.joined = new AgentJoin(this.totals, this.frameMs);
		return this.joined;
	}

	/** Without groupings and intervals, the group of everything. */
	groups({ names, withEmptyIntervals, withPercentiles }: GroupOptions): Group[] {
		const { frame, groupBy } = this.options;
		if (groupBy.length === 0 && !this.intervals) return [this.total(withPercentiles)];
		const work = this.totals.work();
		const source = {
			work,
			names,
			joined: this.joined,
			reasons: this.columns.reasons.texts,
			segmentIds: groupBy.includes('segment') ? [...this.totals.rowBySegment.keys()] : [],
		};
		return groupContacts(work, {
			dimensions: groupBy.map((type) => buildDimension(type, source)),
			withPercentiles,
			intervals: withEmptyIntervals ? this.intervals?.within(frame) : undefined,
		});
	}

	/** The group of everything. */
	total(withPercentiles: boolean): Group {
		return groupAll(this.totals.work(), withPercentiles);
	}
}
