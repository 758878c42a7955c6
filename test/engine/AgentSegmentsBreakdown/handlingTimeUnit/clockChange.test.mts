import type { Scene } from '../support.mts';
import { setScene } from '../support.mts';

const HOUR_MS = 3_600_000;
const SUMMARY = { resource: 'handlingTimeUnit', operation: 'summarize' };

let scene: Scene;
beforeEach(async () => {
	// A month, so that it reaches back over the changes of clocks in autumn
	scene = await setScene({ hours: 24 * 30, filesPerHour: 1 });
});
afterEach(async () => await scene.end());

describe('a summary over the end of daylight-saving time', () => {
	it.each([
		['America/New_York', '2026-11-01', '-04:00', '-05:00', '01:00'],
		['Europe/Berlin', '2026-10-25', '+02:00', '+01:00', '02:00'],
	])('in %s has a day of 25 hours, and an hour twice', async (zone, day, summer, winter, hour) => {
		const fromMs = Date.parse(`${day}T00:00${summer}`) - 24 * HOUR_MS;
		const frame = { fromMs, toMs: fromMs + 73 * HOUR_MS };
		const summarize = async (groupBy: string) =>
			await scene.run(
				{ ...SUMMARY, groupBy, from: frame.fromMs, to: frame.toMs },
				{ settings: { timezone: zone } },
			);

		const days = await summarize('day');
		expect(days.error).toBeUndefined();
		const sums = days.json.map(({ subjectId, handleTimeMillis, units, segments }) => [
			subjectId,
			{ handleTimeMillis, units, segments },
		]);
		expect(Object.fromEntries(sums)).toEqual(scene.livePerson.totals({ frame, zone }).byDay);
		const long = days.json.find(({ subjectId }) => subjectId === day);
		expect(long).toMatchObject({
			windowStart: new Date(`${day}T00:00${summer}`).toISOString(),
			windowEnd: new Date(Date.parse(`${day}T00:00${summer}`) + 25 * HOUR_MS).toISOString(),
		});

		const hours = await summarize('hour');
		const twice = hours.json
			.map(({ subjectId }) => String(subjectId))
			.filter((id) => id.startsWith(`${day}T${hour}`));
		expect(twice).toEqual([`${day}T${hour}${summer}`, `${day}T${hour}${winter}`]);
		const added = (rows: typeof hours.json) =>
			rows.reduce((sum, { handleTimeMillis }) => sum + Number(handleTimeMillis), 0);
		expect(added(hours.json)).toBe(added(days.json));
	});
});
