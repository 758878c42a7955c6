/** What is used of n8n-core and n8n-workflow, in the shape that all supported releases share. */

export interface Item {
	json: Record<string, unknown>;
	binary?: Record<string, { fileName?: string }>;
	error?: unknown;
}

export interface Settled {
	items: Item[];
	errorItems: Item[];
	hints: string[];
	error: { message: string; description?: string | null } | undefined;
}

export interface CredentialHandle {
	id: string;
	type: string;
}

export interface NodeDraft {
	type: string;
	id?: string;
	name?: string;
	parameters?: object;
	credentials: CredentialHandle[];
	onError?: 'continueErrorOutput' | 'continueRegularOutput';
}

type Search = () => Promise<{ results: Array<{ name: string; value: string }> }>;

interface NodeType {
	description: { name: string; credentials?: Array<{ name: string }> };
	poll?: () => Promise<Item[][] | null>;
	methods?: { listSearch?: Record<string, Search> };
}

export interface PackageTypes {
	getByName(type: string): NodeType;
	getByNameAndVersion(type: string, version?: number): NodeType;
	getKnownTypes(): object;
	credential(name: string): object;
	/** Node types that list the credential type */
	nodesWith(credential: string): string[];
}

interface WorkflowLike {
	nodes: Record<string, unknown>;
	staticData: object;
}

interface RunResult {
	data: {
		resultData: {
			error?: Settled['error'];
			runData: Record<
				string,
				Array<{
					data?: { main?: Array<Item[] | null> };
					hints?: Array<{ message: string }>;
					error?: Settled['error'];
				}>
			>;
		};
	};
}

type New<T> = new (...args: unknown[]) => T;

export interface ReleaseCore {
	PackageDirectoryLoader: New<{
		loadAll(): Promise<void>;
		nodeTypes: Record<string, { type: NodeType }>;
		credentialTypes: Record<string, { type: object }>;
	}>;
	ExecutionLifecycleHooks: New<object>;
	WorkflowExecute: New<{
		processRunExecutionData(workflow: WorkflowLike): Promise<RunResult> & { cancel?: () => void };
	}>;
	PollContext: New<object>;
	LoadOptionsContext: New<object>;
	Cipher: New<{ encryptDEKWithInstanceKey(key: string): string }>;
	/** Not in older releases */
	EncryptionKeyProxy?: New<{ setProvider(provider: object): void }>;
	Credentials: New<{ setData(data: object): unknown; getDataToSave(): { data: string } }>;
}

export interface ReleaseWorkflow {
	Workflow: New<WorkflowLike>;
	NodeHelpers: { getVersionedNodeType(node: NodeType, version?: number): NodeType };
}
