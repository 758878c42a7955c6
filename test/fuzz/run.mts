/**
 * `node test/fuzz/run.mts <target> <seconds> <jazzer>`: coverage-guided fuzzing of a target with the kept
 * corpus, by the command line of Jazzer.js (`npm install @jazzer.js/core` in a folder of its own, then the
 * path of its `dist/cli.js`). What reaches new code is added to the corpus, the smallest inputs of it.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { buildSync } from 'esbuild';

import { ROOT, RUNTIME } from '../../sandbox/bootstrap/paths.mjs';

const [target = '', seconds = '60', jazzer = ''] = process.argv.slice(2);
const CORPUS = path.join(ROOT, 'test/fuzz/corpus.json');
const LARGEST_INPUT = 1024;

const corpus = JSON.parse(fs.readFileSync(CORPUS, 'utf8')) as Record<string, string[]>;
const folder = path.join(RUNTIME, 'fuzz', target);
const [met, kept] = ['met', 'kept'].map((name) => path.join(folder, name)) as [string, string];
fs.rmSync(folder, { recursive: true, force: true });
for (const each of [met, kept]) fs.mkdirSync(each, { recursive: true });
corpus[target]?.forEach((input, nth) => {
	fs.writeFileSync(path.join(met, String(nth)), Buffer.from(input, 'base64'));
});

// One file, so that what the target is made of is instrumented and what n8n ships is not
const bundle = path.join(folder, 'target.cjs');
buildSync({
	stdin: {
		contents: `export const fuzz = require('./targets.mts').TARGETS[${JSON.stringify(target)}];`,
		resolveDir: path.join(ROOT, 'test/fuzz'),
	},
	bundle: true,
	platform: 'node',
	format: 'cjs',
	packages: 'external',
	outfile: bundle,
});

function fuzz(...libFuzzer: string[]): void {
	const { status } = spawnSync(
		process.execPath,
		[jazzer, bundle, '--sync', '-i', 'target.cjs', '--', `-max_len=${LARGEST_INPUT}`, ...libFuzzer],
		{ stdio: 'inherit', cwd: folder },
	);
	if (status !== 0) process.exit(status ?? 1);
}

fuzz(met, `-max_total_time=${seconds}`, '-print_final_stats=1');
fuzz('-merge=1', kept, met);
corpus[target] = fs
	.readdirSync(kept)
	.map((name) => fs.readFileSync(path.join(kept, name)).toString('base64'))
	.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
fs.writeFileSync(CORPUS, `${JSON.stringify(corpus, null, '\t')}\n`);
