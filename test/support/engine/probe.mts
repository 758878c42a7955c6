import './environment.mts';

import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestHelper,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	INodeExecutionData,
	INodeListSearchResult,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError, sleep } from 'n8n-workflow';

/**
 * A node and two credential types for the tests of the harness itself. The node asks `url` with the
 * credential, after `waitMs`, and tells what it saw.
 */
export class Probe implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Probe',
		name: 'probe',
		group: ['transform'],
		version: [1, 2],
		description: 'Asks an address',
		defaults: { name: 'Probe' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'probeApi' }, { name: 'probeTokenApi' }],
		properties: [
			{ displayName: 'URL', name: 'url', type: 'string', default: '' },
			{ displayName: 'Credential', name: 'credential', type: 'string', default: '' },
			{ displayName: 'Wait Ms', name: 'waitMs', type: 'number', default: 0 },
			{ displayName: 'Timeout Ms', name: 'timeoutMs', type: 'number', default: 0 },
			{ displayName: 'Text', name: 'text', type: 'string', default: '' },
			{ displayName: 'File', name: 'file', type: 'string', default: '' },
			{ displayName: 'Note', name: 'note', type: 'string', default: 'by default' },
		],
	};

	methods = {
		listSearch: {
			async names(
				this: ILoadOptionsFunctions,
				filter?: string,
				paginationToken?: string,
			): Promise<INodeListSearchResult> {
				const text = this.getCurrentNodeParameter('text') as string;
				const { user } = await this.getCredentials('probeApi');
				return {
					results: [{ name: `${text} ${String(user)} ${filter}`, value: paginationToken ?? '' }],
				};
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const output: INodeExecutionData[] = [];
		for (const item of this.getInputData().keys()) {
			try {
				const waitMs = this.getNodeParameter('waitMs', item) as number;
				if (waitMs > 0) await sleep(waitMs, this.getExecutionCancelSignal());
				const json = await probe.call(this, item);
				const file = Buffer.from(this.getNodeParameter('file', item) as string);
				output.push({
					json,
					pairedItem: { item },
					...(file.length > 0 && {
						binary: { data: await this.helpers.prepareBinaryData(file, 'probe.txt', 'text/plain') },
					}),
				});
			} catch (caught) {
				if (!this.continueOnFail()) throw caught;
				const error = new NodeOperationError(this.getNode(), caught as Error, { itemIndex: item });
				output.push({ json: { error: error.message }, error, pairedItem: { item } });
			}
		}
		this.addExecutionHints({ message: 'Probed', location: 'outputPane' });
		this.logger.info('Probed', { output });
		return [output];
	}
}

async function probe(this: IExecuteFunctions, item: number): Promise<IDataObject> {
	const url = this.getNodeParameter('url', item) as string;
	const credential = this.getNodeParameter('credential', item) as string;
	const timeout = this.getNodeParameter('timeoutMs', item) as number;
	const options: IHttpRequestOptions = {
		url,
		method: 'GET',
		json: true,
		...(timeout > 0 && { timeout }),
	};
	const answer: unknown =
		url === ''
			? undefined
			: credential === ''
				? await this.helpers.httpRequest(options)
				: await this.helpers.httpRequestWithAuthentication.call(this, credential, options);
	return {
		answer: answer as IDataObject,
		text: this.getNodeParameter('text', item) as string,
		note: this.getNodeParameter('note', item) as string,
		timezone: this.getTimezone(),
		mode: this.getMode(),
		nodeType: this.getNode().type,
		isTool: this.isToolExecution(),
	};
}

/** Counts its polls in static data; gives the count, or null for the parameter `silent`. */
export class ProbeTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Probe Trigger',
		name: 'probeTrigger',
		group: ['trigger'],
		version: 1,
		description: 'Counts',
		defaults: { name: 'Probe Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [
			{ displayName: 'Silent', name: 'silent', type: 'boolean', default: false },
			{ displayName: 'Odd', name: 'odd', type: 'boolean', default: false },
			{ displayName: 'Report', name: 'report', type: 'string', default: '' },
			{ displayName: 'Fails', name: 'fails', type: 'boolean', default: false },
		],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const state = this.getWorkflowStaticData('node');
		state.count = Number(state.count ?? 0) + 1;
		if (this.getNodeParameter('odd') === true) state.when = new Date(0) as never;
		const report = this.getNodeParameter('report') as string;
		if (report !== '') this.__emitError(new Error(report));
		if (this.getNodeParameter('fails') === true) throw new Error('out of order');
		if (this.getNodeParameter('silent') === true) return null;
		const json = { count: state.count, budgetMs: this.getPollBudgetMs(), mode: this.getMode() };
		return [[{ json }]];
	}
}

const USER: INodeProperties[] = [
	{ displayName: 'User', name: 'user', type: 'string', default: 'default user' },
	{ displayName: 'Secret', name: 'secret', type: 'string', default: '' },
	{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: '' },
];

/** Generic authentication, and a test by request. */
export class ProbeApi implements ICredentialType {
	name = 'probeApi';
	displayName = 'Probe API';
	properties = USER;
	authenticate = {
		type: 'generic' as const,
		properties: { headers: { 'x-user': '={{ $credentials.user + ":" + $credentials.secret }}' } },
	};
	test: NonNullable<ICredentialType['test']> = {
		request: { baseURL: '={{ $credentials.baseUrl }}', url: '/check' },
		rules: [
			{
				type: 'responseSuccessBody',
				properties: { key: 'status.kind', value: 'error', message: 'The secret is wrong' },
			},
		],
	};
}

/** The same with a rule of the other kind. */
export class ProbeCodeApi extends ProbeApi {
	override name = 'probeCodeApi';
	override test: NonNullable<ICredentialType['test']> = {
		request: { baseURL: '={{ $credentials.baseUrl }}', url: '/check' },
		rules: [{ type: 'responseCode', properties: { value: 403, message: 'Not allowed here' } }],
	};
}

/** A session token, made by a request and kept in the credential. */
export class ProbeTokenApi implements ICredentialType {
	name = 'probeTokenApi';
	displayName = 'Probe Token API';
	properties: INodeProperties[] = [
		{
			displayName: 'Token',
			name: 'token',
			type: 'hidden',
			default: '',
			typeOptions: { expirable: true, password: true },
		},
		...USER,
	];
	test: NonNullable<ICredentialType['test']> = {
		request: { baseURL: '={{ $credentials.baseUrl }}', url: '/guarded' },
	};

	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const url = `${String(credentials.baseUrl)}/token`;
		const { token } = (await this.helpers.httpRequest({ method: 'POST', url })) as {
			token: string;
		};
		return { token };
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return { ...options, headers: { ...options.headers, 'x-token': String(credentials.token) } };
	}
}
