import { Duration } from 'luxon';

// Without hours, minutes may be more than an hour's
const CLOCK = /^(?:(\d{1,6}):([0-5]?\d)|(\d{1,4})):([0-5]\d)$/;
const WHOLE_SECONDS = /^\d{1,9}$/;
/** Hours, minutes and seconds with their units, each of them optional: `1 h 5 min`, `6m` */
const WITH_UNITS =
	/^(?:(\d{1,6}) ?h(?:(?:ou)?rs?)?)?(?: ?(\d{1,8}) ?m(?:in(?:ute)?s?)?)?(?: ?(\d{1,9}) ?s(?:ec(?:ond)?s?)?)?$/i;

/**
 * Reads a duration as people type it: whole seconds (`360` or `'360'`), `MM:SS` or `HH:MM:SS` with
 * hours of any width, or numbers with units (`6 min`, `6m`, `1 h 5 min`, `90 seconds`). Returns whole
 * seconds, or `undefined` where it is none of these.
 */
export function parseDurationSeconds(value: unknown): number | undefined {
	if (typeof value === 'number')
		return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
	if (typeof value !== 'string') return undefined;
	const text = value.trim().replace(/\s+/g, ' ');
	if (WHOLE_SECONDS.test(text)) return Number(text);
	const clock = CLOCK.exec(text);
	if (clock) return toSeconds(clock[1], clock[2] ?? clock[3], clock[4]);
	const parts = text === '' ? null : WITH_UNITS.exec(text);
	return parts ? toSeconds(parts[1], parts[2], parts[3]) : undefined;
}

function toSeconds(hours = '0', minutes = '0', seconds = '0'): number {
	return Duration.fromObject({
		hours: Number(hours),
		minutes: Number(minutes),
		seconds: Number(seconds),
	}).as('seconds');
}

// A summary can have a million rows, but their durations are a few thousand
const MOST_KEPT = 10_000;
const formatted = new Map<number, string>();

/** Writes seconds as `HH:MM:SS`, rounded to the second; hours grow as wide as they must. */
export function formatSeconds(seconds: number): string {
	const whole = Math.round(seconds);
	const known = formatted.get(whole);
	if (known !== undefined) return known;
	const text = Duration.fromObject({ seconds: whole }).toFormat('hh:mm:ss');
	if (formatted.size >= MOST_KEPT) formatted.clear();
	formatted.set(whole, text);
	return text;
}
