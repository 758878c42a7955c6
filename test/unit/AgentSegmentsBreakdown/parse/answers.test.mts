import fc from 'fast-check';

import { parseAgentSegments } from '../../../../nodes/AgentSegmentsBreakdown/parse/agentSegments.ts';
import {
	compareFiles,
	FILE_PATH_REGEX,
	fileNameOf,
	parseFilePath,
} from '../../../../nodes/AgentSegmentsBreakdown/parse/filePath.ts';
import { parseJson } from '../../../../nodes/shared/json.ts';
import { parseFilesList } from '../../../../nodes/AgentSegmentsBreakdown/parse/filesList.ts';

/** From the page "Get Agent Segments Breakdown Files List" */
const PATH =
	'/year=2021/month=12/day=28/hour=14/accountId=le79344075/sequences.1642602416000.20220117180636.00053.json.gz';
/** The whole answer that the same page shows as its example, shortened to two files */
const DOCUMENTED_LIST = {
	timeframe: {
		startTime: '2021-12-28T14:00:00Z',
		endTime: '2021-12-28T20:00:00Z',
		endTimeL: '1640721600000',
		startTimeL: '1640700000000',
	},
	files: [PATH, PATH.replace('00053', '00054')],
};

describe('a path', () => {
	it('names hour, account and part', () => {
		const file = parseFilePath(PATH);
		expect(file).toMatchObject({ path: PATH, accountId: 'le79344075', part: 53 });
		expect(file?.hourStart.toISO()).toBe('2021-12-28T14:00:00.000Z');
	});

	it.each([
		['digits that are not padded', '/year=2026/month=6/day=1/hour=6/accountId=1/a.json.gz', null],
		['a name without a part', '/year=2026/month=06/day=01/hour=06/accountId=1/units.json.gz', null],
		['a part of another width', '/year=2026/month=06/day=01/hour=06/accountId=1/u.7.json.gz', 7],
	])('may have %s', (_label, path, part) => {
		expect(parseFilePath(path)).toMatchObject({ path, part });
		expect(parseFilePath(path)?.hourStart.toISO()).toBe('2026-06-01T06:00:00.000Z');
	});

	it.each([
		['nothing', ''],
		['a number', 7],
		['no leading slash', PATH.slice(1)],
		['another ending', PATH.replace('.gz', '')],
		['a folder more', PATH.replace('/sequences', '/x/sequences')],
		['a line break after it', `${PATH}\n`],
		['a month that does not exist', PATH.replace('month=12', 'month=13')],
		['a day that does not exist', PATH.replace('month=12/day=28', 'month=2/day=30')],
		['hour 24', PATH.replace('hour=14', 'hour=24')],
		['an account with other characters', PATH.replace('le79344075', 'le-1')],
	])('may not be %s', (_label, path) => {
		expect(parseFilePath(path)).toBeUndefined();
	});

	it('is accepted at run time exactly where the editor accepts it, but for hours that do not exist', () => {
		const editor = new RegExp(`^${FILE_PATH_REGEX}$`);
		const number = fc.integer({ min: 0, max: 99 });
		const anyPath = fc
			.tuple(number, number, number, fc.string({ maxLength: 12 }))
			.map(
				([month, day, hour, name]) =>
					`/year=2026/month=${month}/day=${day}/hour=${hour}/accountId=1/${name}.json.gz`,
			);
		fc.assert(
			fc.property(anyPath, (path) => {
				if (parseFilePath(path)) expect(editor.test(path)).toBe(true);
			}),
		);
	});

	it('has a name without its folders', () => {
		expect(fileNameOf({ path: PATH })).toBe('sequences.1642602416000.20220117180636.00053.json.gz');
	});

	it('is sorted by hour, then part as a number, then name', () => {
		const path = (hour: number, name: string) =>
			`/year=2026/month=6/day=1/hour=${hour}/accountId=1/${name}.json.gz`;
		const sorted = [path(9, 'b.2'), path(9, 'a.10'), path(9, 'b.10'), path(10, 'a.1')];
		const files = [sorted[2], sorted[3], sorted[0], sorted[1]].map((each) => {
			const file = parseFilePath(each);
			if (!file) throw new Error('unreadable');
			return file;
		});
		expect(files.sort(compareFiles).map(({ path: each }) => each)).toEqual(sorted);
	});
});

