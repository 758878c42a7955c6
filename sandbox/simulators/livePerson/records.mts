/** A handling time unit (HTU): one record of a breakdown file. Times are epoch milliseconds. */
export interface HandlingTimeUnit {
	segmentId: string;
	/** Position within the segment, from 1 */
	sequence: number;
	startReason: string;
	endReason: string;
	startTimestamp: number;
	endTimestamp: number;
	/** Always `endTimestamp - startTimestamp` */
	handleTimeMillis: number;
	insertTimestamp: number;
}

/** A record of the sibling method Get Agent Segments. */
export interface AgentSegment {
	segmentId: string;
	startTimeL: number;
	endTimeL: number;
	conversationId: string;
	agentId: number;
	employeeId: string;
	skillId: number;
	groupId: number;
	endReason: string;
	/** The sum of the segment's handling time units */
	totalHandleTimeMillis: number;
	endTime: string;
	startTime: string;
}

/** One breakdown file: the units of segments that closed in one UTC hour, or a part of them. */
export interface BreakdownFile {
	path: string;
	/** Start of the UTC hour that the path names, epoch ms */
	hourStartMs: number;
	/** The list has the file from this moment on (the simulator's clock, epoch ms) */
	listedFromMs: number;
	/** Its records, in file order; big data sets make them anew at each call */
	units: () => readonly HandlingTimeUnit[];
	/** The file's bytes where they were made in advance; framing and compression switches do not apply */
	bytes?: () => Buffer | Promise<Buffer>;
}

/** Segments by index, ordered by end time: an array, or made as asked for. */
export interface SegmentList {
	readonly length: number;
	at(index: number): AgentSegment | undefined;
	/** The end time alone, where that is cheaper than the segment; epoch ms */
	endTimeAt?(index: number): number;
}

export interface Agent {
	agentId: number;
	employeeId: string;
	groupId: number;
}

/** The units of files, one after the other; no more than a file's are held at a time. */
export function* unitsOf(files: Iterable<BreakdownFile>): Generator<HandlingTimeUnit> {
	for (const file of files) yield* file.units();
}

/** The segments of a list, one after the other. */
export function* segmentsOf(list: SegmentList): Generator<AgentSegment> {
	for (let index = 0; index < list.length; index++) {
		const segment = list.at(index);
		if (segment) yield segment;
	}
}

/** What the simulated account holds. */
export interface LivePersonData {
	accountId: string;
	agents: readonly Agent[];
	skillIds: readonly number[];
	groupIds: readonly number[];
	/** By hour, then part; files may be pushed while the simulator runs */
	files: BreakdownFile[];
	segments: SegmentList;
}

export const MS_PER_SECOND = 1000;
export const MS_PER_MINUTE = 60 * MS_PER_SECOND;
export const MS_PER_HOUR = 60 * MS_PER_MINUTE;
export const MS_PER_DAY = 24 * MS_PER_HOUR;
