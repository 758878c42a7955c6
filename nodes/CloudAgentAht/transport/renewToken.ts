import type { IHttpRequestHelper } from 'n8n-workflow';

import type { Account } from './account';
import { secretKey } from './account';
import { mintToken } from './mintToken';
import { isLiveSince, isLiveToken, issuedAt } from './sessionToken';

/**
 * What this process remembers of an account's tokens. It only saves tokens and requests: whatever is
 * forgotten, in a restart or another process, the stored credential and CloudAgent's answers set right.
 */
interface TokenMemory {
	/** The token being made, shared by all who want one now */
	flight?: Promise<string> | undefined;
	newest?: { token: string; madeAtEpochMs: number };
	/** When tokens were made in the last hour, newest last */
	madeAtEpochMs: number[];
	fault?: { error: Error; untilEpochMs: number };
}

const HOUR_MS = 3_600_000;
// A credential test makes a token each time; pressed again within a minute, it gets the same one
const MOMENTS_MS = 60_000;
// Many items that meet the same refusal one after the other need not all ask again
const FAULT_LASTS_MS = 5_000;
const LONGEST_REFUSED_LIST = 100;

const memories = new Map<string, TokenMemory>();
const refusedTokens = new Set<string>();

/** Notes that CloudAgent refused this token, so that this process does not use it again. */
export function noteRefusedToken(token: string): void {
	refusedTokens.add(token);
	for (const oldest of refusedTokens) {
		if (refusedTokens.size <= LONGEST_REFUSED_LIST) break;
		refusedTokens.delete(oldest);
	}
}

/** Whether the stored credential has a token that, as far as one can tell, CloudAgent accepts. */
export function hasUsableToken(account: Account): boolean {
	const { sessionToken } = account;
	if (refusedTokens.has(sessionToken)) return false;
	return hasTokenOfKey(account) || isLiveToken(sessionToken);
}

/** Whether this process made the stored token itself, from the credential's API key, and it lives. */
export function hasTokenOfKey(account: Account): boolean {
	const { sessionToken } = account;
	const { newest } = memoryOf(account);
	if (newest?.token !== sessionToken || refusedTokens.has(sessionToken)) return false;
	return isLiveSince(sessionToken, newest.madeAtEpochMs);
}

/** Whether this process has made a token that came after what is stored and can take its place. */
export function hasNewerToken(account: Account): boolean {
	const { newest } = memoryOf(account);
	return newest !== undefined && canReplace(newest, account.sessionToken);
}

/** Why CloudAgent made no token for the account a moment ago, if it did not. */
export function recentFault(account: Account): Error | undefined {
	const { fault } = memoryOf(account);
	return fault && fault.untilEpochMs > Date.now() ? fault.error : undefined;
}

/**
 * Gives a token in place of the account's stored one: the newest that this process made, where that
 * came after the stored one and still lives, or a new one. Whoever asks meanwhile gets the same.
 */
export async function renewToken(http: IHttpRequestHelper, account: Account): Promise<string> {
	const memory = memoryOf(account);
	const { newest } = memory;
	if (newest && canReplace(newest, account.sessionToken)) return newest.token;
	const fault = recentFault(account);
	if (fault) throw fault;
	memory.flight ??= mintToken(http, account, memory.madeAtEpochMs)
		.then(
			(token) => noteNewToken(memory, token),
			async (error: unknown) => await noteFault(memory, error),
		)
		.finally(() => {
			memory.flight = undefined;
		});
	return await memory.flight;
}

function noteNewToken(memory: TokenMemory, token: string): string {
	const now = Date.now();
	memory.newest = { token, madeAtEpochMs: now };
	memory.madeAtEpochMs = [...memory.madeAtEpochMs.filter((at) => at > now - HOUR_MS), now];
	return token;
}

async function noteFault(memory: TokenMemory, error: unknown): Promise<never> {
	if (error instanceof Error) memory.fault = { error, untilEpochMs: Date.now() + FAULT_LASTS_MS };
	return await Promise.reject(error);
}

function canReplace(newest: { token: string; madeAtEpochMs: number }, stored: string): boolean {
	if (refusedTokens.has(newest.token)) return false;
	if (newest.token === stored) return Date.now() - newest.madeAtEpochMs < MOMENTS_MS;
	return (
		isLiveSince(newest.token, newest.madeAtEpochMs) && issuedAt(newest.token) > issuedAt(stored)
	);
}

/** By API key too: a test of another key must not pass with this key's token. */
function memoryOf(account: Account): TokenMemory {
	const key = secretKey(account);
	const memory = memories.get(key) ?? { madeAtEpochMs: [] };
	memories.set(key, memory);
	return memory;
}
