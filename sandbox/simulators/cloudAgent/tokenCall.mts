import type { SimulatedRequest } from '../httpsServer.mts';
import { apiKeyOf, gatewayRefusal, readJsonBody, textOf } from './gateway.mts';
import type { CloudAgentState } from './state.mts';

/**
 * `POST /ca_apis/CAToken/generateToken`: `apiKey` header and `userName` in the body for a token.
 * Failure texts are not documented; these are the gateway's of sibling calls. An account set to
 * BASIC_AUTH gets a token too, which no other call then takes.
 */
export function generateToken(
	state: CloudAgentState,
	request: SimulatedRequest,
): Record<string, unknown> {
	const { texts } = state.switches;
	const body = readJsonBody(state, request);
	const apiKey = apiKeyOf(request);
	if (apiKey === '') throw gatewayRefusal(state, texts.gatewayApiKeyMissing);
	const userName = textOf(body, 'userName');
	if (userName === '') throw gatewayRefusal(state, texts.gatewayUserNameMissing);
	const account = state.data.accounts.find(
		(one) => one.userName === userName && one.apiKey === apiKey,
	);
	if (account === undefined) throw gatewayRefusal(state, texts.gatewayUserInvalid);
	const token = state.tokens.tryMint(account.userName);
	if (token === undefined) throw gatewayRefusal(state, texts.tokenQuota);
	return { token };
}
