import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isToolExecution } from '../../shared/compat';
import { takeHints } from './hints';

/** What fits a model's context beside the conversation */
const MOST_TOOL_ITEMS = 100;

/** Runs as the tool of an AI agent. */
export const isTool = isToolExecution;

/** The limit, lowered for a model to what it can read. */
export function limitForTool(context: IExecuteFunctions, limit: number): number {
	return isTool(context) ? Math.min(limit, MOST_TOOL_ITEMS) : limit;
}

/** Says to the model that there is more than it can read. */
export function moreForTool(itemIndex: number, shown: number): INodeExecutionData {
	return toNote(
		itemIndex,
		`Only the first ${shown} results are shown. Ask for a shorter time frame, set filters, or use Summarize for totals and averages.`,
	);
}

/** The hints of a run as items, since a model sees no others. */
export function notesForTool(context: IExecuteFunctions, itemIndex: number): INodeExecutionData[] {
	return isTool(context) ? takeHints(context).map((hint) => toNote(itemIndex, hint)) : [];
}

function toNote(itemIndex: number, note: string): INodeExecutionData {
	return { json: { note }, pairedItem: { item: itemIndex } };
}
