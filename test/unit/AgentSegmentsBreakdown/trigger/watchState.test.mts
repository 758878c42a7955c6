import fc from 'fast-check';

import { parseFilePath } from '../../../../nodes/AgentSegmentsBreakdown/parse/filePath.ts';
import type { WatchState } from '../../../../nodes/AgentSegmentsBreakdown/trigger/watchState.ts';
import {
	epochMsOfHour,
	forgetBefore,
	hourOf,
	isDone,
	parseWatchState,
	withDone,
	writeWatchState,
} from '../../../../nodes/AgentSegmentsBreakdown/trigger/watchState.ts';
import { buildPath } from '../../../../sandbox/simulators/livePerson/paths.mts';

const FIRST_HOUR = 498_637;

function fileOf(hour: number, part: number) {
	const hourStartMs = epochMsOfHour(hour);
	const writtenMs = hourStartMs + 3_600_000;
	const path = buildPath({ accountId: '70123456', hourStartMs, part, writtenMs });
	const file = parseFilePath(path);
	if (!file) throw new Error(`no path: ${path}`);
	return file;
}

const empty: WatchState = {
	accountId: '70123456',
	fromHour: FIRST_HOUR,
	done: new Map(),
	troubles: new Map(),
};
const reload = (state: WatchState) =>
	parseWatchState(JSON.parse(JSON.stringify(writeWatchState(state))));

describe('the memory of the trigger', () => {
	it('knows the files that are done with, after it was stored and read again, and no other', () => {
		const file = fc.record({ hour: fc.integer({ min: 0, max: 200 }), part: fc.nat(60) });
		fc.assert(
			fc.property(fc.array(file), fc.array(file), (done, others) => {
				const toFile = ({ hour, part }: { hour: number; part: number }) =>
					fileOf(FIRST_HOUR + hour, part);
				const state = reload(withDone(empty, done.map(toFile)));
				expect(state && done.every((each) => isDone(state, toFile(each)))).toBe(true);
				const donePaths = new Set(done.map((each) => toFile(each).path));
				for (const other of others.map(toFile)) {
					expect(state && isDone(state, other)).toBe(donePaths.has(other.path));
				}
			}),
			{ numRuns: 50 },
		);
	});

	it('keeps troubles', () => {
		const troubles = new Map([['abc-_1', { tries: 3, nextTryEpochMs: 1_795_185_000_000 }]]);
		const state = { ...empty, troubles };
		expect(reload(state)).toEqual(state);
		expect(withDone(state, [fileOf(FIRST_HOUR, 1)]).troubles).toEqual(troubles);
	});

	it('forgets hours that are out of the window, and never begins earlier again', () => {
		const files = [0, 1, 2].map((hour) => fileOf(FIRST_HOUR + hour, 0));
		const state = forgetBefore(withDone(empty, files), FIRST_HOUR + 1);
		expect(files.map((file) => isDone(state, file))).toEqual([false, true, true]);
		expect(forgetBefore(state, FIRST_HOUR - 5).fromHour).toBe(FIRST_HOUR + 1);
	});

	it('changes no state that it was given', () => {
		const before = withDone(empty, [fileOf(FIRST_HOUR, 0)]);
		const written = JSON.stringify(writeWatchState(before));
		forgetBefore(withDone(before, [fileOf(FIRST_HOUR, 1)]), FIRST_HOUR + 9);
		expect(JSON.stringify(writeWatchState(before))).toBe(written);
	});

	it('takes less than 27 kB for a week of 24 files an hour', () => {
		const files = Array.from({ length: 170 * 24 }, (_, index) =>
			fileOf(FIRST_HOUR + Math.floor(index / 24), index % 24),
		);
		const state = withDone(empty, files);
		expect(JSON.stringify(writeWatchState(state)).length).toBeLessThan(27_000);
		expect(files.every((file) => isDone(state, file))).toBe(true);
	});

	it('takes hours whose numbers have one digit in the path', () => {
		const path = '/year=2026/month=6/day=1/hour=6/accountId=70123456/sequences.1.json.gz';
		const file = parseFilePath(path);
		expect(file && epochMsOfHour(hourOf(file))).toBe(Date.parse('2026-06-01T06:00:00Z'));
	});

	const good = { version: 1, accountId: '70123456', fromHour: 1, done: { 5: 'abcdef' } };
	it.each([
		['nothing', undefined],
		['null', null],
		['a text', 'abc'],
		['a list', [good]],
		['another version', { ...good, version: 2 }],
		['no account', { ...good, accountId: undefined }],
		['an hour that is no number', { ...good, fromHour: '1' }],
		['a negative hour', { ...good, fromHour: -1 }],
		['no memory', { ...good, done: undefined }],
		['a memory that is a list', { ...good, done: ['abcdef'] }],
		['a key that is no hour', { ...good, done: { __proto__x: 'abcdef' } }],
		['half a hash', { ...good, done: { 5: 'abcdefabc' } }],
		['a hash of other characters', { ...good, done: { 5: 'abc ef' } }],
		['an empty hash', { ...good, done: { 5: '' } }],
		['troubles that are a text', { ...good, troubles: 'abc' }],
		['tries that are no number', { ...good, troubles: { abcdef: ['1', 2] } }],
		['tries without a time', { ...good, troubles: { abcdef: [1] } }],
	])('is not read from %s', (_label, stored) => {
		expect(parseWatchState(good)).toBeDefined();
		expect(parseWatchState(stored)).toBeUndefined();
	});

	it('is read, or not, from anything without falling over', () => {
		fc.assert(
			fc.property(fc.anything(), fc.jsonValue(), (stored, part) => {
				parseWatchState(stored);
				parseWatchState({ ...good, done: part, troubles: stored });
			}),
		);
	});
});
