import fc from 'fast-check';

import { Pacer } from '../../../../nodes/CloudAgentAht/transport/pacer.ts';
import type { Latency } from './limitShared.mts';
import { share } from './limitShared.mts';
import { SteppedClock } from './steppedClock.mts';

describe('the pacer', () => {
	it('is never refused by a server that counts any 60 seconds, whatever the latencies', async () => {
		const delays = fc.array(fc.tuple(fc.nat(4000), fc.nat(4000)), { minLength: 1, maxLength: 40 });
		await fc.assert(
			fc.asyncProperty(
				delays,
				fc.integer({ min: 51, max: 170 }),
				fc.integer({ min: 1, max: 12 }),
				async (latencies, requests, atOnce) => {
					let next = 0;
					const latency: Latency = () => latencies[next++ % latencies.length] ?? [0, 0];
					const [tally] = await share([{ requests, latency, atOnce }]);
					expect(tally).toMatchObject({ done: requests, refused: 0 });
				},
			),
			{ numRuns: 60 },
		);
	});

	it('comes again when it is told to, not sooner', async () => {
		const clock = new SteppedClock();
		const pacer = new Pacer(clock);
		(await clock.run(pacer.acquire()))?.refused(42_000);
		await clock.run(pacer.acquire());
		expect(clock.now()).toBe(42_000);
	});

	it('waits two minutes at most, whatever it is told', async () => {
		const clock = new SteppedClock();
		const pacer = new Pacer(clock);
		(await clock.run(pacer.acquire()))?.refused(3_600_000);
		await clock.run(pacer.acquire());
		expect(clock.now()).toBe(120_000);
	});

	it('tries alone, five times a minute, while others use up the whole limit', async () => {
		const clock = new SteppedClock();
		const pacer = new Pacer(clock);
		(await clock.run(pacer.acquire()))?.refused();
		for (let tries = 1; tries <= 30; tries++) {
			const slot = await clock.run(pacer.acquire());
			expect(clock.now()).toBe(tries * 13_000);
			const second = pacer.acquire({ deadlineEpochMs: clock.now() + 2_000 });
			await clock.run(clock.sleep(3_000));
			expect(await second).toBeUndefined();
			slot?.refused();
		}
	});

	it('says at once that no slot comes free by the deadline', async () => {
		const clock = new SteppedClock();
		const pacer = new Pacer(clock, 2);
		for (let i = 0; i < 2; i++) (await clock.run(pacer.acquire()))?.answered();
		const asked = clock.now();
		expect(await clock.run(pacer.acquire({ deadlineEpochMs: asked + 50_000 }))).toBeUndefined();
		expect(clock.now()).toBe(asked);
		expect(await clock.run(pacer.acquire({ deadlineEpochMs: asked + 61_000 }))).toBeDefined();
	});

	it('gives slots in the order in which they were asked for', async () => {
		const clock = new SteppedClock();
		const pacer = new Pacer(clock, 3);
		const order: number[] = [];
		const ask = async (number: number) => {
			const slot = await pacer.acquire();
			order.push(number);
			await clock.sleep(30);
			slot?.answered();
		};
		await clock.run(Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(ask)));
		expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
	});

	it('ends a wait when it is cancelled, and lets the next one forward', async () => {
		const clock = new SteppedClock();
		const pacer = new Pacer(clock, 1);
		const stop = new AbortController();
		(await clock.run(pacer.acquire()))?.answered();
		const cancelled = pacer.acquire({ signal: stop.signal });
		const next = pacer.acquire();
		await clock.run(clock.sleep(1_000));
		stop.abort(new Error('cancelled'));
		await expect(clock.run(cancelled)).rejects.toThrow('cancelled');
		expect(clock.now()).toBe(1_000);
		expect(await clock.run(next)).toBeDefined();
	});

	it('takes back a slot whose request was not sent', async () => {
		const clock = new SteppedClock();
		const pacer = new Pacer(clock, 1);
		(await clock.run(pacer.acquire()))?.unused();
		await clock.run(pacer.acquire());
		expect(clock.now()).toBeLessThan(1_000);
	});

	it('is not stopped by a clock that was set back', async () => {
		let nowMs = 7_200_000;
		const clock = new SteppedClock();
		const pacer = new Pacer({ ...clock, now: () => nowMs }, 1);
		(await pacer.acquire())?.refused(60_000);
		nowMs = 0;
		expect(await pacer.acquire()).toBeDefined();
	});
});
