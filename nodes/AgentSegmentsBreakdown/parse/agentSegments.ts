import type { IDataObject } from 'n8n-workflow';

import { isRecord, toText, toWholeNumber } from '../../shared/values';

/** A record of "Get Agent Segments": the names that a handling time unit lacks. */
export interface AgentSegment {
	/** Joins with the `segmentId` of a handling time unit, whole */
	segmentId: string;
	/** Empty text where the record has none */
	agentId: string;
	employeeId: string;
	skillId: string;
	groupId: string;
	/** Sum of the segment's handling time units; null where the record has none */
	totalHandleTimeMillis: number | null;
	/** The record as it came */
	raw: IDataObject;
}

export interface AgentSegmentsPage {
	segments: AgentSegment[];
	/** Of all pages; absent in older answers */
	totalCount: number | undefined;
	/** Records without a segment id, left out */
	unreadable: number;
}

/**
 * Reads an answer; `undefined` where it is not one. The records are under `segments` in LivePerson's
 * example and under `segment` in its table.
 */
export function parseAgentSegments(body: unknown): AgentSegmentsPage | undefined {
	if (!isRecord(body)) return undefined;
	const { segments: listed, segment: listedAsOne, pagination, timeframe } = body;
	// Without either of these it is no list at all, such as `{"error": ...}`
	const isEmptyList = isRecord(timeframe) || isRecord(pagination);
	const records = listed ?? listedAsOne ?? (isEmptyList ? [] : undefined);
	if (!Array.isArray(records)) return undefined;
	const segments = records.map(parseSegment).filter((segment) => segment !== undefined);
	const count = isRecord(pagination) ? toWholeNumber(pagination['count']) : undefined;
	return { segments, totalCount: count, unreadable: records.length - segments.length };
}

function parseSegment(record: unknown): AgentSegment | undefined {
	if (!isRecord(record)) return undefined;
	const segmentId = toText(record['segmentId']);
	if (segmentId === '') return undefined;
	return {
		segmentId,
		agentId: toText(record['agentId']),
		employeeId: toText(record['employeeId']),
		skillId: toText(record['skillId']),
		groupId: toText(record['groupId']),
		totalHandleTimeMillis: toWholeNumber(record['totalHandleTimeMillis']) ?? null,
		raw: toDataObject(record),
	};
}

/** Parsed from JSON, so every value is one that n8n can hold. */
function toDataObject(record: Record<string, unknown>): IDataObject {
	// Entries, not assignments: a record may have a field of the name `__proto__`
	return Object.fromEntries(
		Object.entries(record).filter((entry): entry is [string, IDataObject[string]] =>
			isJsonValue(entry[1]),
		),
	);
}

function isJsonValue(value: unknown): value is IDataObject[string] {
	return value === null || ['string', 'number', 'boolean', 'object'].includes(typeof value);
}
