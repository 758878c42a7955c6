import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PACKAGE_ROOT } from '../support/engine/builtPackage.mts';
import { readTree } from '../support/sourceTree.mts';

const ALLOWED_REQUIRES =
	/^(?:n8n-workflow|luxon|lodash(?:\/\w+)?|p-limit|zod|(?:node:)?crypto|\.{1,2}\/.*)$/;
const LARGEST_UNPACKED_BYTES = 600_000;

describe('the packed package', () => {
	interface Packed {
		files: Array<{ path: string; size: number }>;
		unpackedSize: number;
	}
	let packed: Packed;
	const built = readTree('dist', '.js');

	beforeAll(() => {
		const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
			cwd: PACKAGE_ROOT,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		[packed] = JSON.parse(output) as [Packed];
		expect(built).not.toEqual([]);
	});

	it('holds dist and what npm wants beside it, nothing else', () => {
		const beside = packed.files.map(({ path }) => path).filter((path) => !path.startsWith('dist/'));
		expect(beside.sort()).toEqual(['LICENSE', 'README.md', 'index.js', 'package.json']);
	});

	it('holds no tests, no sources and no build information', () => {
		const wanted = /\.(?:js|json|svg|txt)$/;
		const strays = packed.files
			.map(({ path }) => path)
			.filter((path) => path.startsWith('dist/'))
			.filter((path) => !wanted.test(path) || /\.(?:test|spec)\.|tsbuildinfo/.test(path));
		expect(strays).toEqual([]);
	});

	it('has each file where its source is, so that a stack trace leads to it', () => {
		const strays = built
			.map(({ path }) => path.replace(/^dist\//, '').replace(/\.js$/, '.ts'))
			.filter((source) => !existsSync(join(PACKAGE_ROOT, source)));
		expect(strays).toEqual([]);
	});

	it('holds the licence of the library that is bundled', () => {
		const library = 'dist/nodes/AgentSegmentsBreakdown/decode/fflate.js';
		expect(packed.files.map(({ path }) => path)).toContain(library);
		const licence = readFileSync(join(PACKAGE_ROOT, 'node_modules/fflate/LICENSE'), 'utf8');
		expect(readFileSync(join(PACKAGE_ROOT, library), 'utf8')).toContain(licence.trim());
	});

	it('is small', () => {
		expect(packed.unpackedSize).toBeLessThan(LARGEST_UNPACKED_BYTES);
	});

	it('requires nothing that n8n does not have for every community node', () => {
		const strays = built
			.flatMap(({ path, imports }) => imports.map((from) => ({ path, from })))
			.filter(({ from }) => !ALLOWED_REQUIRES.test(from));
		expect(strays).toEqual([]);
	});

	it('requires of itself only what it holds', () => {
		const held = new Set(packed.files.map(({ path }) => path));
		const strays = built
			.flatMap(({ path, localImports }) => localImports.map((to) => ({ path, to })))
			.filter(({ to }) => !['', '.js', '.json', '/index.js'].some((end) => held.has(to + end)));
		expect(strays).toEqual([]);
	});
});
