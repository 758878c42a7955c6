import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import type { N8nApi, StoredCredential, WorkflowFile } from './api.mts';

/** A credential to make: its name in n8n, its type, its fields. */
export interface CredentialDraft {
	name: string;
	type: string;
	data: Record<string, unknown>;
}

export async function importCredentials(
	api: N8nApi,
	drafts: readonly CredentialDraft[],
): Promise<StoredCredential[]> {
	const stored: StoredCredential[] = [];
	for (const { name, type, data } of drafts) {
		stored.push(await api.saveCredential(name, type, data));
	}
	return stored;
}

/** A workflow's id in n8n: its file's name. So its address is the same on every machine. */
export function workflowId(file: string): string {
	return path.basename(file, '.json').slice(0, 36);
}

/**
 * Imports workflow files as they are, and chooses for each node the credential of the type it asks
 * for, as a user would after an import. A file that has not changed since the last import is left
 * alone, so that what somebody drew in the editor stays.
 * @returns ids of all of them
 */
export async function importWorkflows(
	api: N8nApi,
	files: readonly string[],
	credentials: readonly StoredCredential[],
	recordFile: string,
): Promise<string[]> {
	const imported = readRecord(recordFile);
	for (const file of files) {
		const text = fs.readFileSync(file, 'utf8');
		const hash = createHash('sha256').update(text).digest('hex');
		const id = workflowId(file);
		if (imported[id] === hash && (await api.findWorkflow(id))) continue;
		await api.saveWorkflow(id, withCredentials(JSON.parse(text) as WorkflowFile, credentials));
		imported[id] = hash;
	}
	fs.writeFileSync(recordFile, JSON.stringify(imported, undefined, '\t'));
	return files.map(workflowId);
}

/** The workflow with a credential chosen wherever a node can use one of `credentials`. */
export function withCredentials(
	workflow: WorkflowFile,
	credentials: readonly StoredCredential[],
): WorkflowFile {
	const nodes = workflow.nodes.map((node) => {
		const type = credentialTypeOf(node);
		const match = credentials.find((credential) => credential.type === type);
		if (!match) return node;
		return { ...node, credentials: { [match.type]: { id: match.id, name: match.name } } };
	});
	return { ...workflow, nodes };
}

/** The credential type that a node uses as its parameters stand; parameters left out have defaults. */
function credentialTypeOf({ type, parameters }: WorkflowFile['nodes'][number]): string | undefined {
	if (type.startsWith('n8n-nodes-handle-time.agentSegmentsBreakdown')) {
		return String(parameters['authentication'] ?? 'livePersonOAuth2Api');
	}
	if (type.startsWith('n8n-nodes-handle-time.cloudAgentAht')) return 'cloudAgentApi';
	return BUILT_IN[type];
}

const BUILT_IN: Record<string, string | undefined> = {
	'n8n-nodes-base.slack': 'slackApi',
	'n8n-nodes-base.microsoftTeams': 'microsoftTeamsOAuth2Api',
	'n8n-nodes-base.emailSend': 'smtp',
	'n8n-nodes-base.postgres': 'postgres',
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': 'openAiApi',
};

function readRecord(file: string): Record<string, string> {
	return fs.existsSync(file)
		? (JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, string>)
		: {};
}
