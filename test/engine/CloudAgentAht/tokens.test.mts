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
		expect(bench.cloudAgent.requests.refused).toBeLessThanOrEqual(10);
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
			message: 'CloudAgent does not accept the tokens that it makes',
			description: expect.stringContaining("'API Authentication' under Admin > Settings"),
		});
		expect(counts()).toMatchObject({ token: 3, aht: 4 });
	});

	it('is not made when the ten of the hour are used up, and the message says when it will be', async () => {
		const first = bench.clock.now();
		for (let i = 0; i < 10; i++) {
			await ask();
			bench.cloudAgent.tokens.revoke(bench.userName);
			await bench.clock.pass(MINUTE_MS);
		}
		const run = await bench.run(ofAgent(), {
			input: agentItems(3),
			onError: 'continueRegularOutput',
		});
		const free = new Date(first + HOUR_MS + 2_000).toISOString().slice(11, 16);
		expect(run.json).toEqual(
			agentItems(3).map(() => ({
				error: `The 10 tokens that CloudAgent makes an hour are used up until ${free} UTC`,
			})),
		);
		const [item] = run.items;
		expect(item?.error).toMatchObject({
			description: expect.stringMatching(/^Try again in 50 minutes\./),
		});
		// Three items did not ask three times
		expect(counts().token).toBe(11);
		await bench.clock.pass(50 * MINUTE_MS);
		await ask();
	});

	it('is not asked for again and again with a key that CloudAgent refuses', async () => {
		await bench.store.change(bench.credential, { apiKey: 'a-wrong-fake-key' });
		const run = await bench.run(ofAgent(), {
			input: agentItems(40),
			onError: 'continueRegularOutput',
		});
		expect(run.json).toEqual(
			agentItems(40).map(() => ({
				error: 'CloudAgent does not accept the user name or the API key',
			})),
		);
		expect(counts()).toMatchObject({ token: 1, aht: 0 });
	});
});

describe('the token that two processes share', () => {
	let processes: Engine[];

	beforeEach(async () => {
		processes = [bench.engine, await bench.anotherProcess()];
	});

	it('is made once although both begin at once without one', async () => {
		await askTogether(processes, 3);
		expect(counts()).toMatchObject({ token: 1, aht: 6 });
	});

	it('is renewed once although both meet its end at once', async () => {
		await askTogether(processes);
		await bench.clock.pass(HOUR_MS);
		await askTogether(processes, 3);
		expect(counts().token).toBe(2);
		expect(bench.cloudAgent.requests.refused).toBe(0);
	});

	it('is renewed once although both are refused at once', async () => {
		await askTogether(processes);
		for (let round = 2; round < 6; round++) {
			bench.cloudAgent.killToken();
			await askTogether(processes, 3);
			expect(counts().token).toBe(round);
			await bench.clock.pass(30 * MINUTE_MS);
		}
	});

	it('is renewed once although one still sends requests when the other has been refused', async () => {
		await askTogether(processes);
		await bench.clock.pass(MINUTE_MS);
		bench.cloudAgent.misbehave.latencyMs = 1_000;
		bench.cloudAgent.killToken();
		const runs = await bench.clock.run(
			async () =>
				await Promise.all(
					processes.map(async (on, i) => {
						await bench.clock.sleep(i * 950); // so that it has sent one request when the first claims
						return await bench.start(ofAgent(), { input: agentItems(20) }, on);
					}),
				),
		);
		expect(runs.map(({ error, json }) => error ?? json.length)).toEqual([20, 20]);
		expect(counts().token).toBe(2);
		const sent = bench.cloudAgent.requests.log.flatMap(({ headers }) => Object.keys(headers));
		expect(sent.filter((name) => name.startsWith('x-'))).toEqual([]);
	});

	it('is renewed once although the store is slow to write', async () => {
		bench.store.beforeWrite = async () => await bench.clock.sleep(400);
		await askTogether(processes, 3);
		expect(counts().token).toBe(1);
	});

	it('is made once although the claim of one is written over the token of the other', async () => {
		let claims = 0;
		bench.store.beforeWrite = async ({ data }) => {
			// Both claim before they can see the other's; the first claim is acted upon before the second comes
			if (!String(data['sessionToken']).startsWith('claim.')) return;
			await bench.clock.sleep(++claims === 1 ? 100 : 2_500);
		};
		await askTogether(processes, 20);
		expect(bench.store.writes.map(({ data }) => String(data['sessionToken']).slice(0, 3))).toEqual([
			'cla',
			'eyJ',
			'cla',
			'eyJ',
		]);
		expect(counts()).toMatchObject({ token: 1, aht: 40 });
		expectStored();
	});

	it('is made at most 4 times for 1,000 requests over three hours', async () => {
		for (let i = 0; i < 20; i++) {
			await askTogether(processes, 25);
			await bench.clock.pass((3 * HOUR_MS) / 20);
		}
		expect(counts()).toMatchObject({ aht: 1000 });
		expect(counts().token).toBeLessThanOrEqual(4);
		expect(bench.cloudAgent.requests.refused).toBe(0);
	}, 240_000);

	it('is made by the other when the one that wanted to has died', async () => {
		const died = `claim.${'0'.repeat(32)}.${bench.clock.now()}.0`;
		await bench.store.change(bench.credential, { sessionToken: died });
		await askTogether(processes);
		expect(counts().token).toBe(1);
		expect(bench.clock.elapsedMs).toBeLessThan(35_000);
		expectStored();
	});

	it('is tried for by the other at once when the first was refused one', async () => {
		bench.cloudAgent.failNext({ type: 'refusal', message: 'Account locked' }, { kind: 'token' });
		const [first] = processes;
		const run = await bench.clock.run(
			async () => await bench.start(ofAgent('ananya.rao'), {}, first),
		);
		expect(run.error).toMatchObject({ message: 'CloudAgent answered: Account locked' });
		expect(bench.stored().sessionToken).toBe('');
		const before = bench.clock.now();
		await askTogether(processes.slice(1));
		expect(bench.clock.now() - before).toBeLessThan(5_000);
	});
});
