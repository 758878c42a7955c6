import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IHttpRequestOptions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { findDomain } from '../transport/domain';
import { sendFromCredentialTest } from '../transport/egress';
import { describeAnswer, describeFault, describeShape } from '../transport/errors';
import type { Asked, Explanation } from '../transport/explanation';
import type { Answer, Send } from '../transport/http';
import { writeQuery } from '../transport/http';
import { parseJson } from '../transport/json';
import type { CredentialData, LivePersonCredentialType } from './account';
import { isLivePersonCredentialType, readAccount, readField, secretsOf } from './account';
import { addBearer, addOAuth1 } from './authenticate';
import { requestAccessToken } from './sentinel';

const TIMEOUT_MS = 30_000;
/** Somebody is looking at the form and waits */
const PATIENCE_MS = 20_000;
const SOURCE = 'n8n_credential_test';

/**
 * Tests any of the LivePerson credential types. It is a function rather than a request written into
 * the credential: that could neither look up a blank Domain nor read the reason of a 401, and showed
 * one text for a wrong key, a wrong secret and a missing permission.
 */
export async function livePersonCredentialTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const explanation = await explainCredential(sendFromCredentialTest(this), credential);
	return explanation
		? { status: 'Error', message: `${explanation.message}. ${explanation.description}`.trim() }
		: { status: 'OK', message: 'LivePerson accepted the credential' };
}

/** What is wrong with the credential, or nothing. */
async function explainCredential(
	send: Send,
	{ type, data = {} }: ICredentialsDecrypted,
): Promise<Explanation | undefined> {
	const asked: Asked = {
		host: 'LivePerson',
		credentialType: isLivePersonCredentialType(type) ? type : undefined,
		isDomainGiven: false,
		secrets: secretsOf(data),
	};
	try {
		const { accountId, domain } = readAccount(data);
		const patience = { deadlineEpochMs: Date.now() + PATIENCE_MS };
		asked.isDomainGiven = domain !== undefined;
		asked.host = domain ?? (await findDomain(send, accountId, 'agentActivityDomain', patience));
		const url = probeUrl(asked.host, accountId);
		const authenticated = await authenticate(send, asked.credentialType, data, url);
		return judge(await send(authenticated), asked);
	} catch (fault) {
		return describeFault(fault, asked);
	}
}

/**
 * The plain segments, one of them: unlike the list of files, this method does not answer 404 to a time
 * frame without data, so here a 404 means a wrong account or host.
 */
function probeUrl(host: string, accountId: string): string {
	const query = writeQuery([
		['source', SOURCE],
		['limit', '1'],
	]);
	return `https://${host}/api/account/${accountId}/agent-segments${query}`;
}

async function authenticate(
	send: Send,
	type: LivePersonCredentialType | undefined,
	data: CredentialData,
	url: string,
): Promise<Parameters<Send>[0]> {
	const request: IHttpRequestOptions = { method: 'GET', url };
	const signed = await addCredential(send, type, data, request);
	const authorization = String(signed.headers?.['Authorization']);
	return {
		method: 'GET',
		url: signed.url,
		headers: { accept: 'application/json', authorization },
		timeoutMs: TIMEOUT_MS,
	};
}

async function addCredential(
	send: Send,
	type: LivePersonCredentialType | undefined,
	data: CredentialData,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	switch (type) {
		case 'livePersonOAuth1Api':
			return addOAuth1(data, request);
		case 'livePersonTokenApi':
			return addBearer(data, readField(data, 'token', 'Token'), request);
		default: {
			const patience = { deadlineEpochMs: Date.now() + PATIENCE_MS };
			return addBearer(data, await requestAccessToken(send, data, patience), request);
		}
	}
}

function judge(answer: Answer, asked: Asked): Explanation | undefined {
	if (answer.status !== 200) return describeAnswer(answer, asked);
	const isJson = parseJson(answer.body) !== undefined;
	return isJson ? undefined : describeShape(answer, asked, 'data of the Actual Handle Time API');
}
