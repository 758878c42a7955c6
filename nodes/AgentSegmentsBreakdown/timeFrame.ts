import { DateTime } from 'luxon';
import { UserError } from 'n8n-workflow';

/** A moment range; `from` is before `to`. */
export interface TimeFrame {
	from: DateTime;
	to: DateTime;
}

/** What a user gave for From and To; empty values stand for the default. */
export interface TimeFrameInput {
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

/**
 * Reads From and To in every ISO 8601 form, a DateTime or Date from an expression, epoch milliseconds as
 * number or text. Empty: the 24 hours before To, and now.
 *
 * @throws UserError that names the parameter, what was given and what is allowed
 */
export function readTimeFrame(input: TimeFrameInput, clock: Clock): TimeFrame {
	const to = checkTo(readMoment(input.to, 'To', clock) ?? clock.now, input.to, clock);
	const from = readMoment(input.from, 'From', clock) ?? to.minus(DEFAULT_LENGTH);
	return { from: checkFrom(from, to, input, clock), to };
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

function readMoment(
	value: unknown,
	name: string,
	{ now, zone }: Pick<Clock, 'now' | 'zone'>,
): DateTime | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const moment = parseMoment(value, zone);
	if (!moment?.isValid) {
		throw new UserError(`The '${name}' parameter is not a date and time: ${show(value)}`, {
			description: EXAMPLES,
		});
	}
	return moment.setZone(now.zone);
}

function parseMoment(value: unknown, zone: string): DateTime | undefined {
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

function checkTo(to: DateTime, given: unknown, { now }: Clock): DateTime {
	if (to <= now) return to;
	if (to <= now.plus(TOLERANCE)) return now;
	throw new UserError(`The 'To' parameter is in the future: ${show(given)}`, {
		description: `It is ${showMoment(now)} now. Leave 'To' empty for everything up to now.`,
	});
}

function checkFrom(from: DateTime, to: DateTime, input: TimeFrameInput, { now }: Clock): DateTime {
	if (from > now) {
		throw new UserError(`The 'From' parameter is in the future: ${show(input.from)}`, {
			description: `It is ${showMoment(now)} now.`,
		});
	}
	const oldest = oldestMoment(now);
	if (from < oldest.minus(TOLERANCE)) throw tooOld(from, oldest, input.from);
	// A minute inside the bound, so that it still holds when the request arrives
	const bounded = from < oldest.plus({ minutes: 1 }) ? oldest.plus({ minutes: 1 }) : from;
	if (bounded < to) return bounded;
	throw new UserError(
		`The 'From' parameter is not before 'To': ${showMoment(from)} and ${showMoment(to)}`,
		{
			description:
				"Give a 'From' that is earlier than 'To'. Times without an offset are in the workflow's time zone.",
		},
	);
}

function tooOld(from: DateTime, oldest: DateTime, given: unknown): UserError {
	const isDefault = given === undefined || given === null || given === '';
	const name = isDefault ? 'To' : 'From';
	const inSeconds =
		from.year === 1970 ? ' A number has to be in milliseconds; this one may be in seconds.' : '';
	return new UserError(
		`The '${name}' parameter is more than a month back: ${isDefault ? showMoment(from) : show(given)}`,
		{
			description: `LivePerson keeps handle times for a month: the earliest time is ${showMoment(oldest)}.${inSeconds}`,
		},
	);
}

function show(value: unknown): string {
	if (DateTime.isDateTime(value) || isDate(value)) return value.toString();
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? typeof value);
	return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}

function showMoment(moment: DateTime): string {
	return moment.toISO({ suppressMilliseconds: true, includeOffset: true }) ?? '';
}
