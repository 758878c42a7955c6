import fc from 'fast-check';
import { DateTime } from 'luxon';

import { parseFilePath } from '../../../../nodes/AgentSegmentsBreakdown/parse/filePath.ts';
import type { SeenFiles } from '../../../../nodes/AgentSegmentsBreakdown/trigger/seenFiles.ts';
import {
	firstHourToWatch,
	frameToList,
	hashOf,
	hourOf,
	isDone,
	isSeenFiles,
	moveWindow,
	startOfHour,
	withDone,
} from '../../../../nodes/AgentSegmentsBreakdown/trigger/seenFiles.ts';
import { buildPath } from '../../../../sandbox/simulators/livePerson/paths.mts';

const FIRST_HOUR = 498_637;

function fileOf(hour: number, part: number) {
	const hourStartMs = startOfHour(hour).toMillis();
	const writtenMs = hourStartMs + 3_600_000;
	const path = buildPath({ accountId: '70123456', hourStartMs, part, writtenMs });
	const file = parseFilePath(path);
	if (!file) throw new Error(`no path: ${path}`);
	return file;
}

const empty: SeenFiles = {
	version: 2,
	accountId: '70123456',
	fromHour: FIRST_HOUR,
	done: {},
	retryLater: {},
};
function reload(memory: SeenFiles): SeenFiles {
	const stored: unknown = JSON.parse(JSON.stringify(memory));
	if (!isSeenFiles(stored)) throw new Error('not taken for what it is');
	return stored;
}

