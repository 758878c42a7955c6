/** `npm run docs`: makes the tables of docs/ anew from the nodes' descriptions and output schemas. */
import fs from 'node:fs';
import path from 'node:path';

import { ROOT } from './bootstrap/paths.mjs';
import { step } from './bootstrap/progress.mjs';
import { PAGES, withTables } from './docs/tables.mts';
import { build, isBuildStale } from './n8n/package.mts';

if (isBuildStale()) await step('Building the nodes', build);
for (const page of PAGES) {
	const file = path.join(ROOT, 'docs', page);
	fs.writeFileSync(file, withTables(fs.readFileSync(file, 'utf8'), ROOT));
}
