/**
 * One n8n release in one process: its own n8n-core and n8n-workflow, its own classes for credentials and
 * their tests, and the package as n8n installs it. Runs on the Node of that release.
 */
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';

import { loadN8nClasses } from './n8nClasses.mts';
import type {
	CredentialHandle,
	Item,
	NodeDraft,
	PackageTypes,
	ReleaseCore,
	ReleaseWorkflow,
	Settled,
} from './types.mts';

export interface ReleaseOptions {
	/** Where the release's node_modules and the package are */
	folder: string;
	/** `host:port` that the product asks for, and the port of the simulator on loopback that answers */
	hosts: Record<string, number>;
}

const PACKAGE = 'n8n-nodes-handle-time';
const START = 'handleTime.start';
const START_NODE = {
	id: 'start',
	name: 'Start',
	type: START,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

export type Release = Awaited<ReturnType<typeof openRelease>>;

/** Loads the release and the package; throws where n8n would not load it. */
export async function openRelease({ folder, hosts }: ReleaseOptions) {
	connectToSimulators(hosts);
	const require = createRequire(path.join(folder, 'package.json'));
	const core: ReleaseCore = require('n8n-core');
	const workflowPackage: ReleaseWorkflow = require('n8n-workflow');
	const loader = new core.PackageDirectoryLoader(path.join(folder, 'node_modules', PACKAGE));
	await loader.loadAll();
	const types = toTypes(workflowPackage, loader);
	let executions = 0;

	const additionalData = (mode: string, more: object = {}) => ({
		credentialsHelper: n8n.helper,
		executionId: String(++executions),
		hooks: new core.ExecutionLifecycleHooks(mode, String(executions), {
			id: 'w',
			name: 'W',
			nodes: [],
		}),
		currentNodeExecutionIndex: 0,
		variables: {},
		restApiUrl: 'http://localhost:5678/rest',
		instanceBaseUrl: 'http://localhost:5678/',
		webhookWaitingBaseUrl: 'http://localhost:5678/webhook-waiting',
		formWaitingBaseUrl: 'http://localhost:5678/form-waiting',
		externalSecretsProxy: {},
		secretsHelpers: { waitForInit: async () => {} },
		setExecutionStatus: () => {},
		sendDataToUI: () => {},
		logAiEvent: () => {},
		...more,
	});

	const n8n = loadN8nClasses(folder, core, types, () => additionalData('internal'));
	const { store, tester } = n8n;

	// An error output adds the fields of the item that came in, which the engine takes from the node before
	const workflowOf = (node: { name: string }, staticData: object = {}) =>
		new workflowPackage.Workflow({
			id: 'release-check',
			name: 'Check',
			nodes: [START_NODE, node],
			connections: { [START_NODE.name]: { main: [[{ node: node.name, type: 'main', index: 0 }]] } },
			active: false,
			nodeTypes: types,
			settings: { executionOrder: 'v1', timezone: 'UTC' },
			staticData,
		});

	const toNode = (draft: NodeDraft) => ({
		id: draft.id ?? 'node-1',
		name: draft.name ?? 'Node',
		type: `${PACKAGE}.${draft.type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: draft.parameters ?? {},
		credentials: Object.fromEntries(
			draft.credentials.map(({ id, type }) => [type, { id, name: type }]),
		),
		...(draft.onError ? { onError: draft.onError } : {}),
	});

	return {
		store,

		/** Runs one node on items, in the release's engine. */
		async run(draft: NodeDraft, input: object[] = [{}], signal?: AbortSignal): Promise<Settled> {
			const node = toNode(draft);
			const workflow = workflowOf(node);
			const main = [input.map((json, item) => ({ json, pairedItem: { item } }))];
			const source = { main: [{ previousNode: START_NODE.name }] };
			const started = {
				startTime: 0,
				executionTime: 0,
				executionIndex: 0,
				source: [],
				data: { main },
			};
			const stack = [{ node, data: { main }, source }];
			const data = {
				version: 1,
				startData: {},
				resultData: { runData: { [START_NODE.name]: [started] }, pinData: {} },
				executionData: {
					contextData: {},
					nodeExecutionStack: stack,
					metadata: {},
					waitingExecution: {},
					waitingExecutionSource: {},
				},
			};
			const execution = new core.WorkflowExecute(additionalData('manual'), 'manual', data);
			const running = execution.processRunExecutionData(workflow);
			signal?.addEventListener('abort', () => running.cancel?.(), { once: true });
			const { data: result } = await running;
			const task = result.resultData.runData[node.name]?.at(-1);
			return {
				items: task?.data?.main?.[0] ?? [],
				errorItems: task?.data?.main?.[1] ?? [],
				hints: (task?.hints ?? []).map(({ message }) => message),
				error: task?.error ?? result.resultData.error,
			};
		},

		/** Polls a trigger once; gives its items and the static data for the next poll. */
		async poll(
			draft: NodeDraft,
			staticData: object = {},
			mode: 'manual' | 'trigger' = 'trigger',
		): Promise<{ items: Item[]; staticData: object }> {
			const node = toNode(draft);
			const workflow = workflowOf(node, throughJson(staticData));
			const context = new core.PollContext(
				workflow,
				workflow.nodes[node.name],
				additionalData(mode),
				mode,
				mode === 'manual' ? 'manual' : 'activate',
				undefined,
				() => {},
			);
			const { poll } = types.getByNameAndVersion(node.type);
			if (!poll) throw new Error(`${node.type} does not poll`);
			const outputs = await poll.call(context);
			return { items: outputs?.[0] ?? [], staticData: throughJson(workflow.staticData) };
		},

		/** A resource locator's list, as the editor asks for it. */
		async list(draft: NodeDraft, method: string): Promise<Array<{ name: string; value: string }>> {
			const node = toNode(draft);
			const workflow = workflowOf(node);
			const context = new core.LoadOptionsContext(
				workflow,
				workflow.nodes[node.name],
				additionalData('internal', { currentNodeParameters: node.parameters }),
				'',
			);
			const search = types.getByNameAndVersion(node.type).methods?.listSearch?.[method];
			if (!search) throw new Error(`There is no list ${method}`);
			return (await search.call(context)).results;
		},

		/** Tests a credential with the release's own tester. */
		async testCredential(handle: CredentialHandle, changes: object = {}) {
			const data = { ...(await store.read(handle)), ...changes };
			return await tester.testCredentials('user', handle.type, { ...handle, name: 'c', data });
		},
	};
}

/** As the database keeps it. */
function throughJson(data: object): object {
	return JSON.parse(JSON.stringify(data));
}

/** What the release's engine asks for node types by. */
function toTypes(
	{ NodeHelpers }: ReleaseWorkflow,
	loader: InstanceType<ReleaseCore['PackageDirectoryLoader']>,
): PackageTypes {
	const nodes = new Map(
		Object.entries(loader.nodeTypes).map(([name, { type }]) => [`${PACKAGE}.${name}`, type]),
	);
	const credentials = new Map(
		Object.entries(loader.credentialTypes).map(([name, { type }]) => [name, type]),
	);
	const node = (type: string) => {
		const found = nodes.get(type);
		if (found) return found;
		if (type === 'n8n-nodes-base.noOp' || type === START) return PASS_ON;
		throw new Error(`No node type ${type}`);
	};
	return {
		getByName: node,
		getByNameAndVersion: (type, version) => NodeHelpers.getVersionedNodeType(node(type), version),
		getKnownTypes: () => ({}),
		credential: (name) => {
			const found = credentials.get(name);
			if (!found) throw new Error(`No credential type ${name}`);
			return found;
		},
		nodesWith: (credential) =>
			[...nodes]
				.filter(([, { description }]) =>
					description.credentials?.some(({ name }) => name === credential),
				)
				.map(([type]) => type),
	};
}

const PASS_ON = {
	description: {
		displayName: 'No Operation',
		name: 'noOp',
		group: ['transform'],
		version: 1,
		defaults: {},
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	},
};

/**
 * The product asks for hosts of the real services; connections to them end at the simulators, on every
 * release (not all of them heed HTTPS_PROXY). TLS and its certificate stay end to end.
 */
function connectToSimulators(hosts: Record<string, number>): void {
	const connect = net.Socket.prototype.connect;
	net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
		const [first] = args;
		const target = Array.isArray(first) ? first[0] : first;
		const port = hosts[`${target?.host}:${target?.port}`];
		if (port !== undefined) Object.assign(target, { host: '127.0.0.1', port, lookup: undefined });
		return Reflect.apply(connect, this, args);
	};
}
