import { sleep } from 'n8n-workflow';

import { orAborted } from '../../shared/abort';
import type { Account } from './account';
import { CREDENTIAL_TYPE, parseAccount, secretKey } from './account';
import type { TokenStep } from './authenticate';
import { TokenStepDone, toStepHeaders } from './authenticate';
import type { CloudAgentContext } from './egress';
import { sendSigned } from './egress';
import { CloudAgentFault } from './faults';
import { hasNewerToken, hasUsableToken, recentFault } from './renewToken';
import { parseClaim, PROCESS_ID } from './sessionToken';

// Longer than it takes to read the credential and write to it, so that a claim which has stood so long
// was seen by every process that might have claimed at the same moment
const SETTLE_MS = 1_000;
// Longer than making a token may take (its request times out before): such a claim's process is gone
const ABANDONED_MS = 25_000;
const LOOK_AGAIN_MS = 250;
const GIVE_UP_MS = 60_000;
// Once for each credential of the account that may be renewed in between
const MOST_LOOKS = 10;

/** Reads the credential as it is stored now. */
export async function readAccount(context: CloudAgentContext): Promise<Account> {
	return parseAccount(await context.getCredentials(CREDENTIAL_TYPE));
}

/**
 * Gives the account once its stored token may be used: at once where there is nothing to renew,
 * otherwise when this process has renewed it, or has seen that another did. However many processes
 * find the same token dead, one of them makes the next (see sessionToken.ts for how).
 */
export async function readLiveAccount(
	context: CloudAgentContext,
	signal?: AbortSignal,
): Promise<Account> {
	for (let look = 0; look < MOST_LOOKS; look++) {
		const account = await readAccount(context);
		if (isReady(account)) return account;
		const fault = recentFault(account);
		if (fault) throw fault;
		await orAborted(renewTogether(context, account), signal);
	}
	throw notRenewedFault();
}

function isReady(account: Account): boolean {
	return account.apiAuthentication !== 'TOKEN_AUTH' || hasUsableToken(account);
}

/** The renewals under way in this process. */
const renewals = new Map<string, Promise<void>>();

/**
 * Joins the account's renewal, or begins it. It may turn out to be that of another credential of the
 * same account; whoever joined looks again. It goes on when an execution that joined is cancelled.
 */
async function renewTogether(context: CloudAgentContext, account: Account): Promise<void> {
	const key = secretKey(account);
	const renewal =
		renewals.get(key) ??
		renew(context).finally(() => {
			renewals.delete(key);
		});
	renewals.set(key, renewal);
	await renewal;
}

async function renew(context: CloudAgentContext): Promise<void> {
	const giveUpAtEpochMs = Date.now() + GIVE_UP_MS;
	const watch = new ClaimWatch();
	while (Date.now() < giveUpAtEpochMs) {
		const account = await readAccount(context);
		if (isReady(account)) return;
		const next = nextMove(account, watch);
		if (typeof next === 'number') await sleep(next);
		else await takeStep(context, account, next);
	}
	throw notRenewedFault();
}

function notRenewedFault(): CloudAgentFault {
	return new CloudAgentFault(
		'busy',
		'The CloudAgent token was not renewed in time',
		'Another n8n process has been renewing it. Run the node again in a minute.',
	);
}

/** How long the same claim has stood, by this process's clock: other machines' clocks may differ. */
class ClaimWatch {
	#stored = '';
	#sinceEpochMs = 0;

	/** How long (ms) the store has had this value, as far as was seen. */
	stoodMs(stored: string): number {
		if (this.#stored !== stored) {
			this.#stored = stored;
			this.#sinceEpochMs = Date.now();
		}
		return Date.now() - this.#sinceEpochMs;
	}
}

/** What to do about a stored value that cannot be used: change it, or wait (ms) and look again. */
function nextMove(account: Account, watch: ClaimWatch): TokenStep | number {
	const { sessionToken } = account;
	const claim = parseClaim(sessionToken);
	const stoodMs = watch.stoodMs(sessionToken);
	if (claim?.owner === PROCESS_ID) {
		return stoodMs < SETTLE_MS ? SETTLE_MS - stoodMs : { put: 'token', inPlaceOf: sessionToken };
	}
	// On a slow machine a claim may be written late, over the token: it is put back while the claim settles
	if (claim && hasNewerToken(account)) return { put: 'token', inPlaceOf: sessionToken };
	const isTaken = claim && stoodMs < ABANDONED_MS;
	return isTaken ? LOOK_AGAIN_MS : { put: 'claim', inPlaceOf: sessionToken };
}

/** Has the engine change what the credential stores. A claim that came to nothing is taken back. */
async function takeStep(
	context: CloudAgentContext,
	account: Account,
	step: TokenStep,
): Promise<void> {
	const fault = await outcomeOf(context, account, step);
	if (fault === undefined) return;
	await outcomeOf(context, account, { put: 'nothing', inPlaceOf: step.inPlaceOf });
	throw fault;
}

async function outcomeOf(
	context: CloudAgentContext,
	account: Account,
	step: TokenStep,
): Promise<unknown> {
	try {
		// `authenticate` ends the request before it is sent
		const headers = toStepHeaders(step);
		await sendSigned(context, account, { method: 'POST', path: '/ca_apis/aht', body: {}, headers });
		return undefined;
	} catch (outcome) {
		return outcome instanceof TokenStepDone ? undefined : outcome;
	}
}
