import type { getAdditionalKeys } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialsExpressionResolveValues,
	IExecuteData,
	INode,
	INodeTypes,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { isExpression, Workflow } from 'n8n-workflow';

/** n8n resolves a credential's own expressions on a node that is in no workflow. */
const CREDENTIAL_NODE: INode = {
	id: 'credential',
	name: '',
	type: 'mock',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

type AdditionalKeys = ReturnType<typeof getAdditionalKeys>;

/** Within an execution: expressions may use the items. */
export function resolveInExecution(
	data: ICredentialDataDecryptedObject,
	values: ICredentialsExpressionResolveValues,
	mode: WorkflowExecuteMode,
	keys: AdditionalKeys,
	executeData: IExecuteData | undefined,
): ICredentialDataDecryptedObject {
	return values.workflow.expression.getParameterValue(
		data as Parameters<Workflow['expression']['getParameterValue']>[0],
		values.runExecutionData,
		values.runIndex,
		values.itemIndex,
		values.node.name,
		values.connectionInputData,
		mode,
		keys,
		executeData,
		false,
		data as Parameters<Workflow['expression']['getParameterValue']>[10],
	) as ICredentialDataDecryptedObject;
}

/** Where there is no execution: a poll, a list in the editor, a credential test. */
export async function resolveAlone(
	data: ICredentialDataDecryptedObject,
	mode: WorkflowExecuteMode,
	keys: AdditionalKeys,
): Promise<ICredentialDataDecryptedObject> {
	// n8n makes an isolate even where there is nothing to resolve, which takes it a tenth of a second
	if (!JSON.stringify(data).includes('"=')) return structuredClone(data);
	const workflow = new Workflow({
		nodes: [CREDENTIAL_NODE],
		connections: {},
		active: false,
		nodeTypes: credentialNodeTypes,
	});
	return await workflow.expression.withIsolate(
		async () =>
			workflow.expression.getComplexParameterValue(
				CREDENTIAL_NODE,
				data as Parameters<Workflow['expression']['getComplexParameterValue']>[1],
				mode,
				keys,
				undefined,
				undefined,
				data as Parameters<Workflow['expression']['getComplexParameterValue']>[6],
			) as unknown as ICredentialDataDecryptedObject,
	);
}

/** Knows one node type, without parameters, for CREDENTIAL_NODE. */
const credentialNodeTypes: INodeTypes = {
	getByName: () => credentialNodeType,
	getByNameAndVersion: () => credentialNodeType,
	getKnownTypes: () => ({}),
};

const credentialNodeType: ReturnType<INodeTypes['getByNameAndVersion']> = {
	description: {
		name: 'mock',
		displayName: '',
		description: '',
		group: [],
		version: 1,
		defaults: {},
		inputs: [],
		outputs: [],
		properties: [],
	},
};

/** Resolves `={{ $credentials.x }}` of a generic authentication; n8n makes text of all it finds. */
export function resolveText(
	value: unknown,
	credentials: ICredentialDataDecryptedObject,
	workflow: Workflow,
	node: INode,
): string {
	if (!isExpression(value)) return value as string;
	const resolved = workflow.expression.getSimpleParameterValue(
		node,
		value,
		'internal',
		{ $credentials: credentials as never },
		undefined,
		'',
	);
	return resolved ? String(resolved) : '';
}
