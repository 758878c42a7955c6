import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { sendPlain } from '../../shared/send';
import { TokenNeeded, takeRefusedToken } from '../../shared/tokenRenewal';
import type { Account } from './account';
import { parseAccount } from './account';
import { isUsable, renewToken } from './token';

/*
 * n8n's engine calls `authenticate` for each request and, where that throws something whose
 * `response.status` is 401, `preAuthentication`. It stores what that returns in the credential, for
 * all executions and workers, and calls `authenticate` once more.
 */

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
	const { request, isRefused } = takeRefusedToken(requestOptions, account.sessionToken);
	return {
		...request,
		headers: { ...request.headers, ...toSecretHeader(account, isRefused) },
		disableFollowRedirect: true,
		// For requests of n8n's HTTP Request node, whose redirects are its own setting
		allowedDomains: requestOptions.allowedDomains ?? hostOf(account).hostname,
	};
}

/** Returns what n8n is to store as the session token; nothing where the mode uses none. */
export async function preAuthentication(
	http: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
): Promise<IDataObject> {
	const account = parseAccount(credentials);
	if (account.apiAuthentication !== 'TOKEN_AUTH') return {};
	return { sessionToken: await renewToken(sendPlain(http), account) };
}

function toSecretHeader(account: Account, isRefused: boolean): Record<string, string> {
	const { apiAuthentication, apiKey, sessionToken, token } = account;
	if (apiAuthentication === 'BASIC_AUTH') return { apiKey };
	if (apiAuthentication === 'token') return { Authorization: `Bearer ${token}` };
	if (isRefused || !isUsable(account)) throw new TokenNeeded();
	return { Authorization: `Bearer ${sessionToken}` };
}

/** A request may name its own address (n8n's HTTP Request node can): a secret does not go there. */
function refuseOtherHosts(account: Account, options: IHttpRequestOptions): void {
	const own = hostOf(account);
	const addresses = ['uri' in options ? options.uri : undefined, options.url].filter(Boolean);
	const isOwn = (address: unknown): boolean => {
		const text = String(address);
		if (!URL.canParse(text, options.baseURL)) return false;
		const { host, protocol } = new URL(text, options.baseURL);
		return protocol === 'https:' && host === own.host;
	};
	if (addresses.length > 0 && addresses.every(isOwn)) return;
	throw new UserError(`This CloudAgent credential is only for https://${own.host}`, {
		description: "Check the address of the request, or 'Region' of the credential.",
	});
}

function hostOf({ domain }: Account): URL {
	return new URL(`https://${domain}`);
}
