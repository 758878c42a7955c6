import { API_KEY, ofAgent, ofCampaign, startBench } from './support.mts';
import type { CloudAgentBench } from './support.mts';

jest.setTimeout(60_000);

let bench: CloudAgentBench;

afterEach(async () => await bench.close());

describe.each(['TOKEN_AUTH', 'BASIC_AUTH'] as const)('with an account set to %s', (mode) => {
	beforeEach(async () => {
		bench = await startBench({ mode });
	});

	it('gives the AHT of an agent', async () => {
		bench.cloudAgent.setAht({ agentId: 'ananya.rao' }, 157);
		const run = await bench.run(ofAgent('ananya.rao'));
		expect(run.error).toBeUndefined();
		const now = new Date(bench.clock.now()).toISOString();
		expect(run.items).toEqual([
			{
				json: {
					service: 'CloudAgent',
					subjectType: 'agent',
					subjectId: 'ananya.rao',
					subjectName: 'Ananya Rao',
					aht: '00:02:37',
					ahtSeconds: 157,
					windowStart: new Date(bench.clock.now() - 7_200_000).toISOString(),
					windowEnd: now,
					agentId: 'ananya.rao',
					agentName: 'Ananya Rao',
					hasCalls: true,
					retrievedAt: now,
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	it('gives the AHT of a campaign', async () => {
		bench.cloudAgent.setAht({ campaignName: 'Renewals_North' }, 27);
		const run = await bench.run(ofCampaign('Renewals_North'));
		expect(run.json).toEqual([
			expect.objectContaining({
				subjectType: 'campaign',
				subjectId: '256',
				subjectName: 'Renewals_North',
				aht: '00:00:27',
				campaignId: '256',
				campaignName: 'Renewals_North',
			}),
		]);
	});

	it('sends only the header of that mode', async () => {
		await bench.run(ofAgent('ananya.rao'));
		const [request] = bench.cloudAgent.requests.of('aht');
		const { authorization, apikey } = request?.headers ?? {};
		expect({ authorization, apikey }).toEqual(
			mode === 'BASIC_AUTH'
				? { authorization: undefined, apikey: API_KEY }
				: { authorization: expect.stringMatching(/^Bearer eyJ/), apikey: undefined },
		);
		expect(JSON.parse(request?.body ?? '')).toEqual({
			userName: bench.userName,
			agentId: 'ananya.rao',
		});
		expect(Object.keys(request?.headers ?? {}).filter((name) => name.startsWith('x-'))).toEqual([]);
	});
});

describe('the AHT of all', () => {
	beforeEach(async () => {
		bench = await startBench({ mode: 'BASIC_AUTH', agentCount: 6 });
	});

	it('agents is one item for each in the list', async () => {
		const run = await bench.run({ resource: 'agent', scope: 'all' });
		const loggedIn = bench.cloudAgent.data.agents.filter(({ state }) => state !== 'LOGOUT');
		expect(run.json.map(({ agentId }) => agentId).sort()).toEqual(
			loggedIn.map(({ agentId }) => agentId).sort(),
		);
		expect(run.items.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(
			true,
		);
	});

	it('campaigns is one item for each, and one that fails does not take the others along', async () => {
		bench.cloudAgent.failNext(
			{ type: 'refusal', message: 'campaignName is Invalid', status: 'error' },
			{ kind: 'aht' },
		);
		const run = await bench.run(
			{ resource: 'campaign', scope: 'all' },
			{ onError: 'continueRegularOutput' },
		);
		const names = bench.cloudAgent.data.campaigns.map(({ campaignName }) => campaignName);
		expect(run.json.map(({ campaignName }) => campaignName).sort()).toEqual(names.sort());
		expect(run.json.filter(({ error }) => error)).toHaveLength(1);
	});

	it('says why there is no list', async () => {
		bench.cloudAgent.failNext(
			{ type: 'refusal', message: 'Not allowed here' },
			{ kind: 'campaigns' },
		);
		const run = await bench.run({ resource: 'campaign', scope: 'all' });
		expect(run.error).toMatchObject({ message: 'CloudAgent answered: Not allowed here' });
	});
});

describe('an item', () => {
	beforeEach(async () => {
		bench = await startBench({ mode: 'BASIC_AUTH' });
	});

	it('keeps the input fields if the user wants that', async () => {
		bench.cloudAgent.setAht({ agentId: 'ananya.rao' }, 157);
		const input = [{ agentId: 'ananya.rao', team: 'North', aht: 'old' }];
		const run = await bench.run({ ...ofAgent(), options: { includeInputFields: true } }, { input });
		expect(run.json).toEqual([
			expect.objectContaining({ agentId: 'ananya.rao', team: 'North', aht: '00:02:37' }),
		]);
		const [item = {}] = run.json;
		expect(Object.keys(item).slice(-2)).toEqual(['subjectType', 'service']);
		expect((await bench.run(ofAgent(), { input })).json[0]).not.toHaveProperty('team');
	});

	it.each([
		['06:00', 361, { status: 'Over target', overBySeconds: 1, target: '00:06:00' }],
		['6 min', 360, { status: 'On target', overBySeconds: 0, target: '00:06:00' }],
		['6m', 300, { status: 'On target', overBySeconds: -60, target: '00:06:00' }],
		['360', 'noCalls', { status: 'No calls', overBySeconds: null, target: '00:06:00' }],
		['', 300, { status: 'No target', overBySeconds: null, target: null }],
	] as const)('has its target %j beside the AHT %j', async (target, aht, columns) => {
		bench.cloudAgent.setAht({ agentId: 'ananya.rao' }, aht);
		const run = await bench.run(
			{ ...ofAgent(), options: { target: '={{ $json.target }}' } },
			{ input: [{ agentId: 'ananya.rao', target }] },
		);
		const [item = {}] = run.json;
		expect(item).toMatchObject(columns);
		expect(Object.keys(item).slice(0, 5)).toEqual([
			'subjectName',
			'aht',
			'status',
			'overBySeconds',
			'target',
		]);
	});

	it.each(['soon', '-5', '0', '={{ [6] }}'])('with the target %j says so', async (target) => {
		const run = await bench.run({ ...ofAgent('ananya.rao'), options: { target } });
		expect(run.error).toMatchObject({
			message: expect.stringMatching(/^'Target' is not a length of time: /),
		});
		expect(bench.cloudAgent.requests.counts.aht).toBe(0);
	});

	it('that failed keeps its input fields and whom it was about', async () => {
		const input = [{ agentId: 'nobody', team: 'North' }];
		const run = await bench.run(ofAgent('={{ $json.agentId + "2" }}'), {
			input,
			onError: 'continueRegularOutput',
		});
		expect(run.json).toEqual([
			{
				agentId: 'nobody2',
				team: 'North',
				error: "CloudAgent does not know the agent 'nobody2'",
			},
		]);
	});
});
