import { createHmac } from 'node:crypto';
import OAuth from 'oauth-1.0a';

import type { SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import type { LivePersonState } from './account.mts';
import { unauthorized } from './answers.mts';

const CLOCK_TOLERANCE_SECONDS = 300;
const HEADER_PARAMETER = /^\s*([a-z_]+)="([^"]*)"\s*$/;
const REQUIRED = [
	'oauth_consumer_key',
	'oauth_token',
	'oauth_signature_method',
	'oauth_timestamp',
	'oauth_nonce',
	'oauth_signature',
] as const;

/**
 * Verifies OAuth 1.0 headers as RFC 5849 has it: HMAC-SHA1 over the request as it was sent, with its
 * parameters decoded and encoded anew; a nonce is good once. Gives the refusal, or nothing.
 */
export function createOAuth1Check(state: LivePersonState) {
	const usedNonces = new Set<string>();

	return (request: SimulatedRequest, header: string): SimulatedAnswer | undefined => {
		const sent = parseHeader(header);
		const absent = REQUIRED.filter((name) => !sent.get(name));
		if (absent.length > 0) return unauthorized('parameter_absent', absent.join('&'));
		const refusal = refuseValues(state, sent);
		if (refusal) return refusal;
		if (sent.get('oauth_signature') !== sign(state, request, sent)) {
			return unauthorized('signature_invalid', 'The signature does not match the request');
		}
		const nonce = `${sent.get('oauth_timestamp')} ${sent.get('oauth_nonce')}`;
		if (usedNonces.has(nonce)) return unauthorized('nonce_used', 'The nonce was used before');
		usedNonces.add(nonce);
		return undefined;
	};
}

function refuseValues(
	{ account, now }: LivePersonState,
	sent: ReadonlyMap<string, string>,
): SimulatedAnswer | undefined {
	if (sent.get('oauth_consumer_key') !== account.appKey) {
		return unauthorized('consumer_key_unknown', 'The consumer key is not known');
	}
	if (sent.get('oauth_token') !== account.accessToken) {
		return unauthorized('token_rejected', 'The token is not valid');
	}
	if (sent.get('oauth_signature_method') !== 'HMAC-SHA1') {
		return unauthorized('signature_method_rejected', 'Expected HMAC-SHA1');
	}
	if ((sent.get('oauth_version') ?? '1.0') !== '1.0') {
		return unauthorized('version_rejected', 'Expected 1.0');
	}
	const timestamp = sent.get('oauth_timestamp') ?? '';
	const driftSeconds = Math.abs(Number(timestamp) - now() / 1000);
	if (!/^\d+$/.test(timestamp) || driftSeconds > CLOCK_TOLERANCE_SECONDS) {
		return unauthorized(
			'timestamp_refused',
			'The timestamp is too far from the time of the server',
		);
	}
	return undefined;
}

/** The header's parameters, decoded; a malformed part counts as absent. */
function parseHeader(header: string): Map<string, string> {
	const parameters = new Map<string, string>();
	for (const part of header.replace(/^OAuth\s+/i, '').split(',')) {
		const [, name, value] = HEADER_PARAMETER.exec(part) ?? [];
		if (name !== undefined && value !== undefined) parameters.set(name, decode(value));
	}
	return parameters;
}

function decode(value: string): string {
	try {
		return decodeURIComponent(value);
	} catch {
		return '';
	}
}

/**
 * The library gets the query as parsed parameters and never as a URL: given one, it would cut an
 * unencoded `path` at its first `=` and so verify something else than was sent.
 */
function sign(
	{ account }: LivePersonState,
	{ method, host, path, query }: SimulatedRequest,
	sent: ReadonlyMap<string, string>,
): string {
	const library = new OAuth({
		consumer: { key: account.appKey, secret: account.appSecret },
		signature_method: 'HMAC-SHA1',
		hash_function: (text, key) => createHmac('sha1', key).update(text).digest('base64'),
	});
	const data: Record<string, string | string[]> = {};
	for (const name of new Set(query.keys())) {
		const values = query.getAll(name);
		data[name] = values.length === 1 ? (values[0] ?? '') : values;
	}
	const oauth = Object.fromEntries(
		[...sent].filter(([name]) => name !== 'oauth_signature' && name !== 'realm'),
	) as unknown as OAuth.Data;
	const url = `https://${host.replace(/:443$/, '')}${path}`;
	return library.getSignature({ method, url, data }, account.accessTokenSecret, oauth);
}
