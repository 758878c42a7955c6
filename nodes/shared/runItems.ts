import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { toNodeError } from './errors';

/**
 * Runs `runItem` for every input item, one after the other, and collects what they give. The one
 * place for paired items, Continue On Fail (both forms) and item numbers in errors.
 */
export async function runItems(
	context: IExecuteFunctions,
	runItem: (itemIndex: number) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[][]> {
	const output: INodeExecutionData[] = [];
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		// Not push(...items): one item may give more items than a call can have arguments
		for (const item of await runOne(context, itemIndex, runItem)) output.push(item);
	}
	return [output];
}

async function runOne(
	context: IExecuteFunctions,
	itemIndex: number,
	runItem: (itemIndex: number) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	try {
		const items = await runItem(itemIndex);
		for (const item of items) item.pairedItem ??= { item: itemIndex };
		return items;
	} catch (caught) {
		const error = toNodeError(context.getNode(), caught, itemIndex);
		const isCancelled = context.getExecutionCancelSignal()?.aborted === true;
		if (isCancelled || !context.continueOnFail()) throw error;
		// With `error` set, the engine sends the item to the error output where there is one
		return [{ json: { error: error.message }, error, pairedItem: { item: itemIndex } }];
	}
}
