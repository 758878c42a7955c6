import { DateTime } from 'luxon';

import type { Sum } from '../../../sandbox/simulators/livePerson/totals.mts';

/** Sums in the rows of one subject type, by subject ID. */
export function sumsOf(
	rows: Array<Record<string, string>>,
	subjectType: string,
): Record<string, Sum> {
	const ofType = rows.filter((row) => row['subjectType'] === subjectType);
	return Object.fromEntries(
		ofType.map(({ subjectId = '', handleTimeMillis, units, segments }) => [
			subjectId,
			{
				handleTimeMillis: Number(handleTimeMillis),
				units: Number(units),
				segments: Number(segments),
			},
		]),
	);
}

/** `HH:MM:SS` */
export function clock(milliseconds: number): string {
	return DateTime.fromMillis(Math.round(milliseconds / 1000) * 1000, { zone: 'utc' }).toFormat(
		'HH:mm:ss',
	);
}
