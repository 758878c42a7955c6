import type { Fault } from '../../../sandbox/simulators/cloudAgent/index.mts';
import { DOCUMENTED_TEXTS } from '../../../sandbox/simulators/cloudAgent/switches.mts';
import type { CloudAgentBench } from './support.mts';
import { agentItems, API_KEY, MINUTE_MS, ofAgent, startBench } from './support.mts';

jest.setTimeout(240_000);

let bench: CloudAgentBench;

afterEach(async () => await bench.close());

// Being refused for its rate limit is waited out, which answers.test.mts is about
const MESSAGES = Object.values(DOCUMENTED_TEXTS).filter((text) => !/limit/i.test(text));

/** Every way in which CloudAgent, or what stands before it, may turn a request down. */
function faults(): Fault[] {
	const token = String(bench.stored().sessionToken);
	const echo = `your key ${API_KEY}, your token ${token}, your header Bearer ${token}`;
	return [
		...MESSAGES.flatMap((message): Fault[] => [
			{ type: 'refusal', message, status: 'error' },
			{ type: 'refusal', message, httpStatus: 401 },
		]),
		{ type: 'refusal', message: echo, status: 'error' },
		{ type: 'refusal', message: echo, httpStatus: 500 },
		{ type: 'verbatim', status: 200, body: `<html>${echo}</html>`, contentType: 'text/html' },
		{ type: 'verbatim', status: 200, body: echo, contentType: 'text/plain' },
		{ type: 'html', status: 503 },
		{ type: 'empty' },
		{ type: 'drop' },
		{ type: 'serverError' },
		{ type: 'tooManyRequests' },
		{ type: 'redirect', location: `https://example.com/?key=${API_KEY}` },
	];
}

describe.each(['TOKEN_AUTH', 'BASIC_AUTH'] as const)('with %s', (mode) => {
	it('neither API key nor token is in anything that a run leaves, however it failed', async () => {
		bench = await startBench({ mode });
		bench.engine.logger.clear();
		await bench.run(ofAgent('ananya.rao'));
		const texts: string[] = [];
		for (const [i, fault] of faults().entries()) {
			bench.cloudAgent.failNext(fault, { kind: 'aht', times: 4 });
			const onError = i % 2 === 0 ? ('stopWorkflow' as const) : ('continueErrorOutput' as const);
			const run = await bench.run(ofAgent(), { input: agentItems(1), onError });
			texts.push(run.text(), JSON.stringify([run.recordedError, run.uiMessages, run.hints]));
			texts.push(run.error instanceof Error ? `${run.error.message} ${run.error.stack}` : '');
			bench.cloudAgent.clearFaults();
			await bench.clock.pass(30 * MINUTE_MS);
		}
		texts.push(bench.engine.logger.text());
		const secrets = [API_KEY, /eyJ[\w-]{10,}\.[\w-]{10,}/];
		for (const text of texts) for (const secret of secrets) expect(text).not.toMatch(secret);
	});
});

it('a refused key is in nothing that a run leaves', async () => {
	bench = await startBench({ credential: { apiKey: 'a-wrong-fake-key' } });
	bench.engine.logger.clear();
	bench.cloudAgent.failNext(
		{ type: 'refusal', message: 'no such key: a-wrong-fake-key' },
		{ kind: 'token' },
	);
	const runs = [await bench.run(ofAgent('ananya.rao'))];
	await bench.clock.pass(MINUTE_MS);
	runs.push(await bench.run(ofAgent('ananya.rao')));
	expect(runs[0]?.error).toMatchObject({ message: 'CloudAgent answered: no such key: ***' });
	for (const run of runs) expect(run.text()).not.toContain('a-wrong-fake-key');
	expect(bench.engine.logger.text()).not.toContain('a-wrong-fake-key');
});
