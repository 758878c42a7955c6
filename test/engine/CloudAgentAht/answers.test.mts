import type {
	AhtShape,
	Fault,
	KeyCase,
	NoCallsForm,
} from '../../../sandbox/simulators/cloudAgent/index.mts';
import type { CloudAgentBench } from './support.mts';
import { ofAgent, ofCampaign, startBench } from './support.mts';

jest.setTimeout(60_000);

let bench: CloudAgentBench;

afterEach(async () => await bench.close());

const told = (run: { error: unknown }) => {
	const { message = '', description = '' } = (run.error ?? {}) as {
		message?: string;
		description?: string;
	};
	return { message, description };
};

describe('an AHT', () => {
	beforeEach(async () => {
		bench = await startBench({ mode: 'BASIC_AUTH' });
		bench.cloudAgent.setAht({ agentId: 'ananya.rao' }, 45_296);
	});

	const SHAPES: AhtShape[] = [
		'messageObject',
		'messageArray',
		'messageJsonText',
		'messageLooseText',
		'detailsArray',
		'detailsObject',
		'dataArray',
		'dataObject',
		'topLevel',
	];
	const CASES: KeyCase[] = ['documented', 'lower', 'upper', 'camel'];

	it('is read wherever it stands and however its keys are written', async () => {
		for (const ahtShape of SHAPES) {
			for (const [i, keyCase] of CASES.entries()) {
				Object.assign(bench.cloudAgent.misbehave, {
					ahtShape,
					keyCase,
					capitalEnvelope: i % 2 === 1,
				});
				const run = await bench.run(ofAgent('ananya.rao'));
				expect(run.json).toEqual([
					expect.objectContaining({
						aht: '12:34:56',
						ahtSeconds: 45_296,
						subjectName: 'Ananya Rao',
					}),
				]);
			}
		}
	});

	it.each<NoCallsForm>(['zero', 'empty', 'null', 'NA', 'N/A', 'noDataFound'])(
		'without calls, told by "%s", is empty, or 0 if the user wants that',
		async (noCalls) => {
			bench.cloudAgent.misbehave.noCalls = noCalls;
			bench.cloudAgent.setAht({ agentId: 'ananya.rao' }, 'noCalls');
			const empty = await bench.run(ofAgent('ananya.rao'));
			expect(empty.json).toEqual([
				expect.objectContaining({
					aht: null,
					ahtSeconds: null,
					hasCalls: false,
					agentId: 'ananya.rao',
				}),
			]);
			const zero = await bench.run({
				...ofAgent('ananya.rao'),
				options: { ahtWithoutCalls: 'zero' },
			});
			expect(zero.json).toEqual([
				expect.objectContaining({ aht: '00:00:00', ahtSeconds: 0, hasCalls: false }),
			]);
		},
	);

	it('that cannot be recognized is an answer that cannot be read, not one without calls', async () => {
		bench.cloudAgent.misbehave.noCalls = 'missing';
		bench.cloudAgent.setAht({ agentId: 'ananya.rao' }, 'noCalls');
		const run = await bench.run(ofAgent('ananya.rao'));
		expect(told(run).message).toMatch(/^The answer from localhost:\d+ could not be read$/);
	});

	it('of somebody else is not taken', async () => {
		const AHT = '00:09:00';
		const message = { AgentID: 'vikram.shetty', AgentName: 'Vikram Shetty', AHT };
		const body = JSON.stringify({ status: 'success', message });
		bench.cloudAgent.failNext({ type: 'verbatim', status: 200, body }, { kind: 'aht' });
		const run = await bench.run(ofAgent('ananya.rao'));
		expect(told(run)).toEqual({
			message: "CloudAgent returned no AHT for 'ananya.rao'",
			description: expect.stringContaining("It returned the AHT of 'vikram.shetty' instead."),
		});
	});

	it('of a campaign is asked for by its name exactly, blanks included', async () => {
		bench.cloudAgent.data.campaigns.push({
			campaignId: '300',
			campaignName: ' Sales ',
			type: 'Preview',
			position: 'READY',
			did: '1',
			weight: 1,
		});
		bench.cloudAgent.setAht({ campaignName: ' Sales ' }, 90);
		const run = await bench.run(ofCampaign(' Sales '));
		expect(run.json).toEqual([
			expect.objectContaining({ campaignName: ' Sales ', ahtSeconds: 90 }),
		]);
	});

	it('is given item by item, in order, each paired with its own', async () => {
		bench.cloudAgent.misbehave.latencyMs = 700;
		const agents = bench.cloudAgent.data.agents.map(({ agentId }) => ({ agentId }));
		const run = await bench.run(ofAgent(), { input: agents });
		expect(run.items.map(({ json, pairedItem }) => [json.agentId, pairedItem])).toEqual(
			agents.map(({ agentId }, item) => [agentId, { item }]),
		);
	});
});

