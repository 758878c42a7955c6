/**
 * Makes this process use the whole n8n that `npm start` installs: whatever the project's files, and
 * those of the built package, import of n8n comes from there. Import it before anything else.
 */
import { realpathSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { ROOT, RUNTIME } from '../../sandbox/bootstrap/paths.mjs';

const INSTALLED = realpathSync(join(RUNTIME, 'n8n', 'node_modules'));
const OF_N8N = /^(@n8n\/|n8n-|luxon$|lodash|p-limit$|zod$)/;

export const requireFromN8n = createRequire(join(INSTALLED, 'n8n', 'package.json'));

registerHooks({
	resolve(specifier, context, next) {
		const { parentURL } = context;
		const isOurs =
			parentURL?.startsWith(pathToFileURL(ROOT).href) === true &&
			!fileURLToPath(parentURL).startsWith(INSTALLED + sep);
		if (!isOurs || !OF_N8N.test(specifier)) return next(specifier, context);
		// The CommonJS builds, as n8n itself loads them: there must be one n8n-workflow only
		const url = pathToFileURL(requireFromN8n.resolve(specifier)).href;
		return { url, format: 'commonjs', shortCircuit: true };
	},
});

// The engine harness ends its isolates when a test file is done; here the process ends instead
Object.assign(globalThis, { afterAll: () => undefined });
