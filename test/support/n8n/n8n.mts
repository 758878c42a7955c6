import fs from 'node:fs';
import path from 'node:path';

import { RUNTIME } from '../../../sandbox/bootstrap/paths.mjs';
import type { StoredCredential, WorkflowFile } from '../../../sandbox/n8n/api.mts';
import type { CredentialDraft } from '../../../sandbox/n8n/importing.mts';
import { importCredentials, withCredentials } from '../../../sandbox/n8n/importing.mts';
import type { N8nOnSandbox } from '../../../sandbox/n8n/onSandbox.mts';
import { demoCredentials, startN8nOnSandbox } from '../../../sandbox/n8n/onSandbox.mts';
import type { Sandbox, SandboxOptions } from '../../../sandbox/simulators/sandbox.mts';
import { startSandbox } from '../../../sandbox/simulators/sandbox.mts';

const FOLDER = path.join(RUNTIME, 'e2e');

/** A whole n8n for one test file, in whatever mode it runs, on simulators of its own. */
export interface RealN8n extends N8nOnSandbox {
	sandbox: Sandbox;
	/** One of each type the simulators accept */
	credentials: StoredCredential[];
	/** What the credentials were made from */
	drafts: CredentialDraft[];
	/** Where it keeps everything it keeps */
	home: string;
	/** Stores one more credential. Workflows imported from now on use it if there was none of its type. */
	addCredential(
		type: string,
		data: Record<string, unknown>,
		name?: string,
	): Promise<StoredCredential>;
	/**
	 * Stores a workflow as it stands, credentials chosen; gives its id.
	 * @param preferred credentials that it uses before the usual ones
	 */
	importWorkflow(
		workflow: WorkflowFile,
		id?: string,
		preferred?: readonly StoredCredential[],
	): Promise<string>;
	/** Stops n8n and the simulators. */
	close(): Promise<void>;
}

export interface RealN8nOptions {
	/** Names the folder of its data; the test file's name is a good one */
	name: string;
	sandbox?: SandboxOptions;
	env?: Record<string, string>;
	/** Without the demo credentials, as a new user finds it */
	isEmpty?: boolean;
}

/** Starts n8n with the built package, the owner signed in, the demo credentials stored. */
export async function startRealN8n(options: RealN8nOptions): Promise<RealN8n> {
	return await startOn(options, startN8nOnSandbox, (n8n) => n8n.instance.stop());
}

/** Starts an n8n of some kind on simulators, in an empty folder, and makes it ready for tests. */
export async function startOn<N extends N8nOnSandbox>(
	{ name, sandbox: of, env, isEmpty = false }: RealN8nOptions,
	start: (on: { sandbox: Sandbox; home: string; env?: Record<string, string> }) => Promise<N>,
	stop: (n8n: N) => Promise<void>,
): Promise<N & RealN8n> {
	const home = path.join(FOLDER, name);
	fs.rmSync(home, { recursive: true, force: true });
	const sandbox = await startSandbox(of);
	const ends = [async () => await sandbox.close()];
	const close = async () => {
		for (const end of ends.splice(0).reverse()) await end();
	};
	try {
		const n8n = await start({ sandbox, home, ...(env && { env }) });
		ends.push(async () => await stop(n8n));
		const drafts = isEmpty ? [] : demoCredentials(sandbox);
		return { ...n8n, ...(await furnish(n8n, name, drafts)), sandbox, home, close };
	} catch (error) {
		await close();
		throw error;
	}
}

async function furnish({ api }: N8nOnSandbox, name: string, drafts: CredentialDraft[]) {
	const credentials = await importCredentials(api, drafts);
	let imported = 0;
	return {
		drafts,
		credentials,
		addCredential: async (
			type: string,
			data: Record<string, unknown>,
			credentialName = `${type} (test)`,
		) => {
			const draft = { name: credentialName, type, data };
			const stored = await api.saveCredential(credentialName, type, data);
			drafts.push(draft);
			credentials.push(stored);
			return stored;
		},
		importWorkflow: async (
			workflow: WorkflowFile,
			id = `${name}-${++imported}`,
			preferred: readonly StoredCredential[] = [],
		) => {
			await api.saveWorkflow(id, withCredentials(workflow, [...preferred, ...credentials]));
			return id;
		},
	};
}
