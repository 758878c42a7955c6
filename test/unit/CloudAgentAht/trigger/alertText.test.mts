import {
	describeAlert,
	describeLength,
	describeSeconds,
} from '../../../../nodes/CloudAgentAht/trigger/alertText.ts';
import type { AlertEvent, AlertRule } from '../../../../nodes/CloudAgentAht/trigger/breach.ts';
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
	{
		since = SINCE,
		until = event === 'breached' ? SINCE : AT_1040,
		timeZone = 'Asia/Kolkata',
		subjectName = 'Sales',
	} = {},
): string {
	return describeAlert({
		subjectType: 'campaign',
		subjectName,
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
			'Campaign Sales: average handling time 7 min 12 s is 1 min 12 s over the threshold of 6 min (since 10:05).',
		],
		[
			'a breach of a lower threshold',
			'breached',
			45,
			under,
			'Campaign Sales: average handling time 45 s is 15 s under the threshold of 1 min (since 10:05).',
		],
		[
			'no calls that count as 0 seconds',
			'breached',
			null,
			{ ...under, noCalls: 'zero' },
			'Campaign Sales: average handling time 0 s (no calls in the last two hours) is 1 min under the threshold of 1 min (since 10:05).',
		],
		[
			'a reminder',
			'reminder',
			450,
			over,
			'Campaign Sales: average handling time 7 min 30 s is still 1 min 30 s over the threshold of 6 min, for 35 min (since 10:05).',
		],
		[
			'a reminder between the threshold and the recovery margin',
			'reminder',
			350,
			{ ...over, recoveryMarginSeconds: 30 },
			'Campaign Sales: average handling time 5 min 50 s is within the threshold of 6 min again, but not by the recovery margin of 30 s yet, after 35 min (since 10:05).',
		],
		[
			'a recovery',
			'recovered',
			340,
			over,
			'Campaign Sales: average handling time is back to 5 min 40 s, 20 s under the threshold of 6 min, after 35 min over it (10:05 to 10:40).',
		],
		[
			'a recovery to the threshold itself',
			'recovered',
			360,
			over,
			'Campaign Sales: average handling time is back to 6 min, exactly the threshold of 6 min, after 35 min over it (10:05 to 10:40).',
		],
		[
			'a recovery from a lower threshold',
			'recovered',
			80,
			under,
			'Campaign Sales: average handling time is back to 1 min 20 s, 20 s over the threshold of 1 min, after 35 min under it (10:05 to 10:40).',
		],
		[
			'a recovery by no calls that count as recovered',
			'recovered',
			null,
			{ ...over, noCalls: 'recovered' },
			'Campaign Sales: no calls in the last two hours, so it no longer counts as over the threshold of 6 min, after 35 min (10:05 to 10:40).',
		],
		[
			'a recovery by no calls that count as 0 seconds',
			'recovered',
			null,
			{ ...over, noCalls: 'zero' },
			'Campaign Sales: average handling time is back to 0 s (no calls in the last two hours), 6 min under the threshold of 6 min, after 35 min over it (10:05 to 10:40).',
		],
	])('tells %s', (_label, event, ahtSeconds, rule, sentence) => {
		expect(summary(event, ahtSeconds, rule)).toBe(sentence);
	});

	it('has a name in it that neither breaks the line nor fills the message', () => {
		const hostile = `Sales\r\n\u0000\u202e ${'x'.repeat(3_000_000)}`;
		const sentence = summary('breached', 432, over, { subjectName: hostile });
		expect(sentence).toMatch(/^Campaign Sales x{90,}\.\.\.: average handling time 7 min 12 s is /);
		expect(sentence.length).toBeLessThan(220);
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

describe('a length of time in a sentence', () => {
	it.each([
		[0, '0 s', '0 s'],
		[45, '45 s', '45 s'],
		[59.6, '1 min', '1 min'],
		[60, '1 min', '1 min'],
		[72, '1 min 12 s', '1 min'],
		[95, '1 min 35 s', '2 min'],
		[2102, '35 min 2 s', '35 min'],
		[3599, '59 min 59 s', '1 h'],
		[3600, '1 h', '1 h'],
		[7500, '2 h 5 min', '2 h 5 min'],
		[86_399, '23 h 59 min 59 s', '1 d'],
		[97_260, '27 h 1 min', '1 d 3 h'],
		[3605, '1 h 5 s', '1 h'],
		[172_800, '48 h', '2 d'],
	])('of %d seconds reads %s exactly and %s roughly', (seconds, exact, rough) => {
		expect(describeSeconds(seconds)).toBe(exact);
		expect(describeLength(seconds)).toBe(rough);
	});
});
