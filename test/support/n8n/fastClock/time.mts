/** From `sinceMs` of the machine's time on, the clock shows `showsMs` and runs `rate` times as fast. */
export interface ClockRate {
	sinceMs: number;
	showsMs: number;
	rate: number;
}

/** What the clock shows at a moment of the machine's time; the rates are in order. */
export function timeAt(rates: readonly ClockRate[], realMs: number): number {
	const holds = rates.findLast(({ sinceMs }) => sinceMs <= realMs) ?? rates[0];
	if (!holds) return realMs;
	return holds.showsMs + (realMs - holds.sinceMs) * holds.rate;
}
