import { styleText } from 'node:util';

import { say, step } from '../bootstrap/progress.mjs';
import type { N8nApi } from '../n8n/api.mts';
import type { Execution } from '../n8n/execution.mts';
import type { Sandbox } from '../simulators/sandbox.mts';
import type { Flow, Outcome } from './flows.mts';
import { FLOWS } from './flows.mts';
import { table } from './table.mts';

/** Every flow starts with this node. */
const TRIGGER = 'Start';

/**
 * Runs the demo's workflows in n8n, shows what they gave, and compares it with what the simulators
 * know.
 * @returns whether everything was as expected
 */
export async function runDemo(api: N8nApi, sandbox: Sandbox): Promise<boolean> {
	let allAsExpected = true;
	for (const flow of FLOWS) {
		const execution = await step(`Running "${flow.title}"`, () => api.run(flow.id, TRIGGER));
		const asExpected = execution.status === 'success' && show(flow, flow.read(execution, sandbox));
		if (execution.status !== 'success') showStop(flow, execution);
		allAsExpected &&= asExpected;
	}
	say(
		allAsExpected
			? styleText('green', 'All flows returned the expected numbers.')
			: styleText('red', 'Not every flow returned what it should.'),
	);
	return allAsExpected;
}

function show({ title }: Flow, { rows, checks, text }: Outcome): boolean {
	console.log(`\n  ${styleText('bold', title)}\n`);
	if (text) console.log(`${text}\n`);
	if (rows) console.log(`${table(rows)}\n`);
	for (const { what, expected, got } of checks) {
		const isAsExpected = expected === got;
		console.log(
			isAsExpected
				? `  ${styleText('green', 'ok')}  ${what}: ${format(got)}`
				: `  ${styleText('red', 'NOT AS EXPECTED')}  ${what}: ${format(got)} instead of ${format(expected)}`,
		);
	}
	console.log('');
	return checks.length > 0 && checks.every(({ expected, got }) => expected === got);
}

function showStop({ title }: Flow, { status, error }: Execution): void {
	console.log(`\n  ${title}: ${styleText('red', `ended as ${status}`)}.`);
	if (error) console.log(`  ${error.message}\n  ${error.description ?? ''}\n`);
}

function format(value: number | string): string {
	return typeof value === 'number' ? value.toLocaleString('en-US') : value;
}
