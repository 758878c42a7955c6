import fc from 'fast-check';

import {
	Pacer,
	REQUESTS_A_WINDOW,
	WINDOW_MS,
} from '../../../../nodes/CloudAgentAht/transport/pacer.ts';
import { SlidingWindow } from '../../../../sandbox/simulators/cloudAgent/slidingWindow.mts';
import { SteppedClock } from './steppedClock.mts';

/** Milliseconds until the server counts a request, and from there until its answer is back. */
type Latency = () => [thereMs: number, backMs: number];

interface Tally {
	sent: number;
	refused: number;
	done: number;
	endedMs: number;
	/** Between two requests that were accepted */
	longestWaitMs: number;
}

interface Client {
	requests: number;
	startsMs?: number;
	latency: Latency;
	atOnce?: number;
}

const fixed =
	(thereMs: number, backMs = thereMs): Latency =>
	() => [thereMs, backMs];

/** Has clients, each with a pacer of its own as n8n processes have, share one server's limit. */
async function share(
	clients: readonly Client[],
	server = new SlidingWindow(REQUESTS_A_WINDOW, WINDOW_MS),
	clock = new SteppedClock(),
): Promise<Tally[]> {
	return await clock.run(
		Promise.all(
			clients.map(async ({ startsMs = 0, ...client }) => {
				await clock.sleep(startsMs);
				return await runClient(clock, server, client);
			}),
		),
	);
}

async function runClient(
	clock: SteppedClock,
	server: SlidingWindow,
	{ requests, latency, atOnce = 10 }: Client,
): Promise<Tally> {
	const pacer = new Pacer(clock);
	const tally: Tally = { sent: 0, refused: 0, done: 0, endedMs: 0, longestWaitMs: 0 };
	const startedMs = clock.now();
	tally.endedMs = startedMs;
	let left = requests;
	const work = async () => {
		while (left-- > 0) await untilAccepted(clock, server, pacer, latency, tally);
	};
	await Promise.all(Array.from({ length: atOnce }, work));
	return { ...tally, endedMs: tally.endedMs - startedMs };
}

async function untilAccepted(
	clock: SteppedClock,
	server: SlidingWindow,
	pacer: Pacer,
	latency: Latency,
	tally: Tally,
): Promise<void> {
	for (;;) {
		const slot = await pacer.acquire();
		const [thereMs, backMs] = latency();
		await clock.sleep(thereMs);
		tally.sent++;
		const isAccepted = server.tryEnter(clock.now());
		await clock.sleep(backMs);
		if (isAccepted) {
			slot?.answered();
			tally.done++;
			tally.longestWaitMs = Math.max(tally.longestWaitMs, clock.now() - tally.endedMs);
			tally.endedMs = clock.now();
			return;
		}
		tally.refused++;
		slot?.refused();
	}
}

/** What a limit of 50 in any 60 seconds dictates: the first 50 at once, then 50 a minute. */
const leastMs = (requests: number) => (Math.ceil(requests / REQUESTS_A_WINDOW) - 1) * WINDOW_MS;
const shareRefused = (tallies: readonly Tally[]) =>
	tallies.reduce((sum, { refused }) => sum + refused, 0) /
	tallies.reduce((sum, { sent }) => sum + sent, 0);

describe('the pacer', () => {
	it.each([
		[5, 5],
		[100, 100],
		[300, 300],
		[450, 50],
		[50, 450],
	])(
		'takes 500 requests through in the time that the limit dictates, at %i ms there and %i ms back',
		async (thereMs, backMs) => {
			const [tally] = await share([{ requests: 500, latency: fixed(thereMs, backMs) }]);
			expect(tally).toMatchObject({ done: 500, refused: 0 });
			expect(tally?.endedMs).toBeLessThanOrEqual(leastMs(500) * 1.03);
		},
	);

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

	it.each([
		['two that begin together, with 500 each', [{ requests: 500 }, { requests: 500 }]],
		['two that begin together, with 100 each', [{ requests: 100 }, { requests: 100 }]],
		[
			'one that comes half a minute later',
			[{ requests: 300 }, { requests: 300, startsMs: 30_000 }],
		],
		[
			'one that comes after the first window',
			[{ requests: 300 }, { requests: 300, startsMs: 62_000 }],
		],
		['a small one beside a large one', [{ requests: 500 }, { requests: 60, startsMs: 20_000 }]],
		[
			'three',
			[{ requests: 200 }, { requests: 200, startsMs: 3_000 }, { requests: 200, startsMs: 7_000 }],
		],
	])(
		'loses nothing and has less than 5 %% refused with processes that share the limit: %s',
		async (_label, clients) => {
			for (const latency of [fixed(3), fixed(100), fixed(100, 150)]) {
				const tallies = await share(clients.map((client) => ({ ...client, latency })));
				expect(tallies.map(({ done }) => done)).toEqual(clients.map(({ requests }) => requests));
				expect(shareRefused(tallies)).toBeLessThan(0.05);
				for (const { longestWaitMs } of tallies) expect(longestWaitMs).toBeLessThan(90_000);
			}
		},
	);

	it('has the whole limit again some minutes after the others have ended', async () => {
		const [long] = await share([
			{ requests: 1000, latency: fixed(100) },
			{ requests: 100, latency: fixed(100) },
		]);
		// It went on at half the limit for the others' four minutes; with that alone it would take 40
		expect(long?.endedMs).toBeLessThan(27 * 60_000);
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

	it('tries alone, every few seconds, while others use up the whole limit', async () => {
		const clock = new SteppedClock();
		const pacer = new Pacer(clock);
		(await clock.run(pacer.acquire()))?.refused();
		for (let i = 0; i < 30; i++) {
			const before = clock.now();
			const slot = await clock.run(pacer.acquire());
			expect(clock.now() - before).toBe(4_500);
			const second = pacer.acquire(undefined, clock.now() + 2_000);
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
		expect(await clock.run(pacer.acquire(undefined, asked + 50_000))).toBeUndefined();
		expect(clock.now()).toBe(asked);
		expect(await clock.run(pacer.acquire(undefined, asked + 61_000))).toBeDefined();
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
		const cancelled = pacer.acquire(stop.signal);
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
