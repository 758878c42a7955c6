import { DateTime } from 'luxon';

import { quoteApiText } from '../../shared/apiText';
import { type Alert, type AlertRule, secondsBeyond } from './breach';

/** What the sentence of an alert is made of. */
export interface AlertFacts {
	subjectType: 'agent' | 'campaign';
	subjectName: string;
	/** `null` where there were no calls */
	ahtSeconds: number | null;
	rule: AlertRule;
	alert: Alert;
	/** The workflow's time zone, which exists */
	timeZone: string;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LONGEST_NAME = 100;

/**
 * Writes an alert as one sentence, ready to be sent as plain text. The name in it has no control
 * characters and at most 100 characters; escaping it for Slack or HTML is up to where it is sent.
 */
export function describeAlert(facts: AlertFacts): string {
	const texts = { breached: breachText, recovered: recoveryText, reminder: reminderText };
	return `${subject(facts)}: ${texts[facts.alert.event](facts)}.`;
}

/** Writes where a target stands, for an item that is no alert. */
export function describeReading(facts: AlertFacts): string {
	const { ahtSeconds, rule } = facts;
	if (ahtSeconds === null && rule.noCalls !== 'zero') {
		return `${subject(facts)}: no calls in the last two hours.`;
	}
	return `${subject(facts)}: average handling time ${reading(facts)} is ${distance(facts)}.`;
}

/** Writes seconds as people say them, to the second: `45 s`, `7 min 12 s`, `1 h 5 s`. */
export function describeSeconds(seconds: number): string {
	const whole = Math.round(seconds);
	const minutes = Math.floor((whole % HOUR) / MINUTE);
	return join([Math.floor(whole / HOUR), 'h'], [minutes, 'min'], [whole % MINUTE, 's']);
}

/** Writes how long something lasted, to the minute from a minute on: `45 s`, `35 min`, `1 d 3 h`. */
export function describeLength(seconds: number): string {
	const whole = Math.round(seconds);
	if (whole < MINUTE) return join([whole, 's']);
	const rounded = Math.round(whole / MINUTE) * MINUTE;
	if (rounded < DAY) {
		return join([Math.floor(rounded / HOUR), 'h'], [(rounded % HOUR) / MINUTE, 'min']);
	}
	return join([Math.floor(rounded / DAY), 'd'], [Math.floor((rounded % DAY) / HOUR), 'h']);
}

function join(...parts: Array<[number, string]>): string {
	const filled = parts.filter(([count]) => count > 0);
	const shown = filled.length > 0 ? filled : parts.slice(-1);
	return shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

function breachText(facts: AlertFacts): string {
	return `average handling time ${reading(facts)} is ${distance(facts)} (since ${begin(facts)})`;
}

function reminderText(facts: AlertFacts): string {
	const { ahtSeconds, rule } = facts;
	const lasting = `${describeLength(lengthSeconds(facts))} (since ${begin(facts)})`;
	if (secondsBeyond(ahtSeconds ?? 0, rule) > 0) {
		return `average handling time ${reading(facts)} is still ${distance(facts)}, for ${lasting}`;
	}
	const margin = describeSeconds(rule.recoveryMarginSeconds);
	return `average handling time ${reading(facts)} is within ${threshold(rule)} again, but not by the recovery margin of ${margin} yet, after ${lasting}`;
}

function recoveryText(facts: AlertFacts): string {
	const { ahtSeconds, rule } = facts;
	const side = rule.direction === 'above' ? 'over' : 'under';
	const until = clock(facts.alert.untilEpochMs, facts);
	const lasted = describeLength(lengthSeconds(facts));
	const stretch = `(${begin(facts)} to ${until})`;
	if (ahtSeconds === null && rule.noCalls === 'recovered') {
		return `no calls in the last two hours, so it no longer counts as ${side} ${threshold(rule)}, after ${lasted} ${stretch}`;
	}
	return `average handling time is back to ${reading(facts)}, ${distance(facts)}, after ${lasted} ${side} it ${stretch}`;
}

/** e.g. `Campaign Sales` */
function subject({ subjectType, subjectName }: AlertFacts): string {
	const kind = subjectType === 'agent' ? 'Agent' : 'Campaign';
	return `${kind} ${quoteApiText(subjectName, LONGEST_NAME)}`;
}

function reading({ ahtSeconds }: AlertFacts): string {
	return ahtSeconds === null
		? `${describeSeconds(0)} (no calls in the last two hours)`
		: describeSeconds(ahtSeconds);
}

/** e.g. `1 min 12 s over the threshold of 6 min` */
function distance({ ahtSeconds, rule }: AlertFacts): string {
	const overSeconds = (ahtSeconds ?? 0) - rule.thresholdSeconds;
	if (overSeconds === 0) return `exactly ${threshold(rule)}`;
	const side = overSeconds > 0 ? 'over' : 'under';
	return `${describeSeconds(Math.abs(overSeconds))} ${side} ${threshold(rule)}`;
}

function threshold({ thresholdSeconds }: AlertRule): string {
	return `the threshold of ${describeSeconds(thresholdSeconds)}`;
}

function lengthSeconds({ alert: { sinceEpochMs, untilEpochMs } }: AlertFacts): number {
	return Math.max(0, (untilEpochMs - sinceEpochMs) / 1000);
}

function begin(facts: AlertFacts): string {
	return clock(facts.alert.sinceEpochMs, facts);
}

/** The time of day, with the day where it is not that of the alert's end. */
function clock(epochMs: number, { alert, timeZone }: AlertFacts): string {
	const moment = DateTime.fromMillis(epochMs, { zone: timeZone, locale: 'en' });
	const isSameDay = moment.hasSame(
		DateTime.fromMillis(alert.untilEpochMs, { zone: timeZone }),
		'day',
	);
	return moment.toFormat(isSameDay ? 'HH:mm' : 'd LLL, HH:mm');
}
