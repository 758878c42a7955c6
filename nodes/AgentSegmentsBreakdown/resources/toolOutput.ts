import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/** What fits a model's context beside the conversation */
const MOST_TOOL_ITEMS = 100;

/**
 * Runs as the tool of an AI agent. The agent node of n8n 2.41 runs tools like any other node, so that
 * only their type, which n8n makes by adding `Tool`, tells.
 */
export function isTool(context: IExecuteFunctions): boolean {
	return context.isToolExecution() || context.getNode().type.endsWith('Tool');
}

/** The limit, lowered for a model to what it can read. */
export function limitForTool(context: IExecuteFunctions, limit: number): number {
	return isTool(context) ? Math.min(limit, MOST_TOOL_ITEMS) : limit;
}

/** Says to the model, which sees no hints, that there is more. */
export function moreForTool(itemIndex: number, shown: number): INodeExecutionData {
	return {
		json: {
			note: `Only the first ${shown} results are shown. Ask for a shorter time frame, set filters, or use Summarize for totals and averages.`,
		},
		pairedItem: { item: itemIndex },
	};
}
