/** Run before a release: the README of the package leads to the repository. Changes README.md; not to be committed. */
import fs from 'node:fs';
import path from 'node:path';

import { ROOT } from './bootstrap/paths.mjs';
import { withAbsoluteLinks } from './docs/links.mts';

const file = path.join(ROOT, 'README.md');
const { repository } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
	repository: { url: string };
};
fs.writeFileSync(file, withAbsoluteLinks(fs.readFileSync(file, 'utf8'), repository.url));
