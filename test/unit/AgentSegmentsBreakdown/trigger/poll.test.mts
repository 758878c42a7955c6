import fc from 'fast-check';

import type { BreakdownFile } from '../../../../sandbox/simulators/livePerson/records.mts';
import {
	addBreakdownFile,
	HOUR_MS,
	MINUTE_MS,
	unitKeys,
	unitKeysOf,
} from '../../../support/engine/breakdownFiles.mts';
import { DirectWatch, hourOf } from './directWatch.mts';

const LOOK_BACK_HOURS = 24;
const PARTS = { max: 9999 };

const arrival = fc.record({
	do: fc.constant('arrive' as const),
	// Of an hour that has been over for a day at most
	hoursAgo: fc.integer({ min: 1, max: LOOK_BACK_HOURS }),
	isBroken: fc.nat(9).map((number) => number === 0),
	units: fc.integer({ min: 1, max: 5 }),
});
const lateListing = fc.record({
	do: fc.constant('announce' as const),
	hoursAgo: fc.integer({ min: 1, max: LOOK_BACK_HOURS / 2 }),
	listedInMinutes: fc.integer({ min: 1, max: (LOOK_BACK_HOURS / 2) * 60 }),
	units: fc.integer({ min: 1, max: 5 }),
});
const poll = fc.record({
	do: fc.constant('poll' as const),
	listFails: fc.nat(5).map((number) => number === 0),
	filesFail: fc.constantFrom(0, 0, 0, 1, 2, 9),
	missingHour: fc.option(fc.integer({ min: 1, max: 5 })),
	latencyMs: fc.constantFrom(0, 0, 1000, 9000, 40_000),
});
const pass = fc.record({
	do: fc.constant('pass' as const),
	minutes: fc.constantFrom(1, 5, 30, 60, 300, 2000),
});
const restart = fc.record({
	do: fc.constant('restart' as const),
	unitsPerPoll: fc.constantFrom(1, 10, 1000),
});
const steps = fc.array(
	fc.oneof(
		{ weight: 4, arbitrary: arrival },
		{ weight: 1, arbitrary: lateListing },
		{ weight: 4, arbitrary: poll },
		{ weight: 3, arbitrary: pass },
		{ weight: 1, arbitrary: restart },
	),
	{ minLength: 5, maxLength: 40 },
);
type StepOf<T> = T extends fc.Arbitrary<infer Value> ? Value : never;
type Step = StepOf<typeof steps>[number];

/** Does what the steps say and keeps account of what has to come out. */
class Account {
	readonly watch = new DirectWatch();
	readonly readable: BreakdownFile[] = [];
	readonly broken: BreakdownFile[] = [];
	readonly given: string[] = [];
	readonly reported: string[] = [];

	async take(step: Step): Promise<void> {
		const { watch } = this;
		if (step.do === 'arrive') this.addFile(step.hoursAgo, step.units, 0, step.isBroken);
		if (step.do === 'announce') {
			this.addFile(step.hoursAgo, step.units, step.listedInMinutes * MINUTE_MS, false);
		}
		if (step.do === 'pass') watch.pass(step.minutes * MINUTE_MS);
		if (step.do === 'restart') {
			watch.settings.unitsPerPoll = step.unitsPerPoll;
			watch.restart();
		}
		if (step.do === 'poll') await this.pollThroughTrouble(step);
	}

	addFile(hoursAgo: number, units: number, listedInMs: number, isBroken: boolean): void {
		const { simulator, nowMs } = this.watch;
		const part = simulator.data.files.length % PARTS.max;
		const file = addBreakdownFile(simulator, nowMs, { hoursAgo, part, units, listedInMs });
		(isBroken ? this.broken : this.readable).push(file);
		if (isBroken) simulator.switches.deliveryByPath.set(file.path, { defect: 'truncatedGzip' });
	}

	async pollThroughTrouble(step: StepOf<typeof poll>): Promise<void> {
		const { simulator, nowMs } = this.watch;
		// A 501 is none of the answers that are asked for again after a pause
		const refusal = { type: 'status', status: 501 } as const;
		if (step.listFails) simulator.misbehave.next('list', refusal);
		if (step.filesFail > 0) simulator.misbehave.next('file', refusal, step.filesFail);
		const { missingHours } = simulator.switches;
		if (step.missingHour !== null) missingHours.add((hourOf(nowMs) - step.missingHour) * HOUR_MS);
		this.watch.latencyMs = step.latencyMs;
		await this.poll();
		this.watch.latencyMs = 0;
		simulator.misbehave.stop();
		missingHours.clear();
	}

	async poll(): Promise<void> {
		const { json, reported } = await this.watch.poll();
		const listed = this.readable.filter((file) => file.listedFromMs <= this.watch.nowMs);
		const known = new Set(unitKeys(listed));
		expect(unitKeysOf(json).filter((key) => !known.has(key))).toEqual([]);
		this.given.push(...unitKeysOf(json));
		this.reported.push(...reported);
	}
}

describe('the watch', () => {
	it('gives every unit exactly once and none before it is listed, whatever fails on the way', async () => {
		const covered = { given: 0, reported: 0 };
		await fc.assert(
			fc.asyncProperty(steps, async (taken) => {
				const account = new Account();
				const { watch } = account;
				const there = addBreakdownFile(watch.simulator, watch.nowMs, { hoursAgo: 1, part: 10_000 });
				expect((await watch.poll()).error).toBeUndefined();
				for (const step of taken) await account.take(step);
				watch.settings.unitsPerPoll = 1000;
				for (let poll = 0; poll < 10; poll++) {
					watch.pass(2 * HOUR_MS);
					await account.poll();
				}
				expect(account.given.toSorted()).toEqual(unitKeys(account.readable).toSorted());
				expect(account.given).not.toContain(unitKeys([there])[0]);
				for (const { path } of account.broken) {
					expect(account.reported.some((report) => report.includes(path))).toBe(true);
				}
				covered.given += account.given.length;
				covered.reported += account.reported.length;
			}),
			{ numRuns: 200 },
		);
		// What was drawn exercised what is claimed
		expect(covered.given).toBeGreaterThan(1000);
		expect(covered.reported).toBeGreaterThan(50);
	}, 60_000);
});
