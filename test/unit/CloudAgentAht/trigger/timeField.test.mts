import fc from 'fast-check';

import { TIME_REGEX } from '../../../../nodes/CloudAgentAht/trigger/timeField.ts';
import { parseDurationSeconds } from '../../../../nodes/shared/durations.ts';

const isAccepted = (typed: string) => new RegExp(`^${TIME_REGEX}$`).test(typed);

describe('a time in the editor', () => {
	it.each(['360', '6:00', '06:00', ' 00:06:00 ', '100:00:00'])('may be %j', (typed) => {
		expect(isAccepted(typed)).toBe(true);
	});

	it.each(['', '6 min', '-5', '5:61', '1.5', '1:2:3:4', '00:60:00'])('may not be %j', (typed) => {
		expect(isAccepted(typed)).toBe(false);
	});

	it('is marked while it is typed just where the run would refuse it', () => {
		const typed = fc.oneof(
			fc.string({ unit: fc.constantFrom(...'0123456789: -.'), maxLength: 9 }),
			fc.string({ maxLength: 9 }),
		);
		fc.assert(
			fc.property(typed, (text) => {
				expect(isAccepted(text)).toBe(parseDurationSeconds(text) !== undefined);
			}),
		);
	});
});
