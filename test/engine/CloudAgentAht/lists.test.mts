import type { ListShape } from '../../../sandbox/simulators/cloudAgent/index.mts';
import type { CloudAgentBench } from './support.mts';
import { startBench } from './support.mts';

jest.setTimeout(60_000);

let bench: CloudAgentBench;

beforeEach(async () => {
	bench = await startBench();
});

afterEach(async () => await bench.close());

const search = async (method: 'searchAgents' | 'searchCampaigns', filter?: string) =>
	await bench.clock.run(
		async () =>
			await bench.engine.listSearch({
				type: 'cloudAgentAht',
				method,
				credentials: [bench.credential],
				...(filter === undefined ? {} : { filter }),
			}),
	);
const SHAPES: ListShape[] = ['message', 'details', 'data', 'bare', 'nested'];

describe('the list of agents', () => {
	it.each(SHAPES)('has those who are logged in, wherever they stand: %s', async (listShape) => {
		bench.cloudAgent.misbehave.listShape = listShape;
		const { results } = await search('searchAgents');
		const loggedIn = bench.cloudAgent.data.agents.filter(({ state }) => state !== 'LOGOUT');
		expect(results).toHaveLength(loggedIn.length);
		expect(results[0]).toEqual({ name: 'Ananya Rao (ananya.rao)', value: 'ananya.rao' });
	});

	it('finds by name and by ID, and asks CloudAgent once a minute', async () => {
		expect((await search('searchAgents', 'rahul')).results).toEqual([
			{ name: 'Rahul Banerjee (rahul.banerjee)', value: 'rahul.banerjee' },
		]);
		expect((await search('searchAgents', 'KULKARNI')).results).toHaveLength(1);
		expect((await search('searchAgents', 'nobody')).results).toEqual([]);
		expect(bench.cloudAgent.requests.counts.agentLogins).toBe(1);
		await bench.clock.pass(61_000);
		await search('searchAgents');
		expect(bench.cloudAgent.requests.counts.agentLogins).toBe(2);
	});

	it.each(['recorded', 'documented'] as const)(
		'has those seen lately where nobody is told to be logged in: %s',
		async (summaryShape) => {
			bench.cloudAgent.misbehave.summaryShape = summaryShape;
			bench.cloudAgent.failNext(
				{ type: 'refusal', message: 'No Data Found' },
				{ kind: 'agentLogins' },
			);
			const { results } = await search('searchAgents');
			expect(results.map(({ value }) => value)).toContain('ananya.rao');
			expect(new Set(results.map(({ value }) => value)).size).toBe(results.length);
		},
	);

	it('tells why there is none, and that typing works', async () => {
		bench.cloudAgent.failNext(
			{ type: 'refusal', message: 'Not allowed here' },
			{ kind: 'agentLogins' },
		);
		bench.cloudAgent.failNext({ type: 'html', status: 403 }, { kind: 'summaryReport' });
		await expect(search('searchAgents')).rejects.toMatchObject({
			name: 'NodeApiError',
			message: 'CloudAgent answered: Not allowed here',
			description: expect.stringContaining('You can type the value in'),
		});
		// The next look is another try
		expect((await search('searchAgents')).results).not.toEqual([]);
	});

	it('tells wrong credentials without asking twice', async () => {
		await bench.store.change(bench.credential, { apiKey: 'a-wrong-fake-key' });
		await expect(search('searchAgents')).rejects.toMatchObject({
			message: 'CloudAgent does not accept the user name or the API key',
		});
		expect(bench.cloudAgent.requests.counts).toMatchObject({ agentLogins: 0, summaryReport: 0 });
	});
});

describe('the list of campaigns', () => {
	it.each(SHAPES)('is read wherever it stands: %s', async (listShape) => {
		bench.cloudAgent.misbehave.listShape = listShape;
		const { results } = await search('searchCampaigns');
		expect(results).toHaveLength(bench.cloudAgent.data.campaigns.length);
		expect(results).toContainEqual({ name: 'Renewals_North', value: 'Renewals_North' });
	});

	it.each(['CampaignName', 'Campaign', 'campaignName', 'name'] as const)(
		'is read whatever the name is called: %s',
		async (key) => {
			bench.cloudAgent.misbehave.campaignNameKey = key;
			expect((await search('searchCampaigns', 'north')).results).toHaveLength(1);
		},
	);

	it('is asked for by GET with a JSON body, which n8n sends when no method is named', async () => {
		await search('searchCampaigns');
		const [request] = bench.cloudAgent.requests.of('campaigns');
		expect(request).toMatchObject({
			method: 'GET',
			path: '/ca_apis/getAvailableCampaigns',
			body: JSON.stringify({ userName: bench.userName }),
			outcome: 'ok',
		});
		expect(request?.headers['content-type']).toContain('application/json');
	});

	it('tells why there is none, and that typing works', async () => {
		bench.cloudAgent.failNext(
			{ type: 'refusal', message: 'Not allowed here' },
			{ kind: 'campaigns' },
		);
		await expect(search('searchCampaigns')).rejects.toMatchObject({
			name: 'NodeApiError',
			message: 'CloudAgent answered: Not allowed here',
			description: expect.stringContaining('You can type the value in'),
		});
	});

	it('renews a token that has been killed', async () => {
		await search('searchCampaigns');
		bench.cloudAgent.killToken();
		await bench.clock.pass(61_000);
		expect((await search('searchCampaigns')).results).not.toEqual([]);
		expect(bench.cloudAgent.requests.counts.token).toBe(2);
	});
});
