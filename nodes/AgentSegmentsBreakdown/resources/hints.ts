import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

import { addHint as showHint, isToolExecution } from '../../shared/compat';

const given = new WeakMap<IExecuteFunctions, Set<string>>();

/** Shows a hint above the output; the same text once an execution, however many items bring it up. */
export function addHint(
	context: IExecuteFunctions,
	message: string,
	type: NonNullable<NodeExecutionHint['type']> = 'warning',
): void {
	const texts = given.get(context) ?? new Set();
	given.set(context, texts);
	if (texts.has(message)) return;
	texts.add(message);
	showHint(context, { message, type, location: 'outputPane' });
}

/**
 * Says that Limit left something out. n8n's editor says so itself where a node gives just as many items as
 * its limit allows.
 */
export function hintOnLimit(
	context: IExecuteFunctions,
	{ items, limit }: { items: number; limit: number },
	message: string,
): void {
	const isSaid = items === limit && context.getInputData().length === 1;
	if (!isSaid || isToolExecution(context)) addHint(context, message, 'info');
}

/** Whether anything was to be said so far. */
export function hasHints(context: IExecuteFunctions): boolean {
	return (given.get(context)?.size ?? 0) > 0;
}

/** The hints so far, for those who see none; the next call begins anew. */
export function takeHints(context: IExecuteFunctions): string[] {
	const texts = [...(given.get(context) ?? [])];
	given.delete(context);
	return texts;
}

/** `1 file`, `3 files` */
export function count(number: number, noun: string): string {
	return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** LivePerson answered 206 to a request for agent segments. */
export const SEGMENTS_INCOMPLETE =
	"LivePerson's list of agent segments is incomplete. Run the node again later.";

/** The hours after the time frame, whose files may hold segments that ended in it. */
export const LATER_HOURS_INCOMPLETE =
	'LivePerson does not have all hours after the time frame yet. Segments that ended in it and closed later may be missing.';

/** Of paths in a list of files that LivePerson's own documents do not allow. */
export function ofUnknownForm(paths: number): string {
	return `LivePerson listed ${count(paths, 'path')} in an unknown form, which could not be used.`;
}
