import { DateTime } from 'luxon';
import { UserError } from 'n8n-workflow';

import { showMoment, startOfDay } from '../shared/timeZone';
import { isBlank, quoteValue, toText } from '../shared/values';

/** A moment range; `from` is before `to`. */
export interface TimeFrame {
	from: DateTime;
	to: DateTime;
}

/** Time frames by name; `custom` has From and To. */
export const TIME_FRAMES = [
	'custom',
	'last24Hours',
	'last28Days',
	'last7Days',
	'lastWeek',
	'thisWeek',
	'today',
	'yesterday',
] as const;
export type TimeFrameName = (typeof TIME_FRAMES)[number];

/** What a user gave for From and To; empty values stand for the default. */
export interface CustomFrame {
	from: unknown;
	to: unknown;
}

export interface Clock {
	now: DateTime;
	/** IANA name of the workflow's time zone; holds for times without an offset */
	zone: string;
}

/** "Maximum 1 week timeframe in a single request" */
const LONGEST_REQUEST = { days: 7 };
/** "No more than 1 month in the past" */
const OLDEST = { months: 1 };
const DEFAULT_LENGTH = { hours: 24 };
/**
 * An expression such as $now is a little older by the time it is read, and clocks differ a little:
 * what is past a bound by no more than this is moved to the bound.
 */
const TOLERANCE = { minutes: 5 };

/** Eleven digits or more: with four to eight it would be an ISO year, date or time. */
const EPOCH_MS = /^-?\d{11,}$/;
const EXAMPLES =
	'Use a date and time such as 2026-11-20T08:00 or 2026-11-20T08:00:00Z, an expression such as {{ $now.minus(1, "day") }}, or milliseconds since 1970.';

/** The time frame of a name, in the clock's zone. It ends now where its end is still to come. */
export function namedTimeFrame(name: Exclude<TimeFrameName, 'custom'>, now: DateTime): TimeFrame {
	const today = startOfDay(now);
	const week = startOfDay(now.startOf('week'));
	switch (name) {
		case 'today':
			return { from: today, to: now };
		case 'yesterday':
			return { from: startOfDay(today.minus({ days: 1 })), to: today };
		case 'thisWeek':
			return { from: week, to: now };
		case 'lastWeek':
			return { from: startOfDay(week.minus({ weeks: 1 })), to: week };
		case 'last7Days':
			return { from: now.minus({ days: 7 }), to: now };
		case 'last28Days':
			return { from: now.minus({ days: 28 }), to: now };
		case 'last24Hours':
			return { from: now.minus({ hours: 24 }), to: now };
	}
}

/**
 * Reads From and To in every ISO 8601 form, a DateTime or Date from an expression, epoch milliseconds as
 * number or text, or the word `now`. Empty: the 24 hours before To, and now. A To that is still to come
 * today is now.
 *
 * @throws UserError that names the parameter, what was given and what is allowed
 */
export function parseTimeFrame(input: CustomFrame, clock: Clock): TimeFrame {
	const to = checkTo(parseMoment(input.to, 'To', clock) ?? clock.now, clock);
	const from = parseMoment(input.from, 'From', clock) ?? to.minus(DEFAULT_LENGTH);
	return { from: checkFrom(from, to, input, clock), to };
}

/** The whole hours (UTC) that the time frame touches, as files are of whole hours; none to come. */
export function wholeHours({ from, to }: TimeFrame, now: DateTime): TimeFrame {
	const end = to.toUTC().minus(1).startOf('hour').plus({ hours: 1 });
	return { from: from.toUTC().startOf('hour'), to: DateTime.min(end, now.toUTC()) };
}

/** Cuts the frame into requests of at most a week; together they cover it exactly, without overlap. */
export function splitTimeFrame({ from, to }: TimeFrame): TimeFrame[] {
	const frames: TimeFrame[] = [];
	// In UTC a day always has 24 hours, so no frame grows by one where the clocks are put back
	for (let start = from.toUTC(); start < to;) {
		const end = DateTime.min(start.plus(LONGEST_REQUEST), to.toUTC());
		frames.push({ from: start, to: end });
		start = end;
	}
	return frames;
}

