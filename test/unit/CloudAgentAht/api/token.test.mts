import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import {
	authenticate,
	preAuthentication,
} from '../../../../nodes/CloudAgentAht/api/authenticate.ts';
import { parseAccount } from '../../../../nodes/CloudAgentAht/api/account.ts';
import {
	isUsable,
	pauseAfterRefusal,
	secretsOf,
} from '../../../../nodes/CloudAgentAht/api/token.ts';
import { refusedTokenHeader } from '../../../../nodes/shared/tokenRenewal.ts';
import { makeToken } from './jwt.mts';

const URL_OF_AHT = 'https://in1-ccaas-api.ozonetel.com/ca_apis/aht';
const WANTS_TOKEN = { response: { status: 401 } };
const HOUR_S = 3600;

let users = 0;
const credential = (
	fields: ICredentialDataDecryptedObject = {},
): ICredentialDataDecryptedObject => ({
	region: 'india',
	userName: `user_${++users}`,
	apiAuthentication: 'TOKEN_AUTH',
	apiKey: 'fake-api-key-for-tests',
	token: 'fake-token-by-hand',
	sessionToken: '',
	...fields,
});
const request = (fields: Partial<IHttpRequestOptions> = {}): IHttpRequestOptions => ({
	url: URL_OF_AHT,
	method: 'POST',
	...fields,
});
const nowS = () => Math.floor(Date.now() / 1000);
const liveToken = (name?: string) => makeToken({ iat: nowS(), exp: nowS() + HOUR_S }, name);
const noHttp = {
	helpers: { httpRequest: async () => await Promise.reject(new Error('no request wanted')) },
};

/** An HTTP helper that answers with tokens, one after the other. */
function mint(...tokens: string[]) {
	const asked: IHttpRequestOptions[] = [];
	const httpRequest = async (options: IHttpRequestOptions) => {
		asked.push(options);
		const body = JSON.stringify({ token: tokens[asked.length - 1] });
		return { statusCode: 200, headers: {}, body };
	};
	return { asked, helpers: { httpRequest } };
}

/** An HTTP helper that answers with these, one after the other, and the last one again and again. */
function answering(...answers: Array<{ statusCode?: number; headers?: object; body: string }>) {
	let asked = 0;
	const httpRequest = async () => {
		const answer = answers[Math.min(asked++, answers.length - 1)];
		return { statusCode: 200, headers: {}, ...answer };
	};
	return { helpers: { httpRequest }, asked: () => asked };
}

/** Makes tokens without end, each of another second. */
function mintForEver(name: string) {
	let made = 0;
	const httpRequest = async () => {
		const token = makeToken({ iat: nowS() + ++made, exp: nowS() + HOUR_S }, `${name}${made}`);
		return { statusCode: 200, headers: {}, body: JSON.stringify({ token }) };
	};
	return { helpers: { httpRequest }, made: () => made };
}

describe('signing a request', () => {
	it.each([
		['TOKEN_AUTH', (token: string) => ({ Authorization: `Bearer ${token}` })],
		['BASIC_AUTH', () => ({ apiKey: 'fake-api-key-for-tests' })],
		['token', () => ({ Authorization: 'Bearer fake-token-by-hand' })],
	])('with %s sets that header and no other', async (apiAuthentication, headers) => {
		const sessionToken = liveToken();
		const options = request({ headers: { Accept: 'application/json' } });
		const signed = await authenticate(credential({ apiAuthentication, sessionToken }), options);
		expect(signed.headers).toEqual({ Accept: 'application/json', ...headers(sessionToken) });
		expect(signed).toMatchObject({
			disableFollowRedirect: true,
			allowedDomains: 'in1-ccaas-api.ozonetel.com',
		});
		// The caller's own object carries no secret away
		expect(options.headers).toEqual({ Accept: 'application/json' });
	});

	it.each([
		['no token', ''],
		['a token that has expired', makeToken({ exp: 1 })],
		['a token about to expire', makeToken({ exp: Date.now() / 1000 + 15 })],
	])('with %s in the store asks the engine for one', async (_label, sessionToken) => {
		await expect(authenticate(credential({ sessionToken }), request())).rejects.toMatchObject(
			WANTS_TOKEN,
		);
	});

	it('with the token that was just refused asks the engine for one, and with another does not', async () => {
		const refused = liveToken('refused');
		const options = request({ headers: refusedTokenHeader(refused) });
		const data = credential({ sessionToken: refused });
		await expect(authenticate(data, options)).rejects.toMatchObject(WANTS_TOKEN);
		const sessionToken = liveToken('next');
		const signed = await authenticate({ ...data, sessionToken }, options);
		// The header that names the refused one is not sent
		expect(signed.headers).toEqual({ Authorization: `Bearer ${sessionToken}` });
	});

	it('with a token that does not tell when it ends uses it until it is refused', async () => {
		const signed = await authenticate(credential({ sessionToken: 'fake-opaque' }), request());
		expect(signed.headers).toEqual({ Authorization: 'Bearer fake-opaque' });
	});

	it.each([
		['another host', { url: 'https://example.com/ca_apis/aht' }],
		['another port', { url: 'https://in1-ccaas-api.ozonetel.com:8443/ca_apis/aht' }],
		['a host that begins alike', { url: 'https://in1-ccaas-api.ozonetel.com.example.com/' }],
		['plain HTTP', { url: 'http://in1-ccaas-api.ozonetel.com/ca_apis/aht' }],
		['user info before another host', { url: 'https://in1-ccaas-api.ozonetel.com@example.com/' }],
		[
			'an absolute address over the base',
			{ url: '//example.com/', baseURL: 'https://in1-ccaas-api.ozonetel.com' },
		],
		['no address', { url: '' }],
		["another host in n8n's older helper", { url: '', uri: 'https://example.com/' }],
		['another host beside the own one', { url: URL_OF_AHT, uri: 'https://example.com/' }],
		['the own host beside another one', { url: 'https://example.com/', uri: URL_OF_AHT }],
	])('for %s is refused', async (_label, fields) => {
		const data = credential({ sessionToken: liveToken() });
		await expect(authenticate(data, { method: 'POST', ...fields })).rejects.toThrow(
			'This CloudAgent credential is only for https://in1-ccaas-api.ozonetel.com',
		);
	});

	it("knows the address of n8n's older request helper", async () => {
		const data = credential({ sessionToken: liveToken() });
		const older = { uri: URL_OF_AHT, url: '' };
		await expect(authenticate(data, older)).resolves.toHaveProperty('headers.Authorization');
	});
});

