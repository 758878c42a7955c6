import type { CloudAgentBench } from './support.mts';
import { HOUR_MS, MINUTE_MS, ofAgent, startBench } from './support.mts';

let bench: CloudAgentBench;

beforeEach(async () => {
	bench = await startBench();
});

afterEach(async () => await bench.close());

/** Runs the node again and again with some items, with a pause after each run. */
async function runRepeatedly(times: number, items: number, pauseMs: number): Promise<number> {
	let done = 0;
	for (let i = 0; i < times; i++) {
		const input = Array.from({ length: items }, () => ({ agentId: 'ananya.rao' }));
		const run = await bench.run(ofAgent(), { input });
		expect(run.error).toBeUndefined();
		done += run.json.length;
		await bench.clock.pass(pauseMs);
	}
	return done;
}

describe('the token of a credential', () => {
	it('is made once, stored, and used by executions that follow', async () => {
		await runRepeatedly(3, 2, MINUTE_MS);
		expect(bench.cloudAgent.requests.counts).toMatchObject({ token: 1, aht: 6 });
		expect(bench.stored().sessionToken).toBe(bench.cloudAgent.tokens.current(bench.userName));
	});

	it('is made at most 4 times for 1,000 requests over three hours', async () => {
		const done = await runRepeatedly(100, 10, (3 * HOUR_MS) / 100);
		expect(done).toBe(1000);
		expect(bench.clock.elapsedMs).toBeGreaterThanOrEqual(3 * HOUR_MS);
		expect(bench.cloudAgent.requests.counts.aht).toBe(1000);
		expect(bench.cloudAgent.requests.counts.token).toBeLessThanOrEqual(4);
		expect(bench.cloudAgent.requests.refused).toBe(0);
	}, 60_000);

	it.each([
		['"Invalid Token" with status 200', { refusalStatus: 200 as const }],
		['"Invalid Token" with status 401', { refusalStatus: 401 as const }],
	])('is renewed once when another client has killed it, told by %s', async (_label, switches) => {
		Object.assign(bench.cloudAgent.misbehave, switches);
		await runRepeatedly(1, 1, MINUTE_MS);
		bench.cloudAgent.killToken();
		bench.cloudAgent.requests.reset();
		await runRepeatedly(1, 5, 0);
		expect(bench.cloudAgent.requests.counts.token).toBe(1);
		expect(bench.cloudAgent.requests.refused).toBeLessThanOrEqual(5);
		expect(bench.stored().sessionToken).toBe(bench.cloudAgent.tokens.current(bench.userName));
	});
});
