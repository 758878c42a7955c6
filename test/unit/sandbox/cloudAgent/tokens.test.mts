import { API_KEY, bearer, Bench, TOKEN_PATH, USER } from './support.mts';

const AGENT = { agentId: 'ananya.rao' };

function claimsOf(token: string): unknown[] {
	return token
		.split('.')
		.slice(0, 2)
		.map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown);
}

describe('generateToken', () => {
	it('gives a JWT (HS512) with sub, exp and iat, an hour apart by the simulated clock', async () => {
		const bench = new Bench();
		const iat = bench.nowMs / 1000;
		expect(claimsOf(await bench.token())).toEqual([
			{ alg: 'HS512' },
			{ sub: USER, exp: iat + 3600, iat },
		]);
	});

	it.each([
		['no apiKey header', {}, { userName: USER }, 'Api Key Should Not be Null or Empty.'],
		['no userName', { apikey: API_KEY }, {}, 'Username Should Not be Null or Empty.'],
		['another key', { apikey: 'fake-other-key' }, { userName: USER }, 'Invalid User Details'],
		['another user', { apikey: API_KEY }, { userName: 'nobody' }, 'Invalid User Details'],
	])('refuses %s and gives no token', async (_label, headers, body, message) => {
		const answer = await new Bench().json('POST', TOKEN_PATH, headers, body);
		expect(answer).toMatchObject({
			status: 200,
			body: { status: 'false', message, data: null },
		});
	});

	it('refuses a body that is no JSON', async () => {
		const answer = await new Bench().send('POST', TOKEN_PATH, { apikey: API_KEY }, 'userName=x');
		expect(answer.body).toMatchObject({ status: 'false', message: 'Invalid Json Pass Valid Json' });
	});

	it('refuses GET', async () => {
		const answer = await new Bench().json('GET', TOKEN_PATH, { apikey: API_KEY }, {});
		expect(answer.status).toBe(405);
	});

	it('makes ten tokens an hour and the eleventh when the first is an hour old', async () => {
		const bench = new Bench();
		for (let i = 0; i < 10; i++) {
			expect(await bench.token()).toEqual(expect.any(String));
			bench.passSeconds(60);
		}
		const refused = await bench.json('POST', TOKEN_PATH, { apikey: API_KEY }, { userName: USER });
		expect(refused.body).toMatchObject({
			status: 'false',
			message: 'Token generation limit exceeded',
		});
		bench.passSeconds(3000);
		expect(await bench.token()).toEqual(expect.any(String));
		expect(bench.simulator.tokens.minted).toBe(11);
	});
});

describe('a token', () => {
	it('is good for 60 minutes, then expired', async () => {
		const bench = new Bench();
		const token = await bench.token();
		bench.passSeconds(3599);
		expect((await bench.aht(bearer(token), AGENT)).body).toMatchObject({ status: 'success' });
		bench.passSeconds(1);
		expect((await bench.aht(bearer(token), AGENT)).body).toEqual({
			status: 'false',
			message: 'Token Expired',
			data: null,
		});
	});

	it('dies when a new one is made, even within the same second', async () => {
		const bench = new Bench();
		const [first, second] = [await bench.token(), await bench.token()];
		expect((await bench.aht(bearer(first), AGENT)).body).toMatchObject({
			status: 'false',
			message: 'Invalid Token',
		});
		expect((await bench.aht(bearer(second), AGENT)).body).toMatchObject({ status: 'success' });
	});

	it('dies when another client makes one, which uses up one of the ten', async () => {
		const bench = new Bench();
		const token = await bench.token();
		const theirs = bench.simulator.killToken();
		expect((await bench.aht(bearer(token), AGENT)).body).toMatchObject({
			message: 'Invalid Token',
		});
		expect((await bench.aht(bearer(theirs), AGENT)).body).toMatchObject({ status: 'success' });
		expect(bench.simulator.tokens.mintedInLastHour(USER)).toBe(2);
	});

	it('is refused with HTTP 401 when told so', async () => {
		const bench = new Bench();
		bench.simulator.misbehave.refusalStatus = 401;
		expect(await bench.aht(bearer('fake.token.here'), AGENT)).toMatchObject({
			status: 401,
			body: { status: 'false', message: 'Invalid Token' },
		});
	});
});
