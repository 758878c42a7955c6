import { UserError } from 'n8n-workflow';

import { parseDomain } from '../../shared/domain';

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
const SECRET_FIELDS = [
	'accessToken',
	'accessTokenSecret',
	'appSecret',
	'clientSecret',
	'token',
] as const;
const SHORTEST_SECRET = 4;

export function isLivePersonCredentialType(value: unknown): value is LivePersonCredentialType {
	return LIVE_PERSON_CREDENTIAL_TYPES.some((type) => type === value);
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
	const domain = textOf(data['domain']);
	return { accountId, domain: domain === '' ? undefined : parseDomain(domain, EXAMPLE_DOMAIN) };
}

/**
 * Gives a required field, without white space around it (pasted values bring it along).
 *
 * @throws UserError where it is empty
 */
export function readField(data: CredentialData, name: string, displayName: string): string {
	const text = textOf(data[name]);
	if (text === '') {
		throw new UserError(`The '${displayName}' of the credential is empty`, {
			description: `Open the credential and fill in '${displayName}'.`,
		});
	}
	return text;
}

/** What must never be shown, longest first, so that no part of a secret stays when it is cut out. */
export function secretsOf(data: CredentialData): string[] {
	return SECRET_FIELDS.map((name) => textOf(data[name]))
		.filter((secret) => secret.length >= SHORTEST_SECRET)
		.sort((a, b) => b.length - a.length);
}

function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
