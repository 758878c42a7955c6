/** Runs a workflow on the engine of the whole, pinned n8n: with our node, or with n8n's own. */
import { requireFromN8n } from '../support/wholeN8n.mts';

import type { INodeType } from 'n8n-workflow';

import type { Task } from '../support/contest.mts';
import { receiveTask, sendResult } from '../support/contest.mts';
import { measure } from '../support/measure.mts';
import { profiled } from '../support/profile.mts';
import { builtInWorkflow, ourWorkflow } from '../support/workflows.mts';

const { createEngine } = await import('../../test/support/engine/engine.mts');

const BUILT_IN = {
	'n8n-nodes-base.compression': 'Compression/Compression.node.js',
	'n8n-nodes-base.extractFromFile': 'Files/ExtractFromFile/ExtractFromFile.node.js',
	'n8n-nodes-base.httpRequest': 'HttpRequest/HttpRequest.node.js',
	'n8n-nodes-base.set': 'Set/Set.node.js',
	'n8n-nodes-base.splitOut': 'Transform/SplitOut/SplitOut.node.js',
	'n8n-nodes-base.summarize': 'Transform/Summarize/Summarize.node.js',
};

const task = await receiveTask();
const engine = await createEngine({ nodeTypes: loadBuiltIn() });
const credential = engine.store.add('livePersonTokenApi', {
	domain: task.server.domain,
	accountId: task.server.accountId,
	token: task.server.token,
});
// Once over a single file, so that an n8n that has run before is measured
await run({ ...task, fromMs: task.toMs - 1 });
const { outcome: rows, cost } = await measure(
	async () => await profiled(async () => await run(task)),
);
sendResult({
	...cost,
	units: rows.reduce((sum, { units }) => sum + Number(units ?? 1), 0),
	handleTimeMillis: rows.reduce(
		(sum, row) => sum + Number(row['handleTimeMillis'] ?? row['sum_handleTimeMillis']),
		0,
	),
});

async function run(wanted: Task) {
	const isOurs = wanted.workflow === 'getMany' || wanted.workflow === 'summarize';
	const nodes = isOurs ? ourWorkflow(wanted, credential) : builtInWorkflow(wanted);
	const outcome = await engine.runWorkflow({ nodes });
	const last = outcome.node(nodes.at(-1)?.name ?? '');
	if (last.error) throw last.error;
	// With a limit, a row of everything comes last
	return wanted.limit === undefined ? last.json : last.json.slice(-1);
}

/** As n8n does, each with the code that it needs and no other. */
function loadBuiltIn(): Record<string, INodeType> {
	return Object.fromEntries(
		Object.entries(BUILT_IN).map(([type, file]) => {
			const module: unknown = requireFromN8n(`n8n-nodes-base/dist/nodes/${file}`);
			const [NodeClass] = Object.values(module as Record<string, new () => INodeType>);
			if (!NodeClass) throw new Error(`${type} has no class`);
			return [type, new NodeClass()];
		}),
	);
}
