import { UserError } from 'n8n-workflow';

import { findDomain } from '../transport/domain';
import { describeAnswer, describeFault, describeShape } from '../transport/errors';
import type { Asked } from '../transport/explanation';
import { quote, toUserError } from '../transport/explanation';
import type { Answer, Send } from '../transport/http';
import { isRecord, writeQuery } from '../transport/http';
import { parseJson } from '../transport/json';
import type { Patience } from '../transport/request';
import { sendPatiently } from '../transport/request';
import type { CredentialData } from './account';
import { readAccount, readField, secretsOf } from './account';

const TIMEOUT_MS = 30_000;
/** n8n waits for the token before it sends the request that needs it */
const PATIENCE_MS = 60_000;

/** Requests under way, so that several downloads whose token was refused ask for one new token */
const underWay = new Map<string, Promise<string>>();

/**
 * Gets a token with the client credentials of an installed application ("OAuth 2.0 Client
 * Credentials", version 2), from the account's `sentinel` host.
 *
 * @throws UserError that tells a wrong account from a wrong secret
 */
export async function requestAccessToken(
	send: Send,
	data: CredentialData,
	patience: Patience = { deadlineEpochMs: Date.now() + PATIENCE_MS },
): Promise<string> {
	const { accountId } = readAccount(data);
	const form = writeQuery([
		['client_id', readField(data, 'clientId', 'Client ID')],
		['client_secret', readField(data, 'clientSecret', 'Client Secret')],
		['grant_type', 'client_credentials'],
	]).slice(1);
	const key = `${accountId}?${form}`;
	const asked = underWay.get(key);
	if (asked) return await asked;
	const asking = askForToken(send, data, accountId, form, patience);
	underWay.set(key, asking);
	try {
		return await asking;
	} finally {
		underWay.delete(key);
	}
}

async function askForToken(
	send: Send,
	data: CredentialData,
	accountId: string,
	form: string,
	patience: Patience,
): Promise<string> {
	const host = await findDomain(send, accountId, 'sentinel', patience);
	const secrets = secretsOf(data);
	const asked: Asked = { host, credentialType: undefined, isDomainGiven: false, secrets };
	const answer = await askSentinel(send, asked, accountId, form, patience);
	if (answer.status === 200) return readToken(answer, asked);
	if ([400, 401, 403].includes(answer.status)) throw refused(answer, accountId, secrets);
	throw toUserError(describeAnswer(answer, asked));
}

async function askSentinel(
	send: Send,
	asked: Asked,
	accountId: string,
	body: string,
	patience: Patience,
): Promise<Answer> {
	try {
		return await sendPatiently(
			send,
			{
				method: 'POST',
				url: `https://${asked.host}/sentinel/api/v2/account/${accountId}/app/token`,
				headers: {
					accept: 'application/json',
					'content-type': 'application/x-www-form-urlencoded',
				},
				body,
				timeoutMs: TIMEOUT_MS,
			},
			patience,
		);
	} catch (fault) {
		throw toUserError(describeFault(fault, asked));
	}
}

function readToken(answer: Answer, asked: Asked): string {
	const body = parseJson(answer.body);
	const token = isRecord(body) ? body['access_token'] : undefined;
	if (typeof token === 'string' && token !== '') return token;
	// The body is not quoted: it may hold a token under another name
	const unquoted = { ...answer, body: Buffer.alloc(0) };
	throw toUserError(describeShape(unquoted, asked, 'an access token'));
}

function refused(answer: Answer, accountId: string, secrets: readonly string[]): UserError {
	const body = parseJson(answer.body);
	const { error, error_description: detail } = isRecord(body) ? body : {};
	const text = [quote(error, secrets), quote(detail, secrets)].filter(Boolean).join(', ');
	return new UserError("LivePerson does not accept the 'Client ID' and 'Client Secret'", {
		description: `Check both in the credential, and that the application is installed for account ${accountId} (Management Console > Application Install).${
			text ? ` LivePerson says: ${text}` : ''
		}`,
	});
}
