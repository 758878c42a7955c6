import { UserError } from 'n8n-workflow';

import type { CredentialData } from '../../shared/credentialData';
import { readSecret } from '../../shared/credentialData';
import { ApiError, quoteHidden } from '../../shared/errors';
import { isWebPage, parseJson } from '../../shared/json';
import type { ApiResponse, Send } from '../../shared/send';
import { isRecord } from '../../shared/values';
import { readAccount, secretsOf } from '../account';
import { findDomain } from '../api/domainApi';
import type { RequestTarget } from '../api/errors';
import { responseError, sendFailureError, shapeError } from '../api/errors';
import type { RequestLimits } from '../api/request';
import { sendWithRetries } from '../api/request';
import { writeQuery } from '../query';

/** n8n waits for the token before it sends the request that needs it */
const MAX_WAIT_MS = 60_000;
/** What can stand in a request's header */
const TOKEN = /^[\x21-\x7e]{1,8192}$/;
/** Fields of an answer that say what is wrong; any other may be a token under another name */
const TELLING = ['error', 'error_description', 'message', 'code', 'status'];

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
	limits: RequestLimits = { deadlineEpochMs: Date.now() + MAX_WAIT_MS },
): Promise<string> {
	const { accountId } = readAccount(data);
	const form = writeQuery([
		['client_id', readSecret(data, 'clientId', 'Client ID')],
		['client_secret', readSecret(data, 'clientSecret', 'Client Secret')],
		['grant_type', 'client_credentials'],
	]).slice(1);
	const key = `${accountId}?${form}`;
	const started = underWay.get(key);
	if (started) return await started;
	const request = fetchToken(send, data, accountId, form, limits);
	underWay.set(key, request);
	try {
		return await request;
	} finally {
		underWay.delete(key);
	}
}

async function fetchToken(
	send: Send,
	data: CredentialData,
	accountId: string,
	body: string,
	limits: RequestLimits,
): Promise<string> {
	const host = await findDomain(send, accountId, 'sentinel', limits);
	const secrets = secretsOf(data);
	const target: RequestTarget = { host, credentialType: undefined, isDomainGiven: false, secrets };
	const url = `https://${host}/sentinel/api/v2/account/${accountId}/app/token`;
	const headers = {
		accept: 'application/json',
		'content-type': 'application/x-www-form-urlencoded',
	};
	const response = await sendWithRetries(
		send,
		{ method: 'POST', url, headers, body },
		limits,
	).catch(async (caught: unknown) => await Promise.reject(sendFailureError(caught, target)));
	if (response.status === 200) return readToken(response, target);
	if ([400, 401, 403].includes(response.status) && !isWebPage(response)) {
		throw refused(response, accountId, secrets);
	}
	throw responseError(response, target);
}

function readToken(response: ApiResponse, target: RequestTarget): string {
	const body = parseJson(response.body);
	const token = isRecord(body) ? body['access_token'] : undefined;
	if (typeof token === 'string' && TOKEN.test(token)) return token;
	throw shapeError({ ...response, body: withoutUnknownTexts(body) }, target, 'an access token');
}

function withoutUnknownTexts(body: unknown): Buffer {
	const hide = (key: string, value: unknown) =>
		typeof value === 'string' && !TELLING.includes(key) ? '***' : value;
	return Buffer.from(JSON.stringify(body, hide) ?? '');
}

function refused({ body }: ApiResponse, accountId: string, secrets: readonly string[]): UserError {
	const answer = parseJson(body);
	const { error, error_description: detail } = isRecord(answer) ? answer : {};
	const text = [quoteHidden(error, secrets), quoteHidden(detail, secrets)]
		.filter(Boolean)
		.join(', ');
	return new ApiError("LivePerson does not accept the 'Client ID' and 'Client Secret'", {
		description: `Check both in the credential, and that the application is installed for account ${accountId} (Management Console > Application Install).${
			text ? ` LivePerson says: ${text}` : ''
		}`,
		failure: { cause: 'credential-invalid' },
	});
}
