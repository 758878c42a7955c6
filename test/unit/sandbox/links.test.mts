import fs from 'node:fs';
import path from 'node:path';

import { withAbsoluteLinks } from '../../../sandbox/docs/links.mts';

const REPOSITORY = 'git+https://github.com/example/nodes.git';
const README = fs.readFileSync(path.join(__dirname, '../../../README.md'), 'utf8');

it.each([
	[
		'a page',
		'[more](docs/names.md)',
		'[more](https://github.com/example/nodes/blob/main/docs/names.md)',
	],
	[
		'a section of a page',
		'[more](docs/cloudagent.md#fields)',
		'[more](https://github.com/example/nodes/blob/main/docs/cloudagent.md#fields)',
	],
	[
		'a picture',
		'<img src="docs/a.png">',
		'<img src="https://github.com/example/nodes/raw/main/docs/a.png">',
	],
	['a section of the README', '[below](#limits)', '[below](#limits)'],
	['another site', '[n8n](https://n8n.io)', '[n8n](https://n8n.io)'],
])('the package leads from its README to %s', (_label, written, packed) => {
	expect(withAbsoluteLinks(written, REPOSITORY)).toBe(packed);
});

it('nothing that the README of the package links is missing from it', () => {
	const packed = withAbsoluteLinks(README, REPOSITORY);
	const addresses = [...packed.matchAll(/\]\(([^)]+)\)|(?:src|href)="([^"]+)"/g)];
	expect(addresses.length).toBeGreaterThan(20);
	const local = addresses
		.map(([, link, source]) => link ?? source ?? '')
		.filter((address) => !/^(?:https:|#)/.test(address));
	expect(local).toEqual(['LICENSE']);
});
