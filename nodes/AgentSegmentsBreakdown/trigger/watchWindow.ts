import { DateTime } from 'luxon';

import type { BreakdownFile } from '../parse/filePath';
import type { TimeFrame } from '../timeFrame';
import type { WatchState } from './watchState';
import { epochMsOfHour, forgetBefore, hashOf, hourOf, hourOfEpochMs } from './watchState';

/** LivePerson has no more than a month; an hour less leaves room for clocks that differ */
const OLDEST = { months: 1 };
const ROOM = { hours: 1 };

/**
 * The first hour whose files may still arrive: a file is looked for until its hour has been over for
 * `lookBackHours`.
 */
export function firstHourToWatch(now: DateTime, lookBackHours: number): number {
	return hourOfEpochMs(now.minus({ hours: lookBackHours + 1 }).toMillis());
}

/**
 * What to list: everything since the memory begins, so that nothing is lost over polls that did not
 * take place or did not get through, however many; at most a month.
 */
export function frameToList({ fromHour }: Pick<WatchState, 'fromHour'>, now: DateTime): TimeFrame {
	const from = DateTime.fromMillis(epochMsOfHour(fromHour), { zone: 'utc' });
	const oldest = now.toUTC().minus(OLDEST).plus(ROOM).startOf('hour').plus(ROOM);
	return { from: DateTime.max(from, oldest), to: now.toUTC() };
}

/**
 * Forgets what no longer needs to be remembered: hours out of the window, unless a file is waiting, and
 * the tries of files that are not waiting any more.
 */
export function moveWindow(
	state: WatchState,
	now: DateTime,
	lookBackHours: number,
	waiting: Iterable<BreakdownFile>,
): WatchState {
	let fromHour = firstHourToWatch(now, lookBackHours);
	const hashes = new Set<string>();
	for (const file of waiting) {
		fromHour = Math.min(fromHour, hourOf(file));
		hashes.add(hashOf(file));
	}
	const troubles = new Map([...state.troubles].filter(([hash]) => hashes.has(hash)));
	return forgetBefore({ ...state, troubles }, fromHour);
}