describe('the memory of the trigger', () => {
	it('knows the files that are done with, after it was stored and read again, and no other', () => {
		const file = fc.record({ hour: fc.integer({ min: 0, max: 200 }), part: fc.nat(60) });
		fc.assert(
			fc.property(fc.array(file), fc.array(file), (done, others) => {
				const toFile = ({ hour, part }: { hour: number; part: number }) =>
					fileOf(FIRST_HOUR + hour, part);
				const memory = reload(withDone(empty, done.map(toFile)));
				expect(done.every((each) => isDone(memory, toFile(each)))).toBe(true);
				const donePaths = new Set(done.map((each) => toFile(each).path));
				for (const other of others.map(toFile)) {
					expect(isDone(memory, other)).toBe(donePaths.has(other.path));
				}
			}),
			{ numRuns: 50 },
		);
	});

	it('watches an hour until it has been over for as long as it looks back, and no longer', () => {
		const minutes = fc.integer({ min: 0, max: 60 * 24 * 365 });
		const lookBack = fc.integer({ min: 1, max: 168 });
		fc.assert(
			fc.property(minutes, lookBack, (minute, lookBackHours) => {
				const now = DateTime.fromISO('2026-11-20T14:00:00Z').plus({ minutes: minute });
				const overSince = (hour: number) => now.diff(startOfHour(hour + 1), 'hours').hours;
				const first = firstHourToWatch(now, lookBackHours);
				expect(overSince(first)).toBeLessThanOrEqual(lookBackHours);
				expect(overSince(first - 1)).toBeGreaterThan(lookBackHours);
			}),
		);
	});

	it('forgets hours that are out of the window, and never begins earlier again', () => {
		const files = [0, 1, 2].map((hour) => fileOf(FIRST_HOUR + hour, 0));
		const now = startOfHour(FIRST_HOUR + 26);
		const memory = moveWindow(withDone(empty, files), now, 24, []);
		expect(files.map((file) => isDone(memory, file))).toEqual([false, true, true]);
		expect(moveWindow(memory, now, 100, []).fromHour).toBe(FIRST_HOUR + 1);
	});

	it('keeps the window open for a file that waits, with the tries of that file alone', () => {
		const waiting = fileOf(FIRST_HOUR, 7);
		const tries = { tries: 3, nextTryEpochMs: 1_795_185_000_000 };
		const begun = { ...empty, fromHour: FIRST_HOUR - 5, retryLater: { abcdef: tries } };
		const now = startOfHour(FIRST_HOUR + 40);
		expect(moveWindow(begun, now, 24, [waiting])).toEqual({ ...empty, fromHour: FIRST_HOUR });
	});

	it('keeps the tries of a file that waits', () => {
		const waiting = fileOf(FIRST_HOUR, 7);
		const retryLater = { [hashOf(waiting)]: { tries: 3, nextTryEpochMs: 1_795_185_000_000 } };
		const memory = moveWindow({ ...empty, retryLater }, startOfHour(FIRST_HOUR + 40), 24, [
			waiting,
		]);
		expect(memory.retryLater).toEqual(retryLater);
	});

	it('knows a file once, and of an hour no more than a thousand', () => {
		const files = Array.from({ length: 1001 }, (_, part) => fileOf(FIRST_HOUR, part));
		const memory = reload(withDone(withDone(empty, files.slice(0, 999)), files.slice(0, 999)));
		expect(memory.done[FIRST_HOUR]).toHaveLength(999);
		expect(reload(withDone(memory, files)).done[FIRST_HOUR]).toHaveLength(1000);
	});

	it('lists whole hours that LivePerson still has, however long ago the last poll was', () => {
		const minutes = fc.integer({ min: 0, max: 60 * 24 * 365 });
		fc.assert(
			fc.property(minutes, (minute) => {
				const now = DateTime.fromISO('2026-11-20T14:00:00Z').plus({ minutes: minute });
				const { from, to } = frameToList(0, now);
				const oldest = now.toUTC().minus({ months: 1 });
				expect(to.toMillis()).toBe(now.toMillis());
				expect(from.toMillis()).toBe(from.startOf('hour').toMillis());
				// An hour for clocks that differ, and the rest of the hour that it leads into
				expect(from.diff(oldest, 'hours').hours).toBeGreaterThan(1);
				expect(from.diff(oldest, 'hours').hours).toBeLessThanOrEqual(2);
				expect(frameToList(firstHourToWatch(now, 24), now).from.toMillis()).toBe(
					startOfHour(firstHourToWatch(now, 24)).toMillis(),
				);
			}),
		);
	});

	it('changes no memory that it was given', () => {
		const before = withDone(empty, [fileOf(FIRST_HOUR, 0)]);
		const written = JSON.stringify(before);
		moveWindow(withDone(before, [fileOf(FIRST_HOUR, 1)]), startOfHour(FIRST_HOUR + 99), 24, []);
		expect(JSON.stringify(before)).toBe(written);
	});

	it('takes less than 40 kB for a week of 24 files an hour', () => {
		const files = Array.from({ length: 170 * 24 }, (_, index) =>
			fileOf(FIRST_HOUR + Math.floor(index / 24), index % 24),
		);
		const memory = withDone(empty, files);
		expect(JSON.stringify(memory).length).toBeLessThan(40_000);
		expect(files.every((file) => isDone(memory, file))).toBe(true);
	});

	it('takes hours whose numbers have one digit in the path', () => {
		const path = '/year=2026/month=6/day=1/hour=6/accountId=70123456/sequences.1.json.gz';
		const file = parseFilePath(path);
		expect(file && startOfHour(hourOf(file)).toMillis()).toBe(Date.parse('2026-06-01T06:00:00Z'));
	});

	const good = { ...empty, fromHour: 1, done: { 5: ['abcdef'] } };
	it.each([
		['nothing', undefined],
		['null', null],
		['a text', 'abc'],
		['a list', [good]],
		['another version', { ...good, version: 1 }],
		['no account', { ...good, accountId: undefined }],
		['an hour that is no number', { ...good, fromHour: '1' }],
		['a part of an hour', { ...good, fromHour: 1.5 }],
		['no memory', { ...good, done: undefined }],
		['a memory that is a list', { ...good, done: [['abcdef']] }],
		['a key that is no hour', { ...good, done: { __proto__x: ['abcdef'] } }],
		['hashes that are a text', { ...good, done: { 5: 'abcdef' } }],
		['half a hash', { ...good, done: { 5: ['abcdef', 'abc'] } }],
		['a hash and more', { ...good, done: { 5: ['abcdefg'] } }],
		['a hash that is a number', { ...good, done: { 5: [123456] } }],
		['an hour and more', { ...good, done: { '5h': ['abcdef'] } }],
		['an hour before 1970', { ...good, done: { '-5': ['abcdef'] } }],
		['an hour beyond any date', { ...good, done: { 5000000000: ['abcdef'] } }],
		['a hash of other characters', { ...good, done: { 5: ['abc ef'] } }],
		['more files than an hour has', { ...good, done: { 5: Array(1001).fill('abcdef') } }],
		['tries that are a text', { ...good, retryLater: 'abc' }],
		['tries that are nothing', { ...good, retryLater: { abcdef: null } }],
		['tries that are no number', { ...good, retryLater: { abcdef: { tries: '1' } } }],
		['tries without a time', { ...good, retryLater: { abcdef: { tries: 1 } } }],
		['tries of no file', { ...good, retryLater: { abc: { tries: 1, nextTryEpochMs: 2 } } }],
	])('is not read from %s', (_label, stored) => {
		expect(isSeenFiles(good)).toBe(true);
		expect(isSeenFiles(stored)).toBe(false);
	});

	it('is read, or not, from anything without falling over', () => {
		fc.assert(
			fc.property(fc.anything(), fc.jsonValue(), (stored, part) => {
				isSeenFiles(stored);
				isSeenFiles({ ...good, done: part, retryLater: stored });
			}),
		);
	});
});
