import assert from 'node:assert/strict';

import type { Execution } from '../../../sandbox/n8n/execution.mts';
import type { RealN8n } from './n8n.mts';

/** Runs the workflow and gives what it did; fails if it failed. */
export async function runToEnd({ api }: RealN8n, id: string, trigger: string): Promise<Execution> {
	const execution = await api.run(id, trigger);
	assert.equal(execution.status, 'success', execution.error?.message);
	return execution;
}