describe('a documented refusal', () => {
	const REFUSALS: Array<[text: string, message: RegExp, advice: RegExp]> = [
		['userName should not be empty', /received no user name$/, /'User Name' of the credential/],
		['userName or apiKey is Invalid', /does not accept the user name or the API key/, /'Region'/],
		['Invalid User Details', /does not accept the user name or the API key/, /'API Key'/],
		['Username Should Not be Null or Empty.', /received no user name$/, /'User Name'/],
		['agentId is Invalid', /does not know the agent 'ananya.rao'/, /'Agent'/],
		['campaignName is Invalid', /does not know the campaign 'ananya.rao'/, /'Campaign'/],
		[
			'Both agentId and campaignName cannot be passed at a time',
			/either an agent or a campaign/,
			/'Agent' or 'Campaign'/,
		],
		[
			'Both agentId and campaignName cannot be empty',
			/received neither an agent nor a campaign/,
			/Fill in/,
		],
		['Invalid Json Pass Valid Json', /did not understand the request/, /'Region'/],
	];

	it.each(['TOKEN_AUTH', 'BASIC_AUTH'] as const)(
		'has its own message and advice with %s, whatever the status',
		async (mode) => {
			bench = await startBench({ mode });
			for (const [text, message, advice] of REFUSALS) {
				for (const [status, httpStatus] of [
					['error', 200],
					['false', 401],
					['Fail', 400],
				] as const) {
					bench.cloudAgent.failNext(
						{ type: 'refusal', message: text, status, httpStatus },
						{ kind: 'aht' },
					);
					const run = await bench.run(ofAgent('ananya.rao'));
					expect(told(run)).toEqual({
						message: expect.stringMatching(message),
						description: expect.stringMatching(advice),
					});
					expect(run.recordedError?.context.itemIndex).toBe(0);
				}
			}
			expect(bench.cloudAgent.requests.counts.token).toBe(mode === 'TOKEN_AUTH' ? 1 : 0);
		},
	);

	it('is told to the item that it is about, and the others go on', async () => {
		bench = await startBench();
		const input = ['Renewals_North', 'Nowhere', 'Welcome_Calls'].map((campaignName) => ({
			campaignName,
		}));
		const regular = await bench.run(ofCampaign(), { input, onError: 'continueRegularOutput' });
		expect(regular.json).toEqual([
			expect.objectContaining({ campaignName: 'Renewals_North' }),
			{
				campaignName: 'Nowhere',
				error: "CloudAgent does not know the campaign 'Nowhere'",
			},
			expect.objectContaining({ campaignName: 'Welcome_Calls' }),
		]);
		const errors = await bench.run(ofCampaign(), { input, onError: 'continueErrorOutput' });
		expect(errors.json).toHaveLength(2);
		expect(errors.errorItems).toEqual([
			expect.objectContaining({
				json: expect.objectContaining({ error: expect.any(String) }),
				pairedItem: { item: 1 },
			}),
		]);
	});
});

describe('an account that is set to the other API Authentication', () => {
	it.each([
		['TOKEN_AUTH', 'BASIC_AUTH', 200],
		['TOKEN_AUTH', 'BASIC_AUTH', 401],
		['BASIC_AUTH', 'TOKEN_AUTH', 200],
		['BASIC_AUTH', 'TOKEN_AUTH', 401],
	] as const)(
		'than the credential’s %s is told with the setting on both sides: %s, status %i',
		async (ours, theirs, refusalStatus) => {
			bench = await startBench({ mode: theirs, credential: { apiAuthentication: ours } });
			bench.cloudAgent.misbehave.refusalStatus = refusalStatus;
			const run = await bench.run(ofAgent('ananya.rao'));
			expect(told(run)).toEqual({
				message: `The CloudAgent account is set to ${theirs}, the credential to ${ours}`,
				description: `In the credential, set 'API Authentication' to ${theirs}. Or, in CloudAgent, set 'API Authentication' under Admin > Settings to ${ours}.`,
			});
			expect(bench.cloudAgent.requests.counts.aht).toBe(1);
			expect(bench.cloudAgent.requests.counts.token).toBeLessThanOrEqual(1);
		},
	);
});

