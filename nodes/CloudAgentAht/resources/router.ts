import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { toNodeError } from '../../shared/errors';
import { runItems } from '../../shared/runItems';
import { agent } from './agent';
import { campaign } from './campaign';
import { readMaxWaitMs } from './options';
import type { Operation } from './parameters';

// Enough for the rate limit to have the next one waiting, also where answers take their time
const ITEMS_AT_ONCE = 16;

const RESOURCES = new Map([
	['agent', agent],
	['campaign', campaign],
]);

/** Runs the chosen operation for every input item. */
export async function router(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { operation, maxWaitMs } = readRun(context);
	const maxWait = { ms: maxWaitMs, fromEpochMs: Date.now() };
	return await runItems(
		context,
		async (itemIndex, signal) => await operation.execute(context, itemIndex, { maxWait, signal }),
		{ atOnce: ITEMS_AT_ONCE },
	);
}

/** What holds for the whole run. */
function readRun(context: IExecuteFunctions): { operation: Operation; maxWaitMs: number } {
	try {
		const resource = context.getNodeParameter('resource', 0);
		const name = context.getNodeParameter('operation', 0);
		const operation = RESOURCES.get(resource)?.operations.get(name);
		if (operation) return { operation, maxWaitMs: readMaxWaitMs(context) };
		throw new UserError(`There is no operation ${resource}: ${name}`, {
			description: "Choose 'Resource' and 'Operation' from their lists.",
		});
	} catch (caught) {
		throw toNodeError(context.getNode(), caught, 0);
	}
}
