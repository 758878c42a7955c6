import type { Outcome, Trouble } from '../../../../nodes/CloudAgentAht/trigger/troubles.ts';
import { noteTroubles } from '../../../../nodes/CloudAgentAht/trigger/troubles.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const KEY = 'campaign:Slaes';

/** Polls one target at the given minutes; gives the minutes at which the user is told. */
function toldAt(outcome: Outcome, minutes: number[]): number[] {
	let troubles = new Map<string, Trouble>();
	return minutes.filter((minute) => {
		const noted = noteTroubles(
			troubles,
			[KEY],
			new Map([[KEY, outcome]]),
			NOW + minute * MINUTE_MS,
		);
		troubles = noted.troubles;
		return noted.toTell.includes(KEY);
	});
}

describe('a target that gives no AHT while others do', () => {
	it('is told of at once where CloudAgent refuses it, and again after a day', () => {
		expect(toldAt('refused', [0, 1, 60, 1439, 1440, 1441, 2880])).toEqual([0, 1440, 2880]);
	});

	it('is told of after an hour where it just fails, and again after a day', () => {
		expect(toldAt('failed', [0, 1, 59, 60, 61, 1499, 1500])).toEqual([60, 1500]);
	});

	it('is counted anew once it has been read', () => {
		const failing = noteTroubles(new Map(), [KEY], new Map([[KEY, 'failed']]), NOW);
		const read = noteTroubles(
			failing.troubles,
			[KEY],
			new Map([[KEY, 'read']]),
			NOW + 50 * MINUTE_MS,
		);
		expect(read.troubles.size).toBe(0);
		const again = noteTroubles(read.troubles, [KEY], new Map([[KEY, 'failed']]), NOW + HOUR_MS);
		expect(again.toTell).toEqual([]);
	});

	it('stays as it was in a poll that did not get to it, and is forgotten when no longer watched', () => {
		const { troubles } = noteTroubles(new Map(), [KEY], new Map([[KEY, 'refused']]), NOW);
		expect(noteTroubles(troubles, [KEY], new Map(), NOW + HOUR_MS)).toEqual({
			troubles,
			toTell: [],
		});
		expect(noteTroubles(troubles, ['agent:ann'], new Map(), NOW).troubles.size).toBe(0);
	});
});
