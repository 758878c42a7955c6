import fc from 'fast-check';

import { parseRetryAfterMs, retryWithin } from '../../../nodes/shared/retry.ts';

describe('repeating an attempt', () => {
	beforeEach(() => jest.useFakeTimers({ now: 0 }));
	afterEach(() => jest.useRealTimers());

	/** Attempts that give 1, 2, 3 ... and when they were made. */
	function counter() {
		const times: number[] = [];
		const attempt = async () => times.push(Date.now());
		return { times, attempt };
	}

	it('goes on while the policy names a wait, and gives the last outcome', async () => {
		const { attempt, times } = counter();
		const result = retryWithin(
			attempt,
			(outcome, number) => (number < 3 ? outcome * 100 : undefined),
			{
				deadlineEpochMs: 10_000,
			},
		);
		await jest.advanceTimersByTimeAsync(10_000);
		expect(await result).toBe(3);
		expect(times).toEqual([0, 100, 300]);
	});

	it('starts no attempt after the deadline, and does not wait in vain', async () => {
		const { attempt, times } = counter();
		const result = retryWithin(attempt, () => 400, { deadlineEpochMs: 1_000 });
		await jest.advanceTimersByTimeAsync(800);
		expect(await result).toBe(3);
		expect(times).toEqual([0, 400, 800]);
	});

	it('makes one attempt even when the deadline has passed', async () => {
		const { attempt } = counter();
		expect(await retryWithin(attempt, () => 0, { deadlineEpochMs: -1 })).toBe(1);
	});

	it('ends a wait when it is cancelled', async () => {
		const { attempt, times } = counter();
		const stop = new AbortController();
		const result = retryWithin(attempt, () => 60_000, {
			deadlineEpochMs: Infinity,
			signal: stop.signal,
		});
		const outcome = expect(result).rejects.toThrow();
		await jest.advanceTimersByTimeAsync(500);
		stop.abort();
		await outcome;
		expect(times).toEqual([0]);
	});

	it('gives an error of the attempt at once', async () => {
		const attempt = async () => await Promise.reject(new Error('broken'));
		await expect(retryWithin(attempt, () => 1, { deadlineEpochMs: Infinity })).rejects.toThrow(
			'broken',
		);
	});
});

describe('a Retry-After header', () => {
	const NOW = Date.UTC(2026, 10, 22, 8);

	it.each([
		['seconds', '120', 120_000],
		['no seconds', '0', 0],
		['space around it', ' 7 ', 7_000],
		['an HTTP date', 'Sun, 22 Nov 2026 08:01:30 GMT', 90_000],
		['an HTTP date that has passed', 'Sun, 22 Nov 2026 07:00:00 GMT', 0],
	])('may be %s', (_label, header, waitMs) => {
		expect(parseRetryAfterMs(header, NOW)).toBe(waitMs);
	});

	it.each([
		['missing', undefined],
		['empty', ''],
		['negative', '-5'],
		['a fraction', '1.5'],
		['a word', 'soon'],
		['a bare year', '2026'.repeat(3)],
		['two headers', ['1', '2']],
		['a number', 5],
	])('is not read where it is %s', (_label, header) => {
		expect(parseRetryAfterMs(header, NOW)).toBeUndefined();
	});

	it('never gives a negative wait or none at all for a number', () => {
		fc.assert(
			fc.property(fc.string(), (header) => {
				const waitMs = parseRetryAfterMs(header, NOW);
				expect(waitMs === undefined || waitMs >= 0).toBe(true);
			}),
		);
	});
});
