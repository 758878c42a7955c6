import type { CloudAgentBench } from './support.mts';
import { agentItems, MINUTE_MS, ofAgent, startBench } from './support.mts';

jest.setTimeout(240_000);

const USED_UP = 'max limit exceeded';
const LATENCY_MS = 250;

let bench: CloudAgentBench;

beforeEach(async () => {
	bench = await startBench({ mode: 'BASIC_AUTH' });
	bench.cloudAgent.misbehave.latencyMs = LATENCY_MS;
});

afterEach(async () => await bench.close());

const runItems = async (many: number, more = {}) =>
	await bench.run(ofAgent(), { input: agentItems(many), ...more });
const refused = () => bench.cloudAgent.requests.refusals[USED_UP] ?? 0;

describe('a list of 500 agents', () => {
	it('takes what the limit of 50 in any 60 seconds dictates, 3 % more at most, and no request is refused', async () => {
		const agents = bench.cloudAgent.data.agents.map(({ agentId }) => agentId);
		const input = Array.from({ length: 500 }, (_, i) => ({ agentId: agents[i % agents.length] }));
		const run = await bench.run(ofAgent(), { input });
		expect(run.error).toBeUndefined();
		expect(run.items.map(({ json, pairedItem }) => [json.agentId, pairedItem])).toEqual(
			input.map(({ agentId }, item) => [agentId, { item }]),
		);
		expect(bench.cloudAgent.requests.counts.aht).toBe(500);
		expect(bench.cloudAgent.requests.refused).toBe(0);
		// The first 50 may go at once, then 50 a minute
		expect(bench.clock.elapsedMs).toBeLessThanOrEqual(9 * MINUTE_MS * 1.03);
	});

	it.each([0, 50, 1_000])('does so with answers that take %i ms', async (latencyMs) => {
		bench.cloudAgent.misbehave.latencyMs = latencyMs;
		const run = await runItems(500);
		expect(run.json).toHaveLength(500);
		expect(bench.cloudAgent.requests.refused).toBe(0);
		expect(bench.clock.elapsedMs).toBeLessThanOrEqual(9 * MINUTE_MS * 1.03);
	});

	it('takes ten answers more where they are slow, for a place is free a minute after the answer', async () => {
		bench.cloudAgent.misbehave.latencyMs = 3_000;
		const run = await runItems(500);
		expect(run.json).toHaveLength(500);
		expect(bench.cloudAgent.requests.refused).toBe(0);
		expect(bench.clock.elapsedMs).toBeLessThanOrEqual((9 * MINUTE_MS + 10 * 3_000) * 1.03);
	});
});

describe('executions that run at once', () => {
	it('keep to the limit together', async () => {
		const runs = await bench.clock.run(
			async () =>
				await Promise.all(
					Array.from(
						{ length: 4 },
						async () => await bench.start(ofAgent(), { input: agentItems(20) }),
					),
				),
		);
		expect(runs.map(({ json }) => json.length)).toEqual([20, 20, 20, 20]);
		expect(bench.cloudAgent.requests.refused).toBe(0);
		expect(bench.clock.elapsedMs).toBeGreaterThan(MINUTE_MS);
	});

	it.each([
		[2, 150, 250],
		[2, 40, 1_000],
		[2, 100, 1_000],
		[2, 60, 3_000],
		[2, 300, 3_000],
		[3, 60, 1_000],
	])(
		'all finish and lose nothing: %i processes with %i items each, %i ms an answer',
		async (processes, many, latencyMs) => {
			bench.cloudAgent.misbehave.latencyMs = latencyMs;
			const engines = [bench.engine];
			while (engines.length < processes) engines.push(await bench.anotherProcess());
			const runs = await bench.clock.run(
				async () =>
					await Promise.all(
						engines.map(
							async (on) => await bench.start(ofAgent(), { input: agentItems(many) }, on),
						),
					),
			);
			expect(runs.map(({ json }) => json.length)).toEqual(engines.map(() => many));
			expect(
				runs.flatMap(({ json }) => json).every(({ hasCalls }) => typeof hasCalls === 'boolean'),
			).toBe(true);
		},
	);
});

