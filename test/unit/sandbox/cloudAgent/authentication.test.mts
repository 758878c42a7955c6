import { API_KEY, AHT_PATH, bearer, Bench, USER } from './support.mts';

const AGENT = { agentId: 'ananya.rao' };

describe('an account set to TOKEN_AUTH', () => {
	it('takes a Bearer token, with or without an apiKey header', async () => {
		const bench = new Bench();
		const token = await bench.token();
		for (const headers of [bearer(token), { ...bearer(token), apikey: API_KEY }]) {
			expect((await bench.aht(headers, AGENT)).body).toMatchObject({ status: 'success' });
		}
	});

	it.each([
		['no header', {}, 'Token Should Not be Null or Empty.'],
		['the right API key instead', { apikey: API_KEY }, 'Token Should Not be Null or Empty.'],
		['an empty Bearer', { authorization: 'Bearer ' }, 'Token Should Not be Null or Empty.'],
		['a token nobody made', { authorization: 'Bearer fake.token.here' }, 'Invalid Token'],
		['another scheme', { authorization: 'Basic ZmFrZQ==' }, 'Invalid Token'],
	])('tells %s of its token', async (_label, headers, message) => {
		const answer = await new Bench().aht(headers, AGENT);
		expect(answer).toMatchObject({ status: 200, body: { status: 'false', message, data: null } });
	});

	it.each([
		['no userName', { userName: '' }, 'userName should not be empty'],
		['a userName the token is not for', { userName: 'nobody' }, 'userName or apiKey is Invalid'],
	])('refuses %s', async (_label, body, message) => {
		const bench = new Bench();
		const answer = await bench.aht(bearer(await bench.token()), { ...AGENT, ...body });
		expect(answer.body).toEqual({ status: 'error', message });
	});
});

describe('an account set to BASIC_AUTH', () => {
	function basicBench(): Bench {
		const bench = new Bench();
		bench.simulator.setMode('BASIC_AUTH');
		return bench;
	}

	it('takes the apiKey header', async () => {
		const answer = await basicBench().aht({ apikey: API_KEY }, AGENT);
		expect(answer.body).toMatchObject({ status: 'success' });
	});

	it.each([
		['alone', {}],
		['beside the right API key', { apikey: API_KEY }],
	])('tells a valid token %s that the API key is missing', async (_label, headers) => {
		const bench = basicBench();
		const answer = await bench.aht({ ...headers, ...bearer(await bench.token()) }, AGENT);
		expect(answer.body).toEqual({
			status: 'false',
			message: 'Api Key Should Not be Null or Empty.',
			data: null,
		});
	});

	it.each([
		['no apiKey', {}, {}, 'apiKey should not be empty', 'Api Key Should Not be Null or Empty.'],
		[
			'no userName',
			{ apikey: API_KEY },
			{ userName: '' },
			'userName should not be empty',
			'Username Should Not be Null or Empty.',
		],
		[
			'a wrong apiKey',
			{ apikey: 'fake-other-key' },
			{},
			'userName or apiKey is Invalid',
			'Invalid User Details',
		],
		[
			'an unknown userName',
			{ apikey: API_KEY },
			{ userName: 'nobody' },
			'userName or apiKey is Invalid',
			'Invalid User Details',
		],
	])(
		'refuses %s in the words of the AHT page, or of the gateway if told so',
		async (_label, headers, body, ahtText, gatewayText) => {
			const bench = basicBench();
			const byAht = await bench.aht(headers, { ...AGENT, ...body });
			expect(byAht.body).toEqual({ status: 'error', message: ahtText });
			bench.simulator.misbehave.ahtCredentialTexts = 'gateway';
			const byGateway = await bench.aht(headers, { ...AGENT, ...body });
			expect(byGateway.body).toEqual({ status: 'false', message: gatewayText, data: null });
		},
	);
});

describe('the gateway', () => {
	it.each([
		['a body that is no JSON', AHT_PATH, '{"userName":'],
		['a list', AHT_PATH, '[]'],
		['an empty body with a query', `${AHT_PATH}?userName=${USER}&agentId=ananya.rao`, ''],
	])('refuses %s', async (_label, path, body) => {
		const answer = await new Bench().send('POST', path, { apikey: API_KEY }, body);
		expect(answer.body).toEqual({
			status: 'false',
			message: 'Invalid Json Pass Valid Json',
			data: null,
		});
	});

	it('keeps two accounts apart', async () => {
		const accounts = ['north', 'south'].map((userName) => ({
			userName,
			apiKey: `fake-key-${userName}`,
			mode: 'BASIC_AUTH' as const,
		}));
		const bench = new Bench({ accounts });
		const right = await bench.aht({ apikey: 'fake-key-south' }, { ...AGENT, userName: 'south' });
		const crossed = await bench.aht({ apikey: 'fake-key-south' }, { ...AGENT, userName: 'north' });
		expect([right.body, crossed.body]).toMatchObject([{ status: 'success' }, { status: 'error' }]);
	});

	it.each([
		['an unknown path', 'POST', '/ca_apis/nothing', 404],
		['a name every object has', 'POST', 'constructor', 404],
		['GET on AHT', 'GET', AHT_PATH, 405],
	])('answers %s as Spring does', async (_label, method, path, status) => {
		const answer = await new Bench().json(method, path, {}, {});
		expect(answer).toMatchObject({ status, body: { status, path, timestamp: expect.any(String) } });
	});
});
