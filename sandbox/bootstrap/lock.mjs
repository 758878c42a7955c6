import fs from 'node:fs';
import path from 'node:path';

import { RUNTIME } from './paths.mjs';
import { Advice } from './progress.mjs';

/**
 * Makes sure that one process at a time does what `name` stands for in this folder. A lock whose
 * process is gone is taken over, and an npm that it may have left behind is ended first.
 * @param {string} name
 * @param {string} what for the message: "An install", "The sandbox"
 * @returns {{ child(pid: number | undefined): void, openAt(url: string): void, release(): void }}
 */
export function takeLock(name, what) {
	const file = path.join(RUNTIME, `${name}.lock`);
	fs.mkdirSync(RUNTIME, { recursive: true });
	if (!create(file)) {
		const holder = read(file);
		if (holder && isOurs(holder.pid)) {
			throw new Advice(
				`${what} is already running in this folder (process ${holder.pid}).`,
				holder.url
					? `It is open at ${holder.url}. To start another, stop it first.`
					: 'Wait until it is done, or stop it, then run this again.',
			);
		}
		if (holder?.child && isAlive(holder.child)) killGroup(holder.child);
		fs.rmSync(file, { force: true });
		if (!create(file)) throw new Advice(`${what} has just been started by another process.`);
	}
	const release = () => {
		if (read(file)?.pid === process.pid) fs.rmSync(file, { force: true });
	};
	process.once('exit', release);
	/** @param {object} more */
	const write = (more) => fs.writeFileSync(file, JSON.stringify({ pid: process.pid, ...more }));
	return {
		child: (pid) => write({ child: pid }),
		openAt: (url) => write({ url }),
		release,
	};
}

/**
 * Ends a process and those it started, if it leads a group of its own.
 * @param {number} pid
 * @param {NodeJS.Signals} [signal]
 */
export function killGroup(pid, signal = 'SIGKILL') {
	for (const target of process.platform === 'win32' ? [pid] : [-pid, pid]) {
		try {
			process.kill(target, signal);
		} catch {
			// gone already
		}
	}
}

/** @param {number} pid */
export function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

/** @param {string} file */
function create(file) {
	try {
		fs.writeFileSync(file, JSON.stringify({ pid: process.pid }), { flag: 'wx' });
		return true;
	} catch {
		return false;
	}
}

/**
 * @param {string} file
 * @returns {{ pid: number, child?: number, url?: string } | undefined}
 */
function read(file) {
	try {
		return JSON.parse(fs.readFileSync(file, 'utf8'));
	} catch {
		return undefined;
	}
}

/**
 * Whether the process is there and not another one that got the same number since.
 * @param {number} pid
 */
function isOurs(pid) {
	if (!isAlive(pid)) return false;
	try {
		return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('sandbox');
	} catch {
		return true;
	}
}
