import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { deliver, DEFAULT_DELIVERY } from './delivery.mts';
import { buildPath } from './paths.mts';
import type { Random } from './random.mts';
import { createRandom } from './random.mts';
import type { AgentSegment, BreakdownFile, HandlingTimeUnit, LivePersonData } from './records.mts';
import { MS_PER_HOUR, MS_PER_SECOND } from './records.mts';

export interface BigDataSetOptions {
	accountId: string;
	seed: number;
	/** Epoch ms; the newest hour of files is the last whole one before it */
	nowMs: number;
	hours: number;
	filesPerHour: number;
	unitsPerFile: number;
	segmentsPerFile: number;
}

const AGENTS = 200;
const FIRST_AGENT_ID = 1224046000;
const FIRST_SKILL_ID = 146473456;
const SKILLS = 20;
const FIRST_GROUP_ID = 23567815;
const GROUPS = 8;

/**
 * Data for measurements, e.g. 168 hours of 6,000 units. Nothing is held: every file and every page of
 * segments is made anew, the same each time, when it is asked for. See `prepareBytes`.
 */
export function createBigDataSet(options: BigDataSetOptions): LivePersonData {
	const { accountId, nowMs, hours, filesPerHour, segmentsPerFile } = options;
	const firstHourMs = (Math.floor(nowMs / MS_PER_HOUR) - hours) * MS_PER_HOUR;
	const files = Array.from({ length: hours * filesPerHour }, (_, index) =>
		describeFile(options, firstHourMs, index),
	);
	return {
		accountId,
		agents: Array.from({ length: AGENTS }, (_, index) => createAgent(index)),
		skillIds: Array.from({ length: SKILLS }, (_, index) => FIRST_SKILL_ID + index),
		groupIds: Array.from({ length: GROUPS }, (_, index) => FIRST_GROUP_ID + index),
		files,
		segments: {
			length: files.length * segmentsPerFile,
			at: createSegmentReader(options, firstHourMs),
			endTimeAt: (index) => endTimeOf(options, firstHourMs, index),
		},
	};
}

/**
 * Makes the bytes of every file in advance, so that making them is not measured: in memory, or with a
 * `directory` one after the other on disk.
 */
export async function prepareBytes(data: LivePersonData, directory?: string): Promise<void> {
	if (directory !== undefined) await mkdir(directory, { recursive: true });
	for (const [index, file] of data.files.entries()) {
		const { body } = deliver(file.units(), DEFAULT_DELIVERY);
		if (directory === undefined) {
			file.bytes = () => body;
		} else {
			const stored = join(directory, `${index}.json.gz`);
			await writeFile(stored, body);
			file.bytes = async () => await readFile(stored);
		}
	}
}

function createAgent(index: number) {
	return {
		agentId: FIRST_AGENT_ID + index,
		employeeId: `emp${String(index + 1).padStart(4, '0')}`,
		groupId: FIRST_GROUP_ID + (index % GROUPS),
	};
}

function describeFile(
	options: BigDataSetOptions,
	firstHourMs: number,
	index: number,
): BreakdownFile {
	const { accountId, filesPerHour } = options;
	const hourStartMs = firstHourMs + Math.floor(index / filesPerHour) * MS_PER_HOUR;
	const writtenMs = hourStartMs + MS_PER_HOUR;
	return {
		path: buildPath({ accountId, hourStartMs, part: index % filesPerHour, writtenMs }),
		hourStartMs,
		listedFromMs: writtenMs,
		units: () => createFileContent(options, firstHourMs, index).units,
	};
}

/** Reads segments in any order; quickest one after the other, which the file at hand serves. */
function createSegmentReader(options: BigDataSetOptions, firstHourMs: number) {
	let atHand: { fileIndex: number; segments: AgentSegment[] } | undefined;
	return (index: number): AgentSegment | undefined => {
		const fileIndex = Math.floor(index / options.segmentsPerFile);
		if (atHand?.fileIndex !== fileIndex) {
			const { segments } = createFileContent(options, firstHourMs, fileIndex);
			atHand = { fileIndex, segments };
		}
		return atHand.segments[index % options.segmentsPerFile];
	};
}

