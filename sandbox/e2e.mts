/**
 * `npm run test:e2e`: the tests of test/e2e, one file after the other, each on a real n8n. Arguments
 * after `--` choose files by a part of their name.
 */
import fs from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

import { takeLock } from './bootstrap/lock.mjs';
import { ROOT } from './bootstrap/paths.mjs';
import { Advice, duration, step } from './bootstrap/progress.mjs';
import { requirePrograms } from './debian.mts';
import { build, isBuildStale } from './n8n/package.mts';

const TESTS = path.join(ROOT, 'test/e2e');
const FILE_TIMEOUT_MS = 15 * 60_000;
const stopping = new AbortController();

function chosenFiles(): string[] {
	const parts = process.argv.slice(2).filter((argument) => argument !== '--');
	const files = fs
		.readdirSync(TESTS)
		.filter((file) => file.endsWith('.test.mts'))
		.filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
		.map((file) => path.join(TESTS, file));
	if (files.length === 0) throw new Advice(`No e2e test is called like ${parts.join(', ')}.`);
	return files;
}

/** Runs the files and gives the number of tests that passed and failed. */
async function runTests(files: string[]): Promise<{ passed: number; failed: number }> {
	const counts = { passed: 0, failed: 0 };
	const stream = run({ files, concurrency: 1, timeout: FILE_TIMEOUT_MS, signal: stopping.signal });
	stream.on('test:pass', ({ details, skip }) => {
		if (details.type !== 'suite' && skip === undefined) counts.passed++;
	});
	stream.on('test:fail', ({ details }) => {
		if (details.type !== 'suite') counts.failed++;
	});
	stream.compose(spec).pipe(process.stdout);
	await new Promise((resolve) => stream.once('end', resolve));
	return counts;
}

async function main(): Promise<number> {
	takeLock('e2e', 'A run of the e2e tests');
	const files = chosenFiles();
	await requirePrograms();
	if (isBuildStale()) await step('Building the nodes', build);
	const began = Date.now();
	const { passed, failed } = await runTests(files);
	console.log(`\n${files.length} files in ${duration(Date.now() - began)}`);
	console.log(`${passed} passed, ${failed} failed`);
	return failed === 0 && passed > 0 ? 0 : 1;
}

const stop = () => {
	stopping.abort(); // ends the test file that runs, and n8n and the browser end with it
	setTimeout(() => process.exit(130), 1_000);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
process.on('disconnect', stop); // whoever started this is gone
main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		console.error(error instanceof Advice ? `\n${error.message}\n${error.advice}` : error);
		process.exit(1);
	},
);
