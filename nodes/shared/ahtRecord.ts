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
 * The fields that every item with an average handling time has, whichever service it is of, so that one
 * sheet, one table or one Slack message serves both. A service's own columns stand between them where
 * people read them first; what is the same in every row stands last.
 */
export type AhtRecord = {
	subjectName: string;
	/** `HH:MM:SS`, or null where there is nothing to average */
	aht: string | null;
	/** The same in whole seconds */
	ahtSeconds: number | null;
	subjectId: string;
	/** ISO 8601, UTC */
	windowStart: string;
	/** ISO 8601, UTC */
	windowEnd: string;
	/** Several joined by ` / ` where a summary groups by several */
	subjectType: string;
	/** The service's name as people write it */
	service: string;
};

export interface AhtRecordInput {
	service: string;
	/** Several where a summary groups by several */
	subjectType: AhtSubjectType | readonly AhtSubjectType[];
	subjectId: string;
	subjectName: string;
	/** `null`, or the outcome of a division by no calls, where there is nothing to average */
	ahtSeconds: number | null;
	window: { start: DateTime; end: DateTime };
}

/** Between the names, ids and types of a subject that is several, such as an agent and a skill */
export const SUBJECT_SEPARATOR = ' / ';

/** Builds the shared fields of an item; their order is that of the columns in n8n's table. */
export function buildAhtRecord(input: AhtRecordInput): AhtRecord {
	const { subjectType, window } = input;
	const ahtSeconds = toWholeSeconds(input.ahtSeconds);
	return {
		subjectName: input.subjectName,
		aht: ahtSeconds === null ? null : formatSeconds(ahtSeconds),
		ahtSeconds,
		subjectId: input.subjectId,
		windowStart: toUtcIso(window.start),
		windowEnd: toUtcIso(window.end),
		subjectType: [subjectType].flat().join(SUBJECT_SEPARATOR),
		service: input.service,
	};
}

function toWholeSeconds(seconds: number | null): number | null {
	return seconds === null || !Number.isFinite(seconds) ? null : Math.round(seconds);
}

function toUtcIso(moment: DateTime): string {
	return moment.toUTC().toISO() ?? '';
}
