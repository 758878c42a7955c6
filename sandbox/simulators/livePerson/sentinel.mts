import { createHmac } from 'node:crypto';

import type { SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import type { LivePersonState } from './account.mts';
import { json, methodNotAllowed, notFound } from './answers.mts';

const PATH = /^\/sentinel\/api\/v2\/account\/([^/]+)\/app\/token$/;
const JWT_KEY = 'fake-signing-key-of-the-simulator';

/** Tokens that the sentinel has given out. */
export interface TokenStore {
	/** Every token, oldest first */
	readonly minted: readonly string[];
	/** From now on the token is refused, as if LivePerson had withdrawn it; all without an argument */
	revoke(token?: string): void;
	stateOf(token: string): 'unknown' | 'valid' | 'expired' | 'revoked';
}

/** Makes the token store and the sentinel's one method (client credentials, version 2). */
export function createSentinel(state: LivePersonState) {
	const expiryMs = new Map<string, number>();
	const revoked = new Set<string>();
	const minted: string[] = [];

	const mint = (): string => {
		const issuedSeconds = Math.floor(state.now() / 1000);
		const expirySeconds = issuedSeconds + state.switches.tokenLifeSeconds;
		const token = writeJwt({
			iss: 'Sentinel',
			sub: state.account.clientId,
			aud: `acc:${state.account.accountId}`,
			jti: minted.length + 1,
			iat: issuedSeconds,
			exp: expirySeconds,
		});
		expiryMs.set(token, expirySeconds * 1000);
		minted.push(token);
		return token;
	};

	const tokens: TokenStore = {
		minted,
		revoke: (token) => {
			for (const each of token === undefined ? minted : [token]) revoked.add(each);
		},
		stateOf: (token) => {
			const expiry = expiryMs.get(token);
			if (expiry === undefined) return 'unknown';
			if (revoked.has(token)) return 'revoked';
			return state.now() >= expiry ? 'expired' : 'valid';
		},
	};

	const answer = ({ method, path, headers, body }: SimulatedRequest): SimulatedAnswer => {
		const match = PATH.exec(path);
		if (!match) return notFound();
		if (method !== 'POST') return methodNotAllowed('POST');
		const contentType = (headers['content-type'] ?? '').split(';')[0]?.trim();
		if (contentType !== 'application/x-www-form-urlencoded') {
			return json(415, { error: 'invalid_request', error_description: 'Expected a form' });
		}
		const form = new URLSearchParams(body.toString('utf8'));
		const refusal = refuse(state, match[1], form);
		if (refusal) return refusal;
		return json(200, { access_token: mint(), token_type: 'Bearer', ...writeExpiresIn(state) });
	};

	return { tokens, answer };
}

function refuse(
	{ account }: LivePersonState,
	accountId: string | undefined,
	form: URLSearchParams,
): SimulatedAnswer | undefined {
	if (form.get('grant_type') !== 'client_credentials') {
		return json(400, { error: 'unsupported_grant_type' });
	}
	const isKnown =
		accountId === account.accountId &&
		form.get('client_id') === account.clientId &&
		form.get('client_secret') === account.clientSecret;
	if (isKnown) return undefined;
	return json(401, { error: 'invalid_client', error_description: 'Bad client credentials' });
}

function writeExpiresIn({ switches }: LivePersonState): Record<string, unknown> {
	if (switches.expiresIn === 'absent') return {};
	const seconds = switches.tokenLifeSeconds;
	return { expires_in: switches.expiresIn === 'string' ? String(seconds) : seconds };
}

function writeJwt(payload: Record<string, unknown>): string {
	const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
	const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(payload)}`;
	return `${signed}.${createHmac('sha256', JWT_KEY).update(signed).digest('base64url')}`;
}
