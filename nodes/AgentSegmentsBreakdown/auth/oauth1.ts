import { createHmac } from 'node:crypto';

import { encodeRfc3986, writeQuery } from '../query';

/** The four pre-issued values of a LivePerson application key. */
export interface OAuth1Keys {
	appKey: string;
	appSecret: string;
	accessToken: string;
	accessTokenSecret: string;
}

export interface OAuth1Moment {
	/** Seconds since 1970 */
	timestamp: number;
	/** Never used before with this timestamp */
	nonce: string;
}

export interface SignedRequest {
	/** The URL to send: the parameters that were signed, in the encoding that was signed */
	url: string;
	/** Value of the `Authorization` header */
	authorization: string;
}

type Pair = readonly [name: string, value: string];

/**
 * Signs a request without a form body as RFC 5849 has it (HMAC-SHA1). The query is parsed and written
 * anew, so that what is signed is what is sent, whichever way `url` was encoded: the value of `path`
 * holds `/` and `=`, and a signature over its raw form would not be accepted.
 */
export function signOAuth1(
	method: string,
	url: string,
	keys: OAuth1Keys,
	moment: OAuth1Moment,
): SignedRequest {
	const { origin, pathname, searchParams } = new URL(url);
	const query = [...searchParams];
	const oauth: Pair[] = [
		['oauth_consumer_key', keys.appKey],
		['oauth_nonce', moment.nonce],
		['oauth_signature_method', 'HMAC-SHA1'],
		['oauth_timestamp', String(moment.timestamp)],
		['oauth_token', keys.accessToken],
		['oauth_version', '1.0'],
	];
	const base = [method.toUpperCase(), `${origin}${pathname}`, writeSorted([...query, ...oauth])];
	const signature = createHmac(
		'sha1',
		`${encodeRfc3986(keys.appSecret)}&${encodeRfc3986(keys.accessTokenSecret)}`,
	)
		.update(base.map(encodeRfc3986).join('&'))
		.digest('base64');
	return {
		url: `${origin}${pathname}${writeQuery(query)}`,
		authorization: writeHeader([...oauth, ['oauth_signature', signature]]),
	};
}

/** Encoded first, then sorted by name and value (RFC 5849, section 3.4.1.3.2). */
function writeSorted(pairs: readonly Pair[]): string {
	return pairs
		.map(([name, value]): Pair => [encodeRfc3986(name), encodeRfc3986(value)])
		.sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
		.map(([name, value]) => `${name}=${value}`)
		.join('&');
}

/** By code unit: encoded text is ASCII, and a locale must not change the order. */
function compare(a: string, b: string): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}

function writeHeader(pairs: readonly Pair[]): string {
	const values = pairs.map(([name, value]) => `${name}="${encodeRfc3986(value)}"`);
	return `OAuth ${values.join(', ')}`;
}
