import type { Engine } from '../../support/engine/engine.mts';
import type { CloudAgentBench } from './support.mts';
import { agentItems, HOUR_MS, MINUTE_MS, ofAgent, startBench } from './support.mts';

jest.setTimeout(60_000);

let bench: CloudAgentBench;

beforeEach(async () => {
	bench = await startBench();
});

afterEach(async () => await bench.close());

const ask = async (items = 1) => {
	const run = await bench.run(ofAgent(), { input: agentItems(items) });
	expect(run.error).toBeUndefined();
	return run.json.length;
};
/** Has each process run the node, all at once. */
const askTogether = async (processes: readonly Engine[], items = 1) => {
	const runs = await bench.clock.run(
		async () =>
			await Promise.all(
				processes.map(async (on) => await bench.start(ofAgent(), { input: agentItems(items) }, on)),
			),
	);
	expect(runs.map(({ error, json }) => error ?? json.length)).toEqual(runs.map(() => items));
};
const counts = () => bench.cloudAgent.requests.counts;
const expectStored = () =>
	expect(bench.stored().sessionToken).toBe(bench.cloudAgent.tokens.current(bench.userName));

describe('the token of a credential', () => {
	it('is made once, stored, and used by the executions that follow', async () => {
		for (let i = 0; i < 3; i++) await ask(2);
		expect(counts()).toMatchObject({ token: 1, aht: 6 });
		expectStored();
	});

	it('is made once for twenty executions that begin at once', async () => {
		await askTogether(Array.from({ length: 20 }, () => bench.engine));
		expect(counts()).toMatchObject({ token: 1, aht: 20 });
	});

	it('is made at most 4 times for 1,000 requests over three hours', async () => {
		let done = 0;
		for (let i = 0; i < 40; i++) {
			done += await ask(25);
			await bench.clock.pass((3 * HOUR_MS) / 40);
		}
		expect(done).toBe(1000);
		expect(bench.clock.elapsedMs).toBeGreaterThanOrEqual(3 * HOUR_MS);
		expect(counts().aht).toBe(1000);
		expect(counts().token).toBeLessThanOrEqual(4);
		expect(bench.cloudAgent.requests.refused).toBe(0);
	}, 240_000);

	it('is renewed before it expires, so that no request is refused', async () => {
		await ask();
		await bench.clock.pass(HOUR_MS - 10_000);
		await ask();
		expect(counts()).toMatchObject({ token: 2, aht: 2 });
		expect(bench.cloudAgent.requests.refused).toBe(0);
	});

	it.each([
		['Invalid Token', 200],
		['Invalid Token', 401],
		['Token Expired', 200],
		['Token Expired', 401],
		['Token Should Not be Null or Empty.', 200],
		['Token Should Not be Null or Empty.', 401],
	] as const)(
		'is renewed once when CloudAgent says "%s" with status %i',
		async (message, httpStatus) => {
			await ask();
			bench.cloudAgent.failNext({ type: 'refusal', message, httpStatus }, { kind: 'aht' });
			await ask();
			expect(counts()).toMatchObject({ token: 2, aht: 3 });
			expectStored();
		},
	);

	it('is renewed once when another client has killed it, however many items meet that', async () => {
		await ask();
		bench.cloudAgent.killToken();
		bench.cloudAgent.misbehave.latencyMs = 900;
		await ask(30);
		expect(counts().token).toBe(2);
		// As many as were under way together
		expect(bench.cloudAgent.requests.refused).toBeLessThanOrEqual(16);
		expectStored();
	});

	it('is given up after two renewals that help nothing', async () => {
		await ask();
		bench.cloudAgent.failNext(
			{ type: 'refusal', message: 'Invalid Token' },
			{ kind: 'aht', times: 9 },
		);
		const run = await bench.run(ofAgent('ananya.rao'));
		expect(run.error).toMatchObject({
			message: 'CloudAgent rejected newly generated tokens',
			description: expect.stringContaining("'API Authentication' under Admin > Settings"),
		});
		expect(counts()).toMatchObject({ token: 3, aht: 4 });
	});

	it('costs a few, not two per item, where CloudAgent refuses every token that it makes', async () => {
		bench.cloudAgent.failNext(
			{ type: 'refusal', message: 'Invalid Token' },
			{ kind: 'aht', times: Infinity },
		);
		for (let minute = 0; minute < 60; minute += 20) {
			const run = await bench.run(ofAgent(), {
				input: agentItems(30),
				onError: 'continueRegularOutput',
			});
			expect(new Set(run.json.map(({ error }) => error))).toEqual(
				new Set(['CloudAgent rejected newly generated tokens']),
			);
			if (minute === 0) expect(counts().token).toBeLessThanOrEqual(5);
			await bench.clock.pass(20 * MINUTE_MS);
		}
		expect(counts().token).toBeLessThanOrEqual(10);
	});

	it('is not made when the ten of the hour are used up, and the message tells when it will be', async () => {
		for (let i = 0; i < 10; i++) bench.cloudAgent.killToken();
		const run = await bench.run(ofAgent(), {
			input: agentItems(3),
			onError: 'continueRegularOutput',
		});
		expect(run.json.map(({ error }) => error)).toEqual(
			agentItems(3).map(() => "CloudAgent's limit of 10 tokens per hour was reached"),
		);
		const stopped = await bench.run(ofAgent('ananya.rao'));
		expect(stopped.error).toMatchObject({
			description: expect.stringMatching(/^Run the node again in 60 minutes at the latest\./),
		});
		// Four items did not ask four times
		expect(counts().token).toBe(1);
		await bench.clock.pass(60 * MINUTE_MS);
		await ask();
	});

	it.each([
		['a server that falters', { type: 'serverError' } as const],
		['a gateway without a server', { type: 'html', status: 502 } as const],
		['a cut connection', { type: 'drop' } as const],
	])('is asked for again where that may help: %s', async (_label, fault) => {
		bench.cloudAgent.failNext(fault, { kind: 'token', times: 2 });
		await ask();
		expect(counts()).toMatchObject({ token: 3, aht: 1 });
	});

	it('is waited for no longer than half a minute where CloudAgent does not answer', async () => {
		bench.cloudAgent.failNext({ type: 'hang' }, { kind: 'token', times: 9 });
		const run = await bench.run(ofAgent('ananya.rao'));
		expect(run.error).toMatchObject({
			message: expect.stringMatching(/^CloudAgent could not be reached/),
		});
		bench.cloudAgent.clearFaults();
		bench.cloudAgent.releaseHung();
		await bench.clock.pass(MINUTE_MS);
		// Nobody waits for the stuck one any more
		await ask(3);
	});

	it('is not asked for again and again with a key that CloudAgent refuses', async () => {
		await bench.store.change(bench.credential, { apiKey: 'a-wrong-fake-key' });
		const run = await bench.run(ofAgent(), {
			input: agentItems(40),
			onError: 'continueRegularOutput',
		});
		expect(run.json.map(({ error }) => error)).toEqual(
			agentItems(40).map(() => 'CloudAgent does not accept the user name or the API key'),
		);
		expect(counts()).toMatchObject({ token: 1, aht: 0 });
	});
});

