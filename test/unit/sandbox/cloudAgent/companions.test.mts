import type { CloudAgentSwitches } from '../../../../sandbox/simulators/cloudAgent/index.mts';
import type { Answered } from './support.mts';
import { API_KEY, Bench, USER } from './support.mts';

const CAMPAIGNS = '/ca_apis/getAvailableCampaigns';
const STATUS = '/ca_apis/campaignStatus';
const LOGINS = '/ca_apis/getAgentLogins';
const SUMMARY = '/ca_reports/summaryReport';
const ONE_DAY = { fromDate: '2026-11-22 00:00:00', toDate: '2026-11-22 23:59:59' };

function basicBench(switches: Partial<CloudAgentSwitches> = {}): Bench {
	const bench = new Bench();
	bench.simulator.setMode('BASIC_AUTH');
	Object.assign(bench.simulator.misbehave, switches);
	return bench;
}

async function ask(
	bench: Bench,
	method: string,
	path: string,
	body: Record<string, unknown> = {},
): Promise<Answered> {
	return await bench.json(method, path, { apikey: API_KEY }, { userName: USER, ...body });
}

describe('getAvailableCampaigns', () => {
	it('lists every campaign for a GET with a JSON body', async () => {
		const { body } = await ask(basicBench(), 'GET', CAMPAIGNS);
		const { message } = body as { message: unknown[] };
		expect(message).toHaveLength(5);
		expect(message[0]).toEqual({
			CampaignID: '256',
			CampaignName: 'Renewals_North',
			CampaignType: 'Predictive',
			Position: 'RUNNING',
			DID: expect.stringMatching(/^\d+$/),
		});
	});

	it('refuses a GET without a body, even when the query has the user name', async () => {
		const path = `${CAMPAIGNS}?userName=${USER}`;
		const { body } = await basicBench().send('GET', path, { apikey: API_KEY }, '');
		expect(body).toMatchObject({ status: 'false', message: 'Invalid Json Pass Valid Json' });
	});

	it('takes POST only when told so', async () => {
		expect((await ask(basicBench(), 'POST', CAMPAIGNS)).status).toBe(405);
		const lenient = basicBench({ campaignsTakePost: true });
		expect((await ask(lenient, 'POST', CAMPAIGNS)).status).toBe(200);
	});

	it.each(['Campaign', 'campaignName', 'name'] as const)(
		'may name a campaign in %s',
		async (key) => {
			const { body } = await ask(basicBench({ campaignNameKey: key }), 'GET', CAMPAIGNS);
			expect(body).toHaveProperty(`message.0.${key}`, 'Renewals_North');
		},
	);

	it.each([
		['details', 'details.0.CampaignName'],
		['data', 'data.0.CampaignName'],
		['bare', '0.CampaignName'],
		['nested', 'message.result.list.0.CampaignName'],
	] as const)('may put the list in %s', async (listShape, place) => {
		const { body } = await ask(basicBench({ listShape }), 'GET', CAMPAIGNS);
		expect(body).toHaveProperty(place, 'Renewals_North');
	});

	it('refuses wrong credentials in the gateway’s words', async () => {
		const headers = { apikey: 'fake-other-key' };
		const { body } = await basicBench().json('GET', CAMPAIGNS, headers, { userName: USER });
		expect(body).toMatchObject({ status: 'false', message: 'Invalid User Details' });
	});
});

describe('campaignStatus', () => {
	it('gives the campaign asked for', async () => {
		const campaignName = 'Welcome_Calls';
		const { body } = await ask(basicBench(), 'GET', STATUS, { campaignName });
		expect(body).toEqual({
			status: 'success',
			message: [
				{ CampaignID: '274', CampaignName: campaignName, UserName: USER, Position: 'READY' },
			],
		});
	});

	it.each([
		['no name', {}, 'All parameters are mandatory'],
		['an unknown name', { campaignName: 'Nothing' }, 'no record found'],
	])('refuses %s', async (_label, body, message) => {
		const answer = await ask(basicBench(), 'GET', STATUS, body);
		expect(answer.body).toEqual({ status: 'failure', message });
	});

	it('lists all for an empty name when told so', async () => {
		const bench = basicBench({ campaignStatusListsAll: true });
		const { body } = await ask(bench, 'GET', STATUS, { campaignName: '' });
		expect((body as { message: unknown[] }).message).toHaveLength(5);
	});
});

describe('getAgentLogins', () => {
	it('lists the agents who are logged in', async () => {
		const { body } = await ask(basicBench(), 'POST', LOGINS);
		const { message } = body as { message: Array<Record<string, string>> };
		expect(message).toHaveLength(11);
		expect(message[0]).toMatchObject({ AgentId: 'ananya.rao', AgentName: 'Ananya Rao' });
		expect(message.map(({ AgentState }) => AgentState)).not.toContain('LOGOUT');
	});

	it('is let in five times a minute', async () => {
		const bench = basicBench();
		for (let i = 0; i < 5; i++) await ask(bench, 'POST', LOGINS);
		const refused = await ask(bench, 'POST', LOGINS);
		expect(refused.body).toEqual({ status: 'error', message: 'Max limit exceeded' });
		bench.passSeconds(60);
		expect((await ask(bench, 'POST', LOGINS)).body).toHaveProperty('status', 'success');
	});
});

describe('summaryReport', () => {
	it.each(['POST', 'GET'])('gives a row an agent and mode to %s, as recorded', async (method) => {
		const { body } = await ask(basicBench(), method, SUMMARY, ONE_DAY);
		const { details, ...rest } = body as { details: Array<Record<string, unknown>> };
		expect(rest).toEqual({ message: 'success', status: 'success' });
		expect(details).toHaveLength(22);
		expect(details[0]).toMatchObject({
			AgentUniqueID: 'ananya.rao',
			AgentIncrID: 41200,
			AgentName: 'Ananya Rao',
			CallDate: '2026-11-22',
			TotalLoginDuration: expect.stringMatching(/^\d\d:\d\d:\d\d$/),
		});
	});

	it('may be shaped as documented, under message', async () => {
		const bench = basicBench({ summaryShape: 'documented' });
		const { body } = await ask(bench, 'POST', SUMMARY, ONE_DAY);
		expect(body).toHaveProperty('message.0.AgentIncrID', 41200);
	});

	it('refuses wrong credentials with HTTP 401, a token on a BASIC_AUTH account too', async () => {
		const bench = basicBench();
		const expected = {
			status: 401,
			body: { status: 'false', message: 'Missing userName or apiKey' },
		};
		const token = { authorization: `Bearer ${await bench.token()}` };
		for (const headers of [{}, token]) {
			const body = { userName: USER, ...ONE_DAY };
			expect(await bench.json('POST', SUMMARY, headers, body)).toMatchObject(expected);
		}
	});

	it.each([
		['more than 30 days', { ...ONE_DAY, fromDate: '2026-10-22 00:00:00' }],
		['ISO times', { fromDate: '2026-11-22T00:00:00Z', toDate: '2026-11-22T23:00:00Z' }],
		['no dates', {}],
	])('refuses %s', async (_label, body) => {
		expect((await ask(basicBench(), 'POST', SUMMARY, body)).body).toHaveProperty('status', 'error');
	});

	it('says when there is nothing to report', async () => {
		const bench = basicBench();
		bench.simulator.data.agents.length = 0;
		const { body } = await ask(bench, 'POST', SUMMARY, ONE_DAY);
		expect(body).toEqual({ status: 'error', message: 'No Data Found' });
	});
});
