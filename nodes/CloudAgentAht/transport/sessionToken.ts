import { randomUUID } from 'node:crypto';

/**
 * TOKEN_AUTH keeps one string in the stored credential, which every process that uses the credential
 * reads anew for each request: the token, or a claim on making the next one.
 *
 * A new token kills the old one and at most ten may be made an hour, so two processes that meet a
 * dead token must not both replace it. The store has no locks, only "the last writer wins". That is
 * enough (Fischer's timed mutual exclusion): a process that wants to replace the stored value writes
 * its claim over it, waits until any write begun before could see it has landed, and makes the token
 * only if its own claim still stands. Where such a write took longer after all, the process whose token
 * it overwrote puts that back before the late claim has stood long enough to be acted upon.
 */
export interface Claim {
	/** The process that claims */
	owner: string;
	madeAtEpochMs: number;
	/** When the token that is to be replaced was issued (JWT `iat`, seconds), 0 where there was none */
	replacesIssuedAt: number;
}

/** Tells this process's claims from others'. */
export const PROCESS_ID = randomUUID().replace(/-/g, '');

// 60 minutes, as documented
const TOKEN_LIFETIME_MS = 3_600_000;
const CLAIM = /^claim\.([0-9a-f]{32})\.(\d{1,15})\.(\d{1,12})$/;
// Spread over processes, so that two do not find the same token expired at the same moment
const EXPIRY_MARGIN_MS = 20_000 + Math.random() * 20_000;

/** A claim of this process on the successor of `stored`. */
export function makeClaim(stored: string, nowEpochMs = Date.now()): string {
	return `claim.${PROCESS_ID}.${nowEpochMs}.${issuedAt(stored)}`;
}

export function parseClaim(stored: string): Claim | undefined {
	const match = CLAIM.exec(stored);
	const [, owner, madeAt, replaces] = match ?? [];
	if (owner === undefined) return undefined;
	return { owner, madeAtEpochMs: Number(madeAt), replacesIssuedAt: Number(replaces) };
}

/** Whether the stored value is a token that has not run out by what it says itself. */
export function isLiveToken(stored: string, nowEpochMs = Date.now()): boolean {
	if (stored === '' || parseClaim(stored)) return false;
	const expiresAtSeconds = readJwt(stored)['exp'];
	// A token that does not tell when it ends is used until CloudAgent refuses it
	if (typeof expiresAtSeconds !== 'number') return true;
	return expiresAtSeconds * 1000 - EXPIRY_MARGIN_MS > nowEpochMs;
}

/**
 * Whether a token that this process made itself still lives, by this process's clock alone: a clock
 * that is an hour fast would find every new token expired, and make the next one.
 */
export function isLiveSince(
	token: string,
	madeAtEpochMs: number,
	nowEpochMs = Date.now(),
): boolean {
	const { exp, iat } = readJwt(token);
	const lifetimeMs =
		typeof exp === 'number' && typeof iat === 'number' ? (exp - iat) * 1000 : TOKEN_LIFETIME_MS;
	return nowEpochMs < madeAtEpochMs + lifetimeMs - EXPIRY_MARGIN_MS;
}

/** When the token, or the one that a claim replaces, was issued (seconds); 0 where that is unknown. */
export function issuedAt(stored: string): number {
	const claim = parseClaim(stored);
	if (claim) return claim.replacesIssuedAt;
	const issuedAtSeconds = readJwt(stored)['iat'];
	return typeof issuedAtSeconds === 'number' && issuedAtSeconds > 0
		? Math.floor(issuedAtSeconds)
		: 0;
}

/** The payload of a JWT, unchecked (its signature is CloudAgent's business); empty for anything else. */
function readJwt(token: string): Readonly<Record<string, unknown>> {
	const payload = token.split('.')[1];
	if (payload === undefined) return {};
	try {
		const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
		return typeof value === 'object' && value !== null ? { ...value } : {};
	} catch {
		return {};
	}
}
