import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { npm } from './npm.mjs';
import { ROOT, RUNTIME } from './paths.mjs';
import { Advice, step } from './progress.mjs';

/** @typedef {{ node: string, lock: { child(pid: number | undefined): void } }} Tools */

const N8N_SOURCE = path.join(ROOT, 'sandbox/n8n');
const N8N = path.join(RUNTIME, 'n8n');
const STAMP = 'node_modules/.handle-time-stamp';
const GIGABYTE = 1024 ** 3;

/**
 * The project's own dependencies, as package-lock.json has them.
 * @param {Tools} tools
 */
export async function provideDependencies({ node, lock }) {
	const wanted = stampOf(path.join(ROOT, 'package-lock.json'));
	if (isStamped(ROOT, wanted) || isLink(path.join(ROOT, 'node_modules'))) return;
	if (!isInstalled(ROOT)) {
		await step('Installing the dependencies (about a minute)', async () => {
			requireSpace(1.5);
			await install(ROOT, 'install-dependencies', { node, lock });
		});
	}
	stamp(ROOT, wanted);
}

/**
 * The n8n that `npm start` and the e2e tests run. Its install scripts are not run, for some want to
 * download; the one part that has to be compiled here, its SQLite driver, is.
 * @param {Tools} tools
 */
export async function provideN8n({ node, lock }) {
	const abi = execFileSync(node, ['-p', 'process.versions.modules'], { encoding: 'utf8' }).trim();
	const wanted = `${stampOf(path.join(N8N_SOURCE, 'package-lock.json'))} ${abi}`;
	if (isStamped(N8N, wanted)) return;
	requireCompiler();
	requireSpace(4.5);
	fs.mkdirSync(N8N, { recursive: true });
	for (const file of ['package.json', 'package-lock.json']) {
		fs.copyFileSync(path.join(N8N_SOURCE, file), path.join(N8N, file));
	}
	if (!isInstalled(N8N)) {
		await step('Installing the pinned n8n (about 4 minutes, once)', () =>
			install(N8N, 'install-n8n', { node, lock }),
		);
	}
	await step("Compiling n8n's SQLite driver (about 2 minutes, once)", () =>
		npm({
			node,
			args: ['rebuild', 'sqlite3', '--build-from-source', '--ignore-scripts=false'],
			cwd: N8N,
			log: 'compile-sqlite',
			env: { ...headers(node), JOBS: 'max' },
			onStart: lock.child,
		}),
	);
	stamp(N8N, wanted);
}

/**
 * Installs what the lockfile says, from nothing. Not `npm ci`: that refuses a lockfile made where a
 * registry lacked another platform's optional packages.
 * @param {string} folder
 * @param {string} log
 * @param {Tools} tools
 */
async function install(folder, log, { node, lock }) {
	fs.rmSync(path.join(folder, 'node_modules'), { recursive: true, force: true });
	await npm({
		node,
		args: ['install', '--no-save', '--ignore-scripts', '--prefer-offline'],
		cwd: folder,
		log,
		onStart: lock.child,
	});
}

/**
 * Where node-gyp finds Node's headers: beside the Node that is used, else it downloads them, into
 * the project's folder.
 * @param {string} node
 * @returns {Record<string, string>}
 */
function headers(node) {
	const prefix = path.dirname(path.dirname(fs.realpathSync(node)));
	return fs.existsSync(path.join(prefix, 'include/node/node.h'))
		? { npm_config_nodedir: prefix }
		: { npm_config_nodedir: '', npm_config_devdir: path.join(RUNTIME, 'node-gyp') };
}

/** @param {string} lockfile */
function stampOf(lockfile) {
	return createHash('sha256').update(fs.readFileSync(lockfile)).digest('hex');
}

/**
 * The stamp lies in node_modules and is written last: an install that was cut short has none.
 * @param {string} folder
 * @param {string} wanted
 */
function isStamped(folder, wanted) {
	try {
		return fs.readFileSync(path.join(folder, STAMP), 'utf8') === wanted;
	} catch {
		return false;
	}
}

/**
 * @param {string} folder
 * @param {string} text
 */
function stamp(folder, text) {
	fs.writeFileSync(path.join(folder, STAMP), text);
}

/**
 * Whether npm finished an install of just this lockfile, by the record that it writes last. So an
 * `npm install` done by hand is not repeated.
 * @param {string} folder
 */
function isInstalled(folder) {
	/** @param {string} file @returns {Record<string, { integrity?: string, optional?: boolean, dev?: boolean }>} */
	const packages = (file) => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')).packages;
	try {
		const wanted = packages('package-lock.json');
		const present = packages('node_modules/.package-lock.json');
		return (
			Object.entries(present).every(([name, { integrity, optional }]) =>
				wanted[name] ? wanted[name].integrity === integrity : optional === true,
			) &&
			Object.entries(wanted).every(
				([name, { optional }]) => name === '' || optional === true || name in present,
			)
		);
	} catch {
		return false;
	}
}

/**
 * A second work tree may borrow the first one's node_modules; what is in there is not its own to change.
 * @param {string} folder
 */
function isLink(folder) {
	return fs.lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** @param {number} gigabytes */
function requireSpace(gigabytes) {
	const { bavail, bsize } = fs.statfsSync(ROOT);
	const free = (bavail * bsize) / GIGABYTE;
	if (free < gigabytes) {
		throw new Advice(
			`The disk has ${free.toFixed(1)} GB free; this step needs ${gigabytes} GB.`,
			'Make room and run this again.',
		);
	}
}

/** Says at once what would otherwise come up after minutes of downloading. */
function requireCompiler() {
	if (process.platform === 'win32') return;
	const missing = [['make'], ['c++', 'g++', 'clang++'], ['python3', 'python']].filter(
		(names) => !names.some(isOnPath),
	);
	if (missing.length > 0) {
		throw new Advice(
			`Needed to compile n8n's SQLite driver and not found: ${missing.map(([name]) => name).join(', ')}.`,
			'On Debian and Ubuntu: apt-get install build-essential python3. On macOS: xcode-select --install.',
		);
	}
}

/** @param {string} name */
function isOnPath(name) {
	return (process.env['PATH'] ?? '')
		.split(path.delimiter)
		.some((folder) => fs.existsSync(path.join(folder, name)));
}
