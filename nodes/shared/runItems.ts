import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

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

export interface RunItemsOptions {
	/** How many items may be under way together; one after the other where left out */
	atOnce?: number;
	/** Whom or what the item is about, as fields that stay beside `error` where it fails */
	subjectOf?: (itemIndex: number) => IDataObject;
}

/**
 * Runs `runItem` for every input item and collects what they give, in the order of the input. The one
 * place for paired items, Continue On Fail (both forms) and item numbers in errors.
 */
export async function runItems(
	context: IExecuteFunctions,
	runItem: RunItem,
	{ atOnce = 1, subjectOf = () => ({}) }: RunItemsOptions = {},
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
			try {
				outputs[itemIndex] = await runItem(itemIndex, signal);
			} catch (caught) {
				outputs[itemIndex] = [toFailedItem(context, itemIndex, caught, () => subjectOf(itemIndex))];
			}
			for (const item of outputs[itemIndex]) item.pairedItem ??= { item: itemIndex };
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

/**
 * The item for an input item that failed, where the user has chosen to go on: its input fields, and
 * `error`.
 *
 * @throws the error where the node is to stop, or the execution is cancelled
 */
export function toFailedItem(
	context: IExecuteFunctions,
	itemIndex: number,
	caught: unknown,
	subject: () => IDataObject = () => ({}),
): INodeExecutionData {
	const error = toNodeError(context.getNode(), caught, itemIndex);
	const isCancelled = context.getExecutionCancelSignal()?.aborted === true;
	if (isCancelled || !context.continueOnFail()) throw error;
	return buildFailedItem(context, itemIndex, error, subject());
}

/**
 * To an error output the engine sends an item that has nothing but `error`, and adds the input fields
 * itself. An item with an `error` beside its `json` would be left with the message alone.
 */
function buildFailedItem(
	context: IExecuteFunctions,
	itemIndex: number,
	{ message }: Error,
	subject: IDataObject,
): INodeExecutionData {
	const hasErrorOutput = context.getNode().onError === 'continueErrorOutput';
	const input = context.getInputData()[itemIndex]?.json;
	return {
		json: hasErrorOutput ? { error: message } : { ...input, ...subject, error: message },
		pairedItem: { item: itemIndex },
	};
}
