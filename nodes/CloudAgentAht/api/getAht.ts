import { DateTime } from 'luxon';

import type { RequestContext } from '../../shared/compat';
import { hideSecrets } from '../../shared/errors';
import { parseRetryAfterMs } from '../../shared/retry';
import { accountKey } from './account';
import {
	noRoomError,
	otherTargetError,
	rateLimitError,
	refusalError,
	undocumentedError,
	unreadableError,
} from './errors';
import type { Permit } from './rateLimit';
import { rateLimitOf } from './rateLimit';
import type { AhtTarget } from './readAht';
import { nameOfTarget, readAht } from './readAht';
import { quote } from './request';
import type { Attempt } from './signedRequest';
import { isTokenRefusal, requestRepeatedly, TOKEN_REFUSED } from './signedRequest';
import { secretsOf } from './token';

export interface Aht {
	/** Null where the two hours had no calls */
	ahtSeconds: number | null;
	/** ID and name as CloudAgent sent them, empty where it did not */
	id: string;
	name: string;
	/** When the answer came: the end of the two hours */
	answeredAt: DateTime;
}

export interface AhtOptions {
	/** No wait ends after this moment (epoch ms); as long as it takes where left out */
	deadlineEpochMs?: number;
	/** How long to wait while all requests of the account are refused, from when on at the earliest */
	maxWait?: { ms: number; fromEpochMs: number };
	/** Ends every wait at once */
	signal?: AbortSignal | undefined;
}

/**
 * Fetches one AHT, in its turn and at the pace of the rate limit. A refused token is renewed, a reached
 * limit waited for, a faltering server asked again.
 *
 * @throws ApiError that tells why there is no AHT and what to do; its `failure.cause` is `rate-limited`
 * where there was no room in time
 */
export async function fetchAht(
	context: RequestContext,
	target: AhtTarget,
	options: AhtOptions = {},
): Promise<Aht> {
	const { deadlineEpochMs = Infinity, signal } = options;
	return await requestRepeatedly(
		context,
		async (attempt) => await attemptInTurn(attempt, target, options),
		{ deadlineEpochMs, signal },
	);
}

async function attemptInTurn(
	attempt: Attempt,
	target: AhtTarget,
	options: AhtOptions,
): Promise<Aht | typeof TOKEN_REFUSED> {
	const limit = rateLimitOf(accountKey(attempt.account));
	const deadlineEpochMs = (): number => {
		const { deadlineEpochMs: fixed = Infinity, maxWait } = options;
		const { refusedSinceEpochMs } = limit;
		if (!maxWait || refusedSinceEpochMs === undefined) return fixed;
		return Math.min(fixed, Math.max(refusedSinceEpochMs, maxWait.fromEpochMs) + maxWait.ms);
	};
	for (;;) {
		const permit = await limit.acquire({ deadlineEpochMs, signal: options.signal });
		if (!permit) throw options.maxWait ? rateLimitError(options.maxWait.ms) : noRoomError();
		const outcome = await attemptOnce(attempt, target, permit);
		if (outcome) return outcome;
	}
}

/** Returns nothing where the rate limit was reached. */
async function attemptOnce(
	{ account, send }: Attempt,
	target: AhtTarget,
	permit: Permit,
): Promise<Aht | typeof TOKEN_REFUSED | undefined> {
	const body = { userName: account.userName, ...target };
	const response = await send({ method: 'POST', path: '/ca_apis/aht', body }).catch((error) => {
		permit.answered();
		throw error;
	});
	const { headers, status, text } = response;
	const answer = readAht(status, text, target);
	if (answer.kind === 'refused' && answer.refusal === 'limitExceeded') {
		permit.refused(parseRetryAfterMs(headers['retry-after']));
		return undefined;
	}
	permit.answered();
	const secrets = secretsOf(account);
	switch (answer.kind) {
		case 'aht': {
			const hide = (name: string): string =>
				name === nameOfTarget(target) ? name : hideSecrets(name, secrets);
			const { ahtSeconds, id, name } = answer;
			return { ahtSeconds, id: hide(id), name: hide(name), answeredAt: DateTime.utc() };
		}
		case 'refused':
			if (isTokenRefusal(account, answer.refusal)) return TOKEN_REFUSED;
			throw refusalError(answer.refusal, account.apiAuthentication, nameOfTarget(target));
		case 'undocumented':
			throw undocumentedError(quote(answer.text, secrets), status);
		case 'otherTarget':
			throw otherTargetError(quote(answer.text, secrets, 100), nameOfTarget(target));
		case 'unreadable':
			throw unreadableError(account, quote(text, secrets, 200), status);
	}
}
