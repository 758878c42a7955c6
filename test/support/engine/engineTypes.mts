import type {
	ExecutionError,
	IConnections,
	ICredentialType,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IRun,
	ITaskData,
	IWorkflowSettings,
	NodeExecutionHint,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import type { CredentialHandle, CredentialStore } from './credentialStore.mts';

export interface EngineOptions {
	/** A store shared by two engines is the database that two n8n processes share */
	store?: CredentialStore;
	/**
	 * Loads the product once more, so that it shares no memory with the other engines of the test file.
	 * Without it, engines are one process as far as the product's module variables go.
	 */
	ownProcess?: boolean;
	/** Node types of the test's own, by their full name (`package.name`) */
	nodeTypes?: Record<string, INodeType>;
	credentialTypes?: ICredentialType[];
}

/** A node as a test writes it; what is left out has n8n's default. */
export interface NodeSetup extends Partial<
	Pick<
		INode,
		| 'alwaysOutputData'
		| 'disabled'
		| 'executeOnce'
		| 'id'
		| 'maxTries'
		| 'name'
		| 'onError'
		| 'retryOnFail'
		| 'typeVersion'
		| 'waitBetweenTries'
	>
> {
	/** The type, `cloudAgentAht` for one of the package or `package.name` for another */
	type: string;
	parameters?: INodeParameters;
	credentials?: CredentialHandle[];
}

export interface RunSetup {
	/** The workflow's settings; `executionOrder` is `v1`, as for every new workflow */
	settings?: IWorkflowSettings;
	/** `manual` (the default) as from the editor, `trigger` as in production */
	mode?: WorkflowExecuteMode;
	/** Aborting it cancels the execution, as Stop in the editor does */
	signal?: AbortSignal;
	staticData?: IDataObject;
}

export interface NodeRunSetup extends NodeSetup, RunSetup {
	/** The `json` of the input items; one empty item if left out */
	input?: IDataObject[];
	/** Whole input items, for binary data, instead of `input` */
	inputItems?: INodeExecutionData[];
}

export interface WorkflowSetup extends RunSetup {
	nodes: Array<NodeSetup & { name: string }>;
	/** As in a workflow file; if left out, the nodes are connected in their order */
	connections?: IConnections;
	/** The `json` of the items that the first node gets; one empty item if left out */
	input?: IDataObject[];
	inputItems?: INodeExecutionData[];
}

/** How one node did. */
export interface NodeOutcome {
	/** Items of the first output; with On Error = continueErrorOutput these are the good ones */
	items: INodeExecutionData[];
	/** Their `json` */
	json: IDataObject[];
	/** Items of the error output, empty where the node has none */
	errorItems: INodeExecutionData[];
	/** Every main output */
	outputs: INodeExecutionData[][];
	hints: NodeExecutionHint[];
	/** What the node threw, the object itself; undefined where it threw nothing */
	error: unknown;
	/** The error as the engine recorded it, plain data, as the editor shows it */
	recordedError: ExecutionError | undefined;
	/** The record of each time the node ran */
	taskData: ITaskData[];
}

export interface WorkflowOutcome {
	/** The whole execution, as n8n would save it */
	run: IRun;
	status: IRun['status'];
	staticData: IDataObject;
	/** What `sendMessageToUI` and the like sent to the editor */
	uiMessages: unknown[];
	/** @throws Error where the node did not run */
	node(name: string): NodeOutcome;
	/** Everything that was recorded, as text, to search for a secret */
	text(): string;
}

export type NodeRun = NodeOutcome & Omit<WorkflowOutcome, 'node'>;

export interface PollSetup extends NodeSetup {
	settings?: IWorkflowSettings;
	/** `trigger` (the default) as n8n polls an active workflow, `manual` as from the editor */
	mode?: 'manual' | 'trigger';
	/** The workflow's static data, and durable cursors, as the poll before gave them */
	staticData?: IDataObject;
	/** What `getPollBudgetMs` gives; n8n's default is five minutes */
	budgetMs?: number;
	/** Why n8n activated the trigger; `activate` (the default) by the user, `init` at its start */
	activation?: Exclude<WorkflowActivateMode, 'manual'>;
	/**
	 * Durable pollers, which n8n has as a choice: static data is saved after each poll that does not
	 * throw, and what a poll that throws did to it is undone
	 */
	durable?: boolean;
}

/** A polling trigger that one n8n process has activated. */
export interface ActivatedTrigger {
	/** Polls once more, with the context and the static data of the polls before, as n8n does */
	poll(): Promise<PollOutcome>;
}

export interface PollOutcome {
	/** `null` where there was nothing new */
	outputs: INodeExecutionData[][] | null;
	/** Items of the first output; none where `outputs` is null */
	items: INodeExecutionData[];
	json: IDataObject[];
	/** What the poll threw, the object itself */
	error: unknown;
	/** Errors that the poll handed over, without throwing, for n8n to record a failed execution each */
	reported: unknown[];
	/**
	 * The workflow's static data for the next poll of this process, through JSON: what n8n has in it
	 * under `global` and `node:<name>`, and durable cursors as `cursor:<node's id>`
	 */
	staticData: IDataObject;
	/**
	 * The same as a restarted n8n would read it after `kill -9` at this moment: n8n saves
	 * it when a poll gives items and after the first poll, with which it activates the trigger; otherwise
	 * it keeps it in memory alone.
	 */
	savedStaticData: IDataObject;
}

export interface EditorSetup extends Pick<
	NodeSetup,
	'credentials' | 'parameters' | 'type' | 'typeVersion'
> {
	/** Name of the method in the node's `methods` */
	method: string;
	/** The parameter that asks, `parameters.agentId` for example */
	path?: string;
}

export interface ToolSetup extends NodeSetup {
	/** The arguments of each call that the model makes */
	calls: IDataObject[];
	/**
	 * `supplyData` (the default) as chains and older agents call a tool, where `isToolExecution()` is
	 * true; `engineRequest` as the AI Agent node of 2.41 does, where the node runs like any other and
	 * is known to be a tool by its type alone
	 */
	via?: 'engineRequest' | 'supplyData';
	signal?: AbortSignal;
	settings?: IWorkflowSettings;
}

export interface ToolRun {
	/** What the model is told about the tool */
	name: string;
	description: string;
	/** What the model would read, one a call */
	responses: string[];
	/** What the tool or the agent threw */
	error: unknown;
	outcome: WorkflowOutcome;
}