describe('what the engine stores', () => {
	it.each(['BASIC_AUTH', 'token'])('is nothing with %s', async (apiAuthentication) => {
		expect(await preAuthentication(noHttp, credential({ apiAuthentication }))).toEqual({});
	});

	it('is a token that CloudAgent made from the API key', async () => {
		const http = mint('fake-token-1');
		const data = credential();
		expect(await preAuthentication(http, data)).toEqual({ sessionToken: 'fake-token-1' });
		expect(http.asked).toEqual([
			expect.objectContaining({
				method: 'POST',
				url: 'https://in1-ccaas-api.ozonetel.com/ca_apis/CAToken/generateToken',
				headers: expect.objectContaining({ apiKey: 'fake-api-key-for-tests' }),
				body: { userName: data.userName },
				disableFollowRedirect: true,
			}),
		]);
	});

	it('is one token for all who ask at the same time, or moments later with the same old one', async () => {
		const made = liveToken('made');
		const http = mint(made);
		const data = credential({ sessionToken: makeToken({ iat: 1 }) });
		const ask = async () => await preAuthentication(http, { ...data });
		expect(await Promise.all([ask(), ask()])).toEqual([
			{ sessionToken: made },
			{ sessionToken: made },
		]);
		expect(await ask()).toEqual({ sessionToken: made });
		expect(http.asked).toHaveLength(1);
	});

	it('is another for another API key of the account', async () => {
		const data = credential();
		const first = liveToken('first');
		expect(await preAuthentication(mint(first), { ...data })).toEqual({ sessionToken: first });
		const other = liveToken('other');
		const http = mint(other);
		expect(await preAuthentication(http, { ...data, apiKey: 'another-fake-key' })).toEqual({
			sessionToken: other,
		});
	});

	it('is a new token when the one that this process made was refused', async () => {
		const data = credential();
		const made = liveToken('made');
		await preAuthentication(mint(made), { ...data });
		const next = await preAuthentication(mint('fake-next'), { ...data, sessionToken: made });
		expect(next).toEqual({ sessionToken: 'fake-next' });
	});

	it('is at most ten tokens an hour, whatever is refused', async () => {
		const http = mintForEver('refused');
		const data = credential();
		jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
		try {
			for (let minute = 0; minute < 60; minute++) {
				Object.assign(data, await preAuthentication(http, { ...data }));
				jest.setSystemTime(Date.now() + 60_000);
			}
			expect(http.made()).toBe(10);
		} finally {
			jest.useRealTimers();
		}
	});
});

describe('a machine whose clock is wrong', () => {
	it.each([
		['an hour fast', -HOUR_S],
		['an hour slow', HOUR_S],
	])('does not make a token per request: %s', async (_label, serverAheadS) => {
		const iat = nowS() + serverAheadS;
		const made = makeToken({ iat, exp: iat + HOUR_S }, 'made');
		const data = credential();
		Object.assign(data, await preAuthentication(mint(made), { ...data }));
		const signed = await authenticate(data, request());
		expect(signed.headers).toEqual({ Authorization: `Bearer ${made}` });
		// Nor where another process has made the next
		const others = makeToken({ iat: iat + 60, exp: iat + 60 + HOUR_S }, 'others');
		const next = await authenticate({ ...data, sessionToken: others }, request());
		expect(next.headers).toEqual({ Authorization: `Bearer ${others}` });
	});
});

