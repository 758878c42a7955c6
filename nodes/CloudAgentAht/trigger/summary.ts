import { DateTime } from 'luxon';

import { type AlertRule, secondsPast } from './alertRule';
import { describeLength, describeSeconds } from './lengths';
import type { Alert } from './targetState';

export interface SummaryFacts {
	/** Whom the alert is about, e.g. `Campaign Sales` */
	subject: string;
	/** `null` where there were no calls */
	ahtSeconds: number | null;
	rule: AlertRule;
	alert: Alert;
	/** The workflow's time zone */
	timeZone: string;
}

/** Tells an alert in one sentence, ready to be sent. */
export function summarize(facts: SummaryFacts): string {
	const { subject, alert } = facts;
	if (alert.event === 'breached') return `${subject}: ${describeBreach(facts)}.`;
	if (alert.event === 'recovered') return `${subject}: ${describeRecovery(facts)}.`;
	return `${subject}: ${describeReminder(facts)}.`;
}

/** Tells where a target stands, for an item that is no alert. */
export function describeReading(facts: SummaryFacts): string {
	const { subject, ahtSeconds, rule } = facts;
	if (ahtSeconds === null && rule.noCalls !== 'zero') {
		return `${subject}: no calls in the last two hours.`;
	}
	return `${subject}: average handling time ${reading(facts)} is ${distance(facts)}.`;
}

function describeBreach(facts: SummaryFacts): string {
	return `average handling time ${reading(facts)} is ${distance(facts)} (since ${begin(facts)})`;
}

function describeReminder(facts: SummaryFacts): string {
	const { ahtSeconds, rule } = facts;
	const lasting = `${describeLength(lengthSeconds(facts))} (since ${begin(facts)})`;
	if (secondsPast(ahtSeconds ?? 0, rule) > 0) {
		return `average handling time ${reading(facts)} is still ${distance(facts)}, for ${lasting}`;
	}
	const margin = describeSeconds(rule.recoveryMarginSeconds);
	return `average handling time ${reading(facts)} is within ${target(rule)} again, but not by the recovery margin of ${margin} yet, after ${lasting}`;
}

function describeRecovery(facts: SummaryFacts): string {
	const { ahtSeconds, rule } = facts;
	const past = `${rule.direction === 'above' ? 'over' : 'under'}`;
	const until = clock(facts.alert.untilEpochMs, facts);
	const lasted = describeLength(lengthSeconds(facts));
	const stretch = `(${begin(facts)} to ${until})`;
	if (ahtSeconds === null && rule.noCalls === 'recovered') {
		return `no calls in the last two hours, so it no longer counts as ${past} ${target(rule)}, after ${lasted} ${stretch}`;
	}
	return `average handling time is back to ${reading(facts)}, ${distance(facts)}, after ${lasted} ${past} it ${stretch}`;
}

function reading({ ahtSeconds }: SummaryFacts): string {
	return ahtSeconds === null
		? `${describeSeconds(0)} (no calls in the last two hours)`
		: describeSeconds(ahtSeconds);
}

/** e.g. `1 min 12 s over the target of 6 min` */
function distance({ ahtSeconds, rule }: SummaryFacts): string {
	const overSeconds = (ahtSeconds ?? 0) - rule.thresholdSeconds;
	if (overSeconds === 0) return `exactly ${target(rule)}`;
	const side = overSeconds > 0 ? 'over' : 'under';
	return `${describeSeconds(Math.abs(overSeconds))} ${side} ${target(rule)}`;
}

function target({ thresholdSeconds }: AlertRule): string {
	return `the target of ${describeSeconds(thresholdSeconds)}`;
}

function lengthSeconds({ alert: { sinceEpochMs, untilEpochMs } }: SummaryFacts): number {
	return Math.max(0, (untilEpochMs - sinceEpochMs) / 1000);
}

function begin(facts: SummaryFacts): string {
	return clock(facts.alert.sinceEpochMs, facts);
}

/** The time of day, with the day where it is not that of the alert's end. */
function clock(epochMs: number, { alert, timeZone }: SummaryFacts): string {
	const moment = DateTime.fromMillis(epochMs, { zone: timeZone, locale: 'en' });
	const isSameDay = moment.hasSame(
		DateTime.fromMillis(alert.untilEpochMs, { zone: timeZone }),
		'day',
	);
	return moment.toFormat(isSameDay ? 'HH:mm' : 'd LLL, HH:mm');
}
