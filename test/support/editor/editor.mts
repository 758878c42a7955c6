import '../engine/environment.mts';

import { LoadOptionsContext } from 'n8n-core';
import type {
	INode,
	INodeListSearchResult,
	INodePropertyOptions,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import type { EditorSetup } from '../engine/engineTypes.mts';
import type { TestTypes } from '../engine/nodeTypes.mts';

/** A node that is being edited, as n8n makes it from what the editor sends. */
export interface EditedNode {
	types: TestTypes;
	node: INode;
	setup: EditorSetup;
	additionalData: IWorkflowExecuteAdditionalData;
}

/** Calls a `listSearch` method. */
export async function searchList(
	edited: EditedNode,
	filter: string | undefined,
	paginationToken: string | undefined,
): Promise<INodeListSearchResult> {
	const { context, methods, workflow } = prepare(edited);
	const method = methods?.listSearch?.[edited.setup.method];
	if (!method) throw unknownMethod('listSearch', edited.setup);
	return await workflow.expression.withIsolate(
		async () => await method.call(context, filter, paginationToken),
	);
}

/** Calls a `loadOptions` method. */
export async function loadOptions(edited: EditedNode): Promise<INodePropertyOptions[]> {
	const { context, methods, workflow } = prepare(edited);
	const method = methods?.loadOptions?.[edited.setup.method];
	if (!method) throw unknownMethod('loadOptions', edited.setup);
	return await workflow.expression.withIsolate(async () => await method.call(context));
}

function prepare({ types, node, setup, additionalData }: EditedNode) {
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: types,
	});
	const placed = workflow.nodes[node.name] ?? node;
	const context = new LoadOptionsContext(
		workflow,
		placed,
		{ ...additionalData, currentNodeParameters: placed.parameters },
		setup.path ?? '',
	);
	const { methods } = types.getByNameAndVersion(placed.type, placed.typeVersion);
	return { context, methods, workflow };
}

function unknownMethod(kind: string, { method, type }: EditorSetup): Error {
	return new Error(`${type} has no ${kind} method '${method}'`);
}
