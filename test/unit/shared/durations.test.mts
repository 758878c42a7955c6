import fc from 'fast-check';

import { formatSeconds, parseDurationSeconds } from '../../../nodes/shared/durations.ts';

describe('a duration that is typed', () => {
	it.each([
		['whole seconds', '360', 360],
		['whole seconds as a number', 360, 360],
		['nothing at all', 0, 0],
		['MM:SS', '06:00', 360],
		['M:SS', '6:30', 390],
		['more than an hour of MM:SS', '90:00', 5400],
		['HH:MM:SS', '00:06:30', 390],
		['H:MM:SS', '1:00:00', 3600],
		['hours of any width', '123:04:05', 443_045],
		['with space around it', ' 06:00 ', 360],
		['minutes', '6 min', 360],
		['minutes in short', '6m', 360],
		['minutes in full', '6 minutes', 360],
		['hours and minutes', '1 h 5 min', 3900],
		['hours and minutes in short', '1h5m', 3900],
		['hours in full', '2 Hours', 7200],
		['seconds', '90 s', 90],
		['seconds in full', '90  seconds', 90],
		['all three', '1 hr 2 mins 3 sec', 3723],
	])('may be %s', (_label, typed, seconds) => {
		expect(parseDurationSeconds(typed)).toBe(seconds);
	});

	it.each([
		['empty', ''],
		['a word', 'six minutes'],
		['a unit without a number', 'min'],
		['another unit', '6 d'],
		['units in another order', '5 min 1 h'],
		['a unit twice', '5 min 6 min'],
		['a number without its unit behind one with it', '1 h 5'],
		['a fraction with a unit', '1.5 h'],
		['60 seconds in MM:SS', '05:60'],
		['60 minutes in HH:MM:SS', '1:60:00'],
		['one digit of seconds', '6:5'],
		['negative', '-60'],
		['negative as a number', -60],
		['a fraction', '1.5'],
		['a fraction as a number', 1.5],
		['infinite', Infinity],
		['not a number', Number.NaN],
		['four parts', '1:00:00:00'],
		['null', null],
		['a list', [360]],
		['true', true],
	])('may not be %s', (_label, typed) => {
		expect(parseDurationSeconds(typed)).toBeUndefined();
	});

	it('comes back as it was written', () => {
		fc.assert(
			fc.property(fc.nat({ max: 999_999_999 }), (seconds) => {
				expect(parseDurationSeconds(formatSeconds(seconds))).toBe(seconds);
				expect(parseDurationSeconds(String(seconds))).toBe(seconds);
			}),
		);
	});
});

describe('seconds that are shown', () => {
	it.each([
		[0, '00:00:00'],
		[27, '00:00:27'],
		[157, '00:02:37'],
		[3599.4, '00:59:59'],
		[3599.5, '01:00:00'],
		[359_999, '99:59:59'],
		[360_000, '100:00:00'],
	])('%d are %s', (seconds, text) => {
		expect(formatSeconds(seconds)).toBe(text);
	});
});
