import fc from 'fast-check';

import type { AlertRule } from '../../../../nodes/CloudAgentAht/trigger/breach.ts';
import type { Reading, WatchState } from '../../../../nodes/CloudAgentAht/trigger/state.ts';
import { applyReadings, parseWatchState } from '../../../../nodes/CloudAgentAht/trigger/state.ts';
import { expectedAtLast, type LoggedReading } from './referenceModel.mts';
import { overSixMinutes } from './rules.mts';

const NOW = Date.parse('2026-11-22T10:00:00Z');

const rule = overSixMinutes;

const sales = { key: 'campaign:Sales', rule };
const support = { key: 'campaign:Support', rule };

const reading = (ahtSeconds: number | null, readAtEpochMs = NOW): Reading => ({
	ahtSeconds,
	readAtEpochMs,
});

const since = (sinceEpochMs: number) => ({ sinceEpochMs });

const throughJson = (state: WatchState): WatchState =>
	parseWatchState(JSON.parse(JSON.stringify(state)));

describe('the state of all targets', () => {
	it('gives the alerts in the order of the list, whatever order they were read in', () => {
		const readings = new Map([
			[support.key, reading(400)],
			[sales.key, reading(500)],
		]);
		const { alerts } = applyReadings({}, [sales, support], readings);
		expect(alerts.map(({ watch, reading: { ahtSeconds } }) => [watch.key, ahtSeconds])).toEqual([
			['campaign:Sales', 500],
			['campaign:Support', 400],
		]);
	});

	it('forgets a target that is no longer watched', () => {
		const first = applyReadings(
			{},
			[sales, support],
			new Map([
				[sales.key, reading(400)],
				[support.key, reading(400)],
			]),
		);
		const second = applyReadings(first.targets, [support], new Map());
		expect(Object.keys(second.targets)).toEqual(['campaign:Support']);
		const third = applyReadings(second.targets, [sales], new Map([[sales.key, reading(400)]]));
		expect(third.alerts.map(({ alert }) => alert.event)).toEqual(['breached']);
	});

	it('leaves a target as it was whose poll failed', () => {
		const { targets } = applyReadings({}, [sales], new Map([[sales.key, reading(400)]]));
		expect(applyReadings(targets, [sales], new Map())).toEqual({ targets, alerts: [] });
	});

	it('comes back from JSON as it was', () => {
		const state: WatchState = {
			targets: {
				'agent:a': { ruleKey: 'above 360' },
				'agent:b': { ruleKey: 'above 360', streak: { polls: 2, sinceEpochMs: NOW } },
				'agent:c': {
					ruleKey: 'below 60',
					streak: { polls: 1, sinceEpochMs: NOW },
					breach: { sinceEpochMs: NOW, lastEventEpochMs: NOW },
				},
				'agent:__proto__': { ruleKey: 'above 1' },
			},
			unreadable: {
				'agent:d': { sinceEpochMs: NOW, reportedEpochMs: NOW },
				'agent:e': { sinceEpochMs: NOW },
			},
			nextKey: 'agent:b',
		};
		expect(throughJson(state)).toEqual(state);
		expect(throughJson(parseWatchState({}))).toEqual({ targets: {}, unreadable: {} });
	});

	it.each([
		['nothing', undefined],
		['null', null],
		['a text', 'broken'],
		['a list', [1, 2]],
		['targets that are a list', { targets: [{ ruleKey: 'above 360' }] }],
		['targets that are null', { targets: null, unreadable: 7, nextKey: {} }],
	])('starts anew from stored state that is %s', (_label, stored) => {
		const state = parseWatchState(stored);
		expect(Object.keys(state.targets).filter((key) => key.includes(':'))).toEqual([]);
		expect(state.unreadable).toEqual({});
		expect(state).not.toHaveProperty('nextKey');
	});

	it.each([
		['null', null],
		['a list', []],
		['without its rule', { breach: { sinceEpochMs: NOW, lastEventEpochMs: NOW } }],
		['a breach without its beginning', { ruleKey: 'above 360', breach: { lastEventEpochMs: 1 } }],
		['a breach that is a text', { ruleKey: 'above 360', breach: 'since ten' }],
		[
			'a moment that is a date text',
			{ ruleKey: 'above 360', streak: { polls: 1, sinceEpochMs: 'x' } },
		],
		['a streak of no polls', { ruleKey: 'above 360', streak: { polls: 0, sinceEpochMs: NOW } }],
		[
			'a streak of half a poll',
			{ ruleKey: 'above 360', streak: { polls: 0.5, sinceEpochMs: NOW } },
		],
		['a moment before 1970', { ruleKey: 'above 360', streak: { polls: 1, sinceEpochMs: -1 } }],
	])('starts only that target anew whose stored state is broken (%s)', (_label, broken) => {
		const stored = {
			targets: { 'campaign:Sales': broken, 'campaign:Support': { ruleKey: 'above 360' } },
		};
		expect(Object.keys(parseWatchState(stored).targets)).toEqual(['campaign:Support']);
	});

	it.each([
		['null', null],
		['a text', 'since ten'],
		['without its beginning', { reportedEpochMs: NOW }],
		['a beginning that is a date text', { sinceEpochMs: '2026-11-22' }],
		['a report that is a date text', { sinceEpochMs: NOW, reportedEpochMs: '2026-11-22' }],
		['a report before 1970', { sinceEpochMs: NOW, reportedEpochMs: -1 }],
	])('forgets a target without an AHT whose stored entry is broken (%s)', (_label, broken) => {
		const stored = { unreadable: { 'campaign:Sales': broken, 'campaign:Support': since(NOW) } };
		expect(parseWatchState(stored).unreadable).toEqual({ 'campaign:Support': since(NOW) });
	});

	it('takes a stored target of any name for no more than that', () => {
		const named =
			'{ "__proto__": { "ruleKey": "above 360" }, "agent:a": { "ruleKey": "above 1" } }';
		const { targets } = parseWatchState(JSON.parse(`{ "targets": ${named} }`));
		expect(targets).not.toHaveProperty('ruleKey');
		expect(Object.keys(targets)).toEqual(['__proto__', 'agent:a']);
	});

	it('reads whatever JSON was stored without throwing, and keeps only what it can use', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (stored) => {
				const state = parseWatchState(stored);
				expect(throughJson(state)).toEqual(state);
				applyReadings(state.targets, [sales], new Map([[sales.key, reading(400)]]));
			}),
		);
	});
});

