import type { IHttpRequestOptions } from 'n8n-workflow';

import { isLivePersonHost } from '../../../../nodes/AgentSegmentsBreakdown/account.ts';
import { addBearer, addOAuth1 } from '../../../../nodes/AgentSegmentsBreakdown/auth/sign.ts';

const ACCOUNT = { accountId: '12345678', domain: '' };
const KEYS = {
	...ACCOUNT,
	appKey: 'fake-app-key',
	appSecret: 'fake-app-secret',
	accessToken: 'fake-access-token',
	accessTokenSecret: 'fake-access-token-secret',
};
const HOST = 'va.agent-activity.liveperson.net';

describe('a host of LivePerson', () => {
	it.each([HOST, 'VA.sentinel.LivePerson.net', 'lo.sentinel.liveperson.net:443'])(
		'is %s',
		(host) => {
			expect(isLivePersonHost(host)).toBe(true);
		},
	);

	it.each([
		'liveperson.net',
		'liveperson.net.example.com',
		'xliveperson.net',
		'va.agent-activity.liveperson.net:8443',
		'user@va.liveperson.net',
		'va.liveperson.net/path',
		'liveperson.com',
		'',
	])('is not %j', (host) => {
		expect(isLivePersonHost(host)).toBe(false);
	});
});

describe('a credential', () => {
	it.each([
		['an empty Domain', '', `https://${HOST}/api`],
		['an empty Domain', '', 'https://va.sentinel.liveperson.net/x'],
		['its own Domain', 'proxy.example.com:8443', 'https://proxy.example.com:8443/api'],
		['its own Domain with the usual port', `${HOST}:443`, `https://${HOST}/api`],
		['a Domain of LivePerson', HOST, 'https://va-a.acr.liveperson.net/users'],
	])('with %s (%s) is sent to %s', (_label, domain, url) => {
		const request = addBearer({ ...ACCOUNT, domain }, 'fake-token', { url });
		expect(request.headers).toEqual({ Authorization: 'Bearer fake-token' });
	});

	it.each([
		['an empty Domain', '', 'https://example.com/api'],
		['an empty Domain', '', `http://${HOST}/api`],
		['an empty Domain', '', `https://${HOST}.example.com/`],
		['an empty Domain', '', `https://${HOST}@example.com/`],
		['its own Domain', 'proxy.example.com', `https://${HOST}/api`],
		['its own Domain', 'proxy.example.com', 'https://proxy.example.com:8443/api'],
		['its own Domain', 'proxy.example.com', 'http://proxy.example.com/api'],
		['a Domain of LivePerson', HOST, 'https://example.com/api'],
	])('with %s (%s) is not sent to %s', (_label, domain, url) => {
		for (const add of [
			() => addBearer({ ...ACCOUNT, domain }, 'fake-token', { url }),
			() => addOAuth1({ ...KEYS, domain }, { url }),
		]) {
			expect(add).toThrow(
				expect.objectContaining({
					message: expect.stringMatching(/^The credential is not sent to http/),
					description: expect.stringContaining("'Domain'"),
				}),
			);
		}
	});

	it('is dropped by a redirect to another host, should the HTTP Request node follow one', () => {
		const url = `https://${HOST}/api`;
		expect(addBearer(ACCOUNT, 'fake-token', { url }).sendCredentialsOnCrossOriginRedirect).toBe(
			false,
		);
		expect(addOAuth1(KEYS, { url }).sendCredentialsOnCrossOriginRedirect).toBe(false);
	});

	it('keeps the other headers', () => {
		const request = { url: `https://${HOST}/api`, headers: { accept: 'text/plain' } };
		expect(addBearer(ACCOUNT, 'fake-token', request).headers).toEqual({
			accept: 'text/plain',
			Authorization: 'Bearer fake-token',
		});
	});
});

describe('a request with two addresses', () => {
	it.each([
		[`https://${HOST}/api`, 'https://example.com/api'],
		['https://example.com/api', `https://${HOST}/api`],
	])('%s and %s gets no credential', (url, uri) => {
		const request = { url, uri } as IHttpRequestOptions;
		for (const add of [
			() => addBearer(ACCOUNT, 'fake-token', request),
			() => addOAuth1(KEYS, request),
		]) {
			expect(add).toThrow('two different ones');
		}
	});

	it('gets one where they are the same', () => {
		const url = `https://${HOST}/api`;
		const request = { url, uri: url } as IHttpRequestOptions;
		expect(addBearer(ACCOUNT, 'fake-token', request).headers).toEqual({
			Authorization: 'Bearer fake-token',
		});
	});
});

describe('an OAuth 1.0 request', () => {
	it.each([
		['a whole URL', { url: `https://${HOST}/files?path=/year=2026` }],
		[
			'a base and a query',
			{ baseURL: `https://${HOST}`, url: '/files', qs: { path: '/year=2026' } },
		],
		[
			'the uri of the HTTP Request node',
			{ uri: `https://${HOST}/files`, qs: { path: '/year=2026' } },
		],
	])('given as %s is sent with the one URL that was signed', (_label, request) => {
		const signed = addOAuth1(KEYS, request as IHttpRequestOptions);
		expect(signed.url).toBe(`https://${HOST}/files?path=%2Fyear%3D2026`);
		if ('uri' in signed) expect(signed.uri).toBe(signed.url);
		expect(signed).not.toHaveProperty('qs');
		expect(signed).not.toHaveProperty('baseURL');
		expect(signed.headers?.['Authorization']).toMatch(/^OAuth oauth_consumer_key="fake-app-key"/);
	});

	it('has another nonce and signature each time', () => {
		const sign = () => addOAuth1(KEYS, { url: `https://${HOST}/` }).headers?.['Authorization'];
		expect(sign()).not.toBe(sign());
	});

	it('refuses a list as a parameter, which has more than one way to be written', () => {
		expect(() => addOAuth1(KEYS, { url: `https://${HOST}/`, qs: { a: [1] } })).toThrow(
			"The query parameter 'a' is a list or an object",
		);
	});
});
