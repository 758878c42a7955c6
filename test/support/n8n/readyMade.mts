import fs from 'node:fs';
import path from 'node:path';

import { ROOT } from '../../../sandbox/bootstrap/paths.mjs';
import type { WorkflowFile } from '../../../sandbox/n8n/api.mts';

const FOLDER = path.join(ROOT, 'workflows');

/** Names of all workflows in workflows/. */
export function readyMadeNames(): string[] {
	return fs
		.readdirSync(FOLDER)
		.filter((file) => file.endsWith('.json'))
		.map((file) => path.basename(file, '.json'));
}

/** The file of a workflow in workflows/. */
export function readyMadeFile(name: string): string {
	return path.join(FOLDER, `${name}.json`);
}

/** A workflow of workflows/, as it is. */
export function readyMade(name: string): WorkflowFile {
	return JSON.parse(fs.readFileSync(readyMadeFile(name), 'utf8')) as WorkflowFile;
}

/** The workflow with parameters of one of its nodes filled in, as a user would in the editor. */
export function fillIn(
	workflow: WorkflowFile,
	nodeName: string,
	parameters: Record<string, unknown>,
): WorkflowFile {
	if (!workflow.nodes.some(({ name }) => name === nodeName)) {
		throw new Error(`The workflow has no node ${nodeName}`);
	}
	const nodes = workflow.nodes.map((node) =>
		node.name === nodeName ? { ...node, parameters: { ...node.parameters, ...parameters } } : node,
	);
	return { ...workflow, nodes };
}

/**
 * Poll times of a trigger that is polled every `seconds`. n8n polls by one cron expression no more
 * often than once a minute, but it takes several of them.
 */
export function everySeconds(seconds: number): Record<string, unknown> {
	const item = Array.from({ length: 60 / seconds }, (_, i) => ({
		mode: 'custom',
		cronExpression: `${i * seconds} * * * * *`,
	}));
	return { pollTimes: { item } };
}
