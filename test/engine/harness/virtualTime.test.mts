import type { Sandbox } from '../../../sandbox/simulators/sandbox.mts';
import { startSandbox } from '../../../sandbox/simulators/sandbox.mts';
import type { Engine } from '../../support/engine/engine.mts';
import { createEngine } from '../../support/engine/engine.mts';
import { Probe } from '../../support/engine/probe.mts';
import { trust } from '../../support/engine/trust.mts';
import type { VirtualTime } from '../../support/engine/virtualTime.mts';
import { startVirtualTime } from '../../support/engine/virtualTime.mts';

const START_MS = Date.UTC(2026, 10, 22, 8);
const MINUTE_MS = 60_000;

let clock: VirtualTime;
let sandbox: Sandbox;
let stopTrusting: () => void;
let engine: Engine;

beforeEach(async () => {
	clock = startVirtualTime(START_MS);
	sandbox = await startSandbox({ now: clock.now, sleep: clock.sleep });
	stopTrusting = trust(sandbox);
	engine = await createEngine({ nodeTypes: { 'harness.probe': new Probe() } });
});

afterEach(async () => {
	clock.stop();
	stopTrusting();
	await sandbox.close();
});

/** Waits before each of `times` requests. */
const askEvery = async (waitMs: number, times: number, more = {}) =>
	await engine.runNode({
		type: 'harness.probe',
		parameters: { url: 'https://in1-ccaas-api.ozonetel.com/', waitMs, ...more },
		input: Array.from({ length: times }, () => ({})),
		onError: 'continueRegularOutput',
	});
const arrivals = () => sandbox.cloudAgent.requests.log.map(({ at }) => at - START_MS);

describe('virtual time', () => {
	it('passes exactly as long as a node waits, and not while requests are under way', async () => {
		const run = await clock.run(async () => await askEvery(MINUTE_MS, 10));
		expect(run.json).toHaveLength(10);
		expect(clock.elapsedMs).toBe(10 * MINUTE_MS);
		expect(arrivals()).toEqual(Array.from({ length: 10 }, (_, i) => (i + 1) * MINUTE_MS));
	});

	it('keeps the order of executions that wait at once', async () => {
		await clock.run(
			async () => await Promise.all([askEvery(10 * MINUTE_MS, 3), askEvery(15 * MINUTE_MS, 2)]),
		);
		expect(arrivals()).toEqual([10, 15, 20, 30, 30].map((minutes) => minutes * MINUTE_MS));
	});

	it('passes while a simulator is slow', async () => {
		sandbox.cloudAgent.misbehave.latencyMs = 1500;
		await clock.run(async () => await askEvery(0, 4));
		expect(clock.elapsedMs).toBe(6000);
	});

	it('passes until a request that is never answered times out', async () => {
		sandbox.livePerson.misbehave.always('any', { type: 'hang' });
		const url = 'https://va.agent-activity.liveperson.net/';
		const run = await clock.run(async () => await askEvery(0, 2, { url, timeoutMs: 30_000 }));
		expect(run.json).toEqual([0, 1].map(() => ({ error: 'timeout of 30000ms exceeded' })));
		expect(clock.elapsedMs).toBe(60_000);
	});

	it('is what the clocks of product and simulators show', async () => {
		await clock.pass(3 * 60 * MINUTE_MS);
		expect(new Date().toISOString()).toBe('2026-11-22T11:00:00.000Z');
		expect(clock.now()).toBe(Date.now());
	});

	it('stands still where nobody waits', async () => {
		await clock.run(async () => await askEvery(0, 20));
		expect(clock.elapsedMs).toBe(0);
	});

	it('ends a wait at once when the execution is cancelled', async () => {
		const stop = new AbortController();
		setTimeout(() => stop.abort(), 5 * MINUTE_MS);
		const run = await clock.run(
			async () =>
				await engine.runNode({
					type: 'harness.probe',
					parameters: { waitMs: 60 * MINUTE_MS },
					signal: stop.signal,
				}),
		);
		expect(run.status).toBe('canceled');
		expect(clock.elapsedMs).toBe(5 * MINUTE_MS);
	});

	it('tells of work that waits for nothing', async () => {
		const never = new Promise<never>(() => {});
		await expect(clock.run(async () => await never)).rejects.toThrow('no timer');
	}, 20_000);
});
