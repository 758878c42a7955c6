import type { Scene } from '../support.mts';
import { setScene, SUMMARY } from '../support.mts';
import { endedWithin } from './ended.mts';

const HOUR_MS = 3_600_000;

let scene: Scene;
beforeEach(async () => {
	// A month, so that it reaches back over the changes of clocks in autumn
	scene = await setScene({ hours: 24 * 30, filesPerHour: 1 });
});
afterEach(async () => await scene.end());

describe('a summary over the end of daylight-saving time', () => {
	it.each([
		['America/New_York', '2026-11-01', '-04:00', '01:00'],
		['Europe/Berlin', '2026-10-25', '+02:00', '02:00'],
	])('in %s has a day of 25 hours, and an hour twice', async (zone, day, summer, hour) => {
		const fromMs = Date.parse(`${day}T00:00${summer}`) - 24 * HOUR_MS;
		const frame = { fromMs, toMs: fromMs + 73 * HOUR_MS };
		const summarize = async (interval: string) =>
			await scene.run(
				{ ...SUMMARY, include: [], interval, from: frame.fromMs, to: frame.toMs },
				{ settings: { timezone: zone } },
			);

		const days = await summarize('day');
		expect(days.error).toBeUndefined();
		const long = days.json.find(({ intervalStart }) => intervalStart === `${day} 00:00`);
		const start = Date.parse(`${day}T00:00${summer}`);
		expect(long).toMatchObject({
			windowStart: new Date(start).toISOString(),
			windowEnd: new Date(start + 25 * HOUR_MS).toISOString(),
			...endedWithin(scene.livePerson, { fromMs: start, toMs: start + 25 * HOUR_MS }).total,
		});

		const hours = await summarize('hour');
		const twice = hours.json.filter(({ intervalStart }) => intervalStart === `${day} ${hour}`);
		expect(twice).toHaveLength(2);
		const [first, second] = twice.map(({ windowStart }) => Date.parse(String(windowStart)));
		expect((second ?? 0) - (first ?? 0)).toBe(HOUR_MS);
		const added = (rows: typeof hours.json) =>
			rows.reduce((sum, { handleTimeMillis }) => sum + Number(handleTimeMillis), 0);
		expect(added(hours.json)).toBe(added(days.json));
		expect(added(days.json)).toBe(endedWithin(scene.livePerson, frame).total.handleTimeMillis);
	});
});
