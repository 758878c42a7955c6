import { DateTime } from 'luxon';
import { NodeApiError } from 'n8n-workflow';

import { BrokenFile } from '../../../../nodes/AgentSegmentsBreakdown/decode/brokenFile.ts';
import { parseFilePath } from '../../../../nodes/AgentSegmentsBreakdown/parse/filePath.ts';
import {
	isDue,
	isUnreadable,
	withFailed,
} from '../../../../nodes/AgentSegmentsBreakdown/trigger/retryLater.ts';
import type { SeenFiles } from '../../../../nodes/AgentSegmentsBreakdown/trigger/seenFiles.ts';
import { hashOf } from '../../../../nodes/AgentSegmentsBreakdown/trigger/seenFiles.ts';

const PATH = '/year=2026/month=11/day=20/hour=10/accountId=70123456/sequences.1.2.00003.json.gz';
const MINUTE_MS = 60_000;
const frame = { from: DateTime.fromMillis(0), to: DateTime.fromMillis(1) };
const parsed = parseFilePath(PATH);
if (!parsed) throw new Error('no path');
const file = { ...parsed, frame };
const node = {
	id: '1',
	name: 'Trigger',
	type: 'trigger',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
};
const broken = new BrokenFile(PATH, { byte: 0 }, 'is damaged');
const withheld = new NodeApiError(node, {}, { message: 'no', httpCode: '500' });

/** Fails again and again, as soon as it is due; gives the minutes of the tries until it is given up. */
function triesUntilGivenUp(error: Error): number[] {
	let memory: SeenFiles = { version: 2, accountId: 'a', fromHour: 0, done: {}, retryLater: {} };
	const tries: number[] = [];
	for (let minute = 0; minute < 10_000; minute++) {
		if (!isDue(memory, file, minute * MINUTE_MS)) continue;
		tries.push(minute);
		const noted = withFailed(memory, [{ file, error }], minute * MINUTE_MS);
		if (noted.givenUp.length > 0) return tries;
		memory = noted.memory;
	}
	throw new Error('never given up');
}

describe('a file that cannot be read', () => {
	it('is tried five times over more than an hour', () => {
		expect(triesUntilGivenUp(broken)).toEqual([0, 5, 15, 35, 75]);
	});

	it('is told with its error when it is given up', () => {
		const last = { tries: 4, nextTryEpochMs: 0 };
		const retryLater = { [hashOf(file)]: last };
		const memory: SeenFiles = { version: 2, accountId: 'a', fromHour: 0, done: {}, retryLater };
		expect(withFailed(memory, [{ file, error: broken }], MINUTE_MS).givenUp).toEqual([
			{ file, error: broken, tries: 5 },
		]);
	});

	it('is tried for most of a day where LivePerson does not hand it out', () => {
		const tries = triesUntilGivenUp(withheld);
		expect(tries).toHaveLength(24);
		expect(tries.at(-1)).toBe(75 + 19 * 60);
	});

	it.each([
		['broken', broken, true],
		[
			'not known to LivePerson',
			new NodeApiError(node, {}, { message: 'no', httpCode: '404' }),
			true,
		],
		['withheld', withheld, false],
		['not to be had', new NodeApiError(node, {}, { message: 'no connection' }), false],
		['of another fault', new Error('?'), false],
	])('that is %s', (_label, error, unreadable) => {
		expect(isUnreadable(error)).toBe(unreadable);
	});
});
