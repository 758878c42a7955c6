import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { RUNTIME } from '../../sandbox/bootstrap/paths.mjs';
import { AskForAgents } from '../support/n8n/askForAgents.mts';
import { FastClock } from '../support/n8n/fastClock/fastClock.mts';
import type { RealQueue } from '../support/n8n/queue.mts';
import { startRealQueue } from '../support/n8n/queue.mts';
import { until } from '../support/n8n/until.mts';

const ACCOUNT = 'shared';
const ACCOUNTS = ['demo_account', ACCOUNT].map((userName) => ({
	userName,
	apiKey: `fake-api-key-of-${userName}`,
	mode: 'TOKEN_AUTH' as const,
}));
const HOURS_MS = 3 * 3_600_000;
const ROUNDS = 20;
/** Executions that begin at once in each round */
const CALLS = 2;
const AGENTS_EACH = 25;
const LONGEST_ROUND_MS = 120_000;
/** By the clock that goes fast, a day and more: n8n is not to give up what it stands on over it */
const LONG_MS = '100000000';

describe('A CloudAgent token that two workers share over three hours', () => {
	const clock = new FastClock(path.join(RUNTIME, 'e2e/fast-clock.json'));
	let queue: RealQueue;
	let agents: AskForAgents;
	let began: number;
	let started = 0;

	before(async () => {
		queue = await startRealQueue({
			name: 'queue-tokens',
			sandbox: { now: clock.now, cloudAgent: { accounts: ACCOUNTS } },
			env: {
				...clock.env,
				DB_PING_TIMEOUT_MS: LONG_MS,
				DB_POSTGRESDB_CONNECTION_TIMEOUT: LONG_MS,
				QUEUE_BULL_REDIS_TIMEOUT_THRESHOLD: LONG_MS,
			},
		});
		agents = await AskForAgents.publish(queue, ACCOUNT);
		began = clock.now();
	});
	after(async () => {
		await queue?.close();
		fs.rmSync(path.join(RUNTIME, 'e2e/fast-clock.json'), { force: true });
	});

	/** Asks for agents in several executions at once; fails unless every answer is there once. */
	async function ask(name: string, calls: number, agentsEach: number): Promise<void> {
		const plan = agents.plan(name, calls, agentsEach);
		await agents.start(plan.calls);
		started += calls;
		await until(`end of ${name}`, () => queue.haveEnded(ACCOUNT, started), LONGEST_ROUND_MS);
		assert.deepEqual(agents.rows(name), plan.rows);
	}

	it('is made at most ten times for 1,000 requests, which all get through', async (test) => {
		for (let round = 0; round < ROUNDS; round++) {
			await clock.passUntil(began + (round * HOURS_MS) / (ROUNDS - 1));
			await ask(`round${round}`, CALLS, AGENTS_EACH);
		}
		const requests = queue.ahtRequests(ACCOUNT);
		const refused = requests.filter(({ outcome }) => outcome === 'refused').length;
		const { minted } = queue.sandbox.cloudAgent.tokens;
		test.diagnostic(`${minted} tokens, ${refused} of ${requests.length} requests refused`);
		assert.equal(requests.length - refused, 1_000);
		assert.ok((requests.at(-1)?.at ?? 0) - (requests[0]?.at ?? 0) >= HOURS_MS);
		assert.ok(minted <= 10, `${minted} tokens`);
		for (const worker of [0, 1]) assert.ok(queue.begunBy(worker).length > 0);
	});

	it('is renewed in a few steps when another client has killed it and both workers meet that at once', async (test) => {
		await clock.passUntil(clock.now() + 60_000);
		const earlier = [0, 1].map((worker) => queue.begunBy(worker).length);
		const { cloudAgent } = queue.sandbox;
		cloudAgent.misbehave.latencyMs = 1_000; // so that many are under way when the first is refused
		cloudAgent.killToken(ACCOUNT);
		const { minted } = cloudAgent.tokens;
		await ask('killed', 6, 8);
		for (const worker of [0, 1]) assert.ok(queue.begunBy(worker).length > (earlier[worker] ?? 0));
		const refused = queue.ahtRequests(ACCOUNT).filter(({ reason }) => reason === 'Invalid Token');
		test.diagnostic(`${refused.length} requests were refused with the killed token`);
		assert.ok(refused.length > 0);
		const made = cloudAgent.tokens.minted - minted;
		test.diagnostic(`${made} tokens`);
		assert.ok(made >= 1 && made <= 6, `${made} tokens`);
	});
});
