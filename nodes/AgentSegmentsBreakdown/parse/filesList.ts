import { DateTime } from 'luxon';

import type { TimeFrame } from '../timeFrame';
import { isRecord } from '../transport/http';
import type { BreakdownFile } from './filePath';
import { parseFilePath } from './filePath';

/** An answer of "Get Agent Segments Breakdown Files List". */
export interface FilesList {
	/** As the answer states it; absent where it does not, or not readably */
	timeFrame: TimeFrame | undefined;
	files: BreakdownFile[];
	/** Listed, but not in the documented form, so that they cannot be asked for */
	unreadablePaths: string[];
}

/** Reads an answer; `undefined` where it is not one. Missing `files` mean that there are none. */
export function parseFilesList(body: unknown): FilesList | undefined {
	if (!isRecord(body)) return undefined;
	const listed = body['files'] ?? [];
	if (!Array.isArray(listed)) return undefined;
	const files: BreakdownFile[] = [];
	const unreadablePaths: string[] = [];
	for (const path of listed) {
		const file = parseFilePath(path);
		if (file) files.push(file);
		else unreadablePaths.push(String(path));
	}
	return { timeFrame: parseTimeFrame(body['timeframe']), files, unreadablePaths };
}

/**
 * Reads `timeframe`: ISO text in `startTime` and `endTime`, epoch milliseconds in `startTimeL` and
 * `endTimeL`, which the documents show as numbers and as text.
 */
export function parseTimeFrame(value: unknown): TimeFrame | undefined {
	if (!isRecord(value)) return undefined;
	const from = readMoment(value['startTimeL'], value['startTime']);
	const to = readMoment(value['endTimeL'], value['endTime']);
	return from && to ? { from, to } : undefined;
}

function readMoment(epochMs: unknown, iso: unknown): DateTime | undefined {
	const ms = toWholeNumber(epochMs);
	if (ms !== undefined) return DateTime.fromMillis(ms, { zone: 'utc' });
	const moment = typeof iso === 'string' ? DateTime.fromISO(iso, { zone: 'utc' }) : undefined;
	return moment?.isValid ? moment : undefined;
}

/** Reads a whole number given as number or text; `undefined` for anything else. */
export function toWholeNumber(value: unknown): number | undefined {
	const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
	return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}
