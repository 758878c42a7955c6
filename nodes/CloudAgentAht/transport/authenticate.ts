import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { Account } from './account';
import { parseAccount } from './account';
import { field, fromJson, isObject, textOf } from './fields';
import { hasTokenOfKey, hasUsableToken, renewToken } from './renewToken';
import { makeClaim } from './sessionToken';

/*
 * n8n's engine calls `authenticate` for each request and, where that throws an error whose
 * `response.status` is 401, `preAuthentication`, whose result it stores in the credential before it
 * calls `authenticate` once more. The credential's two functions are here; how the token is kept, and
 * why there are claims, is told in sessionToken.ts.
 */

/** The private header by which the node has the stored token changed. It is never sent. */
const STEP_HEADER = 'x-cloudagent-token-step';
/** The private header of the node's own requests. It is never sent. */
const AWAIT_HEADER = 'x-cloudagent-token-awaited';
/**
 * By it the credential's test asks that the token was made from the API key that is tested: n8n keeps
 * the stored token when somebody enters another key, and the test of any key would pass with it. It
 * is never sent.
 */
export const KEY_TEST_HEADER = 'x-cloudagent-key-test';
/** Where `authenticate` tells `preAuthentication` what to give: both get the same object. */
const WANTED = 'wantedInPlaceOfSessionToken';

/** One change of what the credential stores: what to put there, in place of what. */
export interface TokenStep {
	put: 'claim' | 'nothing' | 'token';
	inPlaceOf: string;
}

/** How every step ends: the store no longer has `inPlaceOf`, and no request was sent. */
export class TokenStepDone extends UserError {
	constructor() {
		super('The stored CloudAgent token was looked at');
	}
}

/** The stored token may not be used now; no request was sent. */
export class TokenAwaited extends UserError {
	constructor() {
		super('The stored CloudAgent token is being renewed');
	}
}

/** Makes the engine call `preAuthentication`. */
class TokenWanted extends Error {
	readonly response = { status: 401 };
}

export function toStepHeaders(step: TokenStep): Record<string, string> {
	return { [STEP_HEADER]: JSON.stringify(step) };
}

/**
 * For requests of the node, which renews tokens together with other processes: a request that finds
 * the token just being renewed ends in a TokenAwaited, and does not have the engine make another.
 */
export const AWAITING: Readonly<Record<string, string>> = { [AWAIT_HEADER]: 'true' };

/**
 * Signs a request with the header of the chosen API Authentication and no other, for the credential's
 * own domain and no other.
 */
export async function authenticate(
	credentials: ICredentialDataDecryptedObject,
	requestOptions: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const account = parseAccount(credentials);
	refuseOtherHosts(account, requestOptions);
	const {
		[STEP_HEADER]: step,
		[KEY_TEST_HEADER]: keyTest,
		[AWAIT_HEADER]: isAwaiting,
		...headers
	} = requestOptions.headers ?? {};
	if (step !== undefined) throw takeStep(credentials, account, step);
	if (isAwaiting !== undefined && !isSignable(account)) throw new TokenAwaited();
	return {
		...requestOptions,
		headers: { ...headers, ...secretHeader(account, keyTest !== undefined) },
		disableFollowRedirect: true,
		// For requests of n8n's HTTP Request node, whose redirects are its own setting
		allowedDomains: requestOptions.allowedDomains ?? hostOf(account).hostname,
	};
}

/** Gives what is to be stored as the session token, or nothing where none is used. */
export async function preAuthentication(
	http: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
): Promise<IDataObject> {
	const account = parseAccount(credentials);
	if (account.apiAuthentication !== 'TOKEN_AUTH') return {};
	const wanted = credentials[WANTED];
	delete credentials[WANTED];
	if (wanted === 'nothing') return { sessionToken: '' };
	if (wanted === 'claim' || account.sessionToken === '') {
		return { sessionToken: makeClaim(account.sessionToken) };
	}
	return { sessionToken: await renewToken(http, account) };
}

function takeStep(
	credentials: ICredentialDataDecryptedObject,
	account: Account,
	step: unknown,
): Error {
	const { put, inPlaceOf } = parseStep(step);
	if (account.sessionToken !== inPlaceOf) return new TokenStepDone();
	credentials[WANTED] = put;
	return new TokenWanted();
}

function parseStep(header: unknown): TokenStep {
	const step = fromJson(header);
	if (!isObject(step)) return { put: 'claim', inPlaceOf: '' };
	const put = (['nothing', 'token'] as const).find((name) => name === field(step, 'put'));
	return { put: put ?? 'claim', inPlaceOf: textOf(field(step, 'inPlaceOf')) };
}

function isSignable(account: Account): boolean {
	return account.apiAuthentication !== 'TOKEN_AUTH' || hasUsableToken(account);
}

function secretHeader(account: Account, isKeyTest: boolean): Record<string, string> {
	const { apiAuthentication, apiKey, sessionToken, token } = account;
	if (apiAuthentication === 'BASIC_AUTH') return { apiKey };
	if (apiAuthentication === 'token') return { Authorization: `Bearer ${token}` };
	const isUsable = isKeyTest ? hasTokenOfKey(account) : hasUsableToken(account);
	if (!isUsable) throw new TokenWanted('The CloudAgent token is to be renewed');
	return { Authorization: `Bearer ${sessionToken}` };
}

/** A request may name its own address (n8n's HTTP Request node can): a secret does not go there. */
function refuseOtherHosts(account: Account, options: IHttpRequestOptions): void {
	const address = 'uri' in options && options.uri ? String(options.uri) : options.url;
	const own = hostOf(account);
	const target = URL.canParse(address, options.baseURL)
		? new URL(address, options.baseURL)
		: undefined;
	if (target?.protocol === 'https:' && target.host === own.host) return;
	throw new UserError(`This CloudAgent credential is only for https://${own.host}`, {
		description: "Check the address of the request, or 'Region' of the credential.",
	});
}

function hostOf({ domain }: Account): URL {
	return new URL(`https://${domain}`);
}
