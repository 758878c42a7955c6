import type { INodeExecutionData } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { formatSeconds } from '../../shared/durations';
import type { AhtItem } from '../ahtItem';
import { type AlertRule, secondsPast } from './alertRule';
import { describeReading, type SummaryFacts, summarize } from './summary';
import type { WatchedTarget } from './settings';
import type { Alert } from './targetState';
import type { Reading } from './watchState';

/** A reading with the item that the action node would give for it. */
export interface AhtReading extends Reading {
	item: AhtItem;
}

/**
 * Builds the item of an alert: the fields that every AHT begins with, as the action node gives them,
 * then what happened, a sentence that tells it, and the figures it is made of.
 */
export function buildAlertItem(
	{ rule }: WatchedTarget,
	reading: AhtReading,
	alert: Alert,
	timeZone: string,
): INodeExecutionData {
	const facts = toFacts(rule, reading, alert, timeZone);
	return toItem(rule, reading, alert, summarize(facts));
}

/** An item for setting up the workflow: the target as it is, whether that would be an event or not. */
export function buildSampleItem(
	{ rule }: WatchedTarget,
	reading: AhtReading,
	timeZone: string,
): INodeExecutionData {
	const overBySeconds = secondsPast(reading.ahtSeconds ?? 0, rule);
	const alert: Alert = {
		event: overBySeconds > 0 ? 'breached' : 'recovered',
		sinceEpochMs: reading.readAtEpochMs,
		untilEpochMs: reading.readAtEpochMs,
	};
	const facts = toFacts(rule, reading, alert, timeZone);
	return toItem(rule, reading, alert, `Test: ${describeReading(facts)}`);
}

function toFacts(
	rule: AlertRule,
	{ ahtSeconds, item }: AhtReading,
	alert: Alert,
	timeZone: string,
): SummaryFacts {
	const kind = item.subjectType === 'agent' ? 'Agent' : 'Campaign';
	return { subject: `${kind} ${item.subjectName}`, ahtSeconds, rule, alert, timeZone };
}

function toItem(
	rule: AlertRule,
	{ ahtSeconds, item }: AhtReading,
	{ event, sinceEpochMs, untilEpochMs }: Alert,
	summary: string,
): INodeExecutionData {
	// Without calls there is a distance only where the user has them count as 0 seconds
	const isMeasured = ahtSeconds !== null || rule.noCalls === 'zero';
	return {
		json: {
			service: item.service,
			subjectType: item.subjectType,
			subjectName: item.subjectName,
			aht: item.aht,
			ahtSeconds: item.ahtSeconds,
			subjectId: item.subjectId,
			windowStart: item.windowStart,
			windowEnd: item.windowEnd,
			event,
			summary,
			overBySeconds: isMeasured ? secondsPast(ahtSeconds ?? 0, rule) : null,
			threshold: formatSeconds(rule.thresholdSeconds),
			thresholdSeconds: rule.thresholdSeconds,
			direction: rule.direction,
			since: DateTime.fromMillis(sinceEpochMs).toUTC().toISO(),
			durationSeconds: Math.max(0, Math.round((untilEpochMs - sinceEpochMs) / 1000)),
			hasCalls: item.hasCalls,
			retrievedAt: item.retrievedAt,
		},
	};
}
