import { UserError } from 'n8n-workflow';

import { toText } from './values';

/** Decrypted credential data, as n8n gives it: values may be missing or of another type. */
export type CredentialData = Readonly<Record<string, unknown>>;

/** Visible ASCII: anything else cannot stand in a request's header */
const SECRET = /^[\x21-\x7e]+$/;

/** Reads a field, without white space around it (pasted values bring it along); empty where there is none. */
export function readText(data: CredentialData, name: string): string {
	return toText(data[name]).trim();
}

/** @throws UserError where the field is empty */
export function readField(data: CredentialData, name: string, displayName: string): string {
	const text = readText(data, name);
	if (text !== '') return text;
	throw new UserError(`The '${displayName}' of the credential is empty`, {
		description: `Open the credential and fill in '${displayName}'.`,
	});
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
		description: `Copy it again, without spaces or line breaks, into '${displayName}'.`,
	});
}
