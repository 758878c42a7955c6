import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { toNodeError } from './errors';

/**
 * Gives the output of one input item.
 *
 * @param signal ends its waits: the execution is cancelled, or another item has stopped the run
 */
export type RunItem = (
	itemIndex: number,
	signal: AbortSignal | undefined,
) => Promise<INodeExecutionData[]>;

/**
 * Runs `runItem` for every input item and collects what they give, in the order of the input. The one
 * place for paired items, Continue On Fail (both forms) and item numbers in errors.
 *
 * @param atOnce how many items may be under way together; one after the other where left out
 */
export async function runItems(
	context: IExecuteFunctions,
	runItem: RunItem,
	{ atOnce = 1 }: { atOnce?: number } = {},
): Promise<INodeExecutionData[][]> {
	const total = context.getInputData().length;
	const outputs: INodeExecutionData[][] = [];
	const stop = new AbortController();
	const signals = [context.getExecutionCancelSignal(), stop.signal].filter((signal) => !!signal);
	const signal = AbortSignal.any(signals);
	let next = 0;
	const takeItems = async (): Promise<void> => {
		while (next < total && !stop.signal.aborted) {
			const itemIndex = next++;
			outputs[itemIndex] = await runOne(context, itemIndex, runItem, signal);
		}
	};
	const workers = Array.from({ length: atOnce }, takeItems);
	try {
		await Promise.all(workers);
	} finally {
		// The item that failed speaks for the run; the others end their waits and are forgotten
		stop.abort();
		await Promise.allSettled(workers);
	}
	return [outputs.flat()];
}

async function runOne(
	context: IExecuteFunctions,
	itemIndex: number,
	runItem: RunItem,
	signal: AbortSignal,
): Promise<INodeExecutionData[]> {
	try {
		const items = await runItem(itemIndex, signal);
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
