import fc from 'fast-check';

import { Bench, USER } from './support.mts';

const LIMIT_TEXT = { status: 'error', message: 'max limit exceeded' };

async function sendMany(bench: Bench, many: number): Promise<number> {
	let refused = 0;
	for (let i = 0; i < many; i++) {
		const { body } = await bench.agentAht();
		if ((body as { status: string }).status === 'error') refused++;
	}
	return refused;
}

describe('the limit of 50 AHT requests a minute', () => {
	it('refuses the 51st request within 60 seconds and lets it in when the first is that old', async () => {
		const bench = new Bench();
		expect(await sendMany(bench, 50)).toBe(0);
		bench.passSeconds(59.999);
		expect(await bench.agentAht()).toMatchObject({ status: 200, body: LIMIT_TEXT });
		bench.passSeconds(0.001);
		expect((await bench.agentAht()).body).toMatchObject({ status: 'success' });
	});

	it('holds for any arrival times: a request is let in exactly when fewer than 50 were in the 60 s before it', async () => {
		const gap = fc.oneof(
			{ weight: 60, arbitrary: fc.integer({ min: 0, max: 1500 }) },
			{ weight: 1, arbitrary: fc.constantFrom(30_000, 59_999, 60_000) },
		);
		const gaps = fc.array(gap, { minLength: 100, maxLength: 220, size: 'max' });
		let refusals = 0;
		await fc.assert(
			fc.asyncProperty(gaps, async (gapsMs) => {
				const bench = new Bench();
				const letIn: number[] = [];
				for (const gapMs of gapsMs) {
					bench.nowMs += gapMs;
					const before = letIn.filter((at) => at > bench.nowMs - 60_000).length;
					const { body } = await bench.agentAht();
					expect(body).toMatchObject({ status: before < 50 ? 'success' : 'error' });
					if (before < 50) letIn.push(bench.nowMs);
					else refusals++;
				}
			}),
			{ numRuns: 25 },
		);
		// Else the property would hold for a simulator without a limit, too
		expect(refusals).toBeGreaterThan(100);
	});

	it('is each user name’s own', async () => {
		const accounts = ['north', 'south'].map((userName) => ({
			userName,
			apiKey: `fake-key-${userName}`,
			mode: 'BASIC_AUTH' as const,
		}));
		const bench = new Bench({ accounts });
		bench.simulator.useUpLimit(50, 'north');
		const ask = async (userName: string) =>
			(await bench.aht({ apikey: `fake-key-${userName}` }, { userName, agentId: 'ananya.rao' }))
				.body;
		expect(await ask('north')).toEqual(LIMIT_TEXT);
		expect(await ask('south')).toMatchObject({ status: 'success' });
	});

	it('counts refused requests only when told so', async () => {
		const bench = new Bench();
		await sendMany(bench, 50);
		bench.passSeconds(30);
		expect(await sendMany(bench, 50)).toBe(50);
		bench.passSeconds(30);
		expect(await sendMany(bench, 1)).toBe(0);

		const strict = new Bench();
		strict.simulator.misbehave.refusedRequestsCount = true;
		await sendMany(strict, 50);
		strict.passSeconds(30);
		await sendMany(strict, 50);
		strict.passSeconds(30);
		expect(await sendMany(strict, 1)).toBe(1);
	});

	it('may be told as HTTP 429, with a Retry-After or none, and in another spelling', async () => {
		const bench = new Bench();
		bench.simulator.useUpLimit(50);
		const { misbehave } = bench.simulator;
		misbehave.rateLimitAnswer = 'http429';
		misbehave.texts.rateLimit = 'Max limit exceeded';
		const plain = await bench.agentAht();
		expect(plain).toMatchObject({ status: 429, body: { message: 'Max limit exceeded' } });
		expect(plain.headers).not.toHaveProperty('retry-after');
		misbehave.retryAfter = '12';
		expect((await bench.agentAht()).headers).toHaveProperty('retry-after', '12');
	});

	it('is shared with another client that asks all the time', async () => {
		const bench = new Bench();
		bench.simulator.misbehave.otherClientRequestsPerMinute = 20;
		const refused = await sendMany(bench, 50);
		expect(refused).toBe(20);
		expect(bench.simulator.usedInLastMinute()).toBe(50);
	});

	it('is not touched by requests with wrong credentials', async () => {
		const bench = new Bench();
		bench.simulator.setMode('BASIC_AUTH');
		await bench.aht({ apikey: 'fake-other-key' }, { agentId: 'ananya.rao' });
		expect(bench.simulator.usedInLastMinute(USER)).toBe(0);
	});
});
