import { DateTime } from 'luxon';

import type { HandlingTimeUnit } from '../../../../nodes/AgentSegmentsBreakdown/decode/handlingTimeUnit.ts';
import type { GroupBy } from '../../../../nodes/AgentSegmentsBreakdown/summary/dimensions.ts';
import type { Interval } from '../../../../nodes/AgentSegmentsBreakdown/summary/timeZoneBuckets.ts';

const HOUR_MS = 3_600_000;

/** The units of a file of an hour (UTC). */
export interface File {
	hourMs: number;
	units: readonly HandlingTimeUnit[];
}

export interface Frame {
	fromMs: number;
	toMs: number;
}

export interface DataSet {
	files: readonly File[];
	/** Segments of Agent Segments */
	owners: Map<string, { agentId: string; skillId: string; groupId: string }>;
}

export interface Choice {
	groupBy: readonly GroupBy[];
	interval: Interval | undefined;
	asWorked: boolean;
	zone: string;
	frame: Frame;
}

export interface Sums {
	contacts: number;
	handleTimeMillis: number;
	units: number;
	percentiles: { p50: number; p90: number; p95: number } | null;
}

/** What the wall shows in the interval, so that two moments of one interval have the same label. */
export function intervalLabel(
	epochMs: number,
	interval: Interval | undefined,
	zone: string,
): string {
	const moment = DateTime.fromMillis(epochMs, { zone });
	const minutes = (length: number) =>
		`${moment.toFormat('yyyy-MM-dd HH ZZ')} ${Math.floor(moment.minute / length)}`;
	switch (interval) {
		case undefined:
			return 'whole';
		case 'quarterHour':
			return minutes(15);
		case 'halfHour':
			return minutes(30);
		case 'hour':
			return minutes(60);
		case 'day':
			return moment.toFormat('yyyy-MM-dd');
		case 'week':
			return moment.toFormat("kkkk-'W'WW");
	}
}

interface Piece {
	at: number;
	segmentId: string;
	startReason: string;
	endReason: string;
	handleTimeMillis: number;
	units: number;
}

/** Sums by label of the interval and by id, or by name where there is no id: the slow and obvious way. */
export function addUpSlowly(data: DataSet, choice: Choice): Map<string, Sums> {
	const { asWorked, frame, groupBy, interval, zone } = choice;
	const pieces = (asWorked ? unitsOf(data) : segmentsOf(data)).filter(
		({ at }) => at >= frame.fromMs && at < frame.toMs,
	);
	const byKey = new Map<string, Piece[]>();
	for (const piece of pieces) {
		const ids = groupBy.map((by) => idOf(piece, by, data));
		const key = [intervalLabel(piece.at, interval, zone), ...ids].join(' | ');
		byKey.set(key, [...(byKey.get(key) ?? []), piece]);
	}
	return new Map([...byKey].map(([key, ofKey]) => [key, sumsOf(ofKey, choice)]));
}

/** Work that is split over intervals has no whole contacts to count or to rank. */
function sumsOf(pieces: readonly Piece[], { asWorked }: Choice): Sums {
	const times = pieces.map(({ handleTimeMillis }) => handleTimeMillis).sort((a, b) => a - b);
	const rank = (percent: number) => times[Math.ceil((percent * times.length) / 100) - 1] ?? 0;
	return {
		contacts: asWorked ? 0 : times.length,
		handleTimeMillis: times.reduce((sum, time) => sum + time, 0),
		units: pieces.reduce((sum, { units }) => sum + units, 0),
		percentiles: asWorked ? null : { p50: rank(50), p90: rank(90), p95: rank(95) },
	};
}

/** What closes more than a day after its last unit counts a day before the hour in which it closed. */
function countedAt(epochMs: number, hourMs: number): number {
	return Math.max(epochMs, hourMs - 24 * HOUR_MS);
}

function unitsOf({ files }: DataSet): Piece[] {
	const seen = new Map<string, { unit: HandlingTimeUnit; hours: number[] }>();
	for (const { hourMs, units } of files) {
		for (const unit of units) {
			const key = `${unit.segmentId} ${unit.sequence}`;
			if (!seen.has(key)) seen.set(key, { unit, hours: [] });
			seen.get(key)?.hours.push(hourMs);
		}
	}
	return [...seen.values()].map(({ unit, hours }) => ({
		...unit,
		at: countedAt(unit.startTimestamp, Math.min(...hours)),
		units: 1,
	}));
}

function segmentsOf({ files }: DataSet): Piece[] {
	const ids = new Set(files.flatMap(({ units }) => units.map(({ segmentId }) => segmentId)));
	return [...ids].map((segmentId) => {
		const found = new Map<number, HandlingTimeUnit>();
		const moments: number[] = [];
		for (const { hourMs, units } of files) {
			for (const unit of units.filter((each) => each.segmentId === segmentId)) {
				found.set(unit.sequence, unit);
				moments.push(countedAt(unit.endTimestamp, hourMs));
			}
		}
		const inOrder = [...found.values()].sort((a, b) => a.sequence - b.sequence);
		return {
			at: Math.max(...moments),
			segmentId,
			startReason: inOrder[0]?.startReason ?? '',
			endReason: inOrder.at(-1)?.endReason ?? '',
			handleTimeMillis: inOrder.reduce((sum, unit) => sum + unit.handleTimeMillis, 0),
			units: inOrder.length,
		};
	});
}

function idOf(piece: Piece, by: GroupBy, { owners }: DataSet): string {
	if (by === 'segment') return piece.segmentId;
	if (by === 'startReason' || by === 'endReason') return piece[by];
	const owner = owners.get(piece.segmentId);
	if (!owner) return 'Not in Agent Segments';
	return owner[`${by}Id` as const] || 'None';
}
