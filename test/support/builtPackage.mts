import './environment.mts';
import './capturedLogger.mts';

import { PackageDirectoryLoader } from 'n8n-core';
import { injectDomainRestrictionFields } from 'n8n-workflow';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The root of the repository, where package.json and dist/ are. */
export const PACKAGE_ROOT = join(import.meta.dirname, '../..');
export const PACKAGE_NAME = 'n8n-nodes-handle-time';

export interface BuiltPackage {
	loader: PackageDirectoryLoader;
	/** Files that package.json lists and dist/ does not have; they were left out */
	missing: string[];
}

let loading: Promise<BuiltPackage> | undefined;

/**
 * Loads the package from dist/ as n8n loads an installed one, once for a test file.
 *
 * @throws Error when dist/ is older than the sources: a test would then judge yesterday's code
 */
export async function loadBuiltPackage(): Promise<BuiltPackage> {
	loading ??= load();
	return await loading;
}

async function load(): Promise<BuiltPackage> {
	refuseStaleBuild();
	const loader = new PackageDirectoryLoader(PACKAGE_ROOT);
	const { n8n } = loader.packageJson;
	const missing = [...(n8n?.nodes ?? []), ...(n8n?.credentials ?? [])].filter(
		(file) => !existsSync(join(PACKAGE_ROOT, file)),
	);
	if (n8n) {
		n8n.nodes = (n8n.nodes ?? []).filter((file) => !missing.includes(file));
		n8n.credentials = (n8n.credentials ?? []).filter((file) => !missing.includes(file));
	}
	await loader.loadAll();
	for (const { type } of Object.values(loader.credentialTypes)) {
		// n8n adds these fields to every credential type that it can use in requests
		type.properties = injectDomainRestrictionFields(type);
	}
	return { loader, missing };
}

function refuseStaleBuild(): void {
	const built = newest(join(PACKAGE_ROOT, 'dist'), '.js');
	const written = Math.max(
		newest(join(PACKAGE_ROOT, 'nodes'), '.ts'),
		newest(join(PACKAGE_ROOT, 'credentials'), '.ts'),
	);
	if (built < written) throw new Error('dist/ is older than the sources: run `npx gulp build`');
}

/** When the newest file of that ending under the folder was written, epoch ms; 0 where there is none. */
function newest(folder: string, ending: string): number {
	if (!existsSync(folder)) return 0;
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith(ending))
		.reduce((latest, file) => Math.max(latest, statSync(join(folder, file)).mtimeMs), 0);
}
