import type { AlertRule, TargetState } from '../../../../nodes/CloudAgentAht/trigger/breach.ts';
import { decide } from '../../../../nodes/CloudAgentAht/trigger/breach.ts';
import { overSixMinutes } from './rules.mts';

const MINUTE_MS = 60_000;
const TEN_O_CLOCK = Date.parse('2026-11-22T10:00:00Z');

const underOneMinute: Partial<AlertRule> = { direction: 'below', thresholdSeconds: 60 };

type Told = `${number}: ${string}`;

/** Polls once a minute; a `null` is a poll without calls. Gives what fired, with the minute. */
function eventsOf(series: Array<number | null>, changes: Partial<AlertRule> = {}): Told[] {
	const told: Told[] = [];
	let state: TargetState | undefined;
	series.forEach((ahtSeconds, minute) => {
		const now = TEN_O_CLOCK + minute * MINUTE_MS;
		const decision = decide(state, ahtSeconds, { ...overSixMinutes, ...changes }, now);
		state = decision.state;
		if (decision.alert) told.push(`${minute}: ${decision.alert.event}`);
	});
	return told;
}

describe('a target', () => {
	it('fires once when it crosses and once when it recovers', () => {
		expect(eventsOf([300, 361, 400, 500, 360, 300, 361])).toEqual([
			'1: breached',
			'4: recovered',
			'6: breached',
		]);
	});

	it('fires at the first poll when it is past the threshold already', () => {
		expect(eventsOf([400, 400])).toEqual(['0: breached']);
	});

	it('says nothing of a target that has been within its threshold all the time', () => {
		expect(eventsOf([300, 360, 0, 359.999])).toEqual([]);
	});

	it.each<[string, Partial<AlertRule>, number, Told[]]>([
		['above: at the threshold', {}, 360, []],
		['above: a millisecond over it', {}, 360.001, ['0: breached']],
		['below: at the threshold', underOneMinute, 60, []],
		['below: a second under it', underOneMinute, 59, ['0: breached']],
	])('is past its threshold only beyond it (%s)', (_label, changes, ahtSeconds, told) => {
		expect(eventsOf([ahtSeconds], changes)).toEqual(told);
	});

	it.each<[string, Partial<AlertRule>, number[]]>([
		['above', { recoveryMarginSeconds: 30 }, [400, 360, 331, 330]],
		['below', { ...underOneMinute, recoveryMarginSeconds: 30 }, [50, 60, 89, 90]],
	])('recovers only at the recovery margin or beyond (%s)', (_label, changes, series) => {
		expect(eventsOf(series, changes)).toEqual(['0: breached', '3: recovered']);
	});

	it('does not breach again between the threshold and the margin', () => {
		expect(eventsOf([400, 340, 361, 340, 330, 340], { recoveryMarginSeconds: 30 })).toEqual([
			'0: breached',
			'4: recovered',
		]);
	});

	describe('with several polls in a row', () => {
		it('fires at the last of them and starts anew after one that is not past', () => {
			expect(eventsOf([361, 361, 360, 361, 361, 361], { pollsToBreach: 3 })).toEqual([
				'5: breached',
			]);
		});

		it('recovers at the last of them and starts anew after one that is not back', () => {
			expect(eventsOf([400, 300, 361, 300, 300], { pollsToRecover: 2 })).toEqual([
				'0: breached',
				'4: recovered',
			]);
		});

		it('starts the row for recovery anew between the threshold and the margin', () => {
			expect(
				eventsOf([400, 300, 340, 300, 300], { pollsToRecover: 2, recoveryMarginSeconds: 30 }),
			).toEqual(['0: breached', '4: recovered']);
		});

		it('tells the breach from the first of them, until the first that was back', () => {
			const rule = { ...overSixMinutes, pollsToBreach: 2, pollsToRecover: 2 };
			const alerts: unknown[] = [];
			let state: TargetState | undefined;
			[300, 400, 400, 400, 300, 300].forEach((ahtSeconds, minute) => {
				const decision = decide(state, ahtSeconds, rule, TEN_O_CLOCK + minute * MINUTE_MS);
				state = decision.state;
				if (decision.alert) alerts.push(decision.alert);
			});
			expect(alerts).toEqual([
				{
					event: 'breached',
					sinceEpochMs: TEN_O_CLOCK + MINUTE_MS,
					untilEpochMs: TEN_O_CLOCK + 2 * MINUTE_MS,
				},
				{
					event: 'recovered',
					sinceEpochMs: TEN_O_CLOCK + MINUTE_MS,
					untilEpochMs: TEN_O_CLOCK + 4 * MINUTE_MS,
				},
			]);
		});
	});

	describe('with reminders', () => {
		const everyThreeMinutes = { remindEverySeconds: 180 };

		it('reminds while the breach lasts, counted from the last event', () => {
			expect(eventsOf([400, 400, 400, 400, 400, 400, 400, 300, 300], everyThreeMinutes)).toEqual([
				'0: breached',
				'3: reminder',
				'6: reminder',
				'7: recovered',
			]);
		});

		it('gives no reminder at a poll that is back, but does between the threshold and the margin', () => {
			expect(
				eventsOf([400, 400, 400, 300, 340, 400], {
					...everyThreeMinutes,
					pollsToRecover: 2,
					recoveryMarginSeconds: 30,
				}),
			).toEqual(['0: breached', '4: reminder']);
		});

		it('does not slip to the next poll because this one was answered a few seconds sooner', () => {
			const rule = { ...overSixMinutes, remindEverySeconds: 1800 };
			const first = decide(undefined, 400, rule, TEN_O_CLOCK + 9_000);
			const halfAnHourOn = decide(first.state, 400, rule, TEN_O_CLOCK + 30 * MINUTE_MS + 500);
			expect(halfAnHourOn.alert?.event).toBe('reminder');
		});

		it.each([
			['half a minute sooner', 30_000, 'reminder'],
			['a millisecond sooner than that', 30_001, undefined],
		])('goes by the nearest half minute (%s)', (_label, soonerMs, event) => {
			const rule = { ...overSixMinutes, remindEverySeconds: 1800 };
			const first = decide(undefined, 400, rule, TEN_O_CLOCK);
			const next = decide(first.state, 400, rule, TEN_O_CLOCK + 30 * MINUTE_MS - soonerMs);
			expect(next.alert?.event).toBe(event);
		});
	});

	describe('without calls', () => {
		it.each<[string, Partial<AlertRule>, Array<number | null>, Told[]]>([
			['stays breached (Ignore)', {}, [400, null, 400, 300], ['0: breached', '3: recovered']],
			['keeps a row of polls (Ignore)', { pollsToBreach: 2 }, [400, null, 400], ['2: breached']],
			[
				'has recovered (Treat as Recovered)',
				{ noCalls: 'recovered' },
				[400, null, 400],
				['0: breached', '1: recovered', '2: breached'],
			],
			[
				'breaks a row of polls (Treat as Recovered)',
				{ noCalls: 'recovered', pollsToBreach: 2 },
				[400, null, 400],
				[],
			],
			[
				'is within an upper threshold (Treat as 0 Seconds)',
				{ noCalls: 'zero' },
				[400, null, 400],
				['0: breached', '1: recovered', '2: breached'],
			],
		])('%s', (_label, changes, series, told) => {
			expect(eventsOf(series, changes)).toEqual(told);
		});

		it('gives no reminder (Ignore)', () => {
			expect(eventsOf([400, null, null, 400], { remindEverySeconds: 60 })).toEqual([
				'0: breached',
				'3: reminder',
			]);
		});

		it('is under a lower threshold (Treat as 0 Seconds), and recovered (Treat as Recovered)', () => {
			expect(eventsOf([90, null], { ...underOneMinute, noCalls: 'zero' })).toEqual(['1: breached']);
			expect(eventsOf([50, null], { ...underOneMinute, noCalls: 'recovered' })).toEqual([
				'0: breached',
				'1: recovered',
			]);
		});

		it('counts as enough for a recovery, whatever the margin (Treat as Recovered)', () => {
			const changes: Partial<AlertRule> = { noCalls: 'recovered', recoveryMarginSeconds: 30 };
			expect(eventsOf([400, null], changes)).toEqual(['0: breached', '1: recovered']);
		});
	});

	describe('whose rule is edited', () => {
		const { state: breached } = decide(undefined, 400, overSixMinutes, TEN_O_CLOCK);
		const later = TEN_O_CLOCK + MINUTE_MS;

		it.each<[string, Partial<AlertRule>, number, string | undefined]>([
			['a lower threshold that it is past too', { thresholdSeconds: 300 }, 400, 'breached'],
			['a higher threshold that it is past too', { thresholdSeconds: 390 }, 400, 'breached'],
			['a threshold that it is within', { thresholdSeconds: 420 }, 400, undefined],
			['the other direction, past', { direction: 'below' }, 300, 'breached'],
			['the other direction, within', { direction: 'below' }, 400, undefined],
		])('is armed anew by %s', (_label, changes, ahtSeconds, event) => {
			const decision = decide(breached, ahtSeconds, { ...overSixMinutes, ...changes }, later);
			expect(decision.alert?.event).toBe(event);
		});

		it('goes on as it was when another setting changes', () => {
			const rule: AlertRule = {
				...overSixMinutes,
				pollsToBreach: 3,
				recoveryMarginSeconds: 30,
				noCalls: 'recovered',
			};
			expect(decide(breached, 400, rule, later).alert).toBeUndefined();
			expect(decide(breached, 330, rule, later).alert?.event).toBe('recovered');
		});
	});
});
