import './environment.mts';

import { getAdditionalKeys } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialsEncrypted,
	ICredentialsExpressionResolveValues,
	IExecuteData,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeProperties,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import {
	getCredentialOwnRequestAllowedDomains,
	ICredentials,
	ICredentialsHelper,
	isExpression,
	NodeHelpers,
} from 'n8n-workflow';

import { resolveAlone, resolveInExecution, resolveText } from './credentialExpressions.mts';
import type { CredentialStore } from './credentialStore.mts';
import type { TestTypes } from './nodeTypes.mts';

/** A credential of the store in the shape that n8n hands around. */
class StoredCredentials extends ICredentials {
	readonly #store: CredentialStore;

	constructor(store: CredentialStore, details: INodeCredentialsDetails, type: string) {
		super(details, type);
		this.#store = store;
	}

	async getData(): Promise<ICredentialDataDecryptedObject> {
		return this.#store.read({ id: this.id ?? '', type: this.type });
	}

	getDataToSave(): ICredentialsEncrypted {
		throw new Error('The store of the harness takes data, not encrypted text');
	}

	async setData(data: ICredentialDataDecryptedObject): Promise<void> {
		await this.#store.write({ id: this.id ?? '', type: this.type }, data);
	}

	async updateData(changes: Partial<ICredentialDataDecryptedObject>): Promise<void> {
		await this.setData({
			...(await this.getData()),
			...(changes as ICredentialDataDecryptedObject),
		});
	}
}

/**
 * Does for the engine what n8n 2.41 does (its own class needs a database and a licence): defaults,
 * expressions, both kinds of `authenticate`, and `preAuthentication` whose output is stored. It keeps
 * nothing: each `getDecrypted` reads the store.
 */
export class TestCredentialsHelper extends ICredentialsHelper {
	readonly #types: TestTypes;
	readonly #store: CredentialStore;

	constructor(types: TestTypes, store: CredentialStore) {
		super();
		this.#types = types;
		this.#store = store;
	}

	getParentTypes(name: string): string[] {
		if (!this.#types.hasCredentialType(name)) return [];
		const parents = this.#types.credentialType(name).extends ?? [];
		return parents.flatMap((parent) => [parent, ...this.getParentTypes(parent)]);
	}

	isCredentialUsableByNode(credentialType: string, nodeType: string): boolean {
		if (!this.#types.hasCredentialType(credentialType)) return true;
		if (!this.#types.credentialType(credentialType).restrictToSupportedNodes) return true;
		return this.#types.nodesWithCredential(credentialType).some(([type]) => type === nodeType);
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		const { extends: parents = [], properties } = this.#types.credentialType(type);
		const merged = parents.flatMap((parent) => this.getCredentialsProperties(parent));
		NodeHelpers.mergeNodeProperties(merged, properties);
		return merged;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.#types.credentialType(typeName);
		if (typeof authenticate === 'function') return await authenticate(credentials, requestOptions);
		if (!authenticate) return requestOptions;
		if (!workflow || !node) throw new Error('Generic authentication needs a workflow and a node');
		const resolve = (value: unknown): string => resolveText(value, credentials, workflow, node);
		const merged: Record<string, unknown> = {
			...requestOptions,
			headers: requestOptions.headers ?? {},
		};
		for (const [part, entries] of Object.entries(authenticate.properties)) {
			const target = (merged[part] ?? {}) as Record<string, unknown>;
			for (const [key, value] of Object.entries(entries as object))
				target[resolve(key)] = resolve(value);
			merged[part] = target;
		}
		return Object.assign(requestOptions, merged);
	}

	/** Called by the engine before each request, and with `expired` after a refused one. */
	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		node: INode,
		expired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const type = this.#types.credentialType(typeName);
		const expirable = type.properties.find(
			({ type: kind, typeOptions }) => kind === 'hidden' && typeOptions?.expirable === true,
		)?.name;
		const isTest = node.parameters.temp === '' && node.type === 'n8n-nodes-base.noOp';
		if (expirable === undefined || !type.preAuthentication) return undefined;
		if (credentials[expirable] !== '' && !expired && !isTest) return undefined;

		const output = await this.runPreAuthentication(helpers, credentials, typeName);
		const details = node.credentials?.[typeName];
		if (output?.[expirable] === undefined || !details) return undefined;
		const stored = await (await this.getCredentials(details, typeName)).getData();
		const kept = Object.entries(output).filter(
			([key]) => key === expirable || !isExpression(stored[key]),
		);
		await this.updateCredentials(details, typeName, { ...stored, ...Object.fromEntries(kept) });
		return Object.assign(credentials, output);
	}

	async runPreAuthentication(
		{ helpers }: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const { preAuthentication } = this.#types.credentialType(typeName);
		const httpRequest: IHttpRequestHelper['helpers']['httpRequest'] = async (options) => {
			const allowedDomains = getCredentialOwnRequestAllowedDomains(credentials);
			return await helpers.httpRequest(
				allowedDomains === undefined ? options : { ...options, allowedDomains },
			);
		};
		const output = await preAuthentication?.call({ helpers: { httpRequest } }, credentials);
		return output as ICredentialDataDecryptedObject | undefined;
	}

	async getCredentials(details: INodeCredentialsDetails, type: string): Promise<ICredentials> {
		if (!details.id) throw new Error(`Found credential with no ID (${details.name}, ${type})`);
		this.#store.read({ id: details.id, type });
		return new StoredCredentials(this.#store, details, type);
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		details: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		resolveValues?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const stored = this.#store.read({ id: details.id ?? '', type });
		if (raw === true) return stored;
		return await this.applyDefaults(additionalData, stored, type, mode, executeData, resolveValues);
	}

	/** Stored data as a node sees it: defaults for what is missing, expressions resolved. */
	async applyDefaults(
		additionalData: IWorkflowExecuteAdditionalData,
		stored: ICredentialDataDecryptedObject,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		resolveValues?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const properties = this.getCredentialsProperties(type);
		const withDefaults = NodeHelpers.getNodeParameters(
			properties,
			stored as Parameters<typeof NodeHelpers.getNodeParameters>[1],
			true,
			false,
			null,
			null,
		) as ICredentialDataDecryptedObject;
		for (const key of ['oauthTokenData', 'allowedHttpRequestDomains', 'allowedDomains']) {
			if (withDefaults[key] === undefined && stored[key] !== undefined)
				withDefaults[key] = stored[key];
		}
		const keys = getAdditionalKeys(additionalData, mode, null, { isCredential: true });
		return resolveValues
			? resolveInExecution(withDefaults, resolveValues, mode, keys, executeData)
			: await resolveAlone(withDefaults, mode, keys);
	}

	async updateCredentials(
		details: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		await (await this.getCredentials(details, type)).setData(data);
	}

	async updateCredentialsOauthTokenData(
		details: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		const credentials = await this.getCredentials(details, type);
		await credentials.updateData({ oauthTokenData: data.oauthTokenData });
	}
}
