import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { Send } from '../../shared/send';
import { sendFromCredentialTest } from '../../shared/send';
import type { Account } from './account';
import { parseAccount } from './account';
import {
	limitInTestError,
	refusalError,
	tokenRejectedError,
	undocumentedError,
	unreadableError,
} from './errors';
import { readAht } from './readAht';
import { quote, sendTo } from './request';
import { isTokenRefusal } from './signedRequest';
import { renewToken, secretsOf } from './token';

/** All requests together */
const TEST_MS = 40_000;
const NOBODY = 'n8n-credential-test';
const MOST_TOKENS = 2;

/**
 * The credential's test: one AHT request for an agent that cannot exist. CloudAgent only looks for the
 * agent once it has accepted the credential, so "agentId is Invalid" is the good answer, and the only
 * one beside an AHT or none.
 *
 * A token is made from the API key that is tested: the stored one may be another key's.
 */
export async function testCloudAgentApi(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const account = parseAccount(credential.data ?? {});
		await testAccount(sendFromCredentialTest(this), account, Date.now() + TEST_MS);
		return { status: 'OK', message: 'Connection successful!' };
	} catch (caught) {
		const message = caught instanceof Error ? caught.message : String(caught);
		const description = caught instanceof UserError ? caught.description : undefined;
		return { status: 'Error', message: description ? `${message}. ${description}` : message };
	}
}

async function testAccount(send: Send, account: Account, deadlineEpochMs: number): Promise<void> {
	let token = '';
	for (let count = 0; count < MOST_TOKENS; count++) {
		token = await tokenFor(send, account, token);
		if (await isAccepted(send, { ...account, sessionToken: token }, deadlineEpochMs)) return;
	}
	throw tokenRejectedError();
}

/** The newest token of this process made from the API key, or the next; none where none is needed. */
async function tokenFor(send: Send, account: Account, refused: string): Promise<string> {
	if (account.apiAuthentication !== 'TOKEN_AUTH') return '';
	const token = await renewToken(send, { ...account, sessionToken: refused });
	if (token === refused) throw tokenRejectedError();
	return token;
}

/** Returns false where CloudAgent refused a token that can be renewed. */
async function isAccepted(send: Send, account: Account, deadlineEpochMs: number): Promise<boolean> {
	const { apiAuthentication, apiKey, sessionToken, token, userName } = account;
	const bearer = apiAuthentication === 'token' ? token : sessionToken;
	const { status, text } = await sendTo(
		send,
		account,
		{
			method: 'POST',
			path: '/ca_apis/aht',
			headers:
				apiAuthentication === 'BASIC_AUTH' ? { apiKey } : { Authorization: `Bearer ${bearer}` },
			body: { userName, agentId: NOBODY },
		},
		{ deadlineEpochMs },
	);
	const answer = readAht(status, text, { agentId: NOBODY });
	const secrets = secretsOf(account);
	switch (answer.kind) {
		case 'aht':
			return true;
		case 'refused':
			if (answer.refusal === 'agentUnknown') return true;
			if (isTokenRefusal(account, answer.refusal)) return false;
			if (answer.refusal === 'limitExceeded') throw limitInTestError();
			throw refusalError(answer.refusal, apiAuthentication);
		case 'undocumented':
			throw undocumentedError(quote(answer.text, secrets), status);
		default:
			throw unreadableError(account, quote(text, secrets, 200), status);
	}
}
