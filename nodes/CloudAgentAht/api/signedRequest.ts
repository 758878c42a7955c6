import type { RequestContext } from '../../shared/compat';
import { wait } from '../../shared/compat';
import { sendWithCredential } from '../../shared/send';
import type { Account } from './account';
import { CREDENTIAL_TYPE, parseAccount } from './account';
import type { Refusal } from './answers';
import { tokenRejectedError } from './errors';
import type { CloudAgentRequest, CloudAgentResponse, RequestLimits } from './request';
import { isPassing, sendTo } from './request';
import { isUsable, newestToken, pauseAfterRefusal } from './token';

/** One attempt at a request: with which credential, and how it is sent. */
export interface Attempt {
	account: Account;
	send(request: CloudAgentRequest): Promise<CloudAgentResponse>;
}

/** The outcome of an attempt whose token CloudAgent refused. */
export const TOKEN_REFUSED = Symbol('token refused');

// One for the token at hand, one for the next one that another process replaced at that very moment
const MOST_RENEWALS = 2;
// What a faltering server or network may need
const PAUSES_MS = [1_000, 4_000];

/** Reads the credential as it is stored now. */
export async function readAccount(context: RequestContext): Promise<Account> {
	return parseAccount(await context.getCredentials(CREDENTIAL_TYPE));
}

/**
 * Makes attempts until one returns something else than TOKEN_REFUSED: up to twice more with the next
 * token, and twice more where CloudAgent or the network falters.
 *
 * @throws ApiError that tells why there is no answer and what to do
 */
export async function requestRepeatedly<T>(
	context: RequestContext,
	attempt: (attempt: Attempt) => Promise<T | typeof TOKEN_REFUSED>,
	limits: RequestLimits,
): Promise<T> {
	const signed = sendWithCredential(context, CREDENTIAL_TYPE);
	const pauses = [...PAUSES_MS];
	let renewals = 0;
	let sentToken = '';
	let refusedToken: string | undefined;
	for (;;) {
		const account = await readAccount(context);
		let error: unknown = tokenRejectedError();
		let pauseMs: number | undefined;
		try {
			const outcome = await attempt({
				account,
				send: async (request) => {
					const stored = await readAccount(context);
					const response = await sendTo(signed, account, { ...request, refusedToken }, limits);
					sentToken = isUsable(stored, refusedToken) ? stored.sessionToken : newestToken(stored);
					return response;
				},
			});
			if (outcome !== TOKEN_REFUSED) return outcome;
			refusedToken = sentToken;
			if (renewals++ < MOST_RENEWALS) pauseMs = pauseAfterRefusal(account, refusedToken);
		} catch (caught) {
			error = caught;
			if (isPassing(caught)) pauseMs = pauses.shift();
		}
		if (pauseMs === undefined || Date.now() + pauseMs > limits.deadlineEpochMs) throw error;
		await wait(pauseMs, limits.signal);
	}
}

/** Whether the refusal is about a token that the credential makes itself. */
export function isTokenRefusal({ apiAuthentication }: Account, refusal: Refusal): boolean {
	return (
		apiAuthentication === 'TOKEN_AUTH' &&
		['tokenExpired', 'tokenInvalid', 'tokenMissing'].includes(refusal)
	);
}
