import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import {
	createBigDataSet,
	prepareBytes,
} from '../../../../sandbox/simulators/livePerson/bigDataSet.mts';
import { segmentsOf, unitsOf } from '../../../../sandbox/simulators/livePerson/records.mts';
import { sumUp } from '../../../../sandbox/simulators/livePerson/totals.mts';
import { getFile, getSegments, list, NOW_MS, startAt } from './support.mts';

const SIZE = {
	accountId: '70123456',
	seed: 3,
	nowMs: NOW_MS,
	hours: 4,
	filesPerHour: 2,
	unitsPerFile: 50,
	segmentsPerFile: 7,
};

describe('a big data set', () => {
	it('has the size that was asked for and is made anew the same', () => {
		const data = createBigDataSet(SIZE);
		const units = [...unitsOf(data.files)];
		expect([data.files.length, units.length, data.segments.length]).toEqual([8, 400, 56]);
		expect([...unitsOf(createBigDataSet(SIZE).files)]).toEqual(units);
	});

	it('has segments in order of their end, whose units add up', () => {
		const data = createBigDataSet(SIZE);
		const segments = [...segmentsOf(data.segments)];
		const { bySegment } = sumUp(unitsOf(data.files));
		let before = 0;
		for (const [index, segment] of segments.entries()) {
			expect(segment.endTimeL).toBeGreaterThanOrEqual(before);
			expect(data.segments.endTimeAt?.(index)).toBe(segment.endTimeL);
			expect(bySegment[segment.segmentId]?.handleTimeMillis).toBe(segment.totalHandleTimeMillis);
			before = segment.endTimeL;
		}
	});

	it('is served by the simulator', async () => {
		const { simulator } = startAt(NOW_MS, { data: createBigDataSet(SIZE) });
		expect((await list(simulator)).json().files).toHaveLength(8);
		const page = (await getSegments(simulator, { limit: '10', offset: '50' })).json();
		expect(page).toMatchObject({ pagination: { count: 56 } });
		expect(page['segments']).toHaveLength(6);
	});

	it('can be made in advance, in memory or one file after the other on disk', async () => {
		const inMemory = createBigDataSet(SIZE);
		await prepareBytes(inMemory);
		const onDisk = createBigDataSet(SIZE);
		const directory = await mkdtemp(join(tmpdir(), 'big-data-set-'));
		try {
			await prepareBytes(onDisk, directory);
			expect(await readdir(directory)).toHaveLength(8);
			for (const data of [inMemory, onDisk]) {
				const { simulator } = startAt(NOW_MS, { data });
				const { path, units } = data.files[3] ?? { path: '', units: () => [] };
				const text = gunzipSync((await getFile(simulator, path)).body).toString();
				expect(text).toBe(
					units()
						.map((unit) => `${JSON.stringify(unit)}\n`)
						.join(''),
				);
			}
		} finally {
			await rm(directory, { recursive: true });
		}
	});
});
