import { DateTime } from 'luxon';
import type { IHttpRequestHelper } from 'n8n-workflow';

import { quoteApiText } from '../../shared/apiText';
import { parseRetryAfterMs } from '../../shared/retry';
import type { Account } from './account';
import { refusalOf } from './answers';
import type { CloudAgentResponse } from './egress';
import { hideSecrets, sendUnsigned } from './egress';
import { CloudAgentFault, refusalFault, undocumentedFault, unreadableFault } from './faults';
import { field, fromJson, isObject, textOf } from './fields';

const TOKENS_AN_HOUR = 10;
const HOUR_MS = 3_600_000;
const TOO_MANY_REQUESTS = 429;
// What a token may consist of, so that it can stand in a header
const TOKEN = /^[\x21-\x7e]{1,8192}$/;

/**
 * Asks CloudAgent for a token. The account's older token is dead from then on.
 *
 * @param mintedAtEpochMs when this process made tokens for the account, to tell when one may be made again
 * @throws CloudAgentFault with kind `tokenLimit` where the ten tokens of the hour are used up
 */
export async function mintToken(
	http: IHttpRequestHelper,
	account: Account,
	mintedAtEpochMs: readonly number[],
): Promise<string> {
	const answer = await sendUnsigned(http, account, {
		method: 'POST',
		path: '/ca_apis/CAToken/generateToken',
		headers: { apiKey: account.apiKey },
		body: { userName: account.userName },
	});
	const body = fromJson(answer.body);
	const token = isObject(body) ? textOf(field(body, 'token')) : '';
	if (TOKEN.test(token)) return token;
	throw mintFault(account, { ...answer, body: hideSecrets(body, account) }, mintedAtEpochMs);
}

function mintFault(
	account: Account,
	{ statusCode, headers, body }: CloudAgentResponse,
	mintedAtEpochMs: readonly number[],
): CloudAgentFault {
	const text = refusalText(body);
	const refusal = statusCode === TOO_MANY_REQUESTS ? 'limitExceeded' : refusalOf(text);
	if (refusal === 'limitExceeded') {
		const retryAfterMs = parseRetryAfterMs(headers['retry-after']);
		return tokenLimitFault(nextTokenAt(mintedAtEpochMs, retryAfterMs));
	}
	if (refusal && refusal !== 'noCalls') return refusalFault(refusal, account.apiAuthentication);
	if (text !== '' && isObject(body)) return undocumentedFault(quoteApiText(text), statusCode);
	return unreadableFault(account, quoteApiText(textOf(body), 200), statusCode);
}

function refusalText(body: unknown): string {
	if (!isObject(body)) return textOf(body);
	const message = field(body, 'message') ?? field(body, 'error');
	return isObject(message) ? Object.values(message).map(textOf).join('; ') : textOf(message);
}

/** When the hour's oldest token is an hour old, if this process made all ten; else what CloudAgent says. */
function nextTokenAt(
	mintedAtEpochMs: readonly number[],
	retryAfterMs: number | undefined,
): DateTime | undefined {
	if (retryAfterMs !== undefined) return DateTime.utc().plus({ milliseconds: retryAfterMs });
	const oldest = mintedAtEpochMs.at(-TOKENS_AN_HOUR);
	if (oldest === undefined) return undefined;
	const next = DateTime.fromMillis(oldest + HOUR_MS, { zone: 'utc' });
	return next > DateTime.utc() ? next : undefined;
}

function tokenLimitFault(next: DateTime | undefined): CloudAgentFault {
	const moment = next ?? DateTime.utc().plus({ hours: 1 });
	const minutes = Math.max(1, Math.ceil(moment.diffNow('minutes').minutes));
	const atLatest = next ? '' : ' at the latest';
	return new CloudAgentFault(
		'tokenLimit',
		`The ${TOKENS_AN_HOUR} tokens that CloudAgent makes an hour are used up until ${moment.toFormat('HH:mm')} UTC${atLatest}`,
		`Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}${atLatest}. All programs and credentials that make tokens for this account share the ${TOKENS_AN_HOUR}: use one credential in all workflows.`,
	);
}
