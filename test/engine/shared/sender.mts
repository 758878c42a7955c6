import '../../support/engine/environment.mts';

import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunctions,
	ICredentialType,
	ICredentialsDecrypted,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeCredentialTestResult,
	INodeExecutionData,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { cancelSignalOf } from '../../../nodes/shared/compat.ts';
import type { OutgoingRequest, Send } from '../../../nodes/shared/send.ts';
import {
	SendError,
	sendFromCredentialTest,
	sendPlain,
	sendWithCredential,
} from '../../../nodes/shared/send.ts';
import { takeRefusedToken, TokenNeeded } from '../../../nodes/shared/tokenRenewal.ts';

/** What a request came to: the response, or why there was none. */
export interface Sent extends IDataObject {
	status?: number;
	text?: string;
	bytes?: number;
	failure?: string;
	code?: string;
	message?: string;
	isPassing?: boolean;
}

const CREDENTIALS = [{ name: 'senderApi', testedBy: 'senderTest' }];

/** What the test wants sent; the node's parameters are plain JSON. */
export let request: Omit<OutgoingRequest, 'url'> & { timeMs: number };
export function setRequest(changes: Partial<OutgoingRequest> & { timeMs?: number }): void {
	request = {
		method: 'GET',
		headers: {},
		timeMs: 5_000,
		deadlineEpochMs: 0,
		maxBytes: 1_000_000,
		...changes,
	};
}

/** Sends one request through nodes/shared/send.ts in a real context. */
export class Sender implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sender',
		name: 'sender',
		group: ['transform'],
		version: 1,
		description: 'Sends',
		defaults: { name: 'Sender' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: CREDENTIALS,
		properties: [
			{ displayName: 'URL', name: 'url', type: 'string', default: '' },
			{ displayName: 'Plain', name: 'plain', type: 'boolean', default: false },
		],
	};

	methods = {
		credentialTest: {
			async senderTest(
				this: ICredentialTestFunctions,
				{ data }: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const sent = await outcomeOf(sendFromCredentialTest(this), String(data?.['url']));
				return { status: 'OK', message: JSON.stringify(sent) };
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const isPlain = this.getNodeParameter('plain', 0) === true;
		const send = isPlain
			? sendPlain(this, cancelSignalOf(this))
			: sendWithCredential(this, 'senderApi');
		return [[{ json: await outcomeOf(send, String(this.getNodeParameter('url', 0))) }]];
	}
}

/** The same in a poll, which has no signal of its own. */
export class SenderTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sender Trigger',
		name: 'senderTrigger',
		group: ['trigger'],
		version: 1,
		description: 'Sends',
		defaults: { name: 'Sender Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'senderApi' }],
		properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const send = sendWithCredential(this, 'senderApi');
		return [[{ json: await outcomeOf(send, String(this.getNodeParameter('url'))) }]];
	}
}

async function outcomeOf(send: Send, url: string): Promise<Sent> {
	const { timeMs, ...rest } = request;
	try {
		const deadlineEpochMs = Date.now() + timeMs;
		const { status, body } = await send({ ...rest, url, deadlineEpochMs });
		return { status, bytes: body.length, text: body.toString('utf8', 0, 200) };
	} catch (caught) {
		if (!(caught instanceof SendError)) throw caught;
		const { failure, code, message, isPassing } = caught;
		return { failure, message, isPassing, ...(code === undefined ? {} : { code }) };
	}
}

const FIELDS: INodeProperties[] = [
	{
		displayName: 'Token',
		name: 'token',
		type: 'hidden',
		default: '',
		typeOptions: { expirable: true, password: true },
	},
	{ displayName: 'URL', name: 'url', type: 'string', default: '' },
	{ displayName: 'Token URL', name: 'tokenUrl', type: 'string', default: '' },
];

/** A token that is made by a request, and renewed where a request names it as refused. */
export class SenderApi implements ICredentialType {
	name = 'senderApi';
	displayName = 'Sender API';
	properties = FIELDS;

	async preAuthentication(
		this: IHttpRequestHelper,
		{ tokenUrl }: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		if (tokenUrl === '') return { token: 'fixed' };
		const { body } = await sendPlain(this)({
			method: 'POST',
			url: String(tokenUrl),
			headers: {},
			deadlineEpochMs: Date.now() + 20_000,
			maxBytes: 1_000,
		});
		return { token: body.toString() };
	}

	async authenticate(
		{ token }: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { request: clean, isRefused } = takeRefusedToken(options, String(token));
		if (isRefused) throw new TokenNeeded();
		return { ...clean, headers: { ...clean.headers, authorization: `Bearer ${String(token)}` } };
	}
}
