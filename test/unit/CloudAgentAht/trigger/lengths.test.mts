import {
	describeLength,
	describeSeconds,
} from '../../../../nodes/CloudAgentAht/trigger/lengths.ts';

describe('a length of time in a sentence', () => {
	it.each([
		[0, '0 s', '0 s'],
		[45, '45 s', '45 s'],
		[59.6, '1 min', '1 min'],
		[60, '1 min', '1 min'],
		[72, '1 min 12 s', '1 min'],
		[95, '1 min 35 s', '2 min'],
		[2102, '35 min 2 s', '35 min'],
		[3599, '59 min 59 s', '1 h'],
		[3600, '1 h', '1 h'],
		[7500, '2 h 5 min', '2 h 5 min'],
		[86_399, '23 h 59 min 59 s', '1 d'],
		[97_260, '27 h 1 min', '1 d 3 h'],
		[3605, '1 h 5 s', '1 h'],
		[172_800, '48 h', '2 d'],
	])('of %d seconds reads %s exactly and %s roughly', (seconds, exact, rough) => {
		expect(describeSeconds(seconds)).toBe(exact);
		expect(describeLength(seconds)).toBe(rough);
	});
});
