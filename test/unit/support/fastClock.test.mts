import { timeAt } from '../../support/n8n/fastClock/time.mts';

describe('a clock that is fast for a while', () => {
	const rates = [
		{ sinceMs: 0, showsMs: 0, rate: 1 },
		{ sinceMs: 1_000, showsMs: 1_000, rate: 500 },
		{ sinceMs: 1_100, showsMs: 51_000, rate: 1 },
	];

	it.each([
		[0, 0],
		[999, 999],
		[1_000, 1_000],
		[1_001, 1_500],
		[1_099, 50_500],
		[1_100, 51_000],
		[2_000, 51_900],
	])('shows at %i ms what it has reached', (realMs, shown) => {
		expect(timeAt(rates, realMs)).toBe(shown);
	});
});