/** A file covers an equal share of its hour, so that segments are in order over all files. */
function endTimeOf(options: BigDataSetOptions, firstHourMs: number, index: number): number {
	const { filesPerHour, segmentsPerFile } = options;
	const shareMs = MS_PER_HOUR / filesPerHour;
	const startMs = firstHourMs + Math.floor(index / segmentsPerFile) * shareMs;
	const number = index % segmentsPerFile;
	return startMs + Math.floor(((number + 1) * shareMs) / (segmentsPerFile + 1));
}

function createFileContent(options: BigDataSetOptions, firstHourMs: number, fileIndex: number) {
	const random = createRandom(options.seed * 1_000_003 + fileIndex);
	const insertTimestamp =
		firstHourMs + (Math.floor(fileIndex / options.filesPerHour) + 1) * MS_PER_HOUR;
	const segments: AgentSegment[] = [];
	const units: HandlingTimeUnit[] = [];
	const { segmentsPerFile, unitsPerFile } = options;
	for (let number = 0; number < segmentsPerFile; number++) {
		const endMs = endTimeOf(options, firstHourMs, fileIndex * segmentsPerFile + number);
		const first = Math.floor((number * unitsPerFile) / segmentsPerFile);
		const count = Math.floor(((number + 1) * unitsPerFile) / segmentsPerFile) - first;
		const segment = createSegment(random, options.accountId, endMs, count);
		segments.push(segment);
		for (const unit of createUnits(random, segment, count, insertTimestamp)) {
			segment.totalHandleTimeMillis += unit.handleTimeMillis;
			units.push(unit);
		}
	}
	// As events came in: the units of one segment do not stand together
	units.sort((a, b) => a.startTimestamp - b.startTimestamp);
	return { segments, units };
}

function createSegment(
	random: Random,
	accountId: string,
	endMs: number,
	unitCount: number,
): AgentSegment {
	const agent = createAgent(random.whole(0, AGENTS - 1));
	const startMs = endMs - Math.max(1, unitCount) * random.whole(60, 300) * MS_PER_SECOND;
	const conversationId = sixteenBytes(random)
		.toString('hex')
		.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
	const suffix = sixteenBytes(random).toString('base64url');
	return {
		segmentId: `${accountId}:${agent.agentId}:${conversationId}:${suffix}`,
		startTimeL: startMs,
		endTimeL: endMs,
		conversationId,
		agentId: agent.agentId,
		employeeId: agent.employeeId,
		skillId: FIRST_SKILL_ID + random.whole(0, SKILLS - 1),
		groupId: agent.groupId,
		endReason: random.pick(['closedByAgent', 'closedByConsumer', 'agentTransfer']),
		totalHandleTimeMillis: 0,
		endTime: new Date(endMs).toISOString(),
		startTime: new Date(startMs).toISOString(),
	};
}

function sixteenBytes(random: Random): Buffer {
	return Buffer.from(Array.from({ length: 16 }, () => random.whole(0, 255)));
}

function createUnits(
	random: Random,
	{ segmentId, startTimeL, endTimeL }: AgentSegment,
	count: number,
	insertTimestamp: number,
): HandlingTimeUnit[] {
	const slotMs = Math.floor((endTimeL - startTimeL) / Math.max(1, count));
	return Array.from({ length: count }, (_, index) => {
		const startTimestamp = startTimeL + index * slotMs;
		const handleTimeMillis = random.whole(1, slotMs);
		return {
			segmentId,
			sequence: index + 1,
			startReason: random.pick(['consumerMessage', 'consumerMessage', 'agentResponse']),
			endReason: index === count - 1 ? 'conversationClosed' : 'agentResponse',
			startTimestamp,
			endTimestamp: startTimestamp + handleTimeMillis,
			handleTimeMillis,
			insertTimestamp,
		};
	});
}
