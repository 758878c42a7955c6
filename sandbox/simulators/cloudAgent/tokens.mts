import { createHmac } from 'node:crypto';

import { WindowsByKey } from './slidingWindow.mts';

export const TOKEN_LIFE_SECONDS = 3600;
export const TOKENS_PER_HOUR = 10;

const HOUR_MS = 3_600_000;

export type TokenVerdict =
	{ is: 'valid'; userName: string } | { is: 'expired' } | { is: 'invalid' };

/**
 * CloudAgent's tokens: a JWT of 60 minutes, one alive a user name, a new one kills the one before,
 * at most ten an hour.
 */
export class Tokens {
	/** Tokens made since the start, for all users */
	minted = 0;
	readonly #now: () => number;
	readonly #seed: number;
	readonly #issued = new Map<string, { userName: string; expiresAtMs: number }>();
	readonly #current = new Map<string, string>();
	readonly #quota = new WindowsByKey(TOKENS_PER_HOUR, HOUR_MS);

	constructor(now: () => number, seed: number) {
		this.#now = now;
		this.#seed = seed;
	}

	/** A new token, or undefined when the hour's ten are used up. */
	tryMint(userName: string): string | undefined {
		return this.#quota.of(userName).tryEnter(this.#now()) ? this.#mint(userName) : undefined;
	}

	/** Another client makes a token: the one before is dead, the hour has one less. */
	mintByOtherClient(userName: string): string {
		this.#quota.of(userName).force(this.#now());
		return this.#mint(userName);
	}

	/** The token alive for the user, expired or not. */
	current(userName: string): string | undefined {
		return this.#current.get(userName);
	}

	/** No token of the user is valid any longer; none is made. */
	revoke(userName: string): void {
		this.#current.delete(userName);
	}

	/** Tokens that the last hour has seen. */
	mintedInLastHour(userName: string): number {
		return this.#quota.of(userName).count(this.#now());
	}

	verify(token: string): TokenVerdict {
		const known = this.#issued.get(token);
		if (known === undefined) return { is: 'invalid' };
		if (this.#now() >= known.expiresAtMs) return { is: 'expired' };
		if (this.#current.get(known.userName) !== token) return { is: 'invalid' };
		return { is: 'valid', userName: known.userName };
	}

	#mint(userName: string): string {
		this.minted++;
		const iat = Math.floor(this.#now() / 1000);
		const exp = iat + TOKEN_LIFE_SECONDS;
		// A key a token: two tokens of one second differ although their claims are the same
		const key = `fake-signing-key-${this.#seed}-${this.minted}`;
		const token = signJwt({ sub: userName, exp, iat }, key);
		this.#issued.set(token, { userName, expiresAtMs: exp * 1000 });
		this.#current.set(userName, token);
		return token;
	}
}

function signJwt(claims: Record<string, unknown>, key: string): string {
	const head = base64url({ alg: 'HS512' });
	const body = base64url(claims);
	const signature = createHmac('sha512', key).update(`${head}.${body}`).digest('base64url');
	return `${head}.${body}.${signature}`;
}

function base64url(value: unknown): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}
