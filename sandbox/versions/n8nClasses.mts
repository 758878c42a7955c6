/**
 * n8n's own CredentialsHelper and CredentialsTester of a release, from its npm package, without the
 * hundreds of packages that the rest of n8n needs: what they ask of the database and of licences is
 * answered here, everything about credentials is theirs.
 */
import Module, { createRequire } from 'node:module';
import path from 'node:path';

import type { CredentialHandle, PackageTypes, ReleaseCore } from './types.mts';

interface CredentialRow {
	id: string;
	name: string;
	type: string;
	data: string;
	usageScope: 'project';
	isResolvable: false;
}

/** Files of n8n that are code rather than services; any other is stood in for. */
const REAL_FILES = ['credentials-helper', 'dcr-managed-fields', 'mock-node-types'];
const REAL_PACKAGES = new Set(['@n8n/di', 'lodash/get', 'n8n-core', 'n8n-workflow']);

/** Anything that is called, made or read on it is itself. */
const ANYTHING: unknown = new Proxy(function anything() {}, {
	get: (_target, key) => {
		if (key === Symbol.toPrimitive) return () => '';
		// Not to be awaited, and no module of the other kind
		return key === 'then' || key === '__esModule' ? undefined : ANYTHING;
	},
	apply: () => ANYTHING,
	construct: () => ANYTHING as object,
});

/** @param getBase what an execution is given, as n8n's `workflow-execute-additional-data` makes it */
export function loadN8nClasses(
	folder: string,
	core: ReleaseCore,
	types: PackageTypes,
	getBase: () => object,
) {
	const dist = path.join(folder, 'node_modules/n8n/dist');
	const require = createRequire(path.join(folder, 'package.json'));
	standInForServices(dist, { __esModule: true, getBase: async () => getBase() });
	provideEncryptionKey(core, require('@n8n/di').Container);
	const { CredentialsHelper } = require(path.join(dist, 'credentials-helper.js'));
	const { CredentialsTester } = require(path.join(dist, 'services/credentials-tester.service.js'));
	const store = new Store(core);
	const credentialTypes = {
		getByName: types.credential,
		getParentTypes: () => [],
		getSupportedNodes: types.nodesWith,
	};
	const helper = withFields(CredentialsHelper, {
		credentialTypes,
		credentialsOverwrites: {
			applyOverwrite: (_type: string, data: object) => data,
			usesManagedAuth: () => false,
			getOverwrites: () => undefined,
		},
		credentialsRepository: store,
		sharedCredentialsRepository: {},
		cacheService: { get: async () => false },
		dynamicCredentialsProxy: {
			// 2.1 takes the data itself, later releases an object that has it
			resolveIfNeeded: async (_row: object, data: object) => ({ ...data, data, isDynamic: false }),
			getEffectiveResolverId: () => undefined,
		},
		licenseState: { isExternalSecretsLicensed: () => false },
		externalSecretsConfig: {},
		policyEnforcementService: { enforceCredentialDecrypt: async () => {} },
	});
	const tester = withFields(CredentialsTester, {
		logger: { debug: () => {}, error: () => {} },
		errorReporter: { error: () => {} },
		credentialTypes,
		nodeTypes: types,
		credentialsHelper: helper,
	});
	return { helper, tester, store };
}

interface Container {
	get<T>(type: new (...args: never[]) => T): T;
}

/** From 2.40 on, n8n-core asks n8n for the key that credentials are stored with: the instance's own. */
function provideEncryptionKey({ Cipher, EncryptionKeyProxy }: ReleaseCore, container: Container) {
	if (!EncryptionKeyProxy) return;
	const value = container.get(Cipher).encryptDEKWithInstanceKey('0f'.repeat(32));
	const key = async () => ({ id: 'key', value, algorithm: 'aes-256-gcm', format: 'prefixed' });
	const provider = { getActiveKey: key, getKeyById: key, getLegacyKey: key };
	container.get(EncryptionKeyProxy).setProvider(provider);
}

/** An object of the class whose constructor n8n's container would call, with these as its services. */
function withFields(type: { prototype: object }, fields: object) {
	return Object.assign(Object.create(type.prototype), fields);
}

function standInForServices(dist: string, additionalData: object): void {
	// Node has no public hook for CommonJS on all the releases' versions
	const loader: { _load(id: string, parent: { filename?: string }, isMain: boolean): unknown } =
		Module as never;
	const load = loader._load;
	loader._load = (id, parent, isMain) => {
		const isOfN8n = parent?.filename?.startsWith(dist) === true;
		const isReal = id.startsWith('.')
			? REAL_FILES.includes(path.basename(id))
			: REAL_PACKAGES.has(id) || id.startsWith('node:');
		if (!isOfN8n || isReal) return load.call(loader, id, parent, isMain);
		return id.endsWith('/workflow-execute-additional-data') ? additionalData : ANYTHING;
	};
}

/** n8n's table of credentials, encrypted by the release's own class. */
class Store {
	readonly #core: ReleaseCore;
	readonly #rows = new Map<string, CredentialRow>();

	constructor(core: ReleaseCore) {
		this.#core = core;
	}

	async add(type: string, data: object): Promise<CredentialHandle> {
		const id = `credential-${this.#rows.size + 1}`;
		const encrypted = await this.#encrypt({ id, type }, data);
		const row = {
			id,
			name: type,
			type,
			data: encrypted,
			usageScope: 'project',
			isResolvable: false,
		};
		this.#rows.set(id, row as CredentialRow);
		return { id, type };
	}

	async read({ id, type }: CredentialHandle): Promise<object> {
		const row = this.#rows.get(id);
		if (!row) throw new Error(`No credential ${id}`);
		const credentials = new this.#core.Credentials({ id, name: type }, type, row.data);
		return await (credentials as unknown as { getData(): object | Promise<object> }).getData();
	}

	async findOneByOrFail({ id }: { id: string }): Promise<CredentialRow> {
		const row = this.#rows.get(id);
		if (!row) throw new Error(`No credential ${id}`);
		return row;
	}

	async update({ id }: { id: string }, { data }: { data: string }): Promise<void> {
		const row = this.#rows.get(id);
		if (row) this.#rows.set(id, { ...row, data });
	}

	async #encrypt({ id, type }: CredentialHandle, data: object): Promise<string> {
		const credentials = new this.#core.Credentials({ id, name: type }, type);
		await credentials.setData(data);
		return credentials.getDataToSave().data;
	}
}
