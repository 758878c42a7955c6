import type { AlertRule } from '../../../../nodes/CloudAgentAht/trigger/alertRule.ts';
import { summarize } from '../../../../nodes/CloudAgentAht/trigger/summary.ts';
import type { AlertEvent } from '../../../../nodes/CloudAgentAht/trigger/targetState.ts';
import { overSixMinutes } from './rules.mts';

const over = overSixMinutes;
const under: AlertRule = { ...over, direction: 'below', thresholdSeconds: 60 };

/** 10:05 in India */
const SINCE = '2026-11-22T04:35:10Z';
const AT_1040 = '2026-11-22T05:10:12Z';

function summary(
	event: AlertEvent,
	ahtSeconds: number | null,
	rule: AlertRule,
	{ since = SINCE, until = event === 'breached' ? SINCE : AT_1040, timeZone = 'Asia/Kolkata' } = {},
): string {
	return summarize({
		subject: 'Campaign Sales',
		ahtSeconds,
		rule,
		alert: { event, sinceEpochMs: Date.parse(since), untilEpochMs: Date.parse(until) },
		timeZone,
	});
}

describe('the summary of an alert', () => {
	it.each<[string, AlertEvent, number | null, AlertRule, string]>([
		[
			'a breach',
			'breached',
			432,
			over,
			'Campaign Sales: average handling time 7 min 12 s is 1 min 12 s over the target of 6 min (since 10:05).',
		],
		[
			'a breach of a lower threshold',
			'breached',
			45,
			under,
			'Campaign Sales: average handling time 45 s is 15 s under the target of 1 min (since 10:05).',
		],
		[
			'no calls that count as 0 seconds',
			'breached',
			null,
			{ ...under, noCalls: 'zero' },
			'Campaign Sales: average handling time 0 s (no calls in the last two hours) is 1 min under the target of 1 min (since 10:05).',
		],
		[
			'a reminder',
			'reminder',
			450,
			over,
			'Campaign Sales: average handling time 7 min 30 s is still 1 min 30 s over the target of 6 min, for 35 min (since 10:05).',
		],
		[
			'a reminder between the threshold and the recovery margin',
			'reminder',
			350,
			{ ...over, recoveryMarginSeconds: 30 },
			'Campaign Sales: average handling time 5 min 50 s is within the target of 6 min again, but not by the recovery margin of 30 s yet, after 35 min (since 10:05).',
		],
		[
			'a recovery',
			'recovered',
			340,
			over,
			'Campaign Sales: average handling time is back to 5 min 40 s, 20 s under the target of 6 min, after 35 min over it (10:05 to 10:40).',
		],
		[
			'a recovery to the threshold itself',
			'recovered',
			360,
			over,
			'Campaign Sales: average handling time is back to 6 min, exactly the target of 6 min, after 35 min over it (10:05 to 10:40).',
		],
		[
			'a recovery from a lower threshold',
			'recovered',
			80,
			under,
			'Campaign Sales: average handling time is back to 1 min 20 s, 20 s over the target of 1 min, after 35 min under it (10:05 to 10:40).',
		],
		[
			'a recovery by no calls that count as recovered',
			'recovered',
			null,
			{ ...over, noCalls: 'recovered' },
			'Campaign Sales: no calls in the last two hours, so it no longer counts as over the target of 6 min, after 35 min (10:05 to 10:40).',
		],
		[
			'a recovery by no calls that count as 0 seconds',
			'recovered',
			null,
			{ ...over, noCalls: 'zero' },
			'Campaign Sales: average handling time is back to 0 s (no calls in the last two hours), 6 min under the target of 6 min, after 35 min over it (10:05 to 10:40).',
		],
	])('tells %s', (_label, event, ahtSeconds, rule, sentence) => {
		expect(summary(event, ahtSeconds, rule)).toBe(sentence);
	});

	it('gives the times in the zone of the workflow', () => {
		expect(summary('breached', 432, over, { timeZone: 'America/New_York' })).toContain(
			'(since 23:35)',
		);
	});

	it('names the day where a breach began on another one, by the calendar of that zone', () => {
		const sinceEvening = { since: '2026-11-21T17:00:00Z' };
		expect(summary('recovered', 340, over, sinceEvening)).toContain(
			'after 12 h 10 min over it (21 Nov, 22:30 to 10:40).',
		);
		expect(
			summary('recovered', 340, over, { ...sinceEvening, timeZone: 'America/New_York' }),
		).toContain('(21 Nov, 12:00 to 00:10)');
	});

	it('tells a breach that seems to begin in the future, because a clock was set, as just begun', () => {
		expect(summary('reminder', 450, over, { since: AT_1040, until: SINCE })).toContain('for 0 s');
	});
});
