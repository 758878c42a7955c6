import type { INodeExecutionData } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { formatSeconds } from '../../shared/durations';
import type { AhtItem } from '../ahtItem';
import { describeAlert, describeReading } from './alertText';
import { type Alert, type AlertEvent, type AlertRule, secondsBeyond } from './breach';
import type { TriggerSettings, WatchedTarget } from './settings';
import type { Reading } from './state';

/** A reading with the item that the action node returns for it. */
export interface AhtReading extends Reading {
	item: AhtItem;
}

/** Builds the item of an alert. */
export function buildAlertItem(
	{ rule }: WatchedTarget,
	reading: AhtReading,
	alert: Alert,
	{ timeZone }: TriggerSettings,
): INodeExecutionData {
	const summary = describeAlert(toFacts(rule, reading, alert, timeZone));
	return toItem(rule, reading, alert, { summary, isTest: false });
}

/**
 * Builds an item for setting up the workflow: the target as it is now, under the chosen event that
 * fits it best.
 */
export function buildTestItem(
	{ rule }: WatchedTarget,
	reading: AhtReading,
	{ timeZone, triggerOn }: TriggerSettings,
): INodeExecutionData {
	const isBeyond = secondsBeyond(reading.ahtSeconds ?? 0, rule) > 0;
	const fitting: AlertEvent[] = isBeyond
		? ['breached', 'reminder', 'recovered']
		: ['recovered', 'breached', 'reminder'];
	const alert: Alert = {
		event: fitting.find((event) => triggerOn.has(event)) ?? 'breached',
		sinceEpochMs: reading.readAtEpochMs,
		untilEpochMs: reading.readAtEpochMs,
	};
	const summary = `Test: ${describeReading(toFacts(rule, reading, alert, timeZone))}`;
	return toItem(rule, reading, alert, { summary, isTest: true });
}

function toFacts(
	rule: AlertRule,
	{ ahtSeconds, item }: AhtReading,
	alert: Alert,
	timeZone: string,
) {
	const { subjectName } = item;
	const subjectType = item.subjectType === 'agent' ? ('agent' as const) : ('campaign' as const);
	return { subjectType, subjectName, ahtSeconds, rule, alert, timeZone };
}

/** The shared fields in their order, the alert's own between them where people read them first. */
function toItem(
	rule: AlertRule,
	{ ahtSeconds, item }: AhtReading,
	{ event, sinceEpochMs, untilEpochMs }: Alert,
	{ summary, isTest }: { summary: string; isTest: boolean },
): INodeExecutionData {
	// Without calls there is a distance only where the user has them count as 0 seconds
	const isMeasured = ahtSeconds !== null || rule.noCalls === 'zero';
	return {
		json: {
			event,
			summary,
			subjectName: item.subjectName,
			aht: item.aht,
			threshold: formatSeconds(rule.thresholdSeconds),
			ahtSeconds: item.ahtSeconds,
			thresholdSeconds: rule.thresholdSeconds,
			overBySeconds: isMeasured ? secondsBeyond(ahtSeconds ?? 0, rule) : null,
			direction: rule.direction,
			since: DateTime.fromMillis(sinceEpochMs).toUTC().toISO(),
			durationSeconds: Math.max(0, Math.round((untilEpochMs - sinceEpochMs) / 1000)),
			hasCalls: item.hasCalls,
			isTest,
			subjectId: item.subjectId,
			windowStart: item.windowStart,
			windowEnd: item.windowEnd,
			retrievedAt: item.retrievedAt,
			subjectType: item.subjectType,
			service: item.service,
		},
	};
}
