import type { UnreadableTarget } from '../../../../nodes/CloudAgentAht/trigger/state.ts';
import type { Outcome } from '../../../../nodes/CloudAgentAht/trigger/unreadable.ts';
import { recordUnreadable } from '../../../../nodes/CloudAgentAht/trigger/unreadable.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const KEY = 'campaign:Slaes';

/** Polls one target at the given minutes; gives the minutes at which it is reported. */
function reportedAt(outcome: Outcome, minutes: number[]): number[] {
	let unreadable: Record<string, UnreadableTarget> = {};
	return minutes.filter((minute) => {
		const noted = recordUnreadable(
			unreadable,
			[KEY],
			new Map([[KEY, outcome]]),
			NOW + minute * MINUTE_MS,
		);
		unreadable = noted.unreadable;
		return noted.toReport.has(KEY);
	});
}

describe('a target that has no AHT while others do', () => {
	it('is reported at once where CloudAgent refuses it, and again after a day', () => {
		expect(reportedAt('refused', [0, 1, 60, 1439, 1440, 1441, 2880])).toEqual([0, 1440, 2880]);
	});

	it('is reported after an hour where it just fails, and again after a day', () => {
		expect(reportedAt('failed', [0, 1, 59, 60, 61, 1499, 1500])).toEqual([60, 1500]);
	});

	it('is counted anew once it has been read', () => {
		const failing = recordUnreadable({}, [KEY], new Map([[KEY, 'failed']]), NOW);
		const read = recordUnreadable(
			failing.unreadable,
			[KEY],
			new Map([[KEY, 'read']]),
			NOW + 50 * MINUTE_MS,
		);
		expect(read.unreadable).toEqual({});
		const again = recordUnreadable(
			read.unreadable,
			[KEY],
			new Map([[KEY, 'failed']]),
			NOW + HOUR_MS,
		);
		expect(again.toReport.size).toBe(0);
	});

	it('stays as it was in a poll that did not get to it, and is forgotten when no longer watched', () => {
		const { unreadable } = recordUnreadable({}, [KEY], new Map([[KEY, 'refused']]), NOW);
		expect(recordUnreadable(unreadable, [KEY], new Map(), NOW + HOUR_MS)).toEqual({
			unreadable,
			toReport: new Set(),
		});
		expect(recordUnreadable(unreadable, ['agent:ann'], new Map(), NOW).unreadable).toEqual({});
	});
});
