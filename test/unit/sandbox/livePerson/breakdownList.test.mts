import { filesWithin } from '../../../../sandbox/simulators/livePerson/breakdownList.mts';
import { PATH_PATTERN } from '../../../../sandbox/simulators/livePerson/paths.mts';
import { MS_PER_DAY, MS_PER_HOUR } from '../../../../sandbox/simulators/livePerson/records.mts';
import { list, NOW_MS, startAt } from './support.mts';

const iso = (epochMs: number) => new Date(epochMs).toISOString();

describe('the list of breakdown files', () => {
	it('covers the last 24 hours when no time frame is given', async () => {
		const { simulator } = startAt();
		const answer = await list(simulator);
		expect(answer.status).toBe(200);
		expect(answer.json()).toEqual({
			timeframe: {
				startTime: '2026-11-19T14:30:00.000Z',
				endTime: '2026-11-20T14:30:00.000Z',
				startTimeL: String(NOW_MS - MS_PER_DAY),
				endTimeL: String(NOW_MS),
			},
			files: filesWithin(
				simulator.data.files,
				{ fromMs: NOW_MS - MS_PER_DAY, toMs: NOW_MS },
				NOW_MS,
			).map((file) => file.path),
		});
	});

	it.each([
		['RFC 3339 in UTC', { from: '2026-11-20T10:00:00Z', to: '2026-11-20T12:00:00Z' }],
		[
			'RFC 3339 with an offset',
			{ from: '2026-11-20T11:00:00+01:00', to: '2026-11-20T13:00:00.000+01:00' },
		],
		[
			'epoch milliseconds',
			{
				fromMillis: String(Date.parse('2026-11-20T10:00:00Z')),
				toMillis: String(Date.parse('2026-11-20T12:00:00Z')),
			},
		],
	])('takes a time frame as %s and gives the files of its UTC hours', async (_label, frame) => {
		const { simulator } = startAt();
		const { files } = (await list(simulator, frame)).json();
		expect(files).toHaveLength(6);
		expect(files).toEqual(
			expect.arrayContaining([
				expect.stringContaining('/day=20/hour=10/'),
				expect.stringContaining('/day=20/hour=11/'),
			]),
		);
	});

	it('writes paths as documented', async () => {
		const { simulator } = startAt();
		const { files } = (await list(simulator)).json() as { files: string[] };
		expect(files.every((path) => PATH_PATTERN.test(path))).toBe(true);
		expect(files[0]).toMatch(
			/^\/year=2026\/month=11\/day=19\/hour=14\/accountId=70123456\/sequences\.\d{13}\.\d{14}\.00000\.json\.gz$/,
		);
	});

	it.each([
		['no source', { source: '' }, 'source: may not be empty'],
		[
			'a source of 21 characters',
			{ source: 'a'.repeat(21) },
			'source: size must be between 1 and 20',
		],
		['a source with a hyphen', { source: 'LP-Agent' }, 'source: must match "^[a-zA-Z0-9_]+$"'],
		[
			'from without an offset',
			{ from: '2026-11-20T10:00:00' },
			'from: must be an RFC 3339 date-time',
		],
		['epoch milliseconds in from', { from: String(NOW_MS) }, 'from: must be an RFC 3339 date-time'],
		[
			'a date that does not exist',
			{ to: '2026-02-30T10:00:00Z' },
			'to: must be an RFC 3339 date-time',
		],
		[
			'a date in fromMillis',
			{ fromMillis: '2026-11-20' },
			'fromMillis: must be epoch milliseconds',
		],
		[
			'from and fromMillis together',
			{ from: '2026-11-20T10:00:00Z', fromMillis: '1' },
			'from: must not be given together with fromMillis',
		],
		[
			'to and toMillis together',
			{ to: '2026-11-20T10:00:00Z', toMillis: '1' },
			'to: must not be given together with toMillis',
		],
		[
			'more than a month back',
			{
				from: iso(Date.parse('2026-10-20T14:29:59Z')),
				to: iso(Date.parse('2026-10-21T00:00:00Z')),
			},
			'from: must not be more than 1 month in the past',
		],
		[
			'more than a week',
			{ from: iso(NOW_MS - 7 * MS_PER_DAY - 1), to: iso(NOW_MS) },
			'to: must not be more than 1 week after from',
		],
		['a reversed frame', { from: iso(NOW_MS), to: iso(NOW_MS - 1) }, 'from: must be before to'],
	])('refuses %s with 400 and the cause', async (_label, parameters, cause) => {
		const { simulator } = startAt();
		const answer = await list(simulator, parameters);
		expect(answer.status).toBe(400);
		expect(answer.json()).toEqual({ causes: [cause], message: 'Bad Request' });
	});

	it('allows exactly a month back and exactly a week', async () => {
		const { simulator } = startAt();
		const monthBackMs = Date.parse('2026-10-20T14:30:00Z');
		const frame = { from: iso(monthBackMs), to: iso(monthBackMs + 7 * MS_PER_DAY) };
		expect((await list(simulator, frame)).status).toBe(404);
	});

	it('says 404 in the documented words when there are no files', async () => {
		const { simulator } = startAt();
		const frame = { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' };
		const answer = await list(simulator, frame);
		expect(answer.status).toBe(404);
		expect(answer.json().message).toBe('no paths were found in hdfs for the given timeframe');
	});

	it('answers 206 without the files of an hour that hdfs lost', async () => {
		const { simulator } = startAt();
		simulator.switches.missingHours.add(Date.parse('2026-11-20T11:00:00Z'));
		const frame = { from: '2026-11-20T10:00:00Z', to: '2026-11-20T12:00:00Z' };
		const answer = await list(simulator, frame);
		expect(answer.status).toBe(206);
		const { files } = answer.json() as { files: string[] };
		expect(files.map((path) => path.includes('/hour=10/'))).toEqual([true, true, true]);
	});

	it('lists a late file only when its moment has come', async () => {
		const { simulator, clock } = startAt();
		const late = simulator.data.files.at(-1);
		if (!late) throw new Error('no files');
		late.listedFromMs = NOW_MS + MS_PER_HOUR;
		expect((await list(simulator)).json().files).not.toContain(late.path);
		clock.nowMs += MS_PER_HOUR;
		expect((await list(simulator)).json().files).toContain(late.path);
	});
});
