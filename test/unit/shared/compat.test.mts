import type { IExecuteFunctions, IPollFunctions, NodeExecutionHint } from 'n8n-workflow';

import {
	addHint,
	cancelSignalOf,
	isToolExecution,
	pollBudgetMs,
	wait,
} from '../../../nodes/shared/compat.ts';

const HINT: NodeExecutionHint = { message: 'Note this' };

/** What an older n8n lacks is left out; the engine tests have the context of today's. */
const older = (type: string) => ({ getNode: () => ({ type }) }) as IExecuteFunctions;

describe('on an n8n that lacks it', () => {
	it('a poll may take five minutes', () => {
		expect(pollBudgetMs({} as IPollFunctions)).toBe(300_000);
		expect(pollBudgetMs({ getPollBudgetMs: () => 7 } as IPollFunctions)).toBe(7);
	});

	it('a tool is known by the name of its type', () => {
		expect(isToolExecution(older('x.cloudAgentAhtTool'))).toBe(true);
		expect(isToolExecution(older('x.cloudAgentAht'))).toBe(false);
		const asked = { ...older('x.cloudAgentAht'), isToolExecution: () => true };
		expect(isToolExecution(asked as IExecuteFunctions)).toBe(true);
	});

	it('a hint is left out', () => {
		expect(() => addHint(older('x'), HINT)).not.toThrow();
		const hints: NodeExecutionHint[] = [];
		addHint({ addExecutionHints: (hint: NodeExecutionHint) => hints.push(hint) } as never, HINT);
		expect(hints).toEqual([HINT]);
	});

	it('nothing can be stopped', () => {
		expect(cancelSignalOf({} as IPollFunctions)).toBeUndefined();
	});
});

describe('a wait', () => {
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	it('takes its time', async () => {
		const waiting = wait(500);
		await jest.advanceTimersByTimeAsync(500);
		await waiting;
	});

	it('ends at once when it is stopped', async () => {
		const stop = new AbortController();
		const waiting = wait(500, stop.signal);
		stop.abort(new Error('stopped'));
		await expect(waiting).rejects.toThrow('stopped');
	});
});
