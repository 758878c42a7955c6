import { Share } from '../../../../nodes/CloudAgentAht/transport/share.ts';

const LIMIT = 50;
const MINUTE_MS = 60_000;

/** A share of so many places, all let in at the moment 0. */
function shareOf(places: number): Share {
	const share = new Share(LIMIT);
	for (let own = 1; own <= places; own++) share.noteLetIn(true, own, 0);
	return share;
}

describe('the share that a process has of the limit', () => {
	it('is as many requests as were let in', () => {
		expect(shareOf(0).places).toBe(0);
		expect(shareOf(20).places).toBe(20);
	});

	it('stays what was let in when a try for more is refused', () => {
		const share = shareOf(20);
		share.noteRefused({ isTry: true, sentAtEpochMs: 0 }, 20, 1_000);
		expect(share.places).toBe(20);
		expect(share.tryAt()).toBeGreaterThan(MINUTE_MS);
	});

	it('loses one place to refusals of requests that were under way together, not one each', () => {
		const share = shareOf(20);
		share.noteRefused({ isTry: false, sentAtEpochMs: 500 }, 20, 1_000);
		share.noteRefused({ isTry: false, sentAtEpochMs: 900 }, 20, 1_400);
		expect(share.places).toBe(19);
		share.noteRefused({ isTry: false, sentAtEpochMs: 1_500 }, 20, 2_000);
		expect(share.places).toBe(18);
	});

	it('is tried to be raised less and less often, in vain; and as at first once a try gained', () => {
		const share = shareOf(20);
		const waits: number[] = [];
		let now = 0;
		for (let tries = 0; tries < 4; tries++) {
			share.noteRefused({ isTry: true, sentAtEpochMs: now }, 20, now + 100);
			waits.push(share.tryAt() - now - 100);
			now = share.tryAt();
		}
		const [first = 0] = waits;
		expect(waits).toEqual([first, 2 * first, 360_000, 360_000]);
		share.noteLetIn(true, 21, now);
		share.noteRefused({ isTry: true, sentAtEpochMs: now + 1 }, 21, now + 100);
		expect(share.tryAt() - now - 100).toBe(first);
	});

	it('without a place is searched for by one request every 13 seconds', () => {
		const share = new Share(LIMIT);
		share.noteRefused({ isTry: true, sentAtEpochMs: 0 }, 0, 700);
		expect(share.tryAt()).toBe(13_000);
		expect(share.tryAt(5 * MINUTE_MS)).toBe(13_000);
		expect(share.mostUnderWay(0, 500)).toBe(1);
	});

	it('grows by one try after the other once a search has found a place', () => {
		const share = new Share(LIMIT);
		share.noteRefused({ isTry: true, sentAtEpochMs: 0 }, 0, 700);
		share.noteLetIn(true, 1, 13_700);
		expect(share.tryAt()).toBeLessThanOrEqual(13_700);
		expect(share.mostUnderWay(1, 500)).toBe(2);
	});

	it('is searched for more often in the last minute before giving up', () => {
		const share = new Share(LIMIT);
		share.noteRefused({ isTry: true, sentAtEpochMs: 0 }, 0, 700);
		expect(share.tryAt(MINUTE_MS)).toBe(4_500);
	});

	it.each([
		['a short run begins with one request', 0, 60, 1],
		['a long one with several', 0, 500, 5],
	])('%s', (_label, counted, left, most) => {
		expect(new Share(LIMIT).mostUnderWay(counted, left)).toBe(most);
	});

	it.each([
		[10, 60, 4],
		[20, 60, 1],
		[40, 60, 3],
		[20, 500, 11],
	])(
		'with %i let in and %i left has at most %i under way: few where others may be',
		(letIn, left, most) => {
			expect(shareOf(letIn).mostUnderWay(letIn, left)).toBe(most);
		},
	);

	it('is old news after two minutes without an answer', () => {
		const share = shareOf(20);
		expect(share.isStale(2 * MINUTE_MS)).toBe(false);
		expect(share.isStale(2 * MINUTE_MS + 1)).toBe(true);
	});
});
