import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import type { CloudAgentBench } from './support.mts';
import { API_KEY, ofAgent, startBench } from './support.mts';

jest.setTimeout(60_000);

let bench: CloudAgentBench;

afterEach(async () => await bench.close());

const test = async (changes = {}) =>
	await bench.clock.run(async () => await bench.engine.testCredential(bench.credential, changes));

describe('the test of the credential', () => {
	it.each(['TOKEN_AUTH', 'BASIC_AUTH'] as const)(
		'passes with %s and costs one AHT request and at most one token',
		async (mode) => {
			bench = await startBench({ mode });
			expect(await test()).toEqual({ status: 'OK', message: 'Connection successful!' });
			const tokens = mode === 'TOKEN_AUTH' ? 1 : 0;
			expect(bench.cloudAgent.requests.counts).toMatchObject({ aht: 1, token: tokens });
			// Pressed once more at once, it makes no other token
			expect(await test()).toMatchObject({ status: 'OK' });
			expect(bench.cloudAgent.requests.counts).toMatchObject({ aht: 2, token: tokens });
			// And executions use the token that it made
			await bench.run(ofAgent('ananya.rao'));
			expect(bench.cloudAgent.requests.counts).toMatchObject({ aht: 3, token: tokens });
		},
	);

	it('passes with a token given by hand', async () => {
		bench = await startBench({ credential: { apiAuthentication: 'token' } });
		const token = bench.cloudAgent.killToken();
		expect(await test({ token })).toMatchObject({ status: 'OK' });
		expect(bench.cloudAgent.requests.counts).toMatchObject({ aht: 1, token: 0 });
	});

	it.each([
		[
			'a wrong key',
			'TOKEN_AUTH',
			{ apiKey: 'a-wrong-fake-key' },
			/does not accept the user name or the API key/,
		],
		[
			'a wrong key',
			'BASIC_AUTH',
			{ apiKey: 'a-wrong-fake-key' },
			/does not accept the user name or the API key/,
		],
		[
			'a wrong user name',
			'TOKEN_AUTH',
			{ userName: 'nobody' },
			/does not accept the user name or the API key/,
		],
		[
			'a wrong user name',
			'BASIC_AUTH',
			{ userName: 'nobody' },
			/does not accept the user name or the API key/,
		],
		['no user name', 'TOKEN_AUTH', { userName: ' ' }, /'User Name' of the credential is empty/],
		['no API key', 'BASIC_AUTH', { apiKey: '' }, /'API Key' of the credential is empty/],
		[
			'no token',
			'TOKEN_AUTH',
			{ apiAuthentication: 'token' },
			/'Token' of the credential is empty/,
		],
		[
			'a token that does not hold',
			'TOKEN_AUTH',
			{ apiAuthentication: 'token', token: 'fake.token.x' },
			/does not accept the token/,
		],
		[
			'a domain that is none',
			'TOKEN_AUTH',
			{ domain: 'http://x/y' },
			/'Domain' of the credential is not a host name/,
		],
		[
			'the wrong mode',
			'BASIC_AUTH',
			{ apiAuthentication: 'TOKEN_AUTH' },
			/account is set to BASIC_AUTH, the credential to TOKEN_AUTH.*Admin > Settings to TOKEN_AUTH/,
		],
		[
			'the wrong mode',
			'TOKEN_AUTH',
			{ apiAuthentication: 'BASIC_AUTH' },
			/account is set to TOKEN_AUTH, the credential to BASIC_AUTH.*Admin > Settings to BASIC_AUTH/,
		],
	] as const)('tells %s with an account set to %s', async (_label, mode, changes, message) => {
		bench = await startBench({ mode });
		for (const refusalStatus of [200, 401] as const) {
			for (const ahtCredentialTexts of ['aht', 'gateway'] as const) {
				Object.assign(bench.cloudAgent.misbehave, { refusalStatus, ahtCredentialTexts });
				expect(await test(changes)).toEqual({
					status: 'Error',
					message: expect.stringMatching(message),
				});
				await bench.clock.pass(61_000);
			}
		}
	});

	it.each([
		[
			'an HTML page',
			{ type: 'html', status: 200 },
			/could not be read.*Check 'Region' of the credential/,
		],
		[
			'an empty answer',
			{ type: 'empty', status: 200 },
			/could not be read.*Check 'Region' of the credential/,
		],
		['a number', { type: 'number' }, /could not be read.*Check 'Region' of the credential/],
		[
			'null',
			{ type: 'verbatim', status: 200, body: 'null', contentType: 'application/json' },
			/could not be read.*Check 'Region' of the credential/,
		],
		[
			'a redirect',
			{ type: 'redirect', location: 'https://example.com/' },
			/sends requests on to another address/,
		],
		[
			'a server that has an exception',
			{ type: 'serverError' },
			/CloudAgent answered: Internal Server Error/,
		],
		[
			'a used-up limit',
			{ type: 'refusal', message: 'Max limit exceeded', status: 'error' },
			/rate limit was reached, so the credential could not be tested/,
		],
		...[401, 403, 404, 429, 500].map(
			(status) =>
				[
					`a page with status ${status}`,
					{ type: 'html', status },
					status === 429 ? /rate limit was reached/ : /could not be read.*HTTP status/,
				] as const,
		),
		[
			'an object without anything in it',
			{ type: 'verbatim', status: 200, body: '{}' },
			/could not be read/,
		],
		['a cut connection', { type: 'drop' }, /could not be reached.*connection was cut/],
		['no answer', { type: 'hang' }, /could not be reached.*No answer came in time/],
		[
			'an undocumented refusal',
			{ type: 'refusal', message: 'Account suspended' },
			/CloudAgent answered: Account suspended/,
		],
	] as const)('tells %s', async (_label, fault, message) => {
		bench = await startBench({ mode: 'BASIC_AUTH' });
		bench.cloudAgent.failNext(fault);
		expect(await test()).toEqual({ status: 'Error', message: expect.stringMatching(message) });
		bench.cloudAgent.releaseHung();
	});

	it('tells that the ten tokens of the hour are used up, and when there is one again', async () => {
		bench = await startBench();
		for (let i = 0; i < 10; i++) bench.cloudAgent.killToken();
		expect(await test()).toEqual({
			status: 'Error',
			message: expect.stringMatching(/^CloudAgent's limit of 10 tokens per hour was reached\. Run/),
		});
	});

	it('shows no secret', async () => {
		bench = await startBench();
		const { message } = await test({ apiKey: 'a-wrong-fake-key' });
		expect(message).not.toContain('a-wrong-fake-key');
		expect(bench.engine.logger.text()).not.toContain(API_KEY);
	});
});

describe('a token given by hand', () => {
	it('is used as it is, and when it is refused the message says so', async () => {
		bench = await startBench({ credential: { apiAuthentication: 'token', token: 'none yet' } });
		const token = bench.cloudAgent.killToken();
		await bench.store.change(bench.credential, { token });
		expect((await bench.run(ofAgent('ananya.rao'))).json).toHaveLength(1);
		bench.cloudAgent.killToken();
		const run = await bench.run(ofAgent('ananya.rao'));
		expect(run.error).toMatchObject({
			message: 'CloudAgent does not accept the token',
			description: expect.stringContaining("enter it in 'Token'"),
		});
		expect(bench.cloudAgent.requests.counts.token).toBe(0);
	});
});

/** Asks an address with the credential as n8n's own HTTP Request node does: by the older helper. */
class Asker implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Asker',
		name: 'asker',
		group: ['input'],
		version: 1,
		description: 'Asks',
		defaults: { name: 'Asker' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'cloudAgentApi', required: true }],
		properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { userName } = await this.getCredentials('cloudAgentApi');
		const json = await this.helpers.requestWithAuthentication.call(this, 'cloudAgentApi', {
			uri: this.getNodeParameter('url', 0) as string,
			method: 'POST',
			body: { userName, agentId: 'ananya.rao' },
			json: true,
			followRedirect: true,
			followAllRedirects: true,
		});
		return [[{ json }]];
	}
}

