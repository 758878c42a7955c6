import { DateTime } from 'luxon';
import { sleep } from 'n8n-workflow';

import { parseRetryAfterMs } from '../../shared/retry';
import type { Account } from './account';
import { accountKey } from './account';
import { AWAITING, TokenAwaited } from './authenticate';
import type { CloudAgentContext, CloudAgentResponse } from './egress';
import { sendSigned } from './egress';
import { CloudAgentFault, refusalFault, undocumentedFault, unreadableFault } from './faults';
import type { LimitPatience } from './limitPatience';
import { readLiveAccount } from './liveToken';
import type { Slot } from './pacer';
import { pacerOf } from './pacer';
import { parseAhtAnswer } from './parseAnswer';
import { hasUsableToken } from './renewToken';
import { TokenTrust } from './tokenTrust';

/** Whose AHT: CloudAgent takes exactly one of the two. */
export type AhtSubject = { agentId: string } | { campaignName: string };

export interface Aht {
	/** Null where the two hours had no calls */
	ahtSeconds: number | null;
	/** ID and name as CloudAgent gave them, empty where it did not */
	id: string;
	name: string;
	/** When the answer came: the end of the two hours */
	answeredAt: DateTime;
}

export interface AhtRequestOptions {
	patience: LimitPatience;
	/** Ends every wait at once */
	signal?: AbortSignal | undefined;
}

/** What to do next: ask again in turn, ask again after a pause, or tell the fault. */
type Outcome = Aht | 'again' | { fault: CloudAgentFault };

// What a faltering server or network may need. Asking for an AHT twice changes nothing
const PAUSES_MS = [1_000, 4_000];

/**
 * Asks for one AHT, in its turn and at the pace of the limit. A refused token is renewed, a used-up
 * limit waited for, a faltering server asked again.
 *
 * @throws CloudAgentFault that says why there is no AHT and what to do
 */
export async function requestAht(
	context: CloudAgentContext,
	subject: AhtSubject,
	options: AhtRequestOptions,
): Promise<Aht> {
	const trust = new TokenTrust();
	const pauses = [...PAUSES_MS];
	for (;;) {
		const outcome = await ask(context, subject, options, trust);
		if (outcome === 'again') continue;
		if (!('fault' in outcome)) return outcome;
		const pauseMs = outcome.fault.kind === 'busy' ? pauses.shift() : undefined;
		const deadlineEpochMs = options.patience.deadlineEpochMs();
		if (pauseMs === undefined || Date.now() + pauseMs > deadlineEpochMs) throw outcome.fault;
		await sleep(pauseMs, options.signal);
	}
}

async function ask(
	context: CloudAgentContext,
	subject: AhtSubject,
	options: AhtRequestOptions,
	trust: TokenTrust,
): Promise<Outcome> {
	const { account, slot } = await takeTurn(context, options);
	try {
		const response = await send(context, account, subject, options.signal);
		if (response instanceof TokenAwaited) {
			slot.unused();
			return 'again';
		}
		if (response instanceof CloudAgentFault) return { fault: response };
		return judge(account, subject, response, slot, options.patience, trust);
	} finally {
		slot.answered();
	}
}

/** Waits for the limit, then makes sure that the token has outlived the wait. */
async function takeTurn(
	context: CloudAgentContext,
	{ patience, signal }: AhtRequestOptions,
): Promise<{ account: Account; slot: Slot }> {
	const account = await readLiveAccount(context, signal);
	const slot = await pacerOf(accountKey(account)).acquire({
		signal,
		deadlineEpochMs: patience.deadlineEpochMs(),
		left: patience.left(),
	});
	if (!slot) throw patience.fault();
	if (account.apiAuthentication !== 'TOKEN_AUTH' || hasUsableToken(account))
		return { account, slot };
	slot.unused();
	return await takeTurn(context, { patience, signal });
}

async function send(
	context: CloudAgentContext,
	account: Account,
	subject: AhtSubject,
	signal: AbortSignal | undefined,
): Promise<CloudAgentFault | CloudAgentResponse | TokenAwaited> {
	return await sendSigned(context, account, {
		method: 'POST',
		path: '/ca_apis/aht',
		body: { userName: account.userName, ...subject },
		headers: AWAITING,
		signal,
	}).catch((caught: unknown) =>
		caught instanceof CloudAgentFault || caught instanceof TokenAwaited
			? caught
			: Promise.reject(caught),
	);
}

function judge(
	account: Account,
	subject: AhtSubject,
	{ statusCode, headers, body }: CloudAgentResponse,
	slot: Slot,
	patience: LimitPatience,
	trust: TokenTrust,
): Outcome {
	const answer = parseAhtAnswer(statusCode, body);
	if (answer.kind === 'refused' && answer.refusal === 'limitExceeded') {
		slot.refused(parseRetryAfterMs(headers['retry-after']));
		patience.noteRefused();
		return 'again';
	}
	patience.noteAnswered();
	switch (answer.kind) {
		case 'aht': {
			const { ahtSeconds, id, name } = answer;
			return { ahtSeconds, id, name, answeredAt: DateTime.utc() };
		}
		case 'refused':
			return trust.isToRenew(account, answer.refusal)
				? 'again'
				: { fault: refusalFault(answer.refusal, account.apiAuthentication, nameOf(subject)) };
		case 'undocumented':
			return { fault: undocumentedFault(answer.text, statusCode) };
		case 'unreadable':
			return { fault: unreadableFault(account, answer.text, statusCode) };
	}
}

function nameOf(subject: AhtSubject): string {
	return 'agentId' in subject ? subject.agentId : subject.campaignName;
}
