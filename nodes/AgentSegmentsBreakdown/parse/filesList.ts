import { DateTime } from 'luxon';

import type { TimeFrame } from '../timeFrame';
import { isRecord, quoteValue, toWholeNumber } from '../../shared/values';
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

/**
 * Reads an answer; `undefined` where it is not one. Missing `files` mean that there are none, provided
 * that the answer names its time frame: `{"error": ...}` is no empty list.
 */
export function parseFilesList(body: unknown): FilesList | undefined {
	if (!isRecord(body)) return undefined;
	const listed = body['files'] ?? (isRecord(body['timeframe']) ? [] : undefined);
	if (!Array.isArray(listed)) return undefined;
	const files: BreakdownFile[] = [];
	const unreadablePaths: string[] = [];
	for (const path of listed) {
		const file = parseFilePath(path);
		if (file) files.push(file);
		else unreadablePaths.push(quoteValue(path, 200));
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

/** `undefined` for what is no moment, or one that no calendar reaches. */
function readMoment(epochMs: unknown, iso: unknown): DateTime | undefined {
	const ms = toWholeNumber(epochMs);
	if (ms === undefined && typeof iso !== 'string') return undefined;
	const moment =
		ms === undefined
			? DateTime.fromISO(String(iso), { zone: 'utc' })
			: DateTime.fromMillis(ms, { zone: 'utc' });
	return moment.isValid ? moment : undefined;
}
