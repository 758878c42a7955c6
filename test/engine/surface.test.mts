import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { compareSurfaces, readSurface } from '../../sandbox/surface/surface.mts';

const ROOT = join(import.meta.dirname, '../..');

// The package is not loaded as n8n does it: that adds n8n's own parameters to the descriptions
it('has the public surface that docs/surface.txt keeps (npm run surface)', () => {
	const kept = readFileSync(join(ROOT, 'docs/surface.txt'), 'utf8').trimEnd().split('\n');
	expect(compareSurfaces(kept, readSurface(ROOT))).toEqual([]);
});
