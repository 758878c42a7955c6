import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { killGroup } from './lock.mjs';
import { LOGS, ROOT } from './paths.mjs';
import { Advice } from './progress.mjs';

/**
 * What npm's log says, and what a person can do about it.
 * @type {ReadonlyArray<readonly [RegExp, string, string]>}
 */
const DIAGNOSES = [
	[
		/ENOSPC|no space left on device/i,
		'The disk is full.',
		'Make room (the whole project needs about 5 GB) and run this again.',
	],
	[
		/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR|network timeout/,
		'The npm registry could not be reached.',
		'Check the network (and the proxy that npm is set to use), then run this again. What has been downloaded is kept.',
	],
	[/EINTEGRITY/, 'A package arrived damaged.', 'Run "npm cache verify", then run this again.'],
	[/E40[13]\b/, 'The npm registry refused access.', 'Check the registry that npm is set to use.'],
	[
		/not found: make|find Python|(g\+\+|c\+\+|cc|gcc|clang)(: command)? not found|spawn (make|g\+\+) ENOENT/i,
		'A tool for compiling is missing.',
		'On Debian and Ubuntu: apt-get install build-essential python3. On macOS: xcode-select --install.',
	],
	[/EACCES|EPERM/, 'A file or folder may not be written.', 'Check who owns the project folder.'],
];

/** Without a network, npm by itself would try for more than a minute before it says so. */
const NPM_SETTINGS = [
	'--no-audit',
	'--no-fund',
	'--no-update-notifier',
	'--fetch-retries=3',
	'--fetch-retry-mintimeout=2000',
	'--fetch-retry-maxtimeout=8000',
];

/** @type {import('node:child_process').ChildProcess | undefined} */
let running;

/** Ends an npm that is still at work, with all it started. */
export function stopNpm() {
	if (running?.pid) killGroup(running.pid, 'SIGKILL');
}

/**
 * Runs npm under `node` in `cwd`, quietly: its output goes to a file of `.runtime/logs`.
 * @param {{
 *   node: string, args: string[], cwd: string, log: string,
 *   env?: Record<string, string>, onStart?: (pid: number | undefined) => void,
 * }} run
 * @returns {Promise<void>}
 */
export async function npm({ node, args, cwd, log, env, onStart }) {
	fs.mkdirSync(LOGS, { recursive: true });
	const logFile = path.join(LOGS, `${log}.log`);
	const output = fs.openSync(logFile, 'w');
	const child = spawn(node, [npmCli(), ...args, ...NPM_SETTINGS], {
		cwd,
		env: { ...cleanEnv(node), ...env },
		stdio: ['ignore', output, output],
		detached: process.platform !== 'win32', // a group of its own, ended as one
	});
	running = child;
	onStart?.(child.pid);
	const code = await new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (exitCode, signal) => resolve(exitCode ?? signal));
	});
	running = undefined;
	onStart?.(undefined);
	fs.closeSync(output);
	if (code !== 0) throw explain(args[0] ?? '', code, logFile);
}

/**
 * @param {string} verb
 * @param {unknown} code
 * @param {string} logFile
 */
function explain(verb, code, logFile) {
	const text = fs.readFileSync(logFile, 'utf8');
	const where = path.relative(ROOT, logFile);
	const known = DIAGNOSES.find(([sign]) => sign.test(text));
	if (known) return new Advice(known[1], `${known[2]}\nnpm's own words are in ${where}.`);
	const tail = text.trimEnd().split('\n').slice(-12).join('\n');
	return new Advice(`"npm ${verb}" ended with ${code}.`, `The end of ${where}:\n${tail}`);
}

/**
 * For what the file system refused outside npm: a full disk, a folder that may not be written.
 * @param {unknown} error
 */
export function adviceFor(error) {
	const known = DIAGNOSES.find(([sign]) => sign.test(String(error)));
	return known && new Advice(known[1], known[2]);
}

/** npm's own program: the one that runs this, else the one beside Node. */
export function npmCli() {
	const prefix = path.dirname(path.dirname(process.execPath));
	const candidates = [
		process.env['npm_execpath'] ?? '',
		path.join(prefix, 'lib/node_modules/npm/bin/npm-cli.js'),
		path.join(path.dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js'),
		'/usr/share/nodejs/npm/bin/npm-cli.js',
		'/usr/lib/node_modules/npm/bin/npm-cli.js',
	];
	const found = candidates.find((file) => file.endsWith('npm-cli.js') && fs.existsSync(file));
	if (!found) {
		throw new Advice('npm was not found.', 'Run this through npm: npm start, npm test.');
	}
	return found;
}

/**
 * The environment without what "npm run" adds for this project's scripts, and with `node` first on
 * the path, so that whatever npm starts runs under the same Node.
 * @param {string} node
 */
export function cleanEnv(node) {
	const env = { ...process.env };
	for (const name of Object.keys(env)) {
		if (/^npm_(package|lifecycle)_|^npm_config_(local_)?prefix$|^npm_command$/.test(name)) {
			delete env[name];
		}
	}
	env['PATH'] = `${path.dirname(node)}${path.delimiter}${env['PATH'] ?? ''}`;
	return env;
}
