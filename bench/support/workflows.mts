import type { INodeParameters } from 'n8n-workflow';

import type { CredentialHandle, NodeSetup } from '../../test/support/engine/engine.mts';
import type { Task } from './contest.mts';

/** Segments of the first file ended their work in the hour before, which is in the summary's time frame. */
const HOUR_MS = 3_600_000;

type NamedNode = NodeSetup & { name: string };

/** Our one node. */
export function ourWorkflow(task: Task, credential: CredentialHandle): NamedNode[] {
	const { fromMs, toMs, groupBy = ['segment'], interval, limit } = task;
	const isSummary = task.workflow === 'summarize';
	return [
		{
			name: 'Agent Segments Breakdown',
			type: 'agentSegmentsBreakdown',
			credentials: [credential],
			parameters: {
				authentication: 'livePersonTokenApi',
				resource: 'handlingTimeUnit',
				operation: isSummary ? 'summarize' : 'getAll',
				timeFrame: 'custom',
				from: new Date(isSummary ? fromMs - HOUR_MS : fromMs).toISOString(),
				to: new Date(toMs).toISOString(),
				returnAll: limit === undefined,
				...(limit !== undefined && { limit, include: ['total'] }),
				...(isSummary && { groupBy, ...(interval && { interval }) }),
			},
		},
	];
}

/**
 * The same with n8n's own nodes: list, download, unpack, split into units, and for a summary add up.
 * Of the ways to read one object a line without code, this is the one with the fewest items.
 */
export function builtInWorkflow({ server, fromMs, toMs, workflow }: Task): NamedNode[] {
	const base = `https://${server.domain}/api/account/${server.accountId}/agent-segments`;
	const nodes: NamedNode[] = [
		request('List', `${base}/breakdown`, server.token, {
			source: 'built_in',
			from: new Date(fromMs).toISOString(),
			to: new Date(toMs).toISOString(),
		}),
		splitOut('Files', 'files'),
		request(
			'Download',
			`${base}/files`,
			server.token,
			{ source: 'built_in', path: '={{ $json.files }}' },
			{ response: { response: { responseFormat: 'file' } } },
		),
		{
			name: 'Unpack',
			type: 'n8n-nodes-base.compression',
			typeVersion: 1.1,
			parameters: { operation: 'decompress' },
		},
		{
			name: 'Text',
			type: 'n8n-nodes-base.extractFromFile',
			typeVersion: 1,
			parameters: { operation: 'text', binaryPropertyName: 'file_0', options: {} },
		},
		{
			name: 'Lines',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { assignments: { assignments: [LINES_TO_UNITS] }, options: {} },
		},
		splitOut('Units', 'units'),
	];
	return workflow === 'builtInItems' ? nodes : [...nodes, ADD_UP];
}

const LINES_TO_UNITS = {
	id: 'units',
	name: 'units',
	type: 'array',
	value: "={{ $json.data.trim().split('\\n').map((line) => JSON.parse(line)) }}",
};

const ADD_UP: NamedNode = {
	name: 'Add up',
	type: 'n8n-nodes-base.summarize',
	parameters: {
		fieldsToSummarize: {
			values: [
				{ aggregation: 'sum', field: 'handleTimeMillis' },
				{ aggregation: 'count', field: 'sequence' },
			],
		},
		fieldsToSplitBy: 'segmentId',
		options: {},
	},
};

function splitOut(name: string, field: string): NamedNode {
	const parameters = { fieldToSplitOut: field, options: {} };
	return { name, type: 'n8n-nodes-base.splitOut', parameters };
}

function request(
	name: string,
	url: string,
	token: string,
	query: Record<string, string>,
	options: INodeParameters = {},
): NamedNode {
	return {
		name,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			url,
			sendHeaders: true,
			headerParameters: {
				parameters: [{ name: 'authorization', value: `Bearer ${token}` }],
			},
			sendQuery: true,
			queryParameters: {
				parameters: Object.entries(query).map(([key, value]) => ({ name: key, value })),
			},
			options,
		},
	};
}
