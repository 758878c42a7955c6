import { UserError } from 'n8n-workflow';

import type { CredentialData } from '../shared/credentialData';
import { readField, readText } from '../shared/credentialData';
import { parseDomain } from '../shared/domain';

export const LIVE_PERSON_CREDENTIAL_TYPES = [
	'livePersonOAuth2Api',
	'livePersonTokenApi',
	'livePersonOAuth1Api',
] as const;
export type LivePersonCredentialType = (typeof LIVE_PERSON_CREDENTIAL_TYPES)[number];

/** What every LivePerson credential names beside its secrets. */
export interface LivePersonAccount {
	accountId: string;
	/** `host` or `host:port`; absent means that LivePerson's Domain API is asked */
	domain: string | undefined;
}

export const EXAMPLE_DOMAIN = 'va.agent-activity.liveperson.net';

// As in the documented pattern of a file path: accountId=[a-zA-Z0-9]+
const ACCOUNT_ID = /^[a-zA-Z0-9]+$/;
const LIVE_PERSON_HOST = /^(?:[a-z0-9-]+\.)+liveperson\.net$/;
const SECRET_FIELDS = [
	'accessToken',
	'accessTokenSecret',
	'appSecret',
	'clientSecret',
	'token',
] as const;

export function isLivePersonCredentialType(value: unknown): value is LivePersonCredentialType {
	return LIVE_PERSON_CREDENTIAL_TYPES.some((type) => type === value);
}

/** Is a host of LivePerson's own, with or without the port of HTTPS. */
export function isLivePersonHost(host: string): boolean {
	return LIVE_PERSON_HOST.test(host.toLowerCase().replace(/:443$/, ''));
}

/** @throws UserError that names the field */
export function readAccount(data: CredentialData): LivePersonAccount {
	const accountId = readField(data, 'accountId', 'Account ID');
	if (!ACCOUNT_ID.test(accountId)) {
		throw new UserError("The 'Account ID' of the credential has characters that no account has", {
			description:
				'Enter only the letters and digits of the LivePerson account number, e.g. 12345678.',
		});
	}
	const domain = readText(data, 'domain');
	return { accountId, domain: domain === '' ? undefined : parseDomain(domain, EXAMPLE_DOMAIN) };
}

/** What must never be shown. A token that is fetched later is added to the list. */
export function secretsOf(data: CredentialData): string[] {
	return SECRET_FIELDS.map((name) => readText(data, name)).filter((secret) => secret !== '');
}
