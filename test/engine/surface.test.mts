import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { compareSurfaces, readSurface } from '../../sandbox/surface/surface.mts';
import { loadBuiltPackage, PACKAGE_ROOT } from '../support/engine/builtPackage.mts';

it('has the public surface that docs/surface.txt keeps (npm run surface)', async () => {
	await loadBuiltPackage();
	const kept = readFileSync(join(PACKAGE_ROOT, 'docs/surface.txt'), 'utf8').trimEnd().split('\n');
	expect(compareSurfaces(kept, readSurface(PACKAGE_ROOT))).toEqual([]);
});
