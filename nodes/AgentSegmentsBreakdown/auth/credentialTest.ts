import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IHttpRequestOptions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { BaseError } from 'n8n-workflow';

import type { CredentialData } from '../../shared/credentialData';
import { readSecret } from '../../shared/credentialData';
import { parseJson } from '../../shared/json';
import type { ApiResponse, Send } from '../../shared/send';
import { sendFromCredentialTest } from '../../shared/send';
import type { LivePersonCredentialType } from '../account';
import { isLivePersonCredentialType, readAccount, secretsOf } from '../account';
import { findDomain } from '../api/domainApi';
import type { RequestTarget } from '../api/errors';
import { responseError, sendFailureError, shapeError } from '../api/errors';
import type { RequestLimits } from '../api/request';
import { parseAgentSegments } from '../parse/agentSegments';
import { writeQuery } from '../query';
import { requestAccessToken } from './accessToken';
import { addBearer, addOAuth1 } from './sign';

/** Somebody is looking at the form and waits */
const MAX_WAIT_MS = 20_000;
const MAX_BYTES = 1024 * 1024;
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
	const error = await findFault(sendFromCredentialTest(this), credential);
	if (!error) return { status: 'OK', message: 'LivePerson accepted the credential' };
	const description = error instanceof BaseError ? (error.description ?? '') : '';
	return { status: 'Error', message: `${error.message}. ${description}`.trim() };
}

/** What is wrong with the credential, or nothing. */
async function findFault(
	send: Send,
	{ type, data = {} }: ICredentialsDecrypted,
): Promise<Error | undefined> {
	const secrets = secretsOf(data);
	const credentialType = isLivePersonCredentialType(type) ? type : undefined;
	const target: RequestTarget = {
		host: 'LivePerson',
		credentialType,
		isDomainGiven: false,
		secrets,
	};
	try {
		const { accountId, domain } = readAccount(data);
		const limits = { deadlineEpochMs: Date.now() + MAX_WAIT_MS };
		target.isDomainGiven = domain !== undefined;
		target.host = domain ?? (await findDomain(send, accountId, 'agentActivityDomain', limits));
		const request = { method: 'GET' as const, url: probeUrl(target.host, accountId) };
		const { url, headers } = await sign(send, credentialType, data, request, limits, secrets);
		const response = await send({
			method: 'GET',
			url,
			headers: { accept: 'application/json', authorization: String(headers?.['Authorization']) },
			maxBytes: MAX_BYTES,
			...limits,
		});
		return faultOf(response, target);
	} catch (caught) {
		return sendFailureError(caught, target);
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

async function sign(
	send: Send,
	type: LivePersonCredentialType | undefined,
	data: CredentialData,
	request: IHttpRequestOptions,
	limits: RequestLimits,
	secrets: string[],
): Promise<IHttpRequestOptions> {
	switch (type) {
		case 'livePersonOAuth1Api':
			return addOAuth1(data, request);
		case 'livePersonTokenApi':
			return addBearer(data, readSecret(data, 'token', 'Token'), request);
		default: {
			const token = await requestAccessToken(send, data, limits);
			secrets.push(token);
			return addBearer(data, token, request);
		}
	}
}

/** Only the answer that is documented proves the credential. */
function faultOf(response: ApiResponse, target: RequestTarget): Error | undefined {
	if (response.status !== 200 && response.status !== 206) return responseError(response, target);
	return parseAgentSegments(parseJson(response.body))
		? undefined
		: shapeError(response, target, 'data of the Actual Handle Time API');
}