describe('an answer that is none', () => {
	beforeEach(async () => {
		bench = await startBench({ mode: 'BASIC_AUTH' });
	});

	it.each<[string, Fault, RegExp, RegExp]>([
		[
			'an HTML page',
			{ type: 'html', status: 200 },
			/^The answer from localhost:\d+ could not be read$/,
			/The answer began: <.*HTTP status 200.*'Region'/,
		],
		['an empty body', { type: 'empty', status: 200 }, /could not be read$/, /The answer was empty/],
		['a number', { type: 'number' }, /could not be read$/, /The answer began: \d+/],
		[
			'a megabyte of HTML',
			{ type: 'huge', as: 'html' },
			/could not be read$/,
			/The answer began: /,
		],
		[
			'a megabyte of message',
			{ type: 'huge', as: 'json' },
			/^CloudAgent answered: /,
			/does not document this answer/,
		],
		[
			'control characters',
			{ type: 'controlCharacters' },
			/^CloudAgent answered: /,
			/does not document/,
		],
		[
			'a redirect',
			{ type: 'redirect', location: 'https://example.com/', status: 307 },
			/sends requests on to another address/,
			/'Region'/,
		],
		[
			'a server that has an exception',
			{ type: 'serverError' },
			/^CloudAgent answered: Internal Server Error/,
			/does not document/,
		],
		[
			'a cut connection',
			{ type: 'drop' },
			/^CloudAgent could not be reached at localhost/,
			/The connection was cut \(ECONNRESET\)/,
		],
		[
			'no answer',
			{ type: 'hang' },
			/^CloudAgent could not be reached at localhost/,
			/No answer came in time \(ETIMEDOUT\)/,
		],
	])('is told clearly and briefly: %s', async (_label, fault, message, advice) => {
		bench.cloudAgent.failNext(fault, { times: 9 });
		const run = await bench.run(ofAgent('ananya.rao'));
		expect(told(run)).toEqual({
			message: expect.stringMatching(message),
			description: expect.stringMatching(advice),
		});
		expect(told(run).message.length + told(run).description.length).toBeLessThan(1_000);
		expect(Object.values(told(run)).join('')).not.toMatch(/\p{Cc}/u);
		bench.cloudAgent.releaseHung();
	});

	it.each<[string, Fault]>([
		['a cut connection', { type: 'drop' }],
		['a server that has an exception', { type: 'serverError' }],
		['a gateway without a server', { type: 'html', status: 502 }],
		['a server that is down', { type: 'unavailable' }],
	])('is asked for again where that may help: %s', async (_label, fault) => {
		bench.cloudAgent.failNext(fault, { times: 2 });
		const run = await bench.run(ofAgent('ananya.rao'));
		expect(run.json).toHaveLength(1);
		expect(bench.cloudAgent.requests.counts.aht).toBe(3);
	});

	it('that redirects gets no secret followed by another request', async () => {
		bench.cloudAgent.failNext({
			type: 'redirect',
			location: `https://${bench.sandbox.domains.slack}/x`,
		});
		await bench.run(ofAgent('ananya.rao'));
		expect(bench.cloudAgent.requests.log).toHaveLength(1);
	});
});

describe('a parameter', () => {
	beforeEach(async () => {
		bench = await startBench();
	});

	it.each([
		['an item without one', ofAgent('={{ $json.nothing }}'), "The 'Agent' parameter is empty"],
		['no campaign', ofCampaign('  '), "The 'Campaign' parameter is empty"],
		[
			'a wait that is no number',
			{ ...ofAgent('x'), options: { maxWaitMinutes: '={{ "soon" }}' } },
			"'Max Wait (Minutes)'",
		],
	])('that cannot be right is told before any request: %s', async (_label, parameters, message) => {
		const run = await bench.run(parameters);
		expect(told(run).message).toContain(message);
		expect(bench.cloudAgent.requests.log).toEqual([]);
	});

	it('may be a number, as expressions give it', async () => {
		bench.cloudAgent.failNext(
			{ type: 'refusal', message: 'agentId is Invalid', status: 'error' },
			{ kind: 'aht' },
		);
		const run = await bench.run(ofAgent('={{ 41200 }}'));
		expect(told(run).message).toBe("CloudAgent does not know the agent '41200'");
	});
});
