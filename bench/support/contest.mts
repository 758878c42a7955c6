import { fork } from 'node:child_process';
import { join } from 'node:path';

import { ROOT } from '../../sandbox/bootstrap/paths.mjs';
import type { ServedData } from './dataServer.mts';
import type { Cost } from './measure.mts';

/** What the rows of a summary are, as the node's parameters. */
export interface Grouping {
	groupBy: string[];
	interval?: string;
}

/** What a contestant is asked to do. */
export interface Task extends Partial<Grouping> {
	server: ServedData;
	/** Epoch ms */
	fromMs: number;
	toMs: number;
	/** For the workflow contestants */
	workflow?: 'builtInItems' | 'builtInSummary' | 'getMany' | 'summarize';
	/** Rows of a summary; all without it */
	limit?: number;
}

export interface Result extends Cost {
	/** Sum of all handle times, so that all can be seen to have done the same work */
	handleTimeMillis: number;
	units: number;
}

const FOLDER = join(ROOT, 'bench', 'contestants');

/** Runs a contestant in a process of its own. */
export async function runContestant(name: 'limit' | 'workflow', task: Task): Promise<Result> {
	const child = fork(join(FOLDER, `${name}.mts`), {
		env: { ...process.env, NODE_EXTRA_CA_CERTS: task.server.certificateFile },
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
	child.send(task);
	return await new Promise((resolve, reject) => {
		let result: Result | undefined;
		child.once('message', (message) => {
			result = message as Result;
		});
		child.once('error', reject);
		child.once('exit', (code) => {
			if (result) resolve(result);
			else reject(new Error(`${name} ended with ${code} and no result`));
		});
	});
}

/** The task that the parent process sent to this one. */
export async function receiveTask(): Promise<Task> {
	return await new Promise((resolve) => process.once('message', (task) => resolve(task as Task)));
}

/** Hands the result to the parent process, and ends this one. */
export function sendResult(result: Result): void {
	process.send?.(result, undefined, undefined, () => process.exit(0));
}
