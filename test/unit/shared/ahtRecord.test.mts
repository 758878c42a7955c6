import fc from 'fast-check';
import { DateTime } from 'luxon';

import type { AhtRecordInput } from '../../../nodes/shared/ahtRecord.ts';
import { buildAhtRecord } from '../../../nodes/shared/ahtRecord.ts';

const input: AhtRecordInput = {
	service: 'CloudAgent',
	subjectType: 'campaign',
	subjectId: '256',
	subjectName: 'Sales',
	ahtSeconds: 432,
	window: {
		start: DateTime.fromISO('2026-11-22T08:05:00Z'),
		end: DateTime.fromISO('2026-11-22T10:05:00Z'),
	},
};

describe('the AHT record', () => {
	it('has the same fields in the same order, so that one sheet serves both services', () => {
		expect(Object.entries(buildAhtRecord(input))).toEqual([
			['subjectName', 'Sales'],
			['aht', '00:07:12'],
			['ahtSeconds', 432],
			['subjectId', '256'],
			['windowStart', '2026-11-22T08:05:00.000Z'],
			['windowEnd', '2026-11-22T10:05:00.000Z'],
			['subjectType', 'campaign'],
			['service', 'CloudAgent'],
		]);
	});

	it('joins the types of a subject that is several', () => {
		const subjectType = ['agent', 'skill'] as const;
		expect(buildAhtRecord({ ...input, subjectType })).toMatchObject({
			subjectType: 'agent / skill',
		});
	});

	it('gives the window in UTC, whatever zone it was worked out in', () => {
		const window = {
			start: DateTime.fromISO('2026-03-29T00:30', { zone: 'Europe/Berlin' }),
			end: DateTime.fromISO('2026-03-29T03:30', { zone: 'Europe/Berlin' }),
		};
		expect(buildAhtRecord({ ...input, window })).toMatchObject({
			windowStart: '2026-03-28T23:30:00.000Z',
			windowEnd: '2026-03-29T01:30:00.000Z',
		});
	});

	it.each([
		['nothing to average', null, null, null],
		['an average of no calls (0 / 0)', Number.NaN, null, null],
		['a time divided by no calls', Number.POSITIVE_INFINITY, null, null],
		['an average of nothing but zeroes', 0, '00:00:00', 0],
		['whole seconds', 59, '00:00:59', 59],
		['half a second', 42.5, '00:00:43', 43],
		['a third of a second', 100 / 3, '00:00:33', 33],
		['more than a day', 90_061, '25:01:01', 90_061],
	])('writes %s as people and sheets read it', (_label, ahtSeconds, aht, seconds) => {
		expect(buildAhtRecord({ ...input, ahtSeconds })).toMatchObject({ aht, ahtSeconds: seconds });
	});

	it('gives a time for people that is the seconds for machines', () => {
		fc.assert(
			fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (ahtSeconds) => {
				const record = buildAhtRecord({ ...input, ahtSeconds });
				const [hours = 0, minutes = 0, seconds = 0] = (record.aht ?? '').split(':').map(Number);
				expect(hours * 3600 + minutes * 60 + seconds).toBe(record.ahtSeconds);
				expect(Math.abs((record.ahtSeconds ?? -1) - ahtSeconds)).toBeLessThanOrEqual(0.5);
			}),
		);
	});
});
