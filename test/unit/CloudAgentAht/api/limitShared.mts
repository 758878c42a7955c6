import { RateLimit } from '../../../../nodes/CloudAgentAht/api/rateLimit.ts';
import { SlidingWindow } from '../../../../sandbox/simulators/cloudAgent/slidingWindow.mts';
import { SteppedClock } from './steppedClock.mts';

/** The limit as documented: 50 requests in any 60 seconds. */
const REQUESTS = 50;
const MINUTE_MS = 60_000;

/** Milliseconds until the server counts a request, and from there until its answer is back. */
export type Latency = () => [thereMs: number, backMs: number];

export interface Tally {
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

export const fixed =
	(thereMs: number, backMs = thereMs): Latency =>
	() => [thereMs, backMs];

/** Has clients, each with a rate limit of its own as n8n processes have, share one server's. */
export async function share(
	clients: readonly Client[],
	server = new SlidingWindow(REQUESTS, MINUTE_MS),
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
	{ requests, latency, atOnce = 16 }: Client,
): Promise<Tally> {
	const limit = new RateLimit(clock);
	const tally: Tally = { sent: 0, refused: 0, done: 0, endedMs: 0, longestWaitMs: 0 };
	const startedMs = clock.now();
	tally.endedMs = startedMs;
	let toBegin = requests;
	const work = async () => {
		while (toBegin-- > 0) {
			await untilAccepted(clock, server, limit, latency, tally);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, work));
	return { ...tally, endedMs: tally.endedMs - startedMs };
}

async function untilAccepted(
	clock: SteppedClock,
	server: SlidingWindow,
	limit: RateLimit,
	latency: Latency,
	tally: Tally,
): Promise<void> {
	for (;;) {
		const permit = await limit.acquire();
		const [thereMs, backMs] = latency();
		await clock.sleep(thereMs);
		tally.sent++;
		const isAccepted = server.tryEnter(clock.now());
		await clock.sleep(backMs);
		if (isAccepted) {
			permit?.answered();
			tally.done++;
			tally.longestWaitMs = Math.max(tally.longestWaitMs, clock.now() - tally.endedMs);
			tally.endedMs = clock.now();
			return;
		}
		tally.refused++;
		permit?.refused();
	}
}

/** What a limit of 50 in any 60 seconds dictates: the first 50 at once, then 50 a minute. */
export const leastMs = (requests: number) => (Math.ceil(requests / REQUESTS) - 1) * MINUTE_MS;
