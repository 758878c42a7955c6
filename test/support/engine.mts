/**
 * Engine tests: the BUILT package (`npx gulp build` first) on the real n8n-core. Nothing of n8n's is
 * faked; requests go over HTTPS, to simulators.
 *
 * ```ts
 * import { NodeApiError } from 'n8n-workflow';
 * import { startSandbox } from '../../sandbox/simulators/sandbox.mts';
 * import { createEngine } from '../support/engine.mts';
 * import { trust } from '../support/trust.mts';
 *
 * let sandbox: Sandbox;
 * beforeAll(async () => {
 *   sandbox = await startSandbox();
 *   trust(sandbox); // its certificate, and its proxy for the hosts that are fixed in the product
 * });
 * afterAll(async () => await sandbox.close());
 *
 * it('gives an agent's AHT', async () => {
 *   const engine = await createEngine();
 *   const account = engine.store.add('cloudAgentApi', { region: 'partner', domain: ..., ... });
 *   const run = await engine.runNode({
 *     type: 'cloudAgentAht',
 *     parameters: { resource: 'agent', operation: 'getAht', agentId: '={{ $json.id }}' },
 *     credentials: [account],
 *     input: [{ id: 'agent-1' }, { id: 'nobody' }],
 *     onError: 'continueErrorOutput',
 *   });
 *   expect(run.json).toEqual([expect.objectContaining({ subjectId: 'agent-1' })]);
 *   expect(run.errorItems).toHaveLength(1);
 * });
 * ```
 *
 * - `run.error` is the very object that the node threw (`instanceof NodeApiError` holds), and
 *   `run.recordedError` what the engine keeps of it. A run that failed does not throw.
 * - `run.text()` and `logger.text()` are all that was recorded and logged, to search for a secret.
 * - `poll()` takes the static data of the poll before and gives the next; see `savedStaticData`.
 *   `activate()` gives a trigger that is polled again and again in one process.
 * - `listSearch()`, `loadOptions()` and `testCredential()` do what the editor asks of n8n.
 * - `runTool()` runs a node as an AI agent's tool.
 * - Two engines on one `store` are two n8n processes on one database.
 * - A test that would wait for minutes uses virtualTime.mts. `$now` in an expression is not virtual:
 *   expressions run in an isolate of their own.
 */
import './environment.mts';

import { Container } from '@n8n/di';
import {
	ExecutionLifecycleHooks,
	ExternalSecretsProxy,
	LoadOptionsContext,
	PollContext,
	WorkflowExecute,
} from 'n8n-core';
import type {
	IConnections,
	IDataObject,
	INode,
	INodeCredentialTestResult,
	INodeListSearchResult,
	INodePropertyOptions,
	IRun,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { deepCopy, NodeConnectionTypes, Workflow } from 'n8n-workflow';
import { inspect } from 'node:util';

import { loadBuiltPackage, PACKAGE_NAME } from './builtPackage.mts';
import { logger } from './capturedLogger.mts';
import { TestCredentialsHelper } from './credentialsHelper.mts';
import type { CredentialHandle } from './credentialStore.mts';
import { CredentialStore } from './credentialStore.mts';
import { runCredentialTest } from './credentialTester.mts';
import type {
	ActivatedTrigger,
	EditorSetup,
	EngineOptions,
	NodeOutcome,
	NodeRun,
	NodeRunSetup,
	NodeSetup,
	PollOutcome,
	PollSetup,
	ToolRun,
	ToolSetup,
	WorkflowOutcome,
	WorkflowSetup,
} from './engineTypes.mts';
import { startExpressions, stopExpressions } from './expressions.mts';
import { Agent, AGENT_TYPE, NO_OP_TYPE, NoOp, Start, START_TYPE } from './helperNodes.mts';
import { TestTypes } from './nodeTypes.mts';
import { throughJson } from './plainJson.mts';

export type * from './engineTypes.mts';
export type { CredentialHandle } from './credentialStore.mts';
export { CredentialStore } from './credentialStore.mts';
export { logger } from './capturedLogger.mts';
export { PACKAGE_NAME } from './builtPackage.mts';

const START = 'Start';
const AGENT = 'Agent';
/** The name of a node that was given none */
const UNDER_TEST = 'Node';
const POLL_BUDGET_MS = 5 * 60_000;

let executions = 0;

/** Makes an n8n process of its own: types, credential store and executions. */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
	await startExpressions();
	const types = new TestTypes(await loadBuiltPackage());
	types.addNode(START_TYPE, new Start());
	types.addNode(NO_OP_TYPE, new NoOp());
	types.addNode(AGENT_TYPE, new Agent());
	for (const [type, node] of Object.entries(options.nodeTypes ?? {})) types.addNode(type, node);
	for (const credential of options.credentialTypes ?? []) types.addCredential(credential);
	return new Engine(types, options.store ?? new CredentialStore());
}