describe('a list of files', () => {
	it('is read as LivePerson documents it', () => {
		const list = parseFilesList(DOCUMENTED_LIST);
		expect(list?.files.map(({ part }) => part)).toEqual([53, 54]);
		expect(list?.timeFrame?.from.toISO()).toBe('2021-12-28T14:00:00.000Z');
		expect(list?.timeFrame?.to.toISO()).toBe('2021-12-28T20:00:00.000Z');
	});

	it.each([
		['epochs as numbers', { startTimeL: 1_640_700_000_000, endTimeL: 1_640_721_600_000 }],
		['ISO times alone', { startTime: '2021-12-28T14:00:00Z', endTime: '2021-12-28T20:00:00Z' }],
	])('may have a time frame of %s', (_label, timeframe) => {
		const list = parseFilesList({ timeframe, files: [] });
		expect(list?.timeFrame?.to.toISO()).toBe('2021-12-28T20:00:00.000Z');
	});

	it.each([
		['no files', { timeframe: {} }],
		['files that are null', { timeframe: {}, files: null }],
		['an empty list', { files: [] }],
	])('with %s has none, and without a readable time frame none of that', (_label, body) => {
		expect(parseFilesList(body)).toEqual({ files: [], timeFrame: undefined, unreadablePaths: [] });
	});

	it('has no time frame where LivePerson names a moment that no calendar reaches', () => {
		const timeframe = { startTimeL: 9_000_000_000_000_000, endTimeL: '1640721600000' };
		expect(parseFilesList({ timeframe, files: [PATH] })?.timeFrame).toBeUndefined();
	});

	it('keeps paths apart that cannot be asked for', () => {
		const list = parseFilesList({ files: [PATH, 'sequences.json.gz', 7, { toString: 1 }] });
		expect(list?.files).toHaveLength(1);
		expect(list?.unreadablePaths).toEqual(['sequences.json.gz', '7', '{"toString":1}']);
	});

	it.each([
		['nothing', undefined],
		['null', null],
		['a list', [PATH]],
		['a text', PATH],
		['files that are a text', { files: PATH }],
		['a number', 12],
		['an empty object', {}],
		['a message of another kind', { error: 'Service is under maintenance' }],
	])('is not %s', (_label, body) => {
		expect(parseFilesList(body)).toBeUndefined();
	});
});

describe('a page of agent segments', () => {
	/** From the page "Get Agent Segments" */
	const RECORD = {
		segmentId: '111111:1224046030:f468270d-1230-4bac-9a83-aa206c1004bb:Skq5195qSmesd4ZBANzBaA',
		startTimeL: 1_652_371_219_517,
		endTimeL: 1_652_391_099_022,
		conversationId: 'fdcc34c7-50f6-4e08-2867-c4713953edd2',
		agentId: 123456,
		employeeId: 'abcd123',
		skillId: 146473456,
		groupId: 23567815,
		endReason: 'backToQueue',
		totalHandleTimeMillis: 7_248_915,
		endTime: '2022-05-12T21:31:39.022Z',
		startTime: '2022-05-12T16:00:19.517Z',
	};

	it.each(['segments', 'segment'])('is read under the key %s', (key) => {
		expect(parseAgentSegments({ [key]: [RECORD], pagination: { count: 9 } })).toEqual({
			totalCount: 9,
			unreadable: 0,
			segments: [
				{
					segmentId: RECORD.segmentId,
					agentId: '123456',
					employeeId: 'abcd123',
					skillId: '146473456',
					groupId: '23567815',
					totalHandleTimeMillis: 7_248_915,
					raw: RECORD,
				},
			],
		});
	});

	it('may have no pagination, a count as text, and no names', () => {
		expect(parseAgentSegments({ segments: [] })).toMatchObject({ totalCount: undefined });
		expect(parseAgentSegments({ pagination: { count: '12' } })).toMatchObject({ totalCount: 12 });
		expect(parseAgentSegments({ segments: [{ segmentId: 'a', skillId: null }] })).toMatchObject({
			segments: [{ segmentId: 'a', skillId: '', totalHandleTimeMillis: null }],
		});
	});

	it('keeps ids beyond 2^53 apart, digit for digit, and fields of any name', () => {
		const body = '{"segments":[{"segmentId":"a","skillId":9007199254740993,"__proto__":{"x":1}}]}';
		const [segment] = parseAgentSegments(parseJson(body))?.segments ?? [];
		expect(segment?.skillId).toBe('9007199254740993');
		expect(JSON.stringify(segment?.raw)).toBe(
			'{"segmentId":"a","skillId":"9007199254740993","__proto__":{"x":1}}',
		);
	});

	it('counts records that cannot be used', () => {
		expect(parseAgentSegments({ segments: [RECORD, {}, null, 'x'] })).toMatchObject({
			segments: [{ segmentId: RECORD.segmentId }],
			unreadable: 3,
		});
	});

	it.each([
		['a list', []],
		['an empty object', {}],
		['a message of another kind', { error: 'Service is under maintenance' }],
		['segments that are a text', { segments: 'none' }],
		['nothing', undefined],
	])('is not %s', (_label, body) => {
		expect(parseAgentSegments(body)).toBeUndefined();
	});
});
