import './environment.mts';

import { CredentialTestContext, ExecuteContext, RoutingNode } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestRequest,
	INode,
	INodeCredentialTestResult,
	INodeType,
	INodeTypes,
	IWorkflowExecuteAdditionalData,
	NodeApiError,
} from 'n8n-workflow';
import { createEmptyRunExecutionData, Workflow } from 'n8n-workflow';

import type { CredentialHandle } from './credentialStore.mts';
import type { TestCredentialsHelper } from './credentialsHelper.mts';
import { NoOp } from './helperNodes.mts';
import type { TestTypes } from './nodeTypes.mts';

export interface CredentialTestInput {
	types: TestTypes;
	helper: TestCredentialsHelper;
	handle: CredentialHandle;
	/** As stored */
	data: ICredentialDataDecryptedObject;
	additionalData: () => IWorkflowExecuteAdditionalData;
}

/** Tests a credential as n8n 2.41 does when a user saves it or presses Retry. */
export async function runCredentialTest(
	input: CredentialTestInput,
): Promise<INodeCredentialTestResult> {
	const { handle, helper, types } = input;
	let data: ICredentialDataDecryptedObject;
	try {
		data = await helper.applyDefaults(input.additionalData(), input.data, handle.type, 'internal');
	} catch (error) {
		return { status: 'Error', message: (error as Error).message };
	}
	const credentials: ICredentialsDecrypted = { ...handle, data };
	const { test } = types.credentialType(handle.type);
	if (test) return await requestTest(input, credentials, test, new NoOp());
	return (
		(await nodeTest(input, credentials)) ?? {
			status: 'Error',
			message: 'No testing function found for this credential.',
		}
	);
}

/** The test that a node offers for the credential, by `testedBy`. */
async function nodeTest(
	input: CredentialTestInput,
	credentials: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult | undefined> {
	for (const [, node] of input.types.nodesWithCredential(credentials.type)) {
		const testedBy = node.description.credentials?.find(
			({ name }) => name === credentials.type,
		)?.testedBy;
		if (typeof testedBy === 'string') {
			const context = new CredentialTestContext(input.additionalData());
			return await node.methods?.credentialTest?.[testedBy]?.call(context, credentials);
		}
		if (testedBy) return await requestTest(input, credentials, testedBy, node);
	}
	return undefined;
}

/** Sends the test's request from a declarative node and judges the answer by the test's rules. */
async function requestTest(
	input: CredentialTestInput,
	credentials: ICredentialsDecrypted,
	test: ICredentialTestRequest,
	on: INodeType,
): Promise<INodeCredentialTestResult> {
	const { type } = credentials;
	const nodeType = requestNode(on, type, test);
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		// Without its package, as in n8n 2.41
		type: nodeType.description.name,
		typeVersion: [nodeType.description.version].flat().at(-1) ?? 1,
		position: [0, 0],
		parameters: {},
		credentials: { [type]: { id: credentials.id, name: credentials.name } },
	};
	const nodeTypes: INodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const context = new ExecuteContext(
		workflow,
		node,
		{ ...input.additionalData(), credentialsHelper: testingHelper(input.helper, credentials) },
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	try {
		const answer = await workflow.expression.withIsolate(
			async () => await new RoutingNode(context, nodeType, credentials).runNode(),
		);
		const body = answer?.[0]?.[0]?.json;
		const message = test.rules?.find(
			({ type: kind, properties }) =>
				kind === 'responseSuccessBody' && readPath(body, properties.key) === properties.value,
		)?.properties.message;
		if (message !== undefined) return { status: 'Error', message };
		return { status: 'OK', message: 'Connection successful!' };
	} catch (error) {
		return { status: 'Error', message: failedTestMessage(error as NodeApiError, test) };
	}
}

function requestNode(on: INodeType, type: string, test: ICredentialTestRequest): INodeType {
	return {
		description: {
			...on.description,
			credentials: [{ name: type, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					default: '',
					routing: { request: test.request },
				},
			],
		},
	};
}

/** Gives the credential as the user has it in the form; everything else comes from the store. */
function testingHelper(
	helper: TestCredentialsHelper,
	{ data = {} }: ICredentialsDecrypted,
): TestCredentialsHelper {
	const getDecrypted: TestCredentialsHelper['getDecrypted'] = async (...args) =>
		args[5] === true ? await helper.getDecrypted(...args) : data;
	return new Proxy(helper, {
		get(target, key) {
			if (key === 'getDecrypted') return getDecrypted;
			const value: unknown = Reflect.get(target, key, target);
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
}

interface FailedRequest {
	code?: string;
	response?: { status: number; statusText?: string };
}

function failedTestMessage(error: NodeApiError, test: ICredentialTestRequest): string {
	const { response, code } = (error.cause ?? {}) as FailedRequest;
	if (response) {
		const { status, statusText } = response;
		const rule = test.rules?.find(
			({ type, properties }) => type === 'responseCode' && properties.value === status,
		);
		if (rule) return rule.properties.message;
		if (status < 199 || status > 299) return statusText || `Received HTTP status code: ${status}`;
	} else if (code) {
		return code;
	}
	return error.message;
}

/** As lodash's `get`, which n8n uses: also into texts and numbers, and their prototypes. */
function readPath(value: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>(
			(at, key) => (at === null || at === undefined ? undefined : Reflect.get(Object(at), key)),
			value,
		);
}
