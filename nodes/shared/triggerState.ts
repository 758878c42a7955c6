import type { IDataObject, IPollFunctions } from 'n8n-workflow';

/** Where a durable cursor, which is the node's alone, has the state. */
const CURSOR_KEY = 'state';

/**
 * Reads what the trigger stored at an earlier poll, whatever that is by now; `undefined` where it has
 * stored nothing yet. A node that was renamed since finds it, a copied node (it has another id) does not.
 *
 * n8n keeps a node's static data under the node's *name*, so that a rename would lose it. Only durable
 * cursors are kept under its id, and only they are rolled back and committed with the poll. So the state
 * stands in the cursor where n8n has one, and else in the workflow's static data, under type and id of
 * the node. When n8n begins to use durable cursors, the trigger goes on from there.
 */
export function readTriggerState(context: IPollFunctions): unknown {
	const cursor = findDurableCursor(context);
	return cursor?.[CURSOR_KEY] ?? context.getWorkflowStaticData('global')[globalKey(context)];
}

/** Stores the trigger's state, plain JSON, for n8n to save when it saves what a poll leaves. */
export function writeTriggerState(context: IPollFunctions, state: IDataObject): void {
	const cursor = findDurableCursor(context);
	if (cursor) cursor[CURSOR_KEY] = state;
	else context.getWorkflowStaticData('global')[globalKey(context)] = state;
}

/** A cursor is a plain copy. Static data is an object that n8n watches for changes, and marks like this. */
function findDurableCursor(context: IPollFunctions): IDataObject | undefined {
	const data = context.getWorkflowStaticData('node');
	return '__dataChanged' in data ? undefined : data;
}

/** The workflow's own nodes can store there, too; the type keeps the key apart. */
function globalKey(context: IPollFunctions): string {
	const { type, id } = context.getNode();
	return `${type}:${id}`;
}
