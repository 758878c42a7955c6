/**
 * `npm test`: everything that needs no whole n8n. Arguments after `--` go to jest.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { ROOT, RUNTIME } from './bootstrap/paths.mjs';
import { takeLock } from './bootstrap/lock.mjs';
import { duration } from './bootstrap/progress.mjs';

interface Check {
	name: string;
	/** A script, relative to node_modules, and its arguments */
	command: [string, ...string[]];
}

interface Outcome {
	name: string;
	passed: boolean;
	milliseconds: number;
}

const RESULTS = path.join(RUNTIME, 'test-results.json');

const CHECKS: Check[] = [
	{ name: 'lint', command: ['@n8n/node-cli/bin/n8n-node.mjs', 'lint'] },
	{ name: 'format', command: ['prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'] },
	{ name: 'types', command: ['typescript/bin/tsc', '--project', 'tsconfig.tools.json'] },
	{ name: 'build', command: ['gulp/bin/gulp.js', 'build', '-L'] },
	{ name: 'jest', command: ['jest/bin/jest.js', ...jestArgs()] },
	{ name: 'scan', command: ['../sandbox/scan.mjs'] },
];

function jestArgs(): string[] {
	const chosen = process.argv.slice(2).filter((argument) => argument !== '--');
	// By itself jest leaves one core idle, which on a machine of two is half of it
	return ['--json', `--outputFile=${RESULTS}`, '--maxWorkers=100%', ...chosen];
}

let running: ChildProcess | undefined;

async function run({ name, command: [script, ...args] }: Check): Promise<Outcome> {
	console.log(`\n--- ${name}`);
	const began = Date.now();
	running = spawn(process.execPath, [path.join(ROOT, 'node_modules', script), ...args], {
		cwd: ROOT,
		// jest's JSON goes to its file; its report for people goes to stderr
		stdio: ['ignore', name === 'jest' ? 'ignore' : 'inherit', 'inherit'],
	});
	const child = running;
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', resolve);
	});
	return { name, passed: code === 0, milliseconds: Date.now() - began };
}

function summarize(outcomes: readonly Outcome[]): void {
	console.log('');
	for (const { name, passed, milliseconds } of outcomes) {
		console.log(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(8)}${duration(milliseconds)}`);
	}
	const { numPassedTests, numFailedTests } = jestNumbers();
	// A check that did not pass counts as one, unless it is jest with its failed tests counted already
	const failedChecks = outcomes.filter(
		({ name, passed }) => !passed && !(name === 'jest' && numFailedTests > 0),
	).length;
	console.log(`\n${numPassedTests} passed, ${numFailedTests + failedChecks} failed`);
	process.exitCode = outcomes.every(({ passed }) => passed) ? 0 : 1;
}

/** Of a jest that did not get as far as its report: none. */
function jestNumbers(): { numPassedTests: number; numFailedTests: number } {
	if (!fs.existsSync(RESULTS)) return { numPassedTests: 0, numFailedTests: 0 };
	return JSON.parse(fs.readFileSync(RESULTS, 'utf8'));
}

takeLock('test', 'A test run');
const stop = () => {
	running?.kill();
	process.exit(130);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
process.on('disconnect', stop); // whoever started this is gone
fs.rmSync(RESULTS, { force: true });
const outcomes: Outcome[] = [];
for (const check of CHECKS) outcomes.push(await run(check));
summarize(outcomes);
process.off('disconnect', stop);
if (process.connected) process.disconnect();
