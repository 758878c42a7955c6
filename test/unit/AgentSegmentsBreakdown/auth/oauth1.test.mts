import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import OAuth from 'oauth-1.0a';

import type { OAuth1Keys } from '../../../../nodes/AgentSegmentsBreakdown/auth/oauth1.ts';
import { signOAuth1 } from '../../../../nodes/AgentSegmentsBreakdown/auth/oauth1.ts';

const KEYS: OAuth1Keys = {
	appKey: 'fake-app-key',
	appSecret: 'fake-app-secret',
	accessToken: 'fake-access-token',
	accessTokenSecret: 'fake-access-token-secret',
};
const MOMENT = { timestamp: 1_795_000_000, nonce: 'fakeNonce' };
const FILES =
	'https://va.agent-activity.liveperson.net/api/account/le79344075/agent-segments/files';
const PATH =
	'/year=2021/month=12/day=28/hour=14/accountId=le79344075/sequences.1642602416000.20220117180636.00053.json.gz';

/** The signature that the independent library makes of the same parameters, given as a map. */
function signatureOfLibrary(
	method: string,
	url: string,
	data: Record<string, string>,
	keys: OAuth1Keys,
): string {
	const library = new OAuth({
		consumer: { key: keys.appKey, secret: keys.appSecret },
		signature_method: 'HMAC-SHA1',
		hash_function: (text, key) => createHmac('sha1', key).update(text).digest('base64'),
	});
	return library.getSignature({ method, url, data }, keys.accessTokenSecret, {
		oauth_consumer_key: keys.appKey,
		oauth_nonce: MOMENT.nonce,
		oauth_signature_method: 'HMAC-SHA1',
		oauth_timestamp: MOMENT.timestamp,
		oauth_token: keys.accessToken,
		oauth_version: '1.0',
	});
}

function signatureOf(authorization: string): string {
	return decodeURIComponent(/oauth_signature="([^"]*)"/.exec(authorization)?.[1] ?? '');
}

describe('an OAuth 1.0 signature', () => {
	it('is the one of RFC 5849 for its own example of parameters', () => {
		// RFC 5849, section 1.2: the request for the photo, HMAC-SHA1
		const { authorization } = signOAuth1(
			'GET',
			'http://photos.example.net/photos?file=vacation.jpg&size=original',
			{
				appKey: 'dpf43f3p2l4k3l03',
				appSecret: 'kd94hf93k423kf44',
				accessToken: 'nnch734d00sl2jdk',
				accessTokenSecret: 'pfkkdhi9sl3r4s00',
			},
			{ timestamp: 137_131_202, nonce: 'chapoH' },
		);
		// The RFC leaves oauth_version out, so its signature differs; the header's form does not
		expect(authorization).toMatch(
			/^OAuth oauth_consumer_key="dpf43f3p2l4k3l03", oauth_nonce="chapoH", oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_token="nnch734d00sl2jdk", oauth_version="1.0", oauth_signature="[\w%]+"$/,
		);
	});

	it.each([
		['percent-encoded', `${FILES}?source=n8n&path=${encodeURIComponent(PATH)}`],
		['raw', `${FILES}?source=n8n&path=${PATH}`],
	])('covers the whole of a %s path with its slashes and equals signs', (_label, url) => {
		const signed = signOAuth1('GET', url, KEYS, MOMENT);
		expect(signatureOf(signed.authorization)).toBe(
			signatureOfLibrary('GET', FILES, { source: 'n8n', path: PATH }, KEYS),
		);
		expect(signed.url).toBe(`${FILES}?source=n8n&path=${encodeURIComponent(PATH)}`);
	});

	it('is over the port that is not the usual one, and not over the usual one', () => {
		const data = { source: 'n8n' };
		const sign = (url: string) => signatureOf(signOAuth1('GET', url, KEYS, MOMENT).authorization);
		expect(sign('https://localhost:8443/x?source=n8n')).toBe(
			signatureOfLibrary('GET', 'https://localhost:8443/x', data, KEYS),
		);
		expect(sign('https://localhost:443/x?source=n8n')).toBe(
			signatureOfLibrary('GET', 'https://localhost/x', data, KEYS),
		);
	});

	it('agrees with an independent implementation on parameters and secrets of any characters', () => {
		const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
		const name = text.filter((each) => each !== '__proto__' && !each.startsWith('oauth_'));
		const keys = fc.record({
			appKey: text,
			appSecret: text,
			accessToken: text,
			accessTokenSecret: text,
		});
		fc.assert(
			fc.property(fc.dictionary(name, text, { maxKeys: 6 }), keys, (data, secrets) => {
				const url = `${FILES}?${new URLSearchParams(data).toString()}`;
				const signed = signOAuth1('GET', url, secrets, MOMENT);
				expect(signatureOf(signed.authorization)).toBe(
					signatureOfLibrary('GET', FILES, data, secrets),
				);
			}),
		);
	});

	it('sends exactly the parameters that it signed, in an encoding that no URL parser changes', () => {
		const text = fc.string({ unit: 'binary', maxLength: 30 });
		fc.assert(
			fc.property(fc.array(fc.tuple(text, text), { maxLength: 6 }), (pairs) => {
				const url = `${FILES}?${new URLSearchParams(pairs).toString()}`;
				const signed = signOAuth1('GET', url, KEYS, MOMENT);
				expect([...new URL(signed.url).searchParams]).toEqual([...new URL(url).searchParams]);
				expect(new URL(signed.url).href).toBe(signed.url);
			}),
		);
	});

	it('sorts parameters of the same name by value', () => {
		const sign = (query: string) =>
			signatureOf(signOAuth1('GET', `${FILES}?${query}`, KEYS, MOMENT).authorization);
		expect(sign('a=2&a=1')).toBe(sign('a=1&a=2'));
	});
});
