import { DateTime } from 'luxon';

import type { Scene } from './support.mts';
import { FILES, lastQuery, SEGMENTS, setScene, SUMMARY } from './support.mts';

/** A month before the scene's now, to the second: the earliest moment that LivePerson takes */
const MONTH_AGO = '2026-10-22T08:30:00.000Z';

let scene: Scene;
beforeEach(async () => {
	scene = await setScene({ hours: 1, filesPerHour: 1 });
});
afterEach(async () => await scene.end());

const counts = () => scene.livePerson.requests.counts;
/** How much later than the earliest moment the newest request of the kind begins, in minutes */
const minutesWithinMonth = (kind: 'list' | 'segments'): number => {
	const now = DateTime.fromMillis(scene.clock.now(), { zone: 'utc' });
	const from = DateTime.fromISO(lastQuery(scene, kind).get('from') ?? '');
	return from.diff(now.minus({ months: 1 })).as('minutes');
};

describe('a time frame of a month, which goes on while the node runs', () => {
	it('is whole for as long as LivePerson takes it', async () => {
		const run = await scene.run({ ...FILES, from: MONTH_AGO });
		expect(run.error).toBeUndefined();
		expect(counts().list).toBe(5);
		const [first] = scene.livePerson.requests.log.filter(({ kind }) => kind === 'list');
		expect(first?.rawUrl).toContain(`from=${encodeURIComponent('2026-10-22T08:32:00.000Z')}`);
	});

	it('is summarized by agent although its files take longer than its margin', async () => {
		scene.livePerson.switches.delivery.compression = 'none';
		scene.livePerson.misbehave.latency('file', 100_000);
		const run = await scene.run({ ...SUMMARY, groupBy: ['agent'], from: MONTH_AGO });
		expect(run.error).toBeUndefined();
		expect(run.json.at(-1)).toMatchObject({
			completeness: { reconciliation: { segmentsMissing: 0, segmentsDiffering: 0 } },
		});
		expect(minutesWithinMonth('segments')).toBeGreaterThan(0);
		expect(minutesWithinMonth('segments')).toBeLessThanOrEqual(2);
	});

	it('gives its segments to the end although the newer weeks take longer', async () => {
		scene.livePerson.misbehave.latency('segments', 40_000);
		const run = await scene.run({ ...SEGMENTS, returnAll: true, from: MONTH_AGO });
		expect(run.error).toBeUndefined();
		expect(run.json).toHaveLength(scene.livePerson.data.segments.length);
		expect(counts().segments).toBe(5);
	});

	it('is listed after a wait that LivePerson asked for', async () => {
		scene.livePerson.misbehave.next('list', { type: 'tooMany', retryAfter: { seconds: 90 } });
		const run = await scene.run({ ...FILES, from: MONTH_AGO });
		expect(run.error).toBeUndefined();
		expect(run.json).toHaveLength(1);
		expect(scene.clock.elapsedMs).toBe(90_000);
	});
});