describe('a limit that others use up', () => {
	it.each([
		['told in the body', {}],
		['told with status 400', { errorStatus: 400 as const }],
		['told by 429', { rateLimitAnswer: 'http429' as const }],
		['told by 429 and a Retry-After', { rateLimitAnswer: 'http429' as const, retryAfter: '20' }],
	])('is waited for, and the request repeated: %s', async (_label, switches) => {
		Object.assign(bench.cloudAgent.misbehave, switches);
		bench.cloudAgent.useUpLimit(50);
		const run = await runItems(3);
		expect(run.json).toHaveLength(3);
		expect(refused()).toBeGreaterThan(0);
		expect(refused()).toBeLessThanOrEqual(20);
		expect(bench.clock.elapsedMs).toBeLessThan(2 * MINUTE_MS);
	});

	it('is waited for no longer than the user wants; the message says how long that was', async () => {
		// After four answers, nothing but refusals
		bench.cloudAgent.failNext({ type: 'latency', ms: 1 }, { kind: 'aht', times: 4 });
		bench.cloudAgent.failNext(
			{ type: 'refusal', message: USED_UP, status: 'error' },
			{ kind: 'aht', times: 500 },
		);
		const options = { maxWaitMinutes: 2 };
		const run = await bench.run({ ...ofAgent(), options }, { input: agentItems(30) });
		expect(bench.clock.elapsedMs).toBeGreaterThan(1.8 * MINUTE_MS);
		expect(bench.clock.elapsedMs).toBeLessThanOrEqual(2.1 * MINUTE_MS);
		expect(run.error).toMatchObject({
			message: "CloudAgent's rate limit was still reached after 2 minutes",
			description: expect.stringContaining("raise 'Max Wait (Minutes)' in 'Options'"),
			context: { itemIndex: expect.any(Number) },
		});
	});

	it('does not make Continue On Fail wait for each item anew', async () => {
		bench.cloudAgent.failNext(
			{ type: 'refusal', message: USED_UP, status: 'error' },
			{ kind: 'aht', times: 500 },
		);
		const run = await runItems(30, { onError: 'continueRegularOutput' });
		expect(run.json).toHaveLength(30);
		expect(
			run.json.every(({ error }) => String(error).includes('still reached after 5 minutes')),
		).toBe(true);
		expect(bench.clock.elapsedMs).toBeLessThanOrEqual(6 * MINUTE_MS);
	});
});

describe('cancelling', () => {
	it.each([
		['the wait for the limit', 30_000],
		['requests under way', 300],
	])('ends %s within a second', async (_label, afterMs) => {
		const stop = new AbortController();
		const run = await bench.clock.run(async () => {
			const running = bench.start(ofAgent(), { input: agentItems(120), signal: stop.signal });
			await bench.clock.sleep(afterMs);
			stop.abort();
			return await running;
		});
		expect(run.status).toBe('canceled');
		expect(bench.clock.elapsedMs).toBeLessThanOrEqual(afterMs + 1_000);
		const sent = bench.cloudAgent.requests.counts.aht;
		await bench.clock.pass(3 * MINUTE_MS);
		expect(bench.cloudAgent.requests.counts.aht).toBe(sent);
	});

	it('ends the wait for a token', async () => {
		await bench.store.change(bench.credential, { apiAuthentication: 'TOKEN_AUTH' });
		bench.cloudAgent.failNext({ type: 'latency', ms: 20_000 }, { kind: 'token' });
		const stop = new AbortController();
		const run = await bench.clock.run(async () => {
			const running = bench.start(ofAgent('ananya.rao'), { signal: stop.signal });
			await bench.clock.sleep(5_000);
			stop.abort();
			return await running;
		});
		expect(run.status).toBe('canceled');
		expect(bench.clock.elapsedMs).toBeLessThanOrEqual(6_000);
	});
});

describe('an item that stops the run', () => {
	it('ends the waits of the others, and is the one that is told', async () => {
		const input = [...agentItems(60), { agentId: 'nobody' }, ...agentItems(60)];
		const run = await bench.run(ofAgent(), { input });
		expect(run.error).toMatchObject({
			message: "CloudAgent does not know the agent 'nobody'",
			context: { itemIndex: 60 },
		});
		const sent = bench.cloudAgent.requests.counts.aht;
		await bench.clock.pass(3 * MINUTE_MS);
		expect(bench.cloudAgent.requests.counts.aht).toBe(sent);
	});
});
