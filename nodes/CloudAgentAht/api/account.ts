import { createHash } from 'node:crypto';
import { UserError } from 'n8n-workflow';

import type { CredentialData } from '../../shared/credentialData';
import { readField, readSecret, readText } from '../../shared/credentialData';
import { parseDomain } from '../../shared/domain';

export const CREDENTIAL_TYPE = 'cloudAgentApi';

/**
 * What the credential's API Authentication can be: the two settings of CloudAgent's admin page, and a
 * token that somebody made elsewhere and typed in.
 */
const API_AUTHENTICATIONS = ['TOKEN_AUTH', 'BASIC_AUTH', 'token'] as const;
export type ApiAuthentication = (typeof API_AUTHENTICATIONS)[number];

/** The credential, checked and typed. */
export interface Account {
	/** `host` or `host:port` */
	domain: string;
	userName: string;
	apiAuthentication: ApiAuthentication;
	/** Empty where API Authentication is a token given by hand */
	apiKey: string;
	/** The token given by hand; empty otherwise */
	token: string;
	/** What TOKEN_AUTH keeps in the stored credential: a token, or nothing yet */
	sessionToken: string;
}

/** The regions of the credential. */
export const DOMAINS: Readonly<Record<string, string>> = {
	india: 'in1-ccaas-api.ozonetel.com',
	international: 'api.ccaas.ozonetel.com',
};
const EXAMPLE_DOMAIN = 'in1-ccaas-api.ozonetel.com';

/**
 * Reads the credential's data.
 *
 * @throws UserError that names the field, where one is missing or cannot be right
 */
export function parseAccount(data: CredentialData): Account {
	const apiAuthentication = readApiAuthentication(data);
	const isByHand = apiAuthentication === 'token';
	return {
		domain: readDomain(data),
		userName: readField(data, 'userName', 'User Name'),
		apiAuthentication,
		apiKey: isByHand ? '' : readSecret(data, 'apiKey', 'API Key'),
		token: isByHand ? readSecret(data, 'token', 'Token') : '',
		sessionToken: readText(data, 'sessionToken'),
	};
}

/** Tells accounts apart: limits and tokens belong to a domain and a user name. */
export function accountKey({ domain, userName }: Pick<Account, 'domain' | 'userName'>): string {
	return `${domain}|${userName.toLowerCase()}`;
}

/**
 * Tells accounts and their secrets apart: what was got with one API key must not be given to somebody
 * who has another.
 */
export function secretKey(account: Account): string {
	const { apiAuthentication, apiKey, token } = account;
	const secrets = createHash('sha256').update(JSON.stringify([apiAuthentication, apiKey, token]));
	return `${accountKey(account)}|${secrets.digest('base64url')}`;
}

function readDomain(data: CredentialData): string {
	const region = readText(data, 'region');
	const known = Object.hasOwn(DOMAINS, region) ? DOMAINS[region] : undefined;
	return known ?? parseDomain(readText(data, 'domain'), EXAMPLE_DOMAIN);
}

function readApiAuthentication(data: CredentialData): ApiAuthentication {
	const chosen = readText(data, 'apiAuthentication');
	const known = API_AUTHENTICATIONS.find((name) => name === chosen);
	if (known) return known;
	throw new UserError("The 'API Authentication' of the credential has an unknown value", {
		description: "Open the credential and choose it again in 'API Authentication'.",
	});
}