/** The earliest moment that LivePerson gives data of. Its month is one in UTC. */
export function oldestMoment(now: DateTime): DateTime {
	return now.toUTC().minus(OLDEST).setZone(now.zone);
}

/**
 * The start (RFC 3339, UTC) to ask for. LivePerson's month goes on during a long job or wait, and what has
 * left it is refused, with all that has not. Whole minutes: the pages of a list are mostly of one frame.
 */
export function withinMonth(from: string): string {
	const oldest = oldestMoment(DateTime.now());
	return from < toRfc3339(oldest.plus({ seconds: 10 }))
		? toRfc3339(oldest.plus({ minutes: 2 }).startOf('minute'))
		: from;
}

/** The moment as LivePerson wants it: RFC 3339 in UTC. */
export function toRfc3339(moment: DateTime): string {
	return moment.toUTC().toISO() ?? '';
}

function parseMoment(value: unknown, name: string, { now, zone }: Clock): DateTime | undefined {
	if (isBlank(value)) return undefined;
	if (toText(value).trim().toLowerCase() === 'now') return now;
	const moment = toMoment(value, zone);
	if (!moment?.isValid) {
		throw new UserError(
			`The '${name}' parameter is not a date and time: ${quoteValue(isDate(value) ? String(value) : value, 100)}`,
			{
				description: EXAMPLES,
			},
		);
	}
	return moment.setZone(now.zone);
}

function toMoment(value: unknown, zone: string): DateTime | undefined {
	if (typeof value === 'number') return fromEpochMs(value, zone);
	// From an expression; made anew, since it may belong to another copy of luxon
	if (DateTime.isDateTime(value)) return fromEpochMs(value.toMillis(), zone);
	if (isDate(value)) return fromEpochMs(value.getTime(), zone);
	if (typeof value !== 'string') return undefined;
	const text = value.trim();
	if (EPOCH_MS.test(text)) return fromEpochMs(Number(text), zone);
	const iso = DateTime.fromISO(text, { zone });
	return iso.isValid ? iso : DateTime.fromSQL(text, { zone });
}

function fromEpochMs(epochMs: number, zone: string): DateTime | undefined {
	return Number.isFinite(epochMs) ? DateTime.fromMillis(epochMs, { zone }) : undefined;
}

/** Not `instanceof`: expressions are evaluated in a realm of their own. */
function isDate(value: unknown): value is Date {
	return Object.prototype.toString.call(value) === '[object Date]';
}

function checkTo(to: DateTime, { now }: Clock): DateTime {
	if (to <= now) return to;
	if (to <= DateTime.max(now.plus(TOLERANCE), startOfDay(now.plus({ days: 1 })))) return now;
	throw new UserError(`The 'To' parameter is in the future: ${showMoment(to)}`, {
		description: `It is ${showMoment(now)} now. Leave 'To' empty for everything up to now.`,
	});
}

function checkFrom(from: DateTime, to: DateTime, input: CustomFrame, { now }: Clock): DateTime {
	if (from > now) {
		throw new UserError(`The 'From' parameter is in the future: ${showMoment(from)}`, {
			description: `It is ${showMoment(now)} now.`,
		});
	}
	const oldest = oldestMoment(now);
	if (from < oldest.minus(TOLERANCE)) throw tooOld(from, oldest, isBlank(input.from));
	// A minute inside the bound, so that it still holds when the request arrives
	const bounded = from < oldest.plus({ minutes: 1 }) ? oldest.plus({ minutes: 1 }) : from;
	if (bounded < to) return bounded;
	throw new UserError(
		`The 'From' parameter is not before 'To': ${showMoment(from)} and ${showMoment(to)}`,
		{
			description:
				"Enter a 'From' that is earlier than 'To'. Times without an offset are in the workflow's time zone.",
		},
	);
}

function tooOld(from: DateTime, oldest: DateTime, isDefault: boolean): UserError {
	const inSeconds =
		from.year === 1970 ? ' A number has to be in milliseconds; this one may be in seconds.' : '';
	return new UserError(
		`The '${isDefault ? 'To' : 'From'}' parameter is more than a month back: ${showMoment(from)}`,
		{
			description: `LivePerson keeps handle times for a month: the earliest time is ${showMoment(oldest)}.${inSeconds}`,
		},
	);
}
