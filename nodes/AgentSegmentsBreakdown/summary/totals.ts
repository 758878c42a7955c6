import type { UnitColumns } from '../decode/columns';
import { NumberColumn, PairNumbers } from './columns';
import type { Contacts } from './groups';
import type { TimeZoneBuckets } from './timeZoneBuckets';

/**
 * How long after its last unit a segment may close: so far beyond a time frame files are read. A file
 * has the units of segments that closed in its hour; what closes later still counts as if its last unit
 * had ended this long before that hour, so that no time frame leaves it out and no two count it.
 */
export const LONGEST_OPEN_HOURS = 24;
const LONGEST_OPEN_MS = LONGEST_OPEN_HOURS * 3_600_000;
/** Bits of the number that remembers which units of a segment came */
const BITS = 32;

/** Segments, or the work on them, of a time frame. */
export interface SegmentWork extends Contacts {
	/** The number of the contact's segment */
	segmentOf(contact: number): number;
	/** Numbers of the file's reasons: those of its first and its last unit where it is a whole segment */
	startReasonOf(contact: number): number;
	endReasonOf(contact: number): number;
}

export interface UnitTotalsOptions {
	/** Epoch ms; `toMs` is exclusive */
	frame: { fromMs: number; toMs: number };
	/** One interval where left out */
	intervals?: TimeZoneBuckets | undefined;
	/** Each unit counts in the interval in which it began, not with its segment */
	asWorked: boolean;
	/** Whether reasons tell groups apart */
	byReason: boolean;
	/** Whether segments, or what is known of them, tell groups apart */
	bySegment: boolean;
}

/**
 * Adds up units by segment while their files arrive, in whatever order. What is kept of a segment is its
 * id and a few numbers, about 200 bytes. Which of its units came takes eight bytes of them; a unit whose
 * sequence is 32 or more takes about 40 bytes of its own.
 */
export class UnitTotals {
	/** Numbers of segments by their id, in the order in which they came */
	readonly rowBySegment = new Map<string, number>();
	unitsRead = 0;
	/** Units that came again; counted once */
	unitsRepeated = 0;
	private readonly options: UnitTotalsOptions;
	private readonly seen = new SeenUnits();
	private readonly handleTime = new NumberColumn();
	private readonly units = new NumberColumn();
	private readonly endedAt = new NumberColumn();
	private readonly first = new EdgeReasons(-1);
	private readonly last = new EdgeReasons(1);
	private readonly pieces: Pieces;

	constructor(options: UnitTotalsOptions) {
		this.options = options;
		this.pieces = new Pieces(options);
	}

	/** @param hourStartMs the hour (UTC) of the file, in which its segments closed */
	addFile(columns: UnitColumns, hourStartMs: number): void {
		const earliestMs = hourStartMs - LONGEST_OPEN_MS;
		let segment = 0;
		for (let row = 0; row < columns.count; row++) {
			if (row === 0 || !columns.hasIdOfRowBefore(row)) {
				segment = this.segmentOf(columns.segmentId(row));
			}
			if (this.seen.add(segment, columns.sequence[row] ?? 0)) {
				this.addUnit(columns, row, segment, earliestMs);
			} else {
				this.unitsRepeated++;
			}
		}
		this.unitsRead += columns.count;
	}

	handleTimeOf(segment: number): number {
		return this.handleTime.at(segment);
	}

	/** Whether the segment's last unit ended in the time frame. */
	isInFrame(segment: number): boolean {
		return isWithin(this.options.frame, this.endedAt.at(segment));
	}

	/** What counts in the time frame, after all files. */
	work(): SegmentWork {
		return this.options.asWorked ? this.pieces : this.segments();
	}

	private segmentOf(segmentId: string): number {
		const known = this.rowBySegment.get(segmentId);
		if (known !== undefined) return known;
		const row = this.rowBySegment.size;
		this.rowBySegment.set(segmentId, row);
		return row;
	}

	private addUnit(columns: UnitColumns, row: number, segment: number, earliestMs: number): void {
		const handleTimeMillis = columns.handleTimeMillis[row] ?? 0;
		const endedAt = Math.max(columns.endTimestamp[row] ?? 0, earliestMs);
		this.handleTime.add(segment, handleTimeMillis);
		this.units.add(segment, 1);
		if (endedAt > this.endedAt.at(segment)) this.endedAt.put(segment, endedAt);
		if (this.options.asWorked) this.pieces.add(columns, row, segment, earliestMs);
		else if (this.options.byReason) {
			const sequence = columns.sequence[row] ?? 0;
			const isFirst = this.units.at(segment) === 1;
			this.first.add(segment, sequence, columns.startReason[row] ?? 0, isFirst);
			this.last.add(segment, sequence, columns.endReason[row] ?? 0, isFirst);
		}
	}

