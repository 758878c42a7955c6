import type { ApiError } from '../../shared/errors';
import { parseRetryAfterMs, retryWithin } from '../../shared/retry';
import type { Send } from '../../shared/send';
import { isRecord } from '../../shared/values';
import type { Account } from './account';
import { secretKey } from './account';
import { field, parseText, readEnvelope, textOf } from './answers';
import { refusalError, tokenLimitError, undocumentedError, unreadableError } from './errors';
import type { CloudAgentResponse } from './request';
import { isPassing, quote, sendTo } from './request';

/** What this process knows of the tokens that it made with one API key. */
interface KeyTokens {
	/** The request for the next one: whoever wants a token meanwhile waits for it, too */
	underWay?: Promise<string> | undefined;
	/** The latest, newest last */
	made: Array<{ token: string; atEpochMs: number }>;
	/** How far this machine's clock is ahead of CloudAgent's: an hour would expire every token at once */
	aheadMs: number;
	/** The token that CloudAgent refused last, and when its requests are repeated */
	refused?: { token: string; repeatAtEpochMs: number };
	/** Why there was none a moment ago: many items that meet it need not all ask again */
	failed?: { error: unknown; untilEpochMs: number };
}

/** Not the same in two processes: one finds the token expired first, and the other a new one */
const EXPIRY_MARGIN_MS = 20_000 + Math.random() * 20_000;
/** Never more than the account's ten an hour by our own doing, and some later where the first are lost */
const MOST_TOKENS = 5;
const MOST_TOKENS_WITHIN_MS = 30 * 60_000;
const FAILED_FOR_MS = 5_000;
/** Of two processes that meet the same dead token, one mostly finds the token of the other then */
const LONGEST_PAUSE_MS = 4_000;
/** All attempts together: less than a request waits for its token */
const TOKEN_MS = 25_000;
/** What a server or network that falters may need */
const PAUSES_MS = [1_000, 4_000];
// What a token may consist of, so that it can stand in a header
const TOKEN = /^[\x21-\x7e]{1,8192}$/;

const tokensByKey = new Map<string, KeyTokens>();

/** Whether the stored token can go with a request: there is one, it lives, and it was not just refused. */
export function isUsable(account: Account, refusedToken?: string): boolean {
	const { sessionToken } = account;
	if (sessionToken === '' || sessionToken === refusedToken) return false;
	return isAlive(sessionToken, tokensOf(account));
}

/** The token that this process made last: a request whose stored token was not usable goes out with it. */
export function newestToken(account: Account): string {
	return tokensOf(account).made.at(-1)?.token ?? '';
}

/** Every secret of the account that this process knows of: none may be shown. */
export function secretsOf(account: Account): string[] {
	const made = tokensOf(account).made.map(({ token }) => token);
	return [account.apiKey, account.token, account.sessionToken, ...made];
}

/**
 * How long (ms) to wait before a request is repeated whose token was refused: a random moment, the
 * same one for all requests of this process. The process that comes first renews the token, and the
 * others find the new one in the stored credential.
 */
export function pauseAfterRefusal(account: Account, refusedToken: string): number {
	const tokens = tokensOf(account);
	if (tokens.refused?.token !== refusedToken) {
		const repeatAtEpochMs = Date.now() + Math.random() * LONGEST_PAUSE_MS;
		tokens.refused = { token: refusedToken, repeatAtEpochMs };
	}
	return Math.max(0, tokens.refused.repeatAtEpochMs - Date.now());
}

/**
 * Returns a token in place of the account's stored one: the newest of this process where that is the
 * younger one, else one that CloudAgent makes now, which ends the one before. Returns the stored one
 * where so many were made of late that another would not help either.
 *
 * @throws ApiError that tells why CloudAgent makes none
 */
