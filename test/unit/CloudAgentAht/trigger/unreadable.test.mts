import { ApiError } from '../../../../nodes/shared/errors.ts';
import type { Reading, WatchState } from '../../../../nodes/CloudAgentAht/trigger/state.ts';
import { recordUnreadable } from '../../../../nodes/CloudAgentAht/trigger/unreadable.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const TARGET = { key: 'campaign:Slaes' };

const nobody = { errors: new Map<string, Error>(), readings: new Map<string, Reading>() };
const outcomes = {
	failed: { ...nobody, errors: new Map([[TARGET.key, new Error('no answer')]]) },
	refused: {
		...nobody,
		errors: new Map([
			[TARGET.key, new ApiError('unknown', { failure: { cause: 'configuration-invalid' } })],
		]),
	},
	read: { ...nobody, readings: new Map([[TARGET.key, { ahtSeconds: 60, readAtEpochMs: NOW }]]) },
};

/** Polls one target at the given minutes; returns the minutes at which it is reported. */
function reportedAt(outcome: keyof typeof outcomes, minutes: number[]): number[] {
	let unreadable: WatchState['unreadable'] = {};
	return minutes.filter((minute) => {
		const now = NOW + minute * MINUTE_MS;
		const recorded = recordUnreadable(unreadable, [TARGET], outcomes[outcome], now);
		unreadable = recorded.unreadable;
		return recorded.due.includes(TARGET);
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
		const failing = recordUnreadable({}, [TARGET], outcomes.failed, NOW);
		const later = NOW + 50 * MINUTE_MS;
		const read = recordUnreadable(failing.unreadable, [TARGET], outcomes.read, later);
		expect(read.unreadable).toEqual({});
		const again = recordUnreadable(read.unreadable, [TARGET], outcomes.failed, NOW + HOUR_MS);
		expect(again.due).toEqual([]);
	});

	it('stays as it was in a poll that did not get to it, and is forgotten when no longer watched', () => {
		const { unreadable } = recordUnreadable({}, [TARGET], outcomes.refused, NOW);
		expect(recordUnreadable(unreadable, [TARGET], nobody, NOW + HOUR_MS)).toEqual({
			unreadable,
			due: [],
		});
		expect(recordUnreadable(unreadable, [{ key: 'agent:ann' }], nobody, NOW).unreadable).toEqual(
			{},
		);
	});
});