describe('any series of polls, restarts and edits', () => {
	const KEYS = ['agent:ann', 'agent:bob', 'campaign:Sales'] as const;
	const target = fc.constantFrom(...KEYS);
	const aht = fc.oneof(
		{ weight: 4, arbitrary: fc.constantFrom<number | null>(0, 45, 59, 60, 61, 75, 90, 91, 120) },
		{ weight: 1, arbitrary: fc.constant(null) },
	);
	const stepArbitrary = fc.oneof(
		{
			weight: 12,
			arbitrary: fc.record({
				kind: fc.constant('poll' as const),
				waitSeconds: fc.integer({ min: 20, max: 2400 }),
				/** `undefined`: this target's poll failed, or its turn did not come */
				ahts: fc.tuple(...KEYS.map(() => fc.option(aht, { nil: undefined, freq: 4 }))),
			}),
		},
		{ weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
		{ weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const) }) },
		{ weight: 1, arbitrary: fc.record({ kind: fc.constant('turnDirection' as const) }) },
		{ weight: 1, arbitrary: fc.record({ kind: fc.constant('editThreshold' as const), target }) },
		{ weight: 1, arbitrary: fc.record({ kind: fc.constant('addOrRemove' as const), target }) },
		{ weight: 1, arbitrary: fc.record({ kind: fc.constant('breakState' as const), target }) },
	);
	const settingsArbitrary = fc.record({
		recoveryMarginSeconds: fc.constantFrom(0, 10, 30),
		pollsToBreach: fc.integer({ min: 1, max: 3 }),
		pollsToRecover: fc.integer({ min: 1, max: 3 }),
		remindEverySeconds: fc.constantFrom(undefined, 60, 900, 3600),
		noCalls: fc.constantFrom('ignore' as const, 'recovered' as const, 'zero' as const),
	});
	const series = fc.array(stepArbitrary, { maxLength: 60, size: 'max' });

	type ValueOf<A> = A extends fc.Arbitrary<infer T> ? T : never;
	type Step = ValueOf<typeof stepArbitrary>;
	type Settings = ValueOf<typeof settingsArbitrary>;

	/** The trigger's state and the reference side by side. */
	class Pair {
		/** What fired, by target; 'armed' where the target began anew */
		readonly fired = new Map<string, string[]>(KEYS.map((key) => [key, []]));
		private readonly settings: Settings;
		private now = NOW;
		private direction: AlertRule['direction'] = 'above';
		private readonly watched = new Set<string>(KEYS);
		private readonly thresholds = new Map<string, number>();
		private state: WatchState = { targets: {}, unreadable: {} };
		private savedState = '{}';
		private histories: Histories = {};
		private savedHistories: Histories = {};

		constructor(settings: Settings) {
			this.settings = settings;
		}

		take(step: Step): void {
			if (step.kind === 'poll') this.poll(step.waitSeconds, step.ahts);
			else if (step.kind === 'restart') this.state = throughJson(this.state);
			else if (step.kind === 'kill') this.kill();
			else if (step.kind === 'breakState') this.breakState(step.target);
			else if (step.kind === 'turnDirection') {
				this.direction = this.direction === 'above' ? 'below' : 'above';
			} else if (step.kind === 'editThreshold') {
				this.thresholds.set(step.target, 150 - this.ruleOf(step.target).thresholdSeconds);
			} else if (!this.watched.delete(step.target)) this.watched.add(step.target);
		}

		private ruleOf(key: string): AlertRule {
			const thresholdSeconds = this.thresholds.get(key) ?? 60;
			return { ...this.settings, direction: this.direction, thresholdSeconds };
		}

		private poll(waitSeconds: number, ahts: ReadonlyArray<number | null | undefined>): void {
			this.now += waitSeconds * 1000;
			const watches = KEYS.filter((key) => this.watched.has(key)).map((key) => ({
				key,
				rule: this.ruleOf(key),
			}));
			const readings = new Map<string, Reading>();
			for (const { key } of watches) {
				const ahtSeconds = ahts[KEYS.indexOf(key)];
				if (ahtSeconds !== undefined) readings.set(key, reading(ahtSeconds, this.now));
			}
			const { targets, alerts } = applyReadings(this.state.targets, watches, readings);
			this.state = { ...this.state, targets };
			expect(throughJson(this.state)).toEqual(this.state);
			expect(alerts.map(({ watch: { key }, alert }) => ({ key, ...alert }))).toEqual(
				this.expectedAlerts(readings),
			);
			for (const { watch, alert } of alerts) this.fired.get(watch.key)?.push(alert.event);
			if (alerts.length > 0) this.save();
		}

		private expectedAlerts(readings: ReadonlyMap<string, Reading>) {
			return KEYS.flatMap((key) => {
				if (!this.watched.has(key)) delete this.histories[key];
				const read = readings.get(key);
				if (!read) return [];
				const rule = this.ruleOf(key);
				const history = this.historyOf(key, `${rule.direction} ${rule.thresholdSeconds}`);
				history.readings.push(read);
				const alert = expectedAtLast(history.readings, rule);
				return alert ? [{ key, ...alert }] : [];
			});
		}

		/** All readings of a target under its present rule. */
		private historyOf(key: string, rule: string) {
			let history = this.histories[key];
			if (history?.rule !== rule) {
				history = this.histories[key] = { rule, readings: [] };
				this.fired.get(key)?.push('armed');
			}
			return history;
		}

		/** n8n keeps the state for good together with the events of a poll. */
		private save(): void {
			this.savedState = JSON.stringify(this.state);
			this.savedHistories = structuredClone(this.histories);
		}

		private kill(): void {
			this.state = parseWatchState(JSON.parse(this.savedState));
			this.histories = structuredClone(this.savedHistories);
		}

		private breakState(key: string): void {
			const targets = { ...this.state.targets, [key]: { ruleKey: 7 } };
			this.state = parseWatchState(JSON.parse(JSON.stringify({ ...this.state, targets })));
			delete this.histories[key];
			this.save();
		}
	}

	type Histories = Record<string, { rule: string; readings: LoggedReading[] }>;

	function run(steps: readonly Step[], settings: Settings): Map<string, string[]> {
		const pair = new Pair(settings);
		for (const step of steps) pair.take(step);
		return pair.fired;
	}

	it('fires what the whole history of a target asks for, each event at its poll', () => {
		fc.assert(
			fc.property(series, settingsArbitrary, (steps, settings) => {
				run(steps, settings);
			}),
			{ numRuns: 500 },
		);
	});

	it('never fires a breach or a recovery twice, killed between polls or not', () => {
		fc.assert(
			fc.property(series, settingsArbitrary, (steps, settings) => {
				for (const events of run(steps, settings).values()) {
					const crossings = events.filter((event) => event !== 'reminder').join(' ');
					expect(crossings).not.toMatch(/breached breached|recovered recovered/);
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('does reach every event in these series', () => {
		const reached = new Set<string>();
		for (const [steps, settings] of fc.sample(fc.tuple(series, settingsArbitrary), {
			numRuns: 100,
			seed: 1,
		})) {
			for (const events of run(steps, settings).values()) events.forEach((e) => reached.add(e));
		}
		expect([...reached].sort()).toEqual(['armed', 'breached', 'recovered', 'reminder']);
	});
});