export async function renewToken(send: Send, account: Account): Promise<string> {
	const tokens = tokensOf(account);
	const newest = newestToken(account);
	const isYounger = readJwt(newest).issuedAt > readJwt(account.sessionToken).issuedAt;
	if (isYounger && isAlive(newest, tokens)) return newest;
	if (tokens.failed && tokens.failed.untilEpochMs > Date.now()) throw tokens.failed.error;
	tokens.underWay ??= makeNext(send, account, tokens).finally(() => {
		tokens.underWay = undefined;
	});
	return await tokens.underWay;
}

async function makeNext(send: Send, account: Account, tokens: KeyTokens): Promise<string> {
	const sinceEpochMs = Date.now() - MOST_TOKENS_WITHIN_MS;
	const lately = tokens.made.filter(({ atEpochMs }) => atEpochMs > sinceEpochMs);
	if (lately.length >= MOST_TOKENS) return account.sessionToken;
	const [outcome] = await Promise.allSettled([requestToken(send, account)]);
	const atEpochMs = Date.now();
	if (outcome.status === 'rejected') {
		tokens.failed = { error: outcome.reason, untilEpochMs: atEpochMs + FAILED_FOR_MS };
		throw outcome.reason;
	}
	const token = outcome.value;
	const { issuedAt } = readJwt(token);
	tokens.made = [...tokens.made.slice(-MOST_TOKENS), { token, atEpochMs }];
	tokens.aheadMs = issuedAt === 0 ? 0 : atEpochMs - issuedAt;
	return token;
}

/** Asks for a token, and again where the server or the network falters. */
async function requestToken(send: Send, account: Account): Promise<string> {
	const deadlineEpochMs = Date.now() + TOKEN_MS;
	const outcome = await retryWithin(
		async () =>
			await requestTokenOnce(send, account, deadlineEpochMs).catch((error: unknown) => ({ error })),
		(each, attempt) =>
			typeof each === 'object' && isPassing(each.error) ? PAUSES_MS[attempt - 1] : undefined,
		{ deadlineEpochMs },
	);
	if (typeof outcome === 'string') return outcome;
	throw outcome.error;
}

async function requestTokenOnce(
	send: Send,
	account: Account,
	deadlineEpochMs: number,
): Promise<string> {
	const response = await sendTo(
		send,
		account,
		{
			method: 'POST',
			path: '/ca_apis/CAToken/generateToken',
			headers: { apiKey: account.apiKey },
			body: { userName: account.userName },
		},
		{ deadlineEpochMs },
	);
	const value = parseText(response.text);
	const token = isRecord(value) ? textOf(field(value, 'token')) : '';
	if (TOKEN.test(token)) return token;
	throw toError(account, response, value);
}

function toError(
	account: Account,
	{ headers, status, text }: CloudAgentResponse,
	value: unknown,
): ApiError {
	const { refusal, text: told } = readEnvelope(status, value);
	if (refusal === 'limitExceeded')
		return tokenLimitError(parseRetryAfterMs(headers['retry-after']));
	if (refusal && refusal !== 'noCalls') return refusalError(refusal, account.apiAuthentication);
	const secrets = secretsOf(account);
	if (told !== '' && isRecord(value)) return undocumentedError(quote(told, secrets), status);
	return unreadableError(account, quote(text, secrets, 200), status);
}

function tokensOf(account: Account): KeyTokens {
	const key = secretKey(account);
	const tokens = tokensByKey.get(key) ?? { made: [], aheadMs: 0 };
	tokensByKey.set(key, tokens);
	return tokens;
}

function isAlive(token: string, { aheadMs }: KeyTokens): boolean {
	return readJwt(token).expiresAt - EXPIRY_MARGIN_MS > Date.now() - aheadMs;
}

/**
 * When a token was issued (0 where it does not tell) and when it expires (never where it does not
 * tell: CloudAgent will), epoch ms by CloudAgent's clock. Its signature is CloudAgent's business.
 */
function readJwt(token: string): { issuedAt: number; expiresAt: number } {
	const payload = parseText(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
	const { exp, iat } = isRecord(payload) ? payload : {};
	return {
		issuedAt: typeof iat === 'number' ? iat * 1000 : 0,
		expiresAt: typeof exp === 'number' ? exp * 1000 : Infinity,
	};
}
