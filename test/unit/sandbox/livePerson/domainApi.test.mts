import { send, startAt } from './support.mts';

const HOST = 'api.liveperson.net';
const ONE = '/api/account/70123456/service/agentActivityDomain/baseURI.json?version=1.0';
const ANSWER = {
	service: 'agentActivityDomain',
	account: '70123456',
	baseURI: 'va.agent-activity.liveperson.net',
};

describe('the Domain API', () => {
	const ask = async (rawUrl: string, simulator = startAt().simulator) =>
		await send(simulator, rawUrl, { host: HOST, headers: {} });

	it('gives the bare host of a service without authentication', async () => {
		const answer = await ask(ONE);
		expect(answer.status).toBe(200);
		expect(answer.json()).toEqual(ANSWER);
	});

	it('gives all services as a list', async () => {
		const { baseURIs } = (
			await ask('/api/account/70123456/service/baseURI.json?version=1.0')
		).json();
		expect(baseURIs).toEqual(
			expect.arrayContaining([
				ANSWER,
				{ service: 'sentinel', account: '70123456', baseURI: 'va.sentinel.liveperson.net' },
			]),
		);
	});

	it('may answer one service as a list, as its current page shows', async () => {
		const { simulator } = startAt();
		simulator.switches.oneServiceShape = 'list';
		expect((await ask(ONE, simulator)).json()).toEqual({ baseURIs: [ANSWER] });
	});

	it('gives the hosts it is told to', async () => {
		const { simulator } = startAt();
		simulator.hosts.agentActivity = 'localhost:8443';
		expect((await ask(ONE, simulator)).json().baseURI).toBe('localhost:8443');
	});

	it.each([401, 400] as const)('refuses an unknown account with %d', async (status) => {
		const { simulator } = startAt();
		simulator.switches.invalidSite = status;
		const rawUrl = '/api/account/99999999/service/agentActivityDomain/baseURI.json?version=1.0';
		expect((await ask(rawUrl, simulator)).status).toBe(status);
	});

	it.each([
		['notFound404', 404, { message: 'Unknown service' }],
		['badRequest400', 400, { causes: ['service: unknown'], message: 'Bad Request' }],
		['emptyList', 200, { baseURIs: [] }],
	] as const)('answers an unknown service by %s', async (choice, status, body) => {
		const { simulator } = startAt();
		simulator.switches.unknownService = choice;
		// Names are case-sensitive
		const rawUrl = '/api/account/70123456/service/agentactivitydomain/baseURI.json?version=1.0';
		const answer = await ask(rawUrl, simulator);
		expect([answer.status, answer.json()]).toEqual([status, body]);
	});

	it.each([
		['another path', '/api/account/70123456/services', 404],
		['no version', '/api/account/70123456/service/agentActivityDomain/baseURI.json', 400],
	])('refuses %s', async (_label, rawUrl, status) => {
		expect((await ask(rawUrl)).status).toBe(status);
	});

	it('refuses another method', async () => {
		const { simulator } = startAt();
		const answer = await send(simulator, ONE, { host: HOST, method: 'POST', headers: {} });
		expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET']);
	});
});
