import fs from 'node:fs';
import path from 'node:path';

import { RUNTIME } from '../../sandbox/bootstrap/paths.mjs';
import type { N8nApi, StoredCredential, WorkflowFile } from '../../sandbox/n8n/api.mts';
import type { CredentialDraft } from '../../sandbox/n8n/importing.mts';
import { importCredentials, withCredentials } from '../../sandbox/n8n/importing.mts';
import type { N8nOnSandbox } from '../../sandbox/n8n/onSandbox.mts';
import { demoCredentials, startN8nOnSandbox } from '../../sandbox/n8n/onSandbox.mts';
import type { Sandbox, SandboxOptions } from '../../sandbox/simulators/sandbox.mts';
import { startSandbox } from '../../sandbox/simulators/sandbox.mts';

const FOLDER = path.join(RUNTIME, 'e2e');

/** A whole n8n for one test file, on simulators of its own. */
export interface RealN8n extends N8nOnSandbox {
	sandbox: Sandbox;
	/** One of each type the simulators accept */
	credentials: StoredCredential[];
	/** What the credentials were made from */
	drafts: CredentialDraft[];
	/** Where it keeps everything it keeps */
	home: string;
	/** Stores one more credential; workflows imported from now on use it */
	addCredential(type: string, data: Record<string, unknown>): Promise<void>;
	/** Stores a workflow as it stands, credentials chosen; gives its id. */
	importWorkflow(workflow: WorkflowFile, id?: string): Promise<string>;
	/** Every execution of the imported workflows as n8n stored it, and n8n's log. */
	everythingStored(): Promise<string[]>;
	/** Stops n8n and the simulators. */
	close(): Promise<void>;
}

export interface RealN8nOptions {
	/** Names the folder of its data; the test file's name is a good one */
	name: string;
	sandbox?: SandboxOptions;
	env?: Record<string, string>;
}

/** Starts n8n with the built package, the owner signed in, the demo credentials stored. */
export async function startRealN8n({ name, sandbox: of, env }: RealN8nOptions): Promise<RealN8n> {
	const home = path.join(FOLDER, name);
	fs.rmSync(home, { recursive: true, force: true });
	const sandbox = await startSandbox(of);
	try {
		const n8n = await startN8nOnSandbox({ sandbox, home, ...(env && { env }) });
		const drafts = demoCredentials(sandbox);
		const credentials = await importCredentials(n8n.api, drafts);
		const imported = new Set<string>();
		return {
			...n8n,
			sandbox,
			credentials,
			drafts,
			home,
			addCredential: async (type, data) => {
				const draft = { name: `${type} (test)`, type, data };
				drafts.push(draft);
				credentials.push(...(await importCredentials(n8n.api, [draft])));
			},
			importWorkflow: async (workflow, id = `${name}-${imported.size + 1}`) => {
				await n8n.api.saveWorkflow(id, withCredentials(workflow, credentials));
				imported.add(id);
				return id;
			},
			everythingStored: async () => [
				n8n.instance.log(),
				...(await storedExecutions(n8n.api, imported)),
			],
			close: async () => {
				await n8n.instance.stop();
				await sandbox.close();
			},
		};
	} catch (error) {
		await sandbox.close();
		throw error;
	}
}

async function storedExecutions(api: N8nApi, workflows: Iterable<string>): Promise<string[]> {
	const stored: string[] = [];
	for (const workflow of workflows) {
		for (const id of await api.executionIds(workflow)) {
			stored.push((await api.execution(id)).stored);
		}
	}
	return stored;
}