describe('in the HTTP Request node, the credential', () => {
	const request = async (url: string) => {
		bench.engine.types.addNode('harness.asker', new Asker());
		return await bench.clock.run(
			async () =>
				await bench.engine.runNode({
					type: 'harness.asker',
					parameters: { url },
					credentials: [bench.credential],
				}),
		);
	};

	it.each(['TOKEN_AUTH', 'BASIC_AUTH'] as const)('signs requests with %s', async (mode) => {
		bench = await startBench({ mode });
		const url = `https://${bench.sandbox.domains.cloudAgent}/ca_apis/aht`;
		for (let i = 0; i < 2; i++) {
			const run = await request(url);
			expect(run.json).toEqual([expect.objectContaining({ status: 'success' })]);
		}
		expect(bench.cloudAgent.requests.counts.token).toBe(mode === 'TOKEN_AUTH' ? 1 : 0);
	});

	it('goes to no other host, not even where CloudAgent sends a request on', async () => {
		bench = await startBench({ mode: 'BASIC_AUTH' });
		const { domains, livePerson } = bench.sandbox;
		const run = await request('https://api.liveperson.net/');
		expect(run.error).toMatchObject({
			message: `This CloudAgent credential is only for https://${domains.cloudAgent}`,
		});
		bench.cloudAgent.failNext({
			type: 'redirect',
			location: 'https://api.liveperson.net/',
			status: 307,
		});
		const sentOn = await request(`https://${domains.cloudAgent}/ca_apis/aht`);
		expect(sentOn.error).toBeDefined();
		expect(livePerson.requests.log).toEqual([]);
	});
});
