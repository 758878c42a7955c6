import type { LivePersonSimulator } from '../../../../sandbox/simulators/livePerson/simulator.mts';
import type { Call } from './support.mts';
import { list, NOW_MS, send, startAt } from './support.mts';

const HOST = 'va.sentinel.liveperson.net';
const URL_PATH = '/sentinel/api/v2/account/70123456/app/token';
const GOOD_FORM = {
	client_id: 'fake-client-id-for-tests',
	client_secret: 'fake-client-secret-for-tests',
	grant_type: 'client_credentials',
};

async function requestToken(
	simulator: LivePersonSimulator,
	form: Record<string, string> = {},
	rawUrl = URL_PATH,
	call: Call = {},
) {
	return await send(simulator, rawUrl, {
		host: HOST,
		method: 'POST',
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams({ ...GOOD_FORM, ...form }).toString(),
		...call,
	});
}

async function mint(simulator: LivePersonSimulator): Promise<string> {
	return String((await requestToken(simulator)).json().access_token);
}

const useToken = async (simulator: LivePersonSimulator, token: string) =>
	await send(simulator, '/api/account/70123456/agent-segments/breakdown?source=LP_AgentUI', {
		headers: { authorization: `Bearer ${token}` },
	});

describe('the sentinel', () => {
	it('gives a JWT that lives an hour by the simulator clock', async () => {
		const { simulator } = startAt();
		const { access_token: token, token_type: type } = (await requestToken(simulator)).json();
		const [, payload = ''] = String(token).split('.');
		const { iat, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
			iat: number;
			exp: number;
		};
		expect(type).toBe('Bearer');
		expect([iat, exp - iat]).toEqual([NOW_MS / 1000, 3600]);
	});

	it.each([
		['string', '3600'],
		['number', 3600],
		['absent', undefined],
	] as const)('gives expires_in as %s', async (choice, expected) => {
		const { simulator } = startAt();
		simulator.switches.expiresIn = choice;
		expect((await requestToken(simulator)).json().expires_in).toBe(expected);
	});

	it('never gives the same token twice', async () => {
		const { simulator } = startAt();
		expect(await mint(simulator)).not.toBe(await mint(simulator));
		expect(simulator.tokens.minted).toHaveLength(2);
	});

	it.each([
		['a wrong client', { client_id: 'somebody-else' }, 401],
		['a wrong secret', { client_secret: 'wrong' }, 401],
		['another grant type', { grant_type: 'password' }, 400],
	])('refuses %s', async (_label, form, status) => {
		const { simulator } = startAt();
		expect((await requestToken(simulator, form)).status).toBe(status);
		expect(simulator.tokens.minted).toHaveLength(0);
	});

	it.each([
		['another account', '/sentinel/api/v2/account/99999999/app/token', {}, 401],
		['version 1 of the method', '/sentinel/api/account/70123456/app/token?v=1.0', {}, 404],
		['another method', URL_PATH, { method: 'GET' }, 405],
		['a JSON body', URL_PATH, { headers: { 'content-type': 'application/json' } }, 415],
	])('refuses %s', async (_label, rawUrl, call, status) => {
		const { simulator } = startAt();
		expect((await requestToken(simulator, {}, rawUrl, call)).status).toBe(status);
	});

	it("ignores the v=2.0 that LivePerson's own tool adds", async () => {
		const { simulator } = startAt();
		expect((await requestToken(simulator, {}, `${URL_PATH}?v=2.0`)).status).toBe(200);
	});
});

describe('a token of the sentinel', () => {
	it('is good at agent-activity until its hour is over', async () => {
		const { simulator, clock } = startAt();
		const token = await mint(simulator);
		clock.nowMs += 3599 * 1000;
		expect((await useToken(simulator, token)).status).toBe(200);
		clock.nowMs += 1000;
		const answer = await useToken(simulator, token);
		expect(answer.status).toBe(401);
		expect(answer.json().reason).toMatch(/^oauth_problem=token_expired&oauth_problem_advice=/);
	});

	it('is refused once it is revoked', async () => {
		const { simulator } = startAt();
		const [first, second] = [await mint(simulator), await mint(simulator)];
		simulator.tokens.revoke(first);
		expect((await useToken(simulator, first)).json().reason).toContain('token_revoked');
		expect((await useToken(simulator, second)).status).toBe(200);
		simulator.tokens.revoke();
		expect((await useToken(simulator, second)).status).toBe(401);
	});

	it.each([
		['an invented token', 'Bearer not-a-token', 'token_rejected'],
		['no token', 'Bearer ', 'parameter_absent'],
		['another scheme', 'Basic dXNlcjpwYXNz', 'parameter_absent'],
		['no header', undefined, 'parameter_absent'],
	])('cannot be replaced by %s', async (_label, authorization, problem) => {
		const { simulator } = startAt();
		const rawUrl = '/api/account/70123456/agent-segments/breakdown?source=LP_AgentUI';
		const answer = await send(simulator, rawUrl, { headers: { authorization } });
		expect(answer.status).toBe(401);
		expect(answer.json()).toEqual({
			reason: expect.stringContaining(`oauth_problem=${problem}&`),
			message: 'Unauthorized',
		});
	});

	it('is of no use where AHT does not take OAuth 2.0', async () => {
		const { simulator } = startAt();
		simulator.switches.accepts.oauth2 = false;
		expect((await useToken(simulator, await mint(simulator))).status).toBe(401);
	});
});

describe('access to the API', () => {
	it.each([
		['noPermission401', 401],
		['noPermission403', 403],
		['apiNotEnabled', 401],
	] as const)('may be refused to a good token by %s', async (access, status) => {
		const { simulator } = startAt();
		simulator.switches.access = access;
		expect((await list(simulator)).status).toBe(status);
	});

	it.each([
		['another account', '/api/account/99999999/agent-segments/breakdown?source=LP_AgentUI', 404],
		['another path', '/api/account/70123456/agent-segments/nothing', 404],
	])('ends with 404 for %s', async (_label, rawUrl, status) => {
		const { simulator } = startAt();
		expect((await send(simulator, rawUrl)).status).toBe(status);
	});

	it.each(['/breakdown', '/files', ''])(
		'ends with 405 for a POST to agent-segments%s',
		async (end) => {
			const { simulator } = startAt();
			const rawUrl = `/api/account/70123456/agent-segments${end}`;
			expect((await send(simulator, rawUrl, { method: 'POST' })).status).toBe(405);
		},
	);
});