	private segments(): SegmentWork {
		const { endedAt, first, handleTime, last, units } = this;
		const { intervals } = this.options;
		const rows = new NumberColumn();
		let count = 0;
		for (let segment = 0; segment < this.rowBySegment.size; segment++) {
			if (this.isInFrame(segment)) rows.put(count++, segment);
		}
		return {
			count,
			segmentOf: (contact) => rows.at(contact),
			startReasonOf: (contact) => first.reasonOf(rows.at(contact)),
			endReasonOf: (contact) => last.reasonOf(rows.at(contact)),
			intervalOf: (contact) => intervals?.bucketOf(endedAt.at(rows.at(contact))) ?? 0,
			handleTimeOf: (contact) => handleTime.at(rows.at(contact)),
			unitsOf: (contact) => units.at(rows.at(contact)),
		};
	}
}

/** The units that came already, by segment and sequence. */
class SeenUnits {
	private readonly low = new NumberColumn();
	private readonly high = new Map<number, Set<number>>();

	/** Whether the unit is new; from then on it is not. */
	add(segment: number, sequence: number): boolean {
		if (sequence >= BITS) return this.addHigh(segment, sequence);
		const seen = this.low.at(segment);
		const bit = 1 << sequence;
		if ((seen & bit) !== 0) return false;
		this.low.put(segment, seen | bit);
		return true;
	}

	private addHigh(segment: number, sequence: number): boolean {
		const seen = this.high.get(segment) ?? new Set();
		this.high.set(segment, seen);
		const { size } = seen;
		return seen.add(sequence).size > size;
	}
}

/** The reason of each segment's first unit by sequence, or of its last. */
class EdgeReasons {
	private readonly sequences = new NumberColumn();
	private readonly reasons = new NumberColumn();
	private readonly direction: 1 | -1;

	constructor(direction: 1 | -1) {
		this.direction = direction;
	}

	add(segment: number, sequence: number, reason: number, isFirst: boolean): void {
		if (!isFirst && (sequence - this.sequences.at(segment)) * this.direction < 0) return;
		this.sequences.put(segment, sequence);
		this.reasons.put(segment, reason);
	}

	reasonOf(segment: number): number {
		return this.reasons.at(segment);
	}
}

/** Units added up by the interval in which they began, and by what else tells groups apart. */
class Pieces implements SegmentWork {
	private readonly options: UnitTotalsOptions;
	private readonly byReasons = new PairNumbers();
	private readonly byInterval = new PairNumbers();
	private readonly bySegment = new PairNumbers();
	private readonly segments = new NumberColumn();
	private readonly intervals = new NumberColumn();
	private readonly startReasons = new NumberColumn();
	private readonly endReasons = new NumberColumn();
	private readonly handleTime = new NumberColumn();
	private readonly units = new NumberColumn();

	constructor(options: UnitTotalsOptions) {
		this.options = options;
	}

	get count(): number {
		return this.bySegment.count;
	}

	add(columns: UnitColumns, row: number, ofSegment: number, earliestMs: number): void {
		const { byReason, bySegment, frame, intervals } = this.options;
		const beganAt = Math.max(columns.startTimestamp[row] ?? 0, earliestMs);
		if (!isWithin(frame, beganAt)) return;
		const segment = bySegment ? ofSegment : 0;
		const interval = intervals?.bucketOf(beganAt) ?? 0;
		const startReason = byReason ? (columns.startReason[row] ?? 0) : 0;
		const endReason = byReason ? (columns.endReason[row] ?? 0) : 0;
		const reasons = this.byReasons.of(startReason, endReason);
		const piece = this.bySegment.of(segment, this.byInterval.of(interval, reasons));
		this.segments.put(piece, segment);
		this.intervals.put(piece, interval);
		this.startReasons.put(piece, startReason);
		this.endReasons.put(piece, endReason);
		this.handleTime.add(piece, columns.handleTimeMillis[row] ?? 0);
		this.units.add(piece, 1);
	}

	segmentOf(piece: number): number {
		return this.segments.at(piece);
	}

	intervalOf(piece: number): number {
		return this.intervals.at(piece);
	}

	startReasonOf(piece: number): number {
		return this.startReasons.at(piece);
	}

	endReasonOf(piece: number): number {
		return this.endReasons.at(piece);
	}

	handleTimeOf(piece: number): number {
		return this.handleTime.at(piece);
	}

	unitsOf(piece: number): number {
		return this.units.at(piece);
	}
}

function isWithin({ fromMs, toMs }: UnitTotalsOptions['frame'], epochMs: number): boolean {
	return epochMs >= fromMs && epochMs < toMs;
}
