import type { INode } from 'n8n-workflow';
import { BaseError, NodeApiError, NodeOperationError } from 'n8n-workflow';

/**
 * Gives the caught value as a node error that names the item (`[item X]` in the editor). A node error
 * keeps its text; a `UserError` of ours (message: what happened, description: what to do) becomes a
 * NodeOperationError with both.
 */
export function toNodeError(
	node: INode,
	caught: unknown,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	if (caught instanceof NodeApiError || caught instanceof NodeOperationError) {
		caught.context.itemIndex ??= itemIndex;
		return caught;
	}
	const error = caught instanceof Error ? caught : new Error(String(caught));
	const description = error instanceof BaseError ? error.description : undefined;
	return new NodeOperationError(node, error, {
		message: error.message,
		itemIndex,
		...(description ? { description } : {}),
	});
}
