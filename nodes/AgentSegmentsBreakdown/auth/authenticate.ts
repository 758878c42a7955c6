import { randomBytes } from 'node:crypto';

import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { CredentialData } from './account';
import { readAccount, readField } from './account';
import { signOAuth1 } from './oauth1';

const LIVE_PERSON_HOST = /^(?:[a-z0-9-]+\.)+liveperson\.net$/;

/** Is a host of LivePerson's own, with or without the port of HTTPS. */
export function isLivePersonHost(host: string): boolean {
	return LIVE_PERSON_HOST.test(host.toLowerCase().replace(/:443$/, ''));
}

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
			appKey: readField(data, 'appKey', 'App Key'),
			appSecret: readField(data, 'appSecret', 'App Secret'),
			accessToken: readField(data, 'accessToken', 'Access Token'),
			accessTokenSecret: readField(data, 'accessTokenSecret', 'Access Token Secret'),
		},
		{ timestamp: Math.floor(Date.now() / 1000), nonce: randomBytes(16).toString('hex') },
	);
	// The signed URL is whole: n8n must not put a base or a query of its own encoding to it
	delete request.baseURL;
	delete request.qs;
	return withAuthorization({ ...request, url }, authorization);
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
	const address = request.url || request.uri;
	return new URL(String(address ?? ''), request.baseURL);
}

function assertOwnHost(data: CredentialData, target: URL): void {
	const { domain } = readAccount(data);
	const isOwn = domain
		? target.host === new URL(`https://${domain}`).host
		: isLivePersonHost(target.host);
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
