import type { WorkflowFile } from '../../../sandbox/n8n/api.mts';

/** A node as a test writes it. */
export interface NodeDraft {
	name: string;
	/** `agentSegmentsBreakdown`, or whole for a node of n8n's own */
	type: string;
	parameters?: Record<string, unknown>;
	version?: number;
	/** As under Settings > On Error; default is to stop the workflow */
	onError?: 'continueErrorOutput' | 'continueRegularOutput';
}

/** The node that a test's workflow starts with. */
export const START = 'Start';

/** A workflow of a manual trigger and these nodes, one after the other. */
export function chain(name: string, drafts: readonly NodeDraft[]): WorkflowFile {
	return chainFrom(name, [{ name: START, type: 'n8n-nodes-base.manualTrigger' }, ...drafts]);
}

/** A workflow of these nodes, one after the other, the first a trigger. */
export function chainFrom(name: string, drafts: readonly NodeDraft[]): WorkflowFile {
	const nodes = drafts.map(
		({ name: nodeName, type, parameters = {}, version = 1, onError }: NodeDraft, i) => ({
			id: `node-${i}`,
			name: nodeName,
			type: type.includes('.') ? type : `n8n-nodes-handle-time.${type}`,
			typeVersion: version,
			position: [i * 220, 0],
			parameters,
			...(onError && { onError }),
		}),
	);
	const connections = Object.fromEntries(
		nodes.slice(1).map((node, i) => {
			const from = nodes[i]?.name ?? '';
			return [from, { main: [[{ node: node.name, type: 'main', index: 0 }]] }];
		}),
	);
	return { name, nodes, connections, settings: { executionOrder: 'v1' } };
}

/** A value of a resource locator, as the editor writes it. */
export function locator(mode: string, value: string): Record<string, unknown> {
	return { __rl: true, mode, value };
}
