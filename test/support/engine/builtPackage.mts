import './environment.mts';
import './capturedLogger.mts';

import { PackageDirectoryLoader } from 'n8n-core';
import { injectDomainRestrictionFields } from 'n8n-workflow';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The root of the repository, where package.json and dist/ are. */
export const PACKAGE_ROOT = join(import.meta.dirname, '../../..');
export const PACKAGE_NAME = 'n8n-nodes-handle-time';

export interface BuiltPackage {
	loader: PackageDirectoryLoader;
	/** Files that package.json lists and dist/ does not have; they were left out */
	missing: string[];
}

let loading: Promise<BuiltPackage> | undefined;
const copies: string[] = [];

afterAll(() => {
	for (const copy of copies) rmSync(copy, { recursive: true, force: true });
});

/**
 * Loads the package from dist/ as n8n loads an installed one, once for a test file.
 *
 * @throws Error when dist/ is older than the sources: a test would then judge yesterday's code
 */
export async function loadBuiltPackage(): Promise<BuiltPackage> {
	loading ??= load(PACKAGE_ROOT);
	return await loading;
}

/** Loads the package once more, with a memory of its own, as another n8n process would. */
export async function loadAnotherCopy(): Promise<BuiltPackage> {
	const caches = join(PACKAGE_ROOT, 'node_modules/.cache');
	mkdirSync(caches, { recursive: true });
	// Other paths make other modules of it; below node_modules it finds the same n8n-workflow
	const copy = mkdtempSync(join(caches, 'handle-time-'));
	copies.push(copy);
	cpSync(join(PACKAGE_ROOT, 'package.json'), join(copy, 'package.json'));
	cpSync(join(PACKAGE_ROOT, 'dist'), join(copy, 'dist'), { recursive: true });
	return await load(copy);
}

async function load(root: string): Promise<BuiltPackage> {
	refuseStaleBuild();
	const loader = new PackageDirectoryLoader(root);
	const { n8n } = loader.packageJson;
	const missing = [...(n8n?.nodes ?? []), ...(n8n?.credentials ?? [])].filter(
		(file) => !existsSync(join(root, file)),
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
