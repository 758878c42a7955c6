import type { Latency } from './limitShared.mts';
import { fixed, leastMs, share } from './limitShared.mts';

/** The server counts a request when it comes in, half-way, or when it answers. */
const COUNTED: Array<[string, (latencyMs: number) => Latency]> = [
	['as it comes in', (latencyMs) => fixed(0, latencyMs)],
	['half-way', (latencyMs) => fixed(latencyMs / 2, latencyMs / 2)],
	['as it answers', (latencyMs) => fixed(latencyMs, 0)],
];
const LATENCIES_MS = [0, 50, 250, 1_000, 3_000];
const latencies = LATENCIES_MS.flatMap((latencyMs) =>
	COUNTED.map(([counted, toLatency]) => ({ latencyMs, counted, latency: toLatency(latencyMs) })),
);

describe('a process alone', () => {
	it.each(latencies)(
		'takes 500 requests through with none refused: $latencyMs ms an answer, counted $counted',
		async ({ latencyMs, latency }) => {
			const [tally] = await share([{ requests: 500, latency }]);
			expect(tally).toMatchObject({ done: 500, refused: 0 });
			// When it was counted nobody tells: a place is surely free a minute after the *answer*, which
			// makes each of the ten minutes longer by one answer
			const surely = leastMs(500) + 10 * latencyMs;
			expect(tally?.endedMs).toBeLessThanOrEqual(surely * 1.03);
			if (latencyMs <= 1_000) expect(tally?.endedMs).toBeLessThanOrEqual(leastMs(500) * 1.03);
		},
	);
});

describe('processes that begin together', () => {
	const together = [50, 1_000, 3_000].flatMap((latencyMs) =>
		[
			[2, 26],
			[2, 100],
			[2, 300],
			[3, 40],
			[4, 100],
		].map(([processes = 0, requests = 0]) => ({ latencyMs, processes, requests })),
	);

	it.each(together)(
		'all finish, at the pace of their common limit, and none starves: $processes with $requests each, $latencyMs ms an answer',
		async ({ processes, requests, latencyMs }) => {
			const latency = fixed(latencyMs / 2);
			const clients = Array.from({ length: processes }, () => ({ requests, latency }));
			const tallies = await share(clients);
			expect(tallies.map(({ done }) => done)).toEqual(clients.map(() => requests));
			for (const { endedMs, longestWaitMs } of tallies) {
				// Half as long again as one process would take for all of them, at most
				expect(endedMs).toBeLessThan((leastMs(processes * requests) + latencyMs) * 1.5);
				expect(longestWaitMs).toBeLessThan(90_000);
			}
		},
	);
});

describe('processes that share the limit', () => {
	it.each([
		['one comes half a minute later', [{ requests: 300 }, { requests: 300, startsMs: 30_000 }]],
		['one comes after a minute', [{ requests: 300 }, { requests: 300, startsMs: 62_000 }]],
		['a small one beside a large one', [{ requests: 500 }, { requests: 60, startsMs: 20_000 }]],
		['a few beside a thousand', [{ requests: 1_000 }, { requests: 20, startsMs: 200_000 }]],
		[
			'three',
			[{ requests: 200 }, { requests: 200, startsMs: 3_000 }, { requests: 200, startsMs: 7_000 }],
		],
	])('all finish, and none waits long for its next request: %s', async (_label, clients) => {
		for (const latency of [fixed(3), fixed(100), fixed(1_000)]) {
			const tallies = await share(clients.map((client) => ({ ...client, latency })));
			expect(tallies.map(({ done }) => done)).toEqual(clients.map(({ requests }) => requests));
			for (const { longestWaitMs } of tallies) expect(longestWaitMs).toBeLessThan(90_000);
		}
	});

	it('have the whole limit again some minutes after the others have ended', async () => {
		const [long] = await share([
			{ requests: 1000, latency: fixed(100) },
			{ requests: 100, latency: fixed(100) },
		]);
		// With half the limit for all of it, it would take 40
		expect(long?.endedMs).toBeLessThan(27 * 60_000);
	});
});
