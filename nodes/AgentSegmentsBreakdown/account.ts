import { UserError } from 'n8n-workflow';

import { parseDomain } from '../shared/domain';
import { toText } from '../shared/values';

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

/** Decrypted credential data, as n8n gives it: values may be missing or of another type. */
export type CredentialData = Readonly<Record<string, unknown>>;

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
/** Visible ASCII: anything else cannot stand in a request's header */
const SECRET = /^[\x21-\x7e]+$/;

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
	const domain = toText(data['domain']).trim();
	return { accountId, domain: domain === '' ? undefined : parseDomain(domain, EXAMPLE_DOMAIN) };
}

/**
 * Reads a required field, without white space around it (pasted values bring it along).
 *
 * @throws UserError where it is empty
 */
export function readField(data: CredentialData, name: string, displayName: string): string {
	const text = toText(data[name]).trim();
	if (text === '') {
		throw new UserError(`The '${displayName}' of the credential is empty`, {
			description: `Open the credential and fill in '${displayName}'.`,
		});
	}
	return text;
}

/**
 * Reads a key, secret or token. The word "Bearer", which is often copied along, is taken off.
 *
 * @throws UserError where it is empty or cannot be sent
 */
export function readSecret(data: CredentialData, name: string, displayName: string): string {
	const secret = readField(data, name, displayName).replace(/^Bearer\s+/i, '');
	if (SECRET.test(secret)) return secret;
	throw new UserError(`The '${displayName}' of the credential has characters that it cannot have`, {
		description: `Copy it again from LivePerson, without spaces or line breaks, into '${displayName}'.`,
	});
}

/** What must never be shown. A token that is fetched later is added to the list. */
export function secretsOf(data: CredentialData): string[] {
	return SECRET_FIELDS.map((name) => toText(data[name]).trim()).filter((secret) => secret !== '');
}
