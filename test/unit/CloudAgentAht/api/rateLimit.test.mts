import fc from 'fast-check';

import { RateLimit, rateLimitOf } from '../../../../nodes/CloudAgentAht/api/rateLimit.ts';
import type { Latency } from './limitShared.mts';
import { share } from './limitShared.mts';
import { SteppedClock } from './steppedClock.mts';

describe('the rate limit', () => {
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

	it('is left alone for five seconds after a refusal, or as long as CloudAgent tells', async () => {
		const clock = new SteppedClock();
		const limit = new RateLimit(clock);
		(await clock.run(limit.acquire()))?.refused();
		(await clock.run(limit.acquire()))?.refused(42_000);
		expect(clock.now()).toBe(5_000);
		await clock.run(limit.acquire());
		expect(clock.now()).toBe(47_000);
	});

	it('is left alone for two minutes at most, whatever CloudAgent tells', async () => {
		const clock = new SteppedClock();
		const limit = new RateLimit(clock);
		(await clock.run(limit.acquire()))?.refused(3_600_000);
		await clock.run(limit.acquire());
		expect(clock.now()).toBe(120_000);
	});

	it('is tried by one request at a time while others use all of it', async () => {
		const clock = new SteppedClock();
		const limit = new RateLimit(clock);
		(await clock.run(limit.acquire()))?.refused();
		for (let tries = 1; tries <= 20; tries++) {
			const permit = await clock.run(limit.acquire());
			expect(clock.now()).toBe(tries * 5_000);
			expect(
				await clock.run(limit.acquire({ deadlineEpochMs: () => clock.now() })),
			).toBeUndefined();
			permit?.refused();
		}
	});

	it('knows since when all requests have been refused', async () => {
		const clock = new SteppedClock();
		const limit = new RateLimit(clock);
		(await clock.run(limit.acquire()))?.refused();
		(await clock.run(limit.acquire()))?.refused();
		expect(limit.refusedSinceEpochMs).toBe(0);
		(await clock.run(limit.acquire()))?.answered();
		expect(limit.refusedSinceEpochMs).toBeUndefined();
	});

	it('counts what was under way beside a refused request as got through', async () => {
		const clock = new SteppedClock();
		const limit = new RateLimit(clock);
		const before = [await clock.run(limit.acquire()), await clock.run(limit.acquire())];
		(await clock.run(limit.acquire()))?.refused();
		for (const permit of before) permit?.answered();
		expect(limit.refusedSinceEpochMs).toBeDefined();
		// Both places come free a minute later, and are used at once
		await clock.run(clock.sleep(61_000));
		const since = clock.now();
		for (let i = 0; i < 2; i++) (await clock.run(limit.acquire()))?.answered();
		expect(clock.now() - since).toBeLessThan(1_000);
		expect(limit.refusedSinceEpochMs).toBeUndefined();
	});

	/** How many requests go out in each of two minutes from the end of the pause after a refusal. */
	async function countAfterRefusal(clock: SteppedClock, limit: RateLimit): Promise<number[]> {
		const from = clock.now() + 5_000;
		const minutes = [0, 0];
		for (;;) {
			const permit = await clock.run(limit.acquire());
			const minute = Math.floor((clock.now() - from) / 60_000);
			if (minute >= minutes.length) return minutes;
			minutes[minute]! += 1;
			permit?.answered();
		}
	}

	it('after a refusal keeps to what got through, and to five more with each minute', async () => {
		const clock = new SteppedClock();
		const limit = new RateLimit(clock);
		for (let i = 0; i < 10; i++) (await clock.run(limit.acquire()))?.answered();
		(await clock.run(limit.acquire()))?.refused();
		const [first = 0, second = 0] = await countAfterRefusal(clock, limit);
		expect(first).toBeLessThanOrEqual(10 + 5);
		expect(second).toBeLessThanOrEqual(10 + 10);
		expect(second).toBeGreaterThan(first);
	});

	it('after a refusal keeps to what got through beside it', async () => {
		const clock = new SteppedClock();
		const limit = new RateLimit(clock);
		const beside = [];
		for (let i = 0; i < 10; i++) beside.push(await clock.run(limit.acquire()));
		(await clock.run(limit.acquire()))?.refused();
		for (const permit of beside) permit?.answered();
		const [first = 0] = await countAfterRefusal(clock, limit);
		expect(first).toBeGreaterThanOrEqual(10);
		expect(first).toBeLessThanOrEqual(10 + 5);
	});

	it('after a refusal does not count what got through more than a minute before', async () => {
		const clock = new SteppedClock();
		const limit = new RateLimit(clock);
		const slow = await clock.run(limit.acquire());
		for (let i = 0; i < 10; i++) (await clock.run(limit.acquire()))?.answered();
		await clock.run(clock.sleep(62_000));
		slow?.refused();
		const [first = 0] = await countAfterRefusal(clock, limit);
		expect(first).toBeLessThanOrEqual(5);
	});

	it('returns at once where no place comes free by the deadline', async () => {
		const clock = new SteppedClock();
		const limit = new RateLimit(clock);
		for (let i = 0; i < 50; i++) (await clock.run(limit.acquire()))?.answered();
		const asked = clock.now();
		expect(
			await clock.run(limit.acquire({ deadlineEpochMs: () => asked + 50_000 })),
		).toBeUndefined();
		expect(clock.now()).toBeLessThan(asked + 1_000);
		expect(await clock.run(limit.acquire({ deadlineEpochMs: () => asked + 61_000 }))).toBeDefined();
	});

	it('gives places in the order in which they were asked for', async () => {
		const clock = new SteppedClock();
		const limit = new RateLimit(clock);
		const order: number[] = [];
		const ask = async (number: number) => {
			const permit = await limit.acquire();
			order.push(number);
			await clock.sleep(30);
			permit?.answered();
		};
		const numbers = Array.from({ length: 120 }, (_, i) => i);
		await clock.run(Promise.all(numbers.map(ask)));
		expect(order).toEqual(numbers);
	});

	it('ends a wait when it is cancelled, and lets the next one forward', async () => {
		const clock = new SteppedClock();
		const limit = new RateLimit(clock);
		const stop = new AbortController();
		(await clock.run(limit.acquire()))?.refused();
		const cancelled = limit.acquire({ signal: stop.signal });
		const next = limit.acquire();
		await clock.run(clock.sleep(1_000));
		stop.abort(new Error('cancelled'));
		await expect(clock.run(cancelled)).rejects.toThrow('cancelled');
		expect(clock.now()).toBe(1_000);
		expect(await clock.run(next)).toBeDefined();
		expect(clock.now()).toBe(5_000);
	});

	it.each([0, 2_000])(
		'has a place free again a minute after its answer, which takes %i ms',
		async (latencyMs) => {
			const clock = new SteppedClock();
			const limit = new RateLimit(clock);
			const first = await clock.run(limit.acquire());
			for (let i = 1; i < 50; i++) await clock.run(limit.acquire());
			const sentAt = clock.now();
			await clock.run(clock.sleep(latencyMs));
			first?.answered();
			await clock.run(limit.acquire());
			const waitedMs = clock.now() - sentAt - latencyMs;
			expect(waitedMs).toBeGreaterThanOrEqual(60_000);
			expect(waitedMs).toBeLessThan(61_000);
		},
	);

	it('gives the place that comes free first, whoever was answered first', async () => {
		const clock = new SteppedClock();
		const limit = new RateLimit(clock);
		const permits = [];
		for (let i = 0; i < 50; i++) permits.push(await clock.run(limit.acquire()));
		// The last one's place is left to others for a moment longer, for it was only just sent
		permits.at(-1)?.answered();
		await clock.run(clock.sleep(100));
		const answeredAt = clock.now();
		permits[0]?.answered();
		await clock.run(limit.acquire());
		expect(clock.now() - answeredAt).toBeLessThan(60_100);
	});

	it('spreads requests that are asked for together', async () => {
		const clock = new SteppedClock();
		const limit = new RateLimit(clock);
		const ask = async () => {
			await limit.acquire();
			return clock.now();
		};
		expect(await clock.run(Promise.all([ask(), ask(), ask()]))).toEqual([0, 100, 200]);
	});

	it('grows by a request every twelve seconds, the first of them after the pause', async () => {
		const clock = new SteppedClock();
		const limit = new RateLimit(clock);
		for (let i = 0; i < 10; i++) (await clock.run(limit.acquire()))?.answered();
		(await clock.run(limit.acquire()))?.refused();
		const refusedAt = clock.now();
		const upTo = (ms: number) => ({ deadlineEpochMs: () => refusedAt + ms });
		expect(await clock.run(limit.acquire(upTo(16_999)))).toBeUndefined();
		expect(await clock.run(limit.acquire(upTo(17_000)))).toBeDefined();
		expect(clock.now() - refusedAt).toBe(17_000);
		await clock.run(limit.acquire());
		expect(clock.now() - refusedAt).toBe(29_000);
	});

	it('is left alone as long as the longest refusal told', async () => {
		const clock = new SteppedClock();
		const limit = new RateLimit(clock);
		const [first, second] = [await clock.run(limit.acquire()), await clock.run(limit.acquire())];
		const refusedAt = clock.now();
		first?.refused(42_000);
		second?.refused();
		await clock.run(limit.acquire());
		expect(clock.now() - refusedAt).toBe(42_000);
	});

	it('is of the account: one for each', () => {
		expect(rateLimitOf('a.example|acme')).toBe(rateLimitOf('a.example|acme'));
		expect(rateLimitOf('a.example|acme')).not.toBe(rateLimitOf('a.example|other'));
	});

	it('has no place taken for long by a clock that was set back', async () => {
		let nowMs = 7_200_000;
		const clock = new SteppedClock();
		const limit = new RateLimit({ ...clock, now: () => nowMs });
		for (let i = 0; i < 50; i++) {
			(await limit.acquire())?.answered();
			nowMs += 100;
		}
		nowMs = 0;
		expect(await limit.acquire({ deadlineEpochMs: () => nowMs })).toBeDefined();
	});

	it('is not stopped by a clock that was set back', async () => {
		let nowMs = 7_200_000;
		const clock = new SteppedClock();
		const limit = new RateLimit({ ...clock, now: () => nowMs });
		(await limit.acquire())?.refused(60_000);
		nowMs = 0;
		expect(await limit.acquire()).toBeDefined();
	});
});
