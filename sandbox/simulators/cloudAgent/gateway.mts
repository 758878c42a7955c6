import type { SimulatedRequest } from '../httpsServer.mts';
import { Refusal } from './refusal.mts';
import type { CloudAgentState } from './state.mts';
import type { Account } from './types.mts';

export type JsonObject = Record<string, unknown>;

/** Whose words turn wrong credentials down: the AHT page's, the gateway's, those of `/ca_reports`. */
export type CredentialManner = 'aht' | 'gateway' | 'reports';

/** The JSON object in the body; a query in its place is not looked at, whatever the method. */
export function readJsonBody(state: CloudAgentState, request: SimulatedRequest): JsonObject {
	try {
		const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
		const body: unknown = isJson ? JSON.parse(request.body.toString('utf8')) : undefined;
		if (isObject(body)) return body;
	} catch {
		// Refused below like everything else that is no JSON object
	}
	throw gatewayRefusal(state, state.switches.texts.invalidJson);
}

/**
 * The account that a request may speak for, by the account's own API Authentication setting.
 * The wrong one for the setting gets the gateway's misleading words: a valid token on a BASIC_AUTH
 * account is told that the API key is missing.
 */
export function authenticate(
	state: CloudAgentState,
	request: SimulatedRequest,
	body: JsonObject,
	manner: CredentialManner,
): Account {
	const account = findAccount(state, request, body);
	const problem =
		account.mode === 'TOKEN_AUTH'
			? refuseToken(state, request, body, manner)
			: refuseApiKey(state, request, body, account, manner);
	if (problem === undefined) return account;
	if (manner === 'reports') throw new Refusal(state.switches.texts.reportsRefused, 'false', 401);
	throw problem;
}

/** The text of a body's field; empty when it is missing, null or blank. */
export function textOf(body: JsonObject, field: string): string {
	const value = body[field];
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** Refused by the gateway, before any call's own rules. */
export function gatewayRefusal(state: CloudAgentState, message: string): Refusal {
	return new Refusal(message, 'false', state.switches.refusalStatus);
}

function refuseToken(
	state: CloudAgentState,
	request: SimulatedRequest,
	body: JsonObject,
	manner: CredentialManner,
): Refusal | undefined {
	const { texts } = state.switches;
	const token = bearerOf(request);
	if (token === '') return gatewayRefusal(state, texts.tokenMissing);
	const verdict = state.tokens.verify(token);
	if (verdict.is === 'expired') return gatewayRefusal(state, texts.tokenExpired);
	if (verdict.is === 'invalid') return gatewayRefusal(state, texts.tokenInvalid);
	if (textOf(body, 'userName') === '') return missingUserName(state, manner);
	return verdict.userName === body['userName'] ? undefined : wrongUser(state, manner);
}

function refuseApiKey(
	state: CloudAgentState,
	request: SimulatedRequest,
	body: JsonObject,
	account: Account,
	manner: CredentialManner,
): Refusal | undefined {
	const { texts } = state.switches;
	const token = bearerOf(request);
	if (token !== '') {
		// Recorded: such an account takes the API key only once `Authorization` is gone
		const verdict = state.tokens.verify(token);
		if (verdict.is === 'expired') return gatewayRefusal(state, texts.tokenExpired);
		if (verdict.is === 'invalid') return gatewayRefusal(state, texts.tokenInvalid);
		return gatewayRefusal(state, texts.gatewayApiKeyMissing);
	}
	if (textOf(body, 'userName') === '') return missingUserName(state, manner);
	const apiKey = apiKeyOf(request);
	if (apiKey === '') return missingApiKey(state, manner);
	const isRight = account.userName === body['userName'] && account.apiKey === apiKey;
	return isRight ? undefined : wrongUser(state, manner);
}

function missingUserName(state: CloudAgentState, manner: CredentialManner): Refusal {
	const { texts } = state.switches;
	return credentialRefusal(state, manner, texts.userNameEmpty, texts.gatewayUserNameMissing);
}

function missingApiKey(state: CloudAgentState, manner: CredentialManner): Refusal {
	const { texts } = state.switches;
	return credentialRefusal(state, manner, texts.apiKeyEmpty, texts.gatewayApiKeyMissing);
}

function wrongUser(state: CloudAgentState, manner: CredentialManner): Refusal {
	const { texts } = state.switches;
	return credentialRefusal(state, manner, texts.userInvalid, texts.gatewayUserInvalid);
}

function credentialRefusal(
	state: CloudAgentState,
	manner: CredentialManner,
	ahtText: string,
	gatewayText: string,
): Refusal {
	const isAhtPage = manner === 'aht' && state.switches.ahtCredentialTexts === 'aht';
	return isAhtPage
		? new Refusal(ahtText, 'error', state.switches.refusalStatus)
		: gatewayRefusal(state, gatewayText);
}

/** By user name, else by the token's or the key's owner, else the first: somebody's mode must rule. */
function findAccount(state: CloudAgentState, request: SimulatedRequest, body: JsonObject): Account {
	const { accounts } = state.data;
	const verdict = state.tokens.verify(bearerOf(request));
	const owner = verdict.is === 'valid' ? verdict.userName : undefined;
	const account =
		accounts.find(({ userName }) => userName === body['userName']) ??
		accounts.find(({ userName }) => userName === owner) ??
		accounts.find(({ apiKey }) => apiKey === apiKeyOf(request)) ??
		accounts[0];
	if (account === undefined) throw new Error('The simulator has no account');
	return account;
}

/** What follows `Bearer`; another scheme is taken as a token that does not hold. */
function bearerOf(request: SimulatedRequest): string {
	const header = request.headers.authorization?.trim() ?? '';
	return header.replace(/^Bearer\b/, '').trim();
}

export function apiKeyOf(request: SimulatedRequest): string {
	const header = request.headers['apikey'];
	return (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
}

function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
