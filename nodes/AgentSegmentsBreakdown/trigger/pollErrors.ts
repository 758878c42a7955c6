import type { INode } from 'n8n-workflow';
import { BaseError, NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { GivenUpFile } from './retryFiles';

/** Gives what ended a poll as a node error; one that is a node error already keeps its declared cause. */
export function toPollError(node: INode, caught: unknown): NodeApiError | NodeOperationError {
	if (caught instanceof NodeApiError || caught instanceof NodeOperationError) return caught;
	return withAdvice(node, caught, adviceOf(caught));
}

/** Tells the user of a file that is skipped; n8n records it as a failed execution. */
export function toSkippedError(node: INode, { error, tries }: GivenUpFile): NodeOperationError {
	const skipped = `The trigger tried the file ${tries} times and skips it from now on. The other files are not affected.`;
	return withAdvice(node, error, `${adviceOf(error)} ${skipped}`.trim());
}

function withAdvice(node: INode, caught: unknown, description: string): NodeOperationError {
	const error = caught instanceof Error ? caught : new Error(String(caught));
	return new NodeOperationError(node, error.message, { description });
}

function adviceOf(caught: unknown): string {
	const isNodeError = caught instanceof NodeApiError || caught instanceof NodeOperationError;
	return isNodeError || caught instanceof BaseError ? (caught.description ?? '') : '';
}