describe('where CloudAgent makes no token', () => {
	const message = (text: string) => JSON.stringify({ status: 'error', message: text });

	it.each([
		['Invalid User Details', {}, /does not accept the user name or the API key/, /'API Key'/],
		['max limit exceeded', {}, /limit of 10 tokens per hour/, /in 60 minutes/],
		['max limit exceeded', { 'retry-after': '1200' }, /limit of 10 tokens/, /in 20 minutes/],
		['no record found', {}, /^CloudAgent answered: no record found$/, /does not document/],
		['Sorry, fake-api-key-for-tests', {}, /^CloudAgent answered: Sorry, \*\*\*$/, /support/],
	])('%s %j is told', async (text, headers, what, advice) => {
		const http = answering({ headers, body: message(text) });
		await expect(preAuthentication(http, credential())).rejects.toMatchObject({
			message: expect.stringMatching(what),
			description: expect.stringMatching(advice),
		});
		expect(http.asked()).toBe(1);
	});

	it.each([
		['a page', '<html>Sign in</html>'],
		['nothing', ''],
		['no token', '{}'],
		['a token that cannot be sent', JSON.stringify({ token: 'fake\ntoken' })],
	])('but %s, the answer is unreadable', async (_label, body) => {
		await expect(preAuthentication(answering({ body }), credential())).rejects.toThrow(
			'could not be read',
		);
	});

	describe('as time passes', () => {
		beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] }));
		afterEach(() => jest.useRealTimers());

		it('many who ask within five seconds are told without a request each', async () => {
			const http = answering({ body: message('Invalid User Details') });
			const data = credential();
			const ask = async () => await preAuthentication(http, { ...data });
			await expect(ask()).rejects.toThrow('does not accept');
			jest.setSystemTime(Date.now() + 4_999);
			await expect(ask()).rejects.toThrow('does not accept');
			expect(http.asked()).toBe(1);
			jest.setSystemTime(Date.now() + 1);
			await expect(ask()).rejects.toThrow('does not accept');
			expect(http.asked()).toBe(2);
		});

		it('it is asked again after one and four seconds where it falters', async () => {
			const down = { statusCode: 503, body: 'down' };
			const http = answering(down, down, { body: JSON.stringify({ token: 'fake-late' }) });
			const token = preAuthentication(http, credential());
			await jest.advanceTimersByTimeAsync(999);
			expect(http.asked()).toBe(1);
			await jest.advanceTimersByTimeAsync(1);
			expect(http.asked()).toBe(2);
			await jest.advanceTimersByTimeAsync(4_000);
			expect(await token).toEqual({ sessionToken: 'fake-late' });
		});

		it('and no more than that', async () => {
			const http = answering({ statusCode: 503, body: 'down' });
			const token = preAuthentication(http, credential());
			const outcome = expect(token).rejects.toThrow('could not be read');
			await jest.advanceTimersByTimeAsync(60_000);
			await outcome;
			expect(http.asked()).toBe(3);
		});
	});
});

describe('a token that was refused', () => {
	it('is not usable again, and another is', () => {
		const sessionToken = liveToken();
		const account = parseAccount(credential({ sessionToken }));
		expect(isUsable(account)).toBe(true);
		expect(isUsable(account, 'fake-other')).toBe(true);
		expect(isUsable(account, sessionToken)).toBe(false);
	});

	it('has all requests of the process wait for the same random moment', () => {
		jest.useFakeTimers();
		const random = jest.spyOn(Math, 'random').mockReturnValue(0.5);
		try {
			const account = parseAccount(credential());
			expect(pauseAfterRefusal(account, 'fake-refused')).toBe(2_000);
			random.mockReturnValue(0.9);
			jest.setSystemTime(Date.now() + 500);
			expect(pauseAfterRefusal(account, 'fake-refused')).toBe(1_500);
			jest.setSystemTime(Date.now() + 5_000);
			expect(pauseAfterRefusal(account, 'fake-refused')).toBe(0);
			expect(pauseAfterRefusal(account, 'fake-next')).toBe(3_600);
		} finally {
			random.mockRestore();
			jest.useRealTimers();
		}
	});
});

it('every token that the process made stays among the secrets of the account', async () => {
	const data = credential({ sessionToken: 'fake-stored' });
	await preAuthentication(mint('fake-made'), { ...data });
	expect(secretsOf(parseAccount(data))).toEqual(
		expect.arrayContaining(['fake-api-key-for-tests', 'fake-stored', 'fake-made']),
	);
});

it.each([
	['tells nothing', 'fake-opaque'],
	['tells when it was made', liveToken('told')],
])('after a token that %s, one that has expired is still seen to be', async (_label, made) => {
	const data = credential();
	await preAuthentication(mint(made), { ...data });
	const expired = makeToken({ iat: nowS() - 2 * HOUR_S, exp: nowS() - HOUR_S });
	await expect(authenticate({ ...data, sessionToken: expired }, request())).rejects.toMatchObject(
		WANTS_TOKEN,
	);
	const sessionToken = liveToken();
	const signed = await authenticate({ ...data, sessionToken }, request());
	expect(signed.headers).toEqual({ Authorization: `Bearer ${sessionToken}` });
});
