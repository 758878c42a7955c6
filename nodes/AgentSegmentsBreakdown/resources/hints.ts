import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

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
	context.addExecutionHints({ message, type, location: 'outputPane' });
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
	'LivePerson says that its list of agent segments is not complete: run the node again later for the whole.';

/** Of paths in a list of files that LivePerson's own documents do not allow. */
export function ofUnknownForm(paths: number): string {
	return `LivePerson listed ${count(paths, 'path')} in an unknown form, which could not be used.`;
}