afterAll(stopExpressions);

export class Engine {
	readonly types: TestTypes;
	readonly store: CredentialStore;
	readonly logger = logger;
	readonly #helper: TestCredentialsHelper;

	constructor(types: TestTypes, store: CredentialStore) {
		this.types = types;
		this.store = store;
		this.#helper = new TestCredentialsHelper(types, store);
	}

	/** Runs one node in a workflow of two: a start that gives the items, then the node. */
	async runNode(setup: NodeRunSetup): Promise<NodeRun> {
		const { input, inputItems, settings, mode, signal, staticData, ...node } = setup;
		const name = setup.name ?? UNDER_TEST;
		const run = { input, inputItems, settings, mode, signal, staticData };
		const outcome = await this.runWorkflow({ ...run, nodes: [{ ...node, name }] });
		return { ...outcome, ...outcome.node(name) };
	}

	/** Runs a workflow: a start that gives the items to the first node, and the nodes. */
	async runWorkflow(setup: WorkflowSetup): Promise<WorkflowOutcome> {
		const items = setup.inputItems ?? (setup.input ?? [{}]).map((json) => ({ json }));
		const start: INode = {
			id: START,
			name: START,
			type: START_TYPE,
			typeVersion: 1,
			position: [0, 0],
			parameters: { items: JSON.stringify(items) },
		};
		const nodes = setup.nodes.map((node) => this.#toNode(node));
		const first = setup.nodes[0]?.name;
		const workflow = new Workflow({
			id: 'harness-workflow',
			name: 'Harness',
			nodes: [start, ...nodes],
			connections: {
				...(setup.connections ?? chain(setup.nodes.map(({ name }) => name))),
				...(first !== undefined && chain([START, first])),
			},
			active: false,
			nodeTypes: this.types,
			settings: { executionOrder: 'v1', ...setup.settings },
			staticData: throughJson(setup.staticData ?? {}),
		});
		return await this.#execute(workflow, start, setup.mode ?? 'manual', setup.signal);
	}

	/** Polls once, as the first poll of an n8n process. */
	async poll(setup: PollSetup): Promise<PollOutcome> {
		return await this.activate(setup).poll();
	}

	/** Activates a polling trigger; nothing is polled yet. A manual run has one poll of its own. */
	activate(setup: PollSetup): ActivatedTrigger {
		const {
			settings,
			mode = 'trigger',
			staticData = {},
			budgetMs = POLL_BUDGET_MS,
			activation = 'activate',
			...rest
		} = setup;
		const node = this.#toNode({ name: UNDER_TEST, ...rest });
		const workflow = new Workflow({
			id: 'harness-workflow',
			name: 'Harness',
			nodes: [node],
			connections: {},
			active: mode === 'trigger',
			nodeTypes: this.types,
			settings: { executionOrder: 'v1', ...settings },
			staticData: { [`node:${node.name}`]: throughJson(staticData) },
		});
		const placed = workflow.nodes[node.name] ?? node;
		const nodeType = this.types.getByNameAndVersion(placed.type, placed.typeVersion);
		if (!nodeType.poll) throw new Error(`${placed.type} is no polling trigger`);
		const poll = nodeType.poll;
		const reported: unknown[] = [];
		const context = new PollContext(
			workflow,
			placed,
			this.#additionalData(mode, { currentNodeParameters: placed.parameters }),
			mode,
			mode === 'manual' ? 'manual' : activation,
			undefined,
			mode === 'manual' ? undefined : (error) => reported.push(error),
			...([undefined, undefined, undefined] as const),
			() => budgetMs,
		);
		let saved = staticData;
		return {
			poll: async () => {
				let outputs: PollOutcome['outputs'] = null;
				let error: unknown;
				try {
					outputs = await workflow.expression.withIsolate(async () => await poll.call(context));
				} catch (thrown) {
					error = thrown;
				}
				const after = throughJson(workflow.getStaticData('node', placed));
				if (mode === 'trigger' && outputs !== null) saved = after;
				const items = outputs?.[0] ?? [];
				return {
					outputs,
					items,
					json: items.map(({ json }) => json),
					error,
					reported: reported.splice(0),
					staticData: mode === 'manual' ? staticData : after,
					savedStaticData: saved,
				};
			},
		};
	}

	/** Asks for a resource locator's list, as the editor does. */
	async listSearch(
		setup: EditorSetup & { filter?: string; paginationToken?: string },
	): Promise<INodeListSearchResult> {
		const { context, workflow, nodeType } = this.#editorContext(setup);
		const method = nodeType.methods?.listSearch?.[setup.method];
		if (!method) throw new Error(`${setup.type} has no listSearch method '${setup.method}'`);
		return await workflow.expression.withIsolate(
			async () => await method.call(context, setup.filter, setup.paginationToken),
		);
	}

	/** Asks for the options of a parameter, as the editor does. */
	async loadOptions(setup: EditorSetup): Promise<INodePropertyOptions[]> {
		const { context, workflow, nodeType } = this.#editorContext(setup);
		const method = nodeType.methods?.loadOptions?.[setup.method];
		if (!method) throw new Error(`${setup.type} has no loadOptions method '${setup.method}'`);
		return await workflow.expression.withIsolate(async () => await method.call(context));
	}

	/** Tests a stored credential; `changes` are edits in the form that are not saved yet. */
	async testCredential(
		handle: CredentialHandle,
		changes: IDataObject = {},
	): Promise<INodeCredentialTestResult> {
		return await runCredentialTest({
			types: this.types,
			helper: this.#helper,
			handle,
			data: { ...this.store.read(handle), ...(changes as ReturnType<CredentialStore['read']>) },
			additionalData: () => this.#additionalData('internal'),
		});
	}

	/** Runs a node as the tool of an AI agent, called once for each of `calls`. */
	async runTool(setup: ToolSetup): Promise<ToolRun> {
		const { calls, via = 'supplyData', signal, settings, ...rest } = setup;
		const tool = { ...rest, name: rest.name ?? UNDER_TEST, type: `${fullType(rest.type)}Tool` };
		const outcome = await this.runWorkflow({
			nodes: [{ name: AGENT, type: AGENT_TYPE, parameters: { via } }, tool],
			connections: {
				[tool.name]: { ai_tool: [[{ node: AGENT, type: NodeConnectionTypes.AiTool, index: 0 }]] },
			},
			input: calls,
			signal,
			settings,
		});
		const { json, error } = outcome.node(AGENT);
		const { name = '', description = '' } = (json[0] ?? {}) as {
			name?: string;
			description?: string;
		};
		return {
			name,
			description,
			responses: json.map(({ response }) => String(response)),
			error,
			outcome,
		};
	}

	#editorContext({ path, ...setup }: EditorSetup) {
		const node = this.#toNode({ name: 'Temp-Node', ...setup });
		const workflow = new Workflow({
			nodes: [node],
			connections: {},
			active: false,
			nodeTypes: this.types,
		});
		const placed = workflow.nodes[node.name] ?? node;
		const additionalData = this.#additionalData('internal', {
			currentNodeParameters: placed.parameters,
		});
		const context = new LoadOptionsContext(workflow, placed, additionalData, path ?? '');
		const nodeType = this.types.getByNameAndVersion(placed.type, placed.typeVersion);
		return { context, workflow, nodeType };
	}

	async #execute(
		workflow: Workflow,
		startNode: INode,
		mode: WorkflowExecuteMode,
		signal: AbortSignal | undefined,
	): Promise<WorkflowOutcome> {
		const uiMessages: unknown[] = [];
		const sendDataToUI = (type: string, data: unknown) => uiMessages.push({ type, data });
		const additionalData = this.#additionalData(mode, { sendDataToUI });
		// What n8n saves is what the first of these calls gives: on cancel it comes before the node ends
		let saved: IRun | undefined;
		additionalData.hooks?.addHandler('workflowExecuteAfter', (ended) => {
			saved ??= { ...ended };
		});
		const execution = new WorkflowExecute(additionalData, mode).run({ workflow, startNode });
		const cancel = () => execution.cancel();
		if (signal?.aborted) cancel();
		signal?.addEventListener('abort', cancel, { once: true });
		const run = await execution;
		signal?.removeEventListener('abort', cancel);
		const thrown = this.types.thrown.filter(
			({ executionId }) => executionId === additionalData.executionId,
		);
		return {
			run,
			status: (saved ?? run).status,
			staticData: throughJson(workflow.staticData),
			uiMessages,
			node: (name) =>
				nodeOutcome(run, name, thrown.findLast(({ nodeName }) => nodeName === name)?.error),
			text: () => inspect(run, { depth: 20, maxArrayLength: null, maxStringLength: null }),
		};
	}

	#toNode({ credentials = [], parameters = {}, ...setup }: NodeSetup & { name: string }): INode {
		const type = fullType(setup.type);
		const { version, defaultVersion } = this.types.getByNameAndVersion(type).description;
		return {
			...setup,
			id: setup.name,
			type,
			typeVersion: setup.typeVersion ?? defaultVersion ?? [version].flat().at(-1) ?? 1,
			position: [0, 0],
			parameters: deepCopy(parameters),
			...(credentials.length > 0 && {
				credentials: Object.fromEntries(
					credentials.map(({ type: of, id, name }) => [of, { id, name }]),
				),
			}),
		};
	}

	#additionalData(
		mode: WorkflowExecuteMode,
		more: Partial<IWorkflowExecuteAdditionalData> = {},
	): IWorkflowExecuteAdditionalData {
		const executionId = String(++executions);
		const base = 'http://localhost:5678';
		const unused = async () => {
			throw new Error('The harness runs no other workflow, agent or task runner');
		};
		return {
			credentialsHelper: this.#helper,
			externalSecretsProxy: Container.get(ExternalSecretsProxy),
			executionId,
			hooks: new ExecutionLifecycleHooks(mode, executionId, {
				id: 'harness-workflow',
				name: 'Harness',
				active: false,
				activeVersionId: null,
				isArchived: false,
				connections: {},
				nodes: [],
				createdAt: new Date(),
				updatedAt: new Date(),
			}),
			currentNodeExecutionIndex: 0,
			variables: {},
			restApiUrl: `${base}/rest`,
			instanceBaseUrl: `${base}/`,
			formBaseUrl: `${base}/form`,
			formWaitingBaseUrl: `${base}/form-waiting`,
			formTestBaseUrl: `${base}/form-test`,
			webhookBaseUrl: `${base}/webhook`,
			webhookWaitingBaseUrl: `${base}/webhook-waiting`,
			webhookTestBaseUrl: `${base}/webhook-test`,
			mcpBaseUrl: `${base}/mcp`,
			mcpTestBaseUrl: `${base}/mcp-test`,
			setExecutionStatus: () => {},
			sendDataToUI: () => {},
			logAiEvent: () => {},
			executeWorkflow: unused,
			getRunExecutionData: async () => undefined,
			getRuntimeCredential: async () => undefined,
			startRunnerTask: unused,
			...more,
		};
	}
}

function fullType(type: string): string {
	return type.includes('.') ? type : `${PACKAGE_NAME}.${type}`;
}

/** Connects nodes one after the other. */
function chain(names: string[]): IConnections {
	return Object.fromEntries(
		names.slice(1).map((node, index) => {
			const main = [[{ node, type: NodeConnectionTypes.Main, index: 0 }]];
			return [names[index] ?? '', { main }];
		}),
	);
}

function nodeOutcome(run: IRun, name: string, error: unknown): NodeOutcome {
	const taskData = run.data.resultData.runData[name] ?? [];
	const last = taskData.at(-1);
	const outputs = (last?.data?.main ?? []).map((items) => items ?? []);
	const items = outputs[0] ?? [];
	const { lastNodeExecuted, error: runError } = run.data.resultData;
	const recordedError = last?.error ?? (lastNodeExecuted === name ? runError : undefined);
	return {
		items,
		json: items.map(({ json }) => json),
		errorItems: outputs[1] ?? [],
		outputs,
		hints: last?.hints ?? [],
		error: error ?? recordedError,
		recordedError,
		taskData,
	};
}
