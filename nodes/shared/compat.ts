import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	NodeExecutionHint,
} from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { orAborted } from './abort';

/*
 * What n8n's releases from 1.85 on lack or do in another way, one function each.
 */

/** Any context of a node that can send requests. */
export type RequestContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

const DEFAULT_POLL_BUDGET_MS = 300_000;

/** How long a poll may take, in ms. n8n tells it from 2.38 on. */
export function pollBudgetMs(context: IPollFunctions): number {
	return 'getPollBudgetMs' in context ? context.getPollBudgetMs() : DEFAULT_POLL_BUDGET_MS;
}

/** Whether an AI agent runs the node as its tool. n8n tells it from 2.2 on. */
export function isToolExecution(context: IExecuteFunctions): boolean {
	const isTool = 'isToolExecution' in context && context.isToolExecution();
	return isTool || context.getNode().type.endsWith('Tool');
}

/** Shows a hint beside the output, where this context can: that of a tool could not up to 1.117. */
export function addHint(context: IExecuteFunctions, hint: NodeExecutionHint): void {
	if ('addExecutionHints' in context) context.addExecutionHints(hint);
}

/** Is aborted when the execution is stopped. Polls and the editor's lists cannot be stopped. */
export function cancelSignalOf(context: RequestContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** Waits; ends at once, with the signal's reason, when that is aborted (n8n's own does from 2.34 on). */
export async function wait(ms: number, signal?: AbortSignal): Promise<void> {
	await orAborted(sleep(ms, signal), signal);
}
