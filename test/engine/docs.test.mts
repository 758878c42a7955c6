import fs from 'node:fs';
import path from 'node:path';

import { PAGES, withTables } from '../../sandbox/docs/tables.mts';

const ROOT = path.resolve(import.meta.dirname, '../..');

it.each(PAGES)('docs/%s has the tables that `npm run docs` makes', (name) => {
	const page = fs.readFileSync(path.join(ROOT, 'docs', name), 'utf8');
	expect(page).toMatch(/<!-- table: /);
	expect(page).toBe(withTables(page, ROOT));
});
