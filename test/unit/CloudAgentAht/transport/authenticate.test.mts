import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import {
	authenticate,
	KEY_TEST_HEADER,
	preAuthentication,
	TokenStepDone,
	toStepHeaders,
} from '../../../../nodes/CloudAgentAht/transport/authenticate.ts';
import { noteRefusedToken } from '../../../../nodes/CloudAgentAht/transport/renewToken.ts';
import { makeClaim, parseClaim } from '../../../../nodes/CloudAgentAht/transport/sessionToken.ts';
import { makeToken } from './jwt.mts';

const URL_OF_AHT = 'https://in1-ccaas-api.ozonetel.com/ca_apis/aht';
const WANTS_TOKEN = { response: { status: 401 } };

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
const liveToken = (name?: string) => makeToken({ exp: Date.now() / 1000 + 3600 }, name);
const noHttp = {
	helpers: { httpRequest: async () => await Promise.reject(new Error('no request wanted')) },
};

/** An HTTP helper that answers with tokens, one after the other. */
function mint(...tokens: string[]) {
	const asked: IHttpRequestOptions[] = [];
	const httpRequest = async (options: IHttpRequestOptions) => {
		asked.push(options);
		return { statusCode: 200, headers: {}, body: { token: tokens[asked.length - 1] } };
	};
	return { asked, helpers: { httpRequest } };
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
		['a claim', makeClaim('')],
		['a token that has expired', makeToken({ exp: 1 })],
	])('with %s in the store asks the engine for a token', async (_label, sessionToken) => {
		await expect(authenticate(credential({ sessionToken }), request())).rejects.toMatchObject(
			WANTS_TOKEN,
		);
	});

	it('with a token that was refused asks the engine for a token', async () => {
		const sessionToken = liveToken('refused');
		noteRefusedToken(sessionToken);
		await expect(authenticate(credential({ sessionToken }), request())).rejects.toMatchObject(
			WANTS_TOKEN,
		);
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
	])('for %s is refused', async (_label, fields) => {
		const data = credential({ sessionToken: liveToken() });
		await expect(authenticate(data, request(fields))).rejects.toThrow(
			'This CloudAgent credential is only for https://in1-ccaas-api.ozonetel.com',
		);
	});

	it('knows the address of n8n’s older request helper', async () => {
		const data = credential({ sessionToken: liveToken() });
		const older = { uri: 'https://example.com/' } as unknown as IHttpRequestOptions;
		await expect(authenticate(data, older)).rejects.toThrow('only for');
		const own = { uri: URL_OF_AHT } as unknown as IHttpRequestOptions;
		await expect(authenticate(data, own)).resolves.toHaveProperty('headers.Authorization');
	});
});

describe('a step of a renewal', () => {
	it('changes nothing where the store has changed meanwhile, and is never sent', async () => {
		const headers = toStepHeaders({ put: 'token', inPlaceOf: 'what it was' });
		const data = credential({ sessionToken: liveToken() });
		await expect(authenticate(data, request({ headers }))).rejects.toBeInstanceOf(TokenStepDone);
	});

	it.each([
		['claim', (stored: string) => expect(parseClaim(stored)).toBeDefined()],
		['nothing', (stored: string) => expect(stored).toBe('')],
		['token', (stored: string) => expect(stored).toBe('fake-new-token')],
	] as const)('puts a %s in place of what is stored', async (put, check) => {
		const inPlaceOf = put === 'token' ? makeClaim('') : makeToken({ exp: 1 });
		const data = credential({ sessionToken: inPlaceOf });
		const options = request({ headers: toStepHeaders({ put, inPlaceOf }) });
		await expect(authenticate(data, options)).rejects.toMatchObject(WANTS_TOKEN);
		const output = await preAuthentication(mint('fake-new-token'), data);
		expect(Object.keys(output)).toEqual(['sessionToken']);
		check(String(output.sessionToken));
		// The engine calls once more, with what it has stored
		await expect(authenticate(Object.assign(data, output), options)).rejects.toBeInstanceOf(
			TokenStepDone,
		);
	});
});

describe('what the engine stores', () => {
	it.each(['BASIC_AUTH', 'token'])('is nothing with %s', async (apiAuthentication) => {
		expect(await preAuthentication(noHttp, credential({ apiAuthentication }))).toEqual({});
	});

	it('is a claim first, where there was nothing', async () => {
		const { sessionToken } = await preAuthentication(noHttp, credential());
		expect(parseClaim(String(sessionToken))).toBeDefined();
	});

	it('is a token that CloudAgent made from the API key', async () => {
		const http = mint('fake-token-1');
		const data = credential({ sessionToken: makeClaim('') });
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
		const now = Math.floor(Date.now() / 1000);
		const made = makeToken({ iat: now, exp: now + 3600 });
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

	it('is the same token when a credential test is repeated, unless the API key has changed', async () => {
		const first = mint('fake-token-1');
		const data = credential({ sessionToken: makeToken({ iat: 1 }) });
		const stored = await preAuthentication(first, { ...data });
		const second = mint('fake-token-2');
		expect(await preAuthentication(second, { ...data, ...stored } as never)).toEqual(stored);
		expect(second.asked).toHaveLength(0);
		const other = { ...data, ...stored, apiKey: 'another-fake-key' } as never;
		expect(await preAuthentication(second, other)).toEqual({ sessionToken: 'fake-token-2' });
	});

	it('is a new token when the one that this process made has been refused', async () => {
		const data = credential({ sessionToken: makeClaim('') });
		const made = makeToken({ iat: 1000, exp: Date.now() / 1000 + 3600 }, 'made');
		await preAuthentication(mint(made), { ...data });
		noteRefusedToken(made);
		const next = await preAuthentication(mint('fake-next'), {
			...data,
			sessionToken: makeClaim(made),
		});
		expect(next).toEqual({ sessionToken: 'fake-next' });
	});
});

describe('testing an API key', () => {
	it('takes a token made from that key, not the one that another key left in the store', async () => {
		const tested = credential({ sessionToken: liveToken('other-key') });
		const options = request({ headers: { [KEY_TEST_HEADER]: 'yes' } });
		await expect(authenticate(tested, options)).rejects.toMatchObject(WANTS_TOKEN);
		const made = liveToken('this-key');
		Object.assign(tested, await preAuthentication(mint(made), tested));
		const signed = await authenticate(tested, options);
		expect(signed.headers).toEqual({ Authorization: `Bearer ${made}` });
	});
});
