/**
 * Engine tests: the BUILT package (`npx gulp build` first) on the real n8n-core. Nothing of n8n's is
 * faked; requests go over HTTPS, to simulators.
 *
 * ```ts
 * import { NodeApiError } from 'n8n-workflow';
 * import { startSandbox } from '../../../sandbox/simulators/sandbox.mts';
 * import { createEngine } from './engine.mts';
 * import { trust } from './trust.mts';
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
 * - Two engines on one `store`, the second with `ownProcess`, are two n8n processes on one database.
 * - A test that would wait for minutes uses virtualTime.mts. `$now` in an expression is not virtual:
 *   expressions run in an isolate of their own.
 */
import './environment.mts';
import './untimedRegex.mts';

import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type {
	IBinaryData,
	IDataObject,
	INodeCredentialTestResult,
	INodeListSearchResult,
	INodePropertyOptions,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { NodeConnectionTypes, Workflow } from 'n8n-workflow';

import { activate } from './activation.mts';
import { createAdditionalData } from './additionalData.mts';
import { loadAnotherCopy, loadBuiltPackage } from './builtPackage.mts';
import { logger } from './capturedLogger.mts';
import { TestCredentialsHelper } from './credentialsHelper.mts';
import type { CredentialHandle } from './credentialStore.mts';
import { CredentialStore } from './credentialStore.mts';
import { runCredentialTest } from './credentialTester.mts';
import type { EditedNode } from '../editor/editor.mts';
import { loadOptions, searchList } from '../editor/editor.mts';
import type {
	ActivatedTrigger,
	EditorSetup,
	EngineOptions,
	NodeRun,
	NodeRunSetup,
	PollOutcome,
	PollSetup,
	ToolRun,
	ToolSetup,
	WorkflowOutcome,
	WorkflowSetup,
} from './engineTypes.mts';
import { execute } from './execution.mts';
import { startExpressions, stopExpressions } from './expressions.mts';
import { Agent, AGENT_TYPE, NO_OP_TYPE, NoOp, Start, START_TYPE } from './helperNodes.mts';
import { TestTypes } from './nodeTypes.mts';
import { throughJson } from './plainJson.mts';
import { chain, fullType, START, startNode, toNode, UNDER_TEST } from './workflowParts.mts';

export type * from './engineTypes.mts';
export type { CredentialHandle } from './credentialStore.mts';
export { CredentialStore } from './credentialStore.mts';
export { logger } from './capturedLogger.mts';
export { PACKAGE_NAME } from './builtPackage.mts';

const AGENT = 'Agent';

/** Makes an n8n process of its own: types, credential store and executions. */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
	await startExpressions();
	const types = new TestTypes(
		await (options.ownProcess === true ? loadAnotherCopy() : loadBuiltPackage()),
	);
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
		const start = startNode(setup.inputItems ?? (setup.input ?? [{}]).map((json) => ({ json })));
		const nodes = setup.nodes.map((node) => toNode(this.types, node));
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
		const { mode = 'manual', signal } = setup;
		const additionalData = this.#additionalData(mode);
		return await execute({
			types: this.types,
			workflow,
			startNode: start,
			mode,
			signal,
			additionalData,
		});
	}

	/** Polls once, as the first poll of an n8n process. */
	async poll(setup: PollSetup): Promise<PollOutcome> {
		return await this.activate(setup).poll();
	}

	/** Activates a polling trigger; nothing is polled yet. A manual run has one poll of its own. */
	activate(setup: PollSetup): ActivatedTrigger {
		return activate(this.types, toNode(this.types, setup), setup, (mode, more) =>
			this.#additionalData(mode, more),
		);
	}

	/** Asks for a resource locator's list, as the editor does. */
	async listSearch(
		setup: EditorSetup & { filter?: string; paginationToken?: string },
	): Promise<INodeListSearchResult> {
		return await searchList(this.#edited(setup), setup.filter, setup.paginationToken);
	}

	/** Asks for the options of a parameter, as the editor does. */
	async loadOptions(setup: EditorSetup): Promise<INodePropertyOptions[]> {
		return await loadOptions(this.#edited(setup));
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

	/** The content of a file that a node gave. */
	async readBinary(data: IBinaryData | undefined): Promise<Buffer> {
		if (!data) throw new Error('There is no such file');
		return await Container.get(BinaryDataService).getAsBuffer(data);
	}

	#edited(setup: EditorSetup): EditedNode {
		const node = toNode(this.types, { ...setup, name: 'Temp-Node' });
		return { types: this.types, node, setup, additionalData: this.#additionalData('internal') };
	}

	#additionalData(
		mode: WorkflowExecuteMode,
		more: Partial<IWorkflowExecuteAdditionalData> = {},
	): IWorkflowExecuteAdditionalData {
		return createAdditionalData(this.#helper, mode, more);
	}
}
