import fc from 'fast-check';

import {
	isLiveSince,
	isLiveToken,
	issuedAt,
	makeClaim,
	parseClaim,
	PROCESS_ID,
} from '../../../../nodes/CloudAgentAht/transport/sessionToken.ts';
import { makeToken } from './jwt.mts';

const NOW_MS = Date.UTC(2026, 10, 22, 8);
const NOW = NOW_MS / 1000;

describe('a stored token', () => {
	it.each([
		['an hour from its end', makeToken({ iat: NOW, exp: NOW + 3600 }), true],
		['a minute from its end', makeToken({ exp: NOW + 60 }), true],
		['so near its end that a request might come too late', makeToken({ exp: NOW + 15 }), false],
		['past its end', makeToken({ exp: NOW - 1 }), false],
		['no JWT, so that only CloudAgent knows', 'opaque-fake-token', true],
		['a JWT without an end', makeToken({ iat: NOW }), true],
		['something like a JWT', 'a.b.c', true],
		['nothing', '', false],
		['a claim on the next one', makeClaim('', NOW_MS), false],
	])('%s is usable: %s', (_label, stored, isLive) => {
		expect(isLiveToken(stored, NOW_MS)).toBe(isLive);
	});

	it('that this process made is judged by this clock alone, though that be an hour fast', () => {
		const token = makeToken({ iat: NOW - 3600, exp: NOW });
		expect(isLiveToken(token, NOW_MS)).toBe(false);
		expect(isLiveSince(token, NOW_MS, NOW_MS)).toBe(true);
		expect(isLiveSince(token, NOW_MS, NOW_MS + 3_500_000)).toBe(true);
		expect(isLiveSince(token, NOW_MS, NOW_MS + 3_600_000)).toBe(false);
		expect(isLiveSince('opaque-fake-token', NOW_MS, NOW_MS + 3_600_000)).toBe(false);
	});
});

describe('a claim', () => {
	it('tells who made it, when, and which token it is to replace', () => {
		const claim = makeClaim(makeToken({ iat: NOW - 3600 }), NOW_MS);
		expect(parseClaim(claim)).toEqual({
			owner: PROCESS_ID,
			madeAtEpochMs: NOW_MS,
			replacesIssuedAt: NOW - 3600,
		});
		expect(issuedAt(claim)).toBe(NOW - 3600);
		expect(issuedAt(makeClaim(claim))).toBe(NOW - 3600);
	});

	it('is never taken for a token, nor a token for a claim', () => {
		fc.assert(
			fc.property(fc.string(), fc.nat(), fc.nat(), (text, iat, exp) => {
				expect(parseClaim(text)).toBeUndefined();
				expect(parseClaim(makeToken({ iat, exp }))).toBeUndefined();
				expect(parseClaim(makeClaim(text))).toBeDefined();
			}),
		);
	});
});
