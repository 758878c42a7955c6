import type { CloudAgentSwitches } from '../../../../sandbox/simulators/cloudAgent/index.mts';
import { API_KEY, Bench } from './support.mts';

const AGENT = { agentId: 'ananya.rao' };
const CAMPAIGN = { campaignName: 'Collections_30_Days' };

async function ask(
	bench: Bench,
	body: Record<string, unknown>,
	switches: Partial<CloudAgentSwitches> = {},
): Promise<unknown> {
	bench.simulator.setMode('BASIC_AUTH');
	Object.assign(bench.simulator.misbehave, switches);
	return (await bench.aht({ apikey: API_KEY }, body)).body;
}

describe('AHT', () => {
	it('of an agent is answered with AgentID, AgentName and AHT, all text', async () => {
		const bench = new Bench();
		bench.simulator.setAht(AGENT, 157);
		expect(await ask(bench, AGENT)).toEqual({
			status: 'success',
			message: { AgentID: 'ananya.rao', AgentName: 'Ananya Rao', AHT: '00:02:37' },
		});
	});

	it('of a campaign is answered with CampaignID, CampaignName and AHT, all text', async () => {
		const bench = new Bench();
		bench.simulator.setAht(CAMPAIGN, 27);
		expect(await ask(bench, CAMPAIGN)).toEqual({
			status: 'success',
			message: { CampaignID: '261', CampaignName: 'Collections_30_Days', AHT: '00:00:27' },
		});
	});

	it.each([
		['both', { ...AGENT, ...CAMPAIGN }, 'Both agentId and campaignName cannot be passed at a time'],
		['neither', {}, 'Both agentId and campaignName cannot be empty'],
		[
			'two empty texts',
			{ agentId: '', campaignName: ' ' },
			'Both agentId and campaignName cannot be empty',
		],
		['an unknown agent', { agentId: 'nobody' }, 'agentId is Invalid'],
		['CloudAgent’s number for an agent', { agentId: '41200' }, 'agentId is Invalid'],
		['an unknown campaign', { campaignName: 'Nothing' }, 'campaignName is Invalid'],
	])('refuses %s', async (_label, body, message) => {
		expect(await ask(new Bench(), body)).toEqual({ status: 'error', message });
	});

	const record = { AgentID: 'ananya.rao', AgentName: 'Ananya Rao', AHT: '00:02:37' };
	const success = { status: 'success', message: 'success' };
	it.each([
		['messageArray', { status: 'success', message: [record] }],
		['messageJsonText', { status: 'success', message: JSON.stringify(record) }],
		[
			'messageLooseText',
			{
				status: 'success',
				message: '"AgentID": "ananya.rao" "AgentName": "Ananya Rao" "AHT": "00:02:37"',
			},
		],
		['detailsArray', { ...success, details: [record] }],
		['detailsObject', { ...success, details: record }],
		['dataArray', { ...success, data: [record] }],
		['dataObject', { ...success, data: record }],
		['topLevel', { status: 'success', ...record }],
	] as const)('may be shaped as %s', async (ahtShape, expected) => {
		const bench = new Bench();
		bench.simulator.setAht(AGENT, 157);
		expect(await ask(bench, AGENT, { ahtShape })).toEqual(expected);
	});

	it.each([
		['lower', ['agentid', 'agentname', 'aht']],
		['upper', ['AGENTID', 'AGENTNAME', 'AHT']],
		['camel', ['agentId', 'agentName', 'aht']],
	] as const)('may have its keys in %s case', async (keyCase, keys) => {
		const { message } = (await ask(new Bench(), AGENT, { keyCase })) as { message: object };
		expect(Object.keys(message)).toEqual(keys);
	});

	it('may come in an envelope of Status and Message, refusals too', async () => {
		const capital = { capitalEnvelope: true };
		expect(await ask(new Bench(), AGENT, capital)).toHaveProperty('Status', 'success');
		expect(await ask(new Bench(), {}, capital)).toEqual({
			Status: 'error',
			Message: 'Both agentId and campaignName cannot be empty',
		});
	});

	it.each([
		['an hour and more', 3_725, '01:02:05'],
		['more than 99 hours', 367_205, '102:00:05'],
		['text a test wants', { raw: '2:37' }, '2:37'],
		['a number a test wants', { raw: 157 }, 157],
	])('can be %s', async (_label, value, aht) => {
		const bench = new Bench();
		bench.simulator.setAht(AGENT, value);
		expect(await ask(bench, AGENT)).toHaveProperty('message.AHT', aht);
	});

	it.each([
		['zero', '00:00:00'],
		['empty', ''],
		['null', null],
		['NA', 'NA'],
		['N/A', 'N/A'],
	] as const)('without calls is answered as %s', async (noCalls, aht) => {
		const bench = new Bench();
		bench.simulator.setAht(AGENT, 'noCalls');
		expect(await ask(bench, AGENT, { noCalls })).toHaveProperty('message.AHT', aht);
	});

	it('without calls may be missing, or an answer of "No Data Found"', async () => {
		const bench = new Bench();
		bench.simulator.setAht(AGENT, 'noCalls');
		expect(await ask(bench, AGENT, { noCalls: 'missing' })).not.toHaveProperty('message.AHT');
		expect(await ask(bench, AGENT, { noCalls: 'noDataFound' })).toEqual({
			status: 'error',
			message: 'No Data Found',
		});
	});
});

describe('AHT over time', () => {
	it('follows a script by the simulated clock and goes back to the calls', async () => {
		const bench = new Bench();
		const usual = bench.simulator.ahtOf(CAMPAIGN);
		bench.simulator.scriptAht(CAMPAIGN, [
			{ afterSeconds: 60, value: 400 },
			{ afterSeconds: 120, value: 'noCalls' },
			{ afterSeconds: 180, value: 250 },
		]);
		const seen: unknown[] = [];
		for (let i = 0; i < 5; i++) {
			seen.push(bench.simulator.ahtOf(CAMPAIGN));
			bench.passSeconds(59);
			if (i === 0) bench.passSeconds(1);
		}
		expect(seen).toEqual([usual, 400, 400, 'noCalls', 250]);
		bench.simulator.clearAht(CAMPAIGN);
		expect(bench.simulator.ahtOf(CAMPAIGN)).not.toBe(250);
	});

	it('is believable and the same for the same seed when nobody sets it', () => {
		const [one, same] = [new Bench({ seed: 7 }), new Bench({ seed: 7 })];
		const { agents, campaigns } = one.simulator.data;
		expect([agents.length, campaigns.length]).toEqual([12, 5]);
		for (const agent of agents.slice(0, -1)) {
			const aht = one.simulator.ahtOf({ agentId: agent.agentId });
			expect(aht).toBe(same.simulator.ahtOf({ agentId: agent.agentId }));
			expect(aht).toBeGreaterThan(60);
			expect(aht).toBeLessThan(1200);
		}
		expect(one.simulator.ahtOf({ agentId: agents.at(-1)?.agentId ?? '' })).toBe('noCalls');
		expect(one.simulator.ahtOf({ campaignName: 'Win_Back_2026' })).toBe('noCalls');
	});

	it('drifts over the hours', () => {
		const bench = new Bench();
		const series = Array.from({ length: 48 }, (_, i) =>
			bench.simulator.ahtOf(CAMPAIGN, bench.nowMs + i * 600_000),
		).map(Number);
		expect(Math.max(...series) / Math.min(...series)).toBeGreaterThan(1.2);
	});

	it('cannot be set for somebody the simulator does not have', () => {
		expect(() => new Bench().simulator.setAht({ agentId: 'nobody' }, 1)).toThrow('nobody');
	});
});