describe('the token that two processes share', () => {
	let processes: Engine[];

	beforeEach(async () => {
		processes = [bench.engine, await bench.anotherProcess()];
	});

	/** Made since the last look: by one process, or by both at the same moment */
	const expectFewTokens = (before: number, most = 3) => {
		const made = bench.cloudAgent.tokens.minted - before;
		expect(made).toBeGreaterThanOrEqual(1);
		expect(made).toBeLessThanOrEqual(most);
		return before + made;
	};

	it('takes a few, although both begin at once without one', async () => {
		await askTogether(processes, 3);
		expectFewTokens(0);
		expect(counts().aht).toBeGreaterThanOrEqual(6);
	});

	it('takes a few, although both meet its end at once', async () => {
		await askTogether(processes);
		const before = bench.cloudAgent.tokens.minted;
		await bench.clock.pass(HOUR_MS);
		await askTogether(processes, 3);
		expectFewTokens(before);
	});

	it('takes a few, although both are refused at once, and no item is lost', async () => {
		await askTogether(processes);
		for (let round = 0; round < 4; round++) {
			bench.cloudAgent.killToken();
			const before = bench.cloudAgent.tokens.minted;
			await askTogether(processes, 3);
			expectFewTokens(before);
			await bench.clock.pass(30 * MINUTE_MS);
		}
	});

	/** Where pauses are random, most of a run's outcomes are luck: these are the ones that count. */
	it.each([
		['the one after the other', 300, [0.1, 0.9], 1],
		['at the same moment', 300, [0.5, 0.5], 2],
		['while the other still waits for its own', 1_000, [0.2, 0.3], 2],
		['at the same moment, slowly answered', 3_000, [0.5, 0.5], 2],
		['one just before the other, slowly answered', 3_000, [0.9, 0.1], 2],
	] as const)(
		'is made once by each at most, where both are refused and renew it %s',
		async (_label, latencyMs, pauses, most) => {
			await askTogether(processes);
			await bench.clock.pass(MINUTE_MS);
			bench.cloudAgent.misbehave.latencyMs = latencyMs;
			bench.cloudAgent.killToken();
			const before = bench.cloudAgent.tokens.minted;
			let drawn = 0;
			const random = jest.spyOn(Math, 'random').mockImplementation(() => pauses[drawn++ % 2] ?? 0);
			const runs = await bench.clock.run(
				async () =>
					await Promise.all(
						processes.map(async (on, i) => {
							await bench.clock.sleep(i * 200);
							return await bench.start(ofAgent(), { input: agentItems(20) }, on);
						}),
					),
			);
			random.mockRestore();
			expect(runs.map(({ error, json }) => error ?? json.length)).toEqual([20, 20]);
			expectFewTokens(before, most);
			const sent = bench.cloudAgent.requests.log.flatMap(({ headers }) => Object.keys(headers));
			expect(sent.filter((name) => name.startsWith('x-'))).toEqual([]);
		},
	);

	it('is simply used by the one that did not make it', async () => {
		const [first, second] = processes;
		await bench.clock.run(async () => await bench.start(ofAgent('ananya.rao'), {}, first));
		await bench.clock.run(async () => await bench.start(ofAgent('ananya.rao'), {}, second));
		bench.cloudAgent.killToken();
		await bench.clock.run(async () => await bench.start(ofAgent('ananya.rao'), {}, first));
		await bench.clock.run(async () => await bench.start(ofAgent('ananya.rao'), {}, second));
		expect(counts().token).toBe(2);
		expectStored();
	});

	it('is made at most ten times an hour for 1,000 requests over three hours', async () => {
		for (let i = 0; i < 20; i++) {
			await askTogether(processes, 25);
			await bench.clock.pass((3 * HOUR_MS) / 20);
		}
		expect(counts().aht).toBeGreaterThanOrEqual(1000);
		expect(counts().token).toBeLessThanOrEqual(10);
	}, 240_000);
});
