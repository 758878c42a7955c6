import { setTimeout as wait } from 'node:timers/promises';

import type { Execution, Item } from './execution.mts';
import { readExecution } from './execution.mts';

/** As much of a workflow as this client needs; a file of workflows/ is one. */
export interface WorkflowFile {
	name: string;
	nodes: Array<{
		name: string;
		type: string;
		parameters: Record<string, unknown>;
		credentials?: Record<string, { id: string; name: string }>;
	}>;
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
}

export interface StoredCredential {
	id: string;
	name: string;
	type: string;
}

export interface Owner {
	email: string;
	password: string;
}

/** Signs in anywhere these scripts start an n8n, and nowhere else. */
export const DEMO_OWNER: Owner = { email: 'demo@example.com', password: 'Handle-time-1' };

/** n8n's own API, the one its editor uses, signed in as the owner. */
export class N8nApi {
	readonly #url: string;
	#cookie = '';

	private constructor(url: string) {
		this.#url = url;
	}

	/** Signs in, after making the owner's account where n8n has none yet. */
	static async signIn(url: string, owner: Owner = DEMO_OWNER): Promise<N8nApi> {
		const api = new N8nApi(url.replace('localhost', '127.0.0.1'));
		const settings = await api.#get<{ userManagement: { showSetupOnFirstLoad?: boolean } }>(
			'/settings',
		);
		if (settings.userManagement.showSetupOnFirstLoad) {
			await api.#post('/owner/setup', { ...owner, firstName: 'Demo', lastName: 'Owner' });
		} else {
			const { email, password } = owner;
			await api.#post('/login', { emailOrLdapLoginId: email, password });
		}
		return api;
	}

	async credentials(): Promise<StoredCredential[]> {
		return await this.#get('/credentials');
	}

	/** Stores a credential under its name; one that is there already gets the new data. */
	async saveCredential(
		name: string,
		type: string,
		data: Record<string, unknown>,
	): Promise<StoredCredential> {
		const present = (await this.credentials()).find((stored) => stored.name === name);
		if (!present) return await this.#post('/credentials', { name, type, data });
		return await this.#send('PATCH', `/credentials/${present.id}`, { name, type, data });
	}

	/** What pressing "Test" on the credential would say. */
	async testCredential(
		credential: StoredCredential,
		data: Record<string, unknown>,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		return await this.#post('/credentials/test', { credentials: { ...credential, data } });
	}

	/** The workflow's id, or undefined where there is none under this id. */
	async findWorkflow(id: string): Promise<{ id: string; versionId: string } | undefined> {
		const response = await this.#request('GET', `/workflows/${id}`);
		return response.ok ? await dataOf(response) : undefined;
	}

	/** Stores a workflow under an id of ours; one that is there already is replaced. */
	async saveWorkflow(id: string, workflow: WorkflowFile): Promise<void> {
		const { name, nodes, connections, settings = {} } = workflow;
		const body = { name, nodes, connections, settings };
		if (await this.findWorkflow(id)) await this.#send('PATCH', `/workflows/${id}`, body);
		else await this.#post('/workflows', { id, ...body });
	}

	/** Publishes the workflow as it is now: its triggers run from here on. */
	async activate(id: string): Promise<void> {
		const { versionId } = await this.#get<{ versionId: string }>(`/workflows/${id}`);
		await this.#post(`/workflows/${id}/activate`, { versionId });
	}

	async deactivate(id: string): Promise<void> {
		await this.#post(`/workflows/${id}/deactivate`, {});
	}

	/**
	 * Runs the workflow from `trigger` as its Execute button would, and waits for the end.
	 * @param input what the trigger gives; a chat message, for example. Most make it themselves
	 */
	async run(
		id: string,
		trigger: string,
		{ timeoutMs = 120_000, input }: { timeoutMs?: number; input?: Item } = {},
	): Promise<Execution> {
		const data = input && triggerRun(input);
		const { executionId } = await this.#post<{ executionId: string }>(`/workflows/${id}/run`, {
			triggerToStartFrom: { name: trigger, ...(data && { data }) },
		});
		return await this.waitFor(executionId, timeoutMs);
	}

	/** The execution once it has ended. */
	async waitFor(executionId: string, timeoutMs = 120_000): Promise<Execution> {
		const deadline = Date.now() + timeoutMs;
		while (Date.now() < deadline) {
			const execution = await this.execution(executionId);
			if (execution.hasEnded) return execution;
			await wait(150);
		}
		throw new Error(`Execution ${executionId} has not ended in ${timeoutMs / 1000} s`);
	}

	async execution(id: string): Promise<Execution> {
		return readExecution(await this.#get(`/executions/${id}`));
	}

	/** Runs an execution that did not succeed again, as the Retry button would; gives the new one's id. */
	async retry(executionId: string): Promise<string> {
		const { id } = await this.#post<{ id: string }>(`/executions/${executionId}/retry`, {});
		return id;
	}

	/** Ids of a workflow's executions, the newest first. */
	async executionIds(workflowId: string): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.#get<{ results: Array<{ id: string }> }>(
			`/executions?filter=${filter}`,
		);
		return results.map(({ id }) => id);
	}

	async #get<T>(path: string): Promise<T> {
		return await this.#send('GET', path);
	}

	async #post<T>(path: string, body: unknown): Promise<T> {
		return await this.#send('POST', path, body);
	}

	async #send<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await this.#request(method, path, body);
		if (!response.ok) {
			throw new Error(
				`n8n answered ${response.status} to ${method} ${path}: ${await messageOf(response)}`,
			);
		}
		return await dataOf(response);
	}

	async #request(method: string, path: string, body?: unknown): Promise<Response> {
		const response = await fetch(`${this.#url}/rest${path}`, {
			method,
			// A connection that is kept may be one that n8n is just closing
			headers: { 'content-type': 'application/json', cookie: this.#cookie, connection: 'close' },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
		if (cookies.length > 0) this.#cookie = cookies.join('; ');
		return response;
	}
}

/** A trigger's run that gave one item, as n8n writes it. */
function triggerRun(json: Item): Record<string, unknown> {
	return {
		startTime: Date.now(),
		executionTime: 0,
		executionIndex: 0,
		executionStatus: 'success',
		source: [],
		data: { main: [[{ json }]] },
	};
}

/** Without the stack that n8n adds. */
async function messageOf(response: Response): Promise<string> {
	const text = await response.text();
	try {
		return String((JSON.parse(text) as { message?: unknown }).message ?? text);
	} catch {
		return text.slice(0, 500);
	}
}

async function dataOf<T>(response: Response): Promise<T> {
	const { data } = (await response.json()) as { data: T };
	return data;
}
