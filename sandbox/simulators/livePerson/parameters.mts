import { DateTime } from 'luxon';

import { MS_PER_DAY } from './records.mts';

/** The time frame that a request asks for: close times of segments, epoch ms. */
export interface TimeFrame {
	fromMs: number;
	toMs: number;
}

/** How far back a time frame may begin, and how long it may be. */
export interface FrameLimits {
	monthsBack: number;
	longestMs: number;
	/** The same as the service words it */
	longestText: string;
}

const AHT_LIMITS: FrameLimits = {
	monthsBack: 1,
	longestMs: 7 * MS_PER_DAY,
	longestText: '1 week',
};
const SOURCE_PATTERN = /^[a-zA-Z0-9_]+$/;
const LONGEST_SOURCE = 20;
/** RFC 3339, section 5.6: date, time with seconds, and an offset */
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;
const EPOCH_MS = /^\d{1,15}$/;

/** What is wrong with `source`, in the service's manner: a list of causes, empty if nothing is. */
export function checkSource(query: URLSearchParams): string[] {
	const source = query.get('source');
	if (source === null || source === '') return ['source: may not be empty'];
	const causes: string[] = [];
	if (source.length > LONGEST_SOURCE) causes.push('source: size must be between 1 and 20');
	if (!SOURCE_PATTERN.test(source)) causes.push('source: must match "^[a-zA-Z0-9_]+$"');
	return causes;
}

/** Reads `from`/`fromMillis` and `to`/`toMillis`; without them it is the last 24 hours. */
export function readTimeFrame(
	query: URLSearchParams,
	nowMs: number,
	{ monthsBack, longestMs, longestText }: FrameLimits = AHT_LIMITS,
): { causes: string[]; frame: TimeFrame } {
	const causes: string[] = [];
	const toMs = readMoment(query, 'to', causes) ?? nowMs;
	const fromMs = readMoment(query, 'from', causes) ?? nowMs - MS_PER_DAY;
	if (causes.length > 0) return { causes, frame: { fromMs, toMs } };

	const now = DateTime.fromMillis(nowMs, { zone: 'utc' });
	if (fromMs < now.minus({ months: monthsBack }).toMillis()) {
		const months = `${monthsBack} month${monthsBack === 1 ? '' : 's'}`;
		causes.push(`from: must not be more than ${months} in the past`);
	}
	if (fromMs > toMs) causes.push('from: must be before to');
	if (toMs - fromMs > longestMs) {
		causes.push(`to: must not be more than ${longestText} after from`);
	}
	return { causes, frame: { fromMs, toMs } };
}

function readMoment(
	query: URLSearchParams,
	name: 'from' | 'to',
	causes: string[],
): number | undefined {
	const text = query.get(name);
	const millis = query.get(`${name}Millis`);
	if (text !== null && millis !== null) {
		causes.push(`${name}: must not be given together with ${name}Millis`);
		return undefined;
	}
	if (millis !== null) {
		if (EPOCH_MS.test(millis)) return Number(millis);
		causes.push(`${name}Millis: must be epoch milliseconds`);
		return undefined;
	}
	if (text === null) return undefined;
	const moment = RFC_3339.test(text) ? DateTime.fromISO(text, { zone: 'utc' }) : undefined;
	if (moment?.isValid) return moment.toMillis();
	causes.push(`${name}: must be an RFC 3339 date-time`);
	return undefined;
}

/** Reads a whole number within bounds. */
export function readWhole(
	query: URLSearchParams,
	name: string,
	bounds: { lowest: number; highest: number; missing: number },
	causes: string[],
): number {
	const text = query.get(name);
	if (text === null) return bounds.missing;
	const value = Number(text);
	if (!/^-?\d{1,9}$/.test(text)) causes.push(`${name}: must be a whole number`);
	else if (value < bounds.lowest)
		causes.push(`${name}: must be greater than or equal to ${bounds.lowest}`);
	else if (value > bounds.highest)
		causes.push(`${name}: must be less than or equal to ${bounds.highest}`);
	return value;
}
