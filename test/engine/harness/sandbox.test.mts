import { connectToSandbox } from '../../../sandbox/simulators/control.mts';
import type { Sandbox } from '../../../sandbox/simulators/sandbox.mts';
import { startSandbox } from '../../../sandbox/simulators/sandbox.mts';
import { createEngine } from '../../support/engine/engine.mts';
import { Probe } from '../../support/engine/probe.mts';
import { trust } from '../../support/engine/trust.mts';

let sandbox: Sandbox;
let stopTrusting: () => void;

beforeAll(async () => {
	sandbox = await startSandbox();
	stopTrusting = trust(sandbox);
});

afterAll(async () => {
	stopTrusting();
	await sandbox.close();
});

/** Has a node in the engine ask the addresses, one an item. */
async function ask(...urls: string[]) {
	const engine = await createEngine({ nodeTypes: { 'harness.probe': new Probe() } });
	return await engine.runNode({
		type: 'harness.probe',
		parameters: { url: '={{ $json.url }}' },
		input: urls.map((url) => ({ url })),
		onError: 'continueRegularOutput',
	});
}

describe('the sandbox', () => {
	it.each([
		['api.liveperson.net', 'livePerson', 'domain'],
		['va.sentinel.liveperson.net', 'livePerson', 'token'],
		['va.agent-activity.liveperson.net', 'livePerson', 'other'],
		['in1-ccaas-api.ozonetel.com', 'cloudAgent', 'other'],
		['api.ccaas.ozonetel.com', 'cloudAgent', 'other'],
	] as const)('answers as %s', async (host, service, kind) => {
		const counts: Record<string, number> = sandbox[service].requests.counts;
		const before = counts[kind] ?? 0;
		await ask(`https://${host}/`);
		expect(counts[kind]).toBe(before + 1);
	});

	it('answers as slack.com', async () => {
		await ask('https://slack.com/api/api.test');
		expect(sandbox.slack.counts).toEqual({ 'api.test': 1 });
	});

	it('answers as api.openai.com, which asks for a key', async () => {
		const run = await ask('https://api.openai.com/v1/models');
		expect(run.json).toEqual([{ error: expect.stringContaining('401') }]);
	});

	it('answers under localhost, without the proxy', async () => {
		const before = sandbox.cloudAgent.requests.counts.other;
		await ask(`https://${sandbox.domains.cloudAgent}/`);
		expect(sandbox.cloudAgent.requests.counts.other).toBe(before + 1);
	});

	it('is out of reach for every other host', async () => {
		const run = await ask('https://example.com/');
		expect(run.json).toEqual([{ error: expect.any(String) }]);
		expect(sandbox.refusedHosts).toContain('example.com:443');
	});

	it.each(['contentLength', 'chunked', 'chunkedGzip'] as const)(
		'can cut the connection in the middle of an answer (%s)',
		async (transfer) => {
			const { accountId } = sandbox.livePerson.account;
			const url = `https://api.liveperson.net/api/account/${accountId}/service/sentinel/baseURI.json?version=1.0`;
			sandbox.livePerson.misbehave.next('domain', { type: 'cut', transfer });
			const run = await ask(url, url);
			expect(run.json[0]).toEqual({ error: expect.stringMatching(/aborted|hang up|cut/) });
			expect(run.json[1]).not.toHaveProperty('error');
		},
	);

	it('can be controlled from another process', async () => {
		const control = connectToSandbox(sandbox.controlUrl);
		await control.cloudAgent.setAht({ agentId: 'ananya.rao' }, 421);
		expect(sandbox.cloudAgent.ahtOf({ agentId: 'ananya.rao' })).toBe(421);
		expect(await control.slack.messages()).toEqual([]);
		expect(await control.livePerson.totals()).toEqual(sandbox.livePerson.totals());
		await control.livePerson.next('any', { type: 'status', status: 418 });
		const run = await ask('https://api.liveperson.net/');
		expect(run.json).toEqual([{ error: 'Request failed with status code 418' }]);
	});

	it('refuses operations that it does not know', async () => {
		const answer = await fetch(`${sandbox.controlUrl}/cloudAgent/toString`, {
			method: 'POST',
			body: '[]',
		});
		expect(answer.status).toBe(400);
	});
});
