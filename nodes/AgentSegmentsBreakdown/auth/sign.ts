import { randomBytes } from 'node:crypto';

import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { CredentialData } from '../../shared/credentialData';
import { readSecret } from '../../shared/credentialData';
import { isLivePersonHost, readAccount } from '../account';
import { signOAuth1 } from './oauth1';

/** Adds the bearer token, provided that the request goes to the credential's own host. */
export function addBearer(
	data: CredentialData,
	token: string,
	request: IHttpRequestOptions,
): IHttpRequestOptions {
	assertOwnHost(data, targetOf(request));
	return withAuthorization(request, `Bearer ${token}`);
}

/** Signs the request with the four keys, provided that it goes to the credential's own host. */
export function addOAuth1(data: CredentialData, request: IHttpRequestOptions): IHttpRequestOptions {
	const target = targetOf(request);
	assertOwnHost(data, target);
	addQuery(target, request.qs);
	const { url, authorization } = signOAuth1(
		request.method ?? 'GET',
		target.href,
		{
			appKey: readSecret(data, 'appKey', 'App Key'),
			appSecret: readSecret(data, 'appSecret', 'App Secret'),
			accessToken: readSecret(data, 'accessToken', 'Access Token'),
			accessTokenSecret: readSecret(data, 'accessTokenSecret', 'Access Token Secret'),
		},
		{ timestamp: Math.floor(Date.now() / 1000), nonce: randomBytes(16).toString('hex') },
	);
	// The signed URL is whole: n8n must not put a base or a query of its own encoding to it
	delete request.baseURL;
	delete request.qs;
	return withAuthorization(
		{ ...request, url, ...('uri' in request ? { uri: url } : {}) },
		authorization,
	);
}

/** A redirect to another host is followed (by the HTTP Request node) without the credential. */
function withAuthorization(
	request: IHttpRequestOptions,
	authorization: string,
): IHttpRequestOptions {
	return {
		...request,
		headers: { ...request.headers, Authorization: authorization },
		sendCredentialsOnCrossOriginRedirect: false,
	};
}

/** The HTTP Request node gives the address as `uri`, every other node as `url`. */
function targetOf(request: IHttpRequestOptions & { uri?: unknown }): URL {
	const addresses = [request.uri, request.url].filter((address) => !!address).map(String);
	const [target, other] = addresses.map((address) => new URL(address, request.baseURL));
	if (target && (other ?? target).href === target.href) return target;
	throw new UserError('The request has no address, or two different ones', {
		description: 'Enter one address in the node that sends the request.',
	});
}

/**
 * A credential goes to its own Domain; where that is empty or one of LivePerson's hosts, to LivePerson,
 * whose services each have a host.
 */
function assertOwnHost(data: CredentialData, target: URL): void {
	const { domain } = readAccount(data);
	const isOwn =
		(domain !== undefined && target.host === new URL(`https://${domain}`).host) ||
		((domain === undefined || isLivePersonHost(domain)) && isLivePersonHost(target.host));
	if (isOwn && target.protocol === 'https:') return;
	throw new UserError(
		`The credential is not sent to ${target.protocol}//${target.host}, which is not its own host`,
		{
			description: domain
				? `Its 'Domain' is ${domain}. To call another LivePerson host with it, leave 'Domain' empty.`
				: "With an empty 'Domain' it is sent only over https and only to hosts under liveperson.net.",
		},
	);
}

function addQuery(target: URL, qs: IDataObject | undefined): void {
	for (const [name, value] of Object.entries(qs ?? {})) {
		if (value === undefined || value === null) continue;
		if (typeof value === 'object') {
			throw new UserError(`The query parameter '${name}' is a list or an object`, {
				description: 'OAuth 1.0 requests are signed with plain values only.',
			});
		}
		target.searchParams.append(name, String(value));
	}
}
