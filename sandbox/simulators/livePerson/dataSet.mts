import { buildPath } from './paths.mts';
import type { Random } from './random.mts';
import { createRandom } from './random.mts';
import type {
	Agent,
	AgentSegment,
	BreakdownFile,
	HandlingTimeUnit,
	LivePersonData,
} from './records.mts';
import { MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from './records.mts';

const HEX = '0123456789abcdef';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const SKILL_IDS = [146473456, 146473457, 146473490, 146473511] as const;
const GROUP_IDS = [23567815, 23567816, 23567820] as const;
/** As documented for Agent Segments */
const SEGMENT_END_REASONS = [
	'closedByConsumer',
	'closedByAgent',
	'closedBySystem',
	'agentTransfer',
	'skillTransfer',
	'backToQueue',
	'other',
] as const;
const AGENTS = 12;
const SHIFTS = 3;
const HOURS_PER_SHIFT = 8;

export interface DataSetOptions {
	seed: number;
	accountId: string;
	/** Epoch ms; the newest whole hour before it is the newest with files */
	nowMs: number;
	/** How many whole hours back there are files */
	hours: number;
	/** Hours after `nowMs` that get files too, listed once the clock has passed them */
	hoursAhead: number;
	filesPerHour: number;
	/** Segments that an agent on shift closes in an hour */
	segmentsPerAgentHour: number;
	/** Paths with `month=6` instead of `month=06` */
	shortNumbers: boolean;
}

/** Units that belong to a segment, and the segment with their sum. */
interface SegmentWithUnits {
	segment: AgentSegment;
	units: HandlingTimeUnit[];
}

/**
 * Makes a believable account: twelve agents in three groups and three shifts, four skills. A segment
 * and its units are filed under the UTC hour in which the segment closed, which is what the list's
 * `from` and `to` ask for; so a unit may well have begun before its file's hour.
 */
export function createDataSet(options: DataSetOptions): LivePersonData {
	const random = createRandom(options.seed);
	const agents = createAgents();
	const files: BreakdownFile[] = [];
	const segments: AgentSegment[] = [];
	const currentHour = Math.floor(options.nowMs / MS_PER_HOUR) * MS_PER_HOUR;
	for (let offset = -options.hours; offset < options.hoursAhead; offset++) {
		const hourStartMs = currentHour + offset * MS_PER_HOUR;
		const closed = closeSegments(random, options, agents, hourStartMs);
		segments.push(...closed.map(({ segment }) => segment));
		files.push(...fileUnits(options, closed, hourStartMs));
	}
	segments.sort((a, b) => a.endTimeL - b.endTimeL);
	return {
		accountId: options.accountId,
		agents,
		skillIds: SKILL_IDS,
		groupIds: GROUP_IDS,
		files,
		segments,
	};
}

function createAgents(): Agent[] {
	return Array.from({ length: AGENTS }, (_, index) => ({
		agentId: 1224046030 + index * 7,
		employeeId: `emp${String(index + 1).padStart(3, '0')}`,
		groupId: GROUP_IDS[index % GROUP_IDS.length] ?? GROUP_IDS[0],
	}));
}

function closeSegments(
	random: Random,
	options: DataSetOptions,
	agents: readonly Agent[],
	hourStartMs: number,
): SegmentWithUnits[] {
	const shift = Math.floor(hourStartMs / MS_PER_HOUR / HOURS_PER_SHIFT) % SHIFTS;
	const onShift = agents.filter((_, index) => index % SHIFTS === shift);
	return onShift.flatMap((agent) =>
		Array.from({ length: options.segmentsPerAgentHour }, (_, index) =>
			// The first of each agent and hour has a unit under way at the turn of the hour (and day)
			closeSegment(random, options.accountId, agent, hourStartMs, index === 0),
		),
	);
}

function closeSegment(
	random: Random,
	accountId: string,
	agent: Agent,
	hourStartMs: number,
	isUnderWayAtTheHour: boolean,
): SegmentWithUnits {
	const endMs = hourStartMs + random.whole(5 * MS_PER_MINUTE, MS_PER_HOUR - 1);
	const longestMinutes = random.chance(0.1) ? 600 : 50;
	const startMs = isUnderWayAtTheHour
		? hourStartMs - random.whole(1, 60) * MS_PER_SECOND - 137
		: endMs - random.whole(5 * MS_PER_MINUTE, longestMinutes * MS_PER_MINUTE);
	const conversationId = [8, 4, 4, 4, 12].map((length) => random.text(length, HEX)).join('-');
	const segmentId = `${accountId}:${agent.agentId}:${conversationId}:${random.text(22, BASE64)}`;
	const units = createUnits(random, segmentId, startMs, endMs, hourStartMs, isUnderWayAtTheHour);
	const segment = {
		segmentId,
		startTimeL: startMs,
		endTimeL: endMs,
		conversationId,
		agentId: agent.agentId,
		employeeId: agent.employeeId,
		skillId: random.pick(SKILL_IDS),
		groupId: agent.groupId,
		endReason: random.pick(SEGMENT_END_REASONS),
		totalHandleTimeMillis: units.reduce((sum, unit) => sum + unit.handleTimeMillis, 0),
		endTime: new Date(endMs).toISOString(),
		startTime: new Date(startMs).toISOString(),
	};
	return { segment, units };
}

/** Units share the segment's time in equal slots, a unit in each, so that they never overlap. */
function createUnits(
	random: Random,
	segmentId: string,
	startMs: number,
	endMs: number,
	hourStartMs: number,
	isUnderWayAtTheHour: boolean,
): HandlingTimeUnit[] {
	const count = random.whole(1, 9);
	const slotMs = Math.floor((endMs - startMs) / count);
	return Array.from({ length: count }, (_, index) => {
		const isFirst = index === 0;
		const isLast = index === count - 1;
		const pauseMs = isFirst ? 0 : random.whole(0, Math.floor(slotMs * 0.3));
		const startTimestamp = startMs + index * slotMs + pauseMs;
		const wantedMs =
			isFirst && isUnderWayAtTheHour
				? hourStartMs - startTimestamp + random.whole(1, 20 * MS_PER_SECOND)
				: random.whole(4 * MS_PER_SECOND, 240 * MS_PER_SECOND);
		const handleTimeMillis = Math.min(wantedMs, slotMs - pauseMs);
		return {
			segmentId,
			sequence: index + 1,
			startReason: isFirst
				? random.pick(['conversationEntered', 'consumerMessage'])
				: random.pick(['consumerMessage', 'consumerMessage', 'agentResponse']),
			endReason: isLast ? random.pick(['agentResponse', 'conversationClosed']) : 'agentResponse',
			startTimestamp,
			endTimestamp: startTimestamp + handleTimeMillis,
			handleTimeMillis,
			insertTimestamp: hourStartMs + MS_PER_HOUR,
		};
	});
}

/** Spreads an hour's units over its files; a long segment's later units land in another part. */
function fileUnits(
	options: DataSetOptions,
	closed: readonly SegmentWithUnits[],
	hourStartMs: number,
): BreakdownFile[] {
	const parts: HandlingTimeUnit[][] = Array.from({ length: options.filesPerHour }, () => []);
	closed.forEach(({ units }, segmentNumber) => {
		for (const unit of units) {
			parts[(segmentNumber + (unit.sequence > 4 ? 1 : 0)) % parts.length]?.push(unit);
		}
	});
	return parts.map((units, part) =>
		createFile({ ...options, hourStartMs, part, units, listedFromMs: hourStartMs + MS_PER_HOUR }),
	);
}

/** A file of given units; its path says that it was written when the list begins to have it. */
export function createFile(input: {
	accountId: string;
	hourStartMs: number;
	part: number;
	units: readonly HandlingTimeUnit[];
	listedFromMs: number;
	shortNumbers?: boolean;
}): BreakdownFile {
	return {
		path: buildPath({ ...input, writtenMs: input.listedFromMs }),
		hourStartMs: input.hourStartMs,
		listedFromMs: input.listedFromMs,
		units: () => input.units,
	};
}
