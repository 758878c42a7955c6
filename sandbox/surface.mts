/** `npm run surface`: says which changes would break saved workflows, and keeps the surface as it is now. */
import fs from 'node:fs';
import path from 'node:path';

import { ROOT } from './bootstrap/paths.mjs';
import { step } from './bootstrap/progress.mjs';
import { build, isBuildStale } from './n8n/package.mts';
import { compareSurfaces, readSurface } from './surface/surface.mts';

const FILE = path.join(ROOT, 'docs/surface.txt');

if (isBuildStale()) await step('Building the nodes', build);
const before = fs.existsSync(FILE) ? fs.readFileSync(FILE, 'utf8').trimEnd().split('\n') : [];
const after = readSurface(ROOT);
for (const { line, kind, breaks } of compareSurfaces(before, after)) {
	console.log(
		`${kind === 'added' ? '+' : '-'} ${line}${breaks ? '   (breaks saved workflows)' : ''}`,
	);
}
fs.writeFileSync(FILE, `${after.join('\n')}\n`);
