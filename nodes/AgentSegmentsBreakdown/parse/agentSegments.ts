import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../transport/http';
import { toWholeNumber } from './filesList';

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
	const records = body['segments'] ?? body['segment'] ?? [];
	if (!Array.isArray(records)) return undefined;
	const segments = records.map(parseSegment).filter((segment) => segment !== undefined);
	const pagination = body['pagination'];
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

function toText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Parsed from JSON, so every value is one that n8n can hold. */
function toDataObject(record: Record<string, unknown>): IDataObject {
	const data: IDataObject = {};
	for (const [name, value] of Object.entries(record)) {
		if (isJsonValue(value)) data[name] = value;
	}
	return data;
}

function isJsonValue(value: unknown): value is IDataObject[string] {
	return value === null || ['string', 'number', 'boolean', 'object'].includes(typeof value);
}
