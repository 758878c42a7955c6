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
