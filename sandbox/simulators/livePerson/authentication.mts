import type { SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import type { LivePersonState } from './account.mts';
import { forbidden, unauthorized } from './answers.mts';
import { createOAuth1Check } from './oauth1.mts';
import type { RequestKind } from './requestLog.mts';
import type { TokenStore } from './sentinel.mts';

const BEARER = /^Bearer ([\w.~+/-]+=*)$/;

/** Checks who asks, then whether they may; gives the refusal, or nothing. */
export function createAuthentication(state: LivePersonState, tokens: TokenStore) {
	const checkOAuth1 = createOAuth1Check(state);

	const identify = (request: SimulatedRequest): SimulatedAnswer | undefined => {
		const header = request.headers.authorization ?? '';
		if (/^OAuth\s/i.test(header)) {
			return state.switches.accepts.oauth1
				? checkOAuth1(request, header)
				: unauthorized('consumer_key_rejected', 'OAuth 1.0 is no longer supported');
		}
		const token = BEARER.exec(header)?.[1];
		return token === undefined
			? unauthorized('parameter_absent', 'oauth_token')
			: checkBearer(state, tokens, token);
	};

	return (kind: RequestKind, request: SimulatedRequest): SimulatedAnswer | undefined =>
		identify(request) ?? checkMayRead(state, kind) ?? checkAccess(state, kind);
}

function checkBearer(
	{ account, switches }: LivePersonState,
	tokens: TokenStore,
	token: string,
): SimulatedAnswer | undefined {
	if (token === account.token && switches.accepts.token) return undefined;
	const status = tokens.stateOf(token);
	if (status === 'valid' && switches.accepts.oauth2) return undefined;
	if (status === 'expired') return unauthorized('token_expired', 'The token has expired');
	if (status === 'revoked') return unauthorized('token_revoked', 'The token was withdrawn');
	return unauthorized('token_rejected', 'The token is not valid');
}

function checkMayRead(
	{ switches }: LivePersonState,
	kind: RequestKind,
): SimulatedAnswer | undefined {
	const { mayRead, refusesNamesWith } = switches;
	if (!isNameList(kind) || mayRead[kind]) return undefined;
	return refusesNamesWith === 403
		? forbidden()
		: unauthorized('permission_denied', 'The credential lacks the permission');
}

function isNameList(kind: RequestKind): kind is keyof LivePersonState['switches']['mayRead'] {
	return ['users', 'skills', 'agentGroups', 'statusChanges'].includes(kind);
}

/** The permission of the Actual Handle Time API, and of Agent Activity beside it. */
function checkAccess(
	{ switches }: LivePersonState,
	kind: RequestKind,
): SimulatedAnswer | undefined {
	if (['users', 'skills', 'agentGroups'].includes(kind)) return undefined;
	switch (switches.access) {
		case 'granted':
			return undefined;
		case 'noPermission403':
			return forbidden();
		case 'noPermission401':
			return unauthorized('permission_denied', 'The key lacks the permission Agent Activity API');
		case 'apiNotEnabled':
			return unauthorized('permission_denied', 'The API is not enabled for this account');
	}
}
