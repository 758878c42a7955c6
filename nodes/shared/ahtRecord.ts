import type { DateTime } from 'luxon';

import { formatSeconds } from './durations';

/** What an average handling time is the average of. */
export type AhtSubjectType =
	| 'agent'
	| 'campaign'
	| 'day'
	| 'endReason'
	| 'group'
	| 'hour'
	| 'segment'
	| 'skill'
	| 'startReason'
	| 'total';

/**
 * The fields that every average handling time begins with, whichever service gave it, so that one
 * sheet, one table or one Slack message serves both.
 */
export type AhtRecord = {
	/** The service's name as people write it */
	service: string;
	subjectType: AhtSubjectType;
	subjectName: string;
	/** `HH:MM:SS`, or null where there is nothing to average */
	aht: string | null;
	/** The same in seconds; whole or, where the service gives milliseconds, with up to three decimals */
	ahtSeconds: number | null;
	subjectId: string;
	/** ISO 8601, UTC */
	windowStart: string;
	/** ISO 8601, UTC */
	windowEnd: string;
};

export interface AhtRecordInput {
	service: string;
	subjectType: AhtSubjectType;
	subjectId: string;
	subjectName: string;
	/** `null`, or the outcome of a division by no calls, where there is nothing to average */
	ahtSeconds: number | null;
	window: { start: DateTime; end: DateTime };
}

/** Builds the shared beginning of an item; its key order is the order of columns in n8n's table. */
export function buildAhtRecord(input: AhtRecordInput): AhtRecord {
	const { window } = input;
	const ahtSeconds = roundToMillis(input.ahtSeconds);
	return {
		service: input.service,
		subjectType: input.subjectType,
		subjectName: input.subjectName,
		aht: ahtSeconds === null ? null : formatSeconds(ahtSeconds),
		ahtSeconds,
		subjectId: input.subjectId,
		windowStart: toUtcIso(window.start),
		windowEnd: toUtcIso(window.end),
	};
}

function roundToMillis(seconds: number | null): number | null {
	if (seconds === null || !Number.isFinite(seconds)) return null;
	return Math.round(seconds * 1000) / 1000;
}

function toUtcIso(moment: DateTime): string {
	return moment.toUTC().toISO() ?? '';
}
