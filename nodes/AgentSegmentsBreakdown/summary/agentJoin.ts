import type { UnitTotals } from './totals';

/** What a summary needs to know of a segment, as Agent Segments has it. */
export interface JoinedSegment {
	segmentId: string;
	/** Empty text where the segment has none */
	agentId: string;
	employeeId: string;
	skillId: string;
	groupId: string;
	/** Epoch ms; undefined where the segment has none */
	endedAt: number | undefined;
	totalHandleTimeMillis: number | null;
}

/**
 * How the units agree with Agent Segments. A segment is compared by the sum of its units against the
 * `totalHandleTimeMillis` that Agent Segments has for it.
 */
export type Reconciliation = {
	/** Segments found on both sides */
	segmentsMatched: number;
	/** Of these, segments whose units add up to another handle time */
	segmentsDiffering: number;
	/** Segments with units that Agent Segments does not have */
	segmentsMissing: number;
	/** Segments with a handle time of which no unit was read */
	segmentsWithoutUnits: number;
	/** Handle time of matched segments by Agent Segments less that by their units */
	differenceMillis: number;
};

/** Stands for the agent, skill and group of segments that Agent Segments does not have. */
export const NOT_JOINED = 0;

/** The agent, skill or group of every segment, by number; number 0 is `NOT_JOINED`. */
class Owners {
	/** Numbered as they come; empty text for segments without one */
	readonly ids: string[] = [''];
	private readonly numbers = new Map<string, number>();
	private readonly bySegment: Uint32Array;

	constructor(segments: number) {
		this.bySegment = new Uint32Array(segments);
	}

	of(segment: number): number {
		return this.bySegment[segment] ?? NOT_JOINED;
	}

	put(segment: number, id: string): void {
		let number = this.numbers.get(id);
		if (number === undefined) {
			number = this.ids.push(id) - 1;
			this.numbers.set(id, number);
		}
		this.bySegment[segment] = number;
	}
}

/**
 * Finds the agent, skill and group of every segment that has units. Segments are taken page by page and
 * not kept; the join is on the whole segment id.
 */
export class AgentJoin {
	readonly agent: Owners;
	readonly skill: Owners;
	readonly group: Owners;
	/** By agent id, as far as the brand uses them */
	readonly employeeIds = new Map<string, string>();
	private readonly totals: UnitTotals;
	private readonly frame: { fromMs: number; toMs: number };
	private matched = 0;
	private differing = 0;
	private withoutUnits = 0;
	private differenceMillis = 0;

	/** @param totals after all files */
	constructor(totals: UnitTotals, frame: { fromMs: number; toMs: number }) {
		const segments = totals.rowBySegment.size;
		this.agent = new Owners(segments);
		this.skill = new Owners(segments);
		this.group = new Owners(segments);
		this.totals = totals;
		this.frame = frame;
	}

	/** Takes one segment; a segment that paging brings twice counts once. */
	add(segment: JoinedSegment): void {
		const row = this.totals.rowBySegment.get(segment.segmentId);
		if (row === undefined) {
			this.addWithoutUnits(segment);
			return;
		}
		if (this.agent.of(row) !== NOT_JOINED) return;
		if (segment.employeeId !== '') this.employeeIds.set(segment.agentId, segment.employeeId);
		this.agent.put(row, segment.agentId);
		this.skill.put(row, segment.skillId);
		this.group.put(row, segment.groupId);
		if (this.totals.isInFrame(row)) this.compare(row, segment);
	}

	/** Of the segments of the time frame. */
	reconcile(): Reconciliation {
		let missing = 0;
		for (let segment = 0; segment < this.totals.rowBySegment.size; segment++) {
			if (this.agent.of(segment) === NOT_JOINED && this.totals.isInFrame(segment)) missing++;
		}
		return {
			segmentsMatched: this.matched,
			segmentsDiffering: this.differing,
			segmentsMissing: missing,
			segmentsWithoutUnits: this.withoutUnits,
			differenceMillis: this.differenceMillis,
		};
	}

	private addWithoutUnits({ endedAt, totalHandleTimeMillis }: JoinedSegment): void {
		const { fromMs, toMs } = this.frame;
		const isOutside = endedAt !== undefined && (endedAt < fromMs || endedAt >= toMs);
		if (!isOutside && (totalHandleTimeMillis ?? 0) > 0) this.withoutUnits++;
	}

	private compare(row: number, { totalHandleTimeMillis }: JoinedSegment): void {
		this.matched++;
		if (totalHandleTimeMillis === null) return;
		const difference = totalHandleTimeMillis - this.totals.handleTimeOf(row);
		this.differenceMillis += difference;
		if (difference !== 0) this.differing++;
	}
}
