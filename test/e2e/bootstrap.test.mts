import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { isAlive } from '../../sandbox/bootstrap/lock.mjs';
import { ROOT } from '../../sandbox/bootstrap/paths.mjs';

/**
 * Stands in for npm: notes that it was called, then does what the file "behaviour" says. An install
 * that succeeds leaves what npm writes last, its record of what is there.
 */
const FAKE_NPM = `
const fs = require('node:fs');
fs.appendFileSync('calls', process.argv[2] + '\\n');
fs.mkdirSync('node_modules/half', { recursive: true });
const behaviour = fs.existsSync('behaviour') ? fs.readFileSync('behaviour', 'utf8') : '';
if (behaviour === 'hang') setInterval(() => {}, 1000);
else if (behaviour) {
	console.error(behaviour);
	process.exitCode = 1;
} else fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
`;

describe('The bootstrap', () => {
	let project: string;
	const projects: string[] = [];

	beforeEach(() => {
		project = fs.mkdtempSync(path.join(os.tmpdir(), 'handle-time-'));
		projects.push(project);
		for (const entry of ['bootstrap.mjs', 'bootstrap']) {
			const target = path.join(project, 'sandbox', entry);
			fs.cpSync(path.join(ROOT, 'sandbox', entry), target, { recursive: true });
		}
		write('sandbox/test.mts', "console.log('the tests ran'); process.disconnect?.();");
		write('package-lock.json', lockfile('1.0.0'));
		write('npm-cli.js', FAKE_NPM);
	});
	after(() => {
		for (const folder of projects) fs.rmSync(folder, { recursive: true, force: true });
	});

	function write(file: string, text: string): void {
		fs.writeFileSync(path.join(project, file), text);
	}

	function lockfile(version: string): string {
		const packages = { '': {}, 'node_modules/half': { version, integrity: `sha512-${version}` } };
		return JSON.stringify({ packages });
	}

	/** Number of installs so far. */
	function installs(): number {
		const calls = path.join(project, 'calls');
		return fs.existsSync(calls) ? fs.readFileSync(calls, 'utf8').trim().split('\n').length : 0;
	}

	function start(): ChildProcess {
		return spawn(process.execPath, ['sandbox/bootstrap.mjs', 'test'], {
			cwd: project,
			env: { ...process.env, npm_execpath: path.join(project, 'npm-cli.js') },
			stdio: ['ignore', 'pipe', 'pipe'],
		});
	}

	async function run(): Promise<{ code: number | null; output: string }> {
		const child = start();
		let output = '';
		child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
		child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
		const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
		return { code, output };
	}

	/** Pid of the npm that an install of this project runs. */
	async function installing(): Promise<number> {
		for (;;) {
			const lock = path.join(project, '.runtime/install.lock');
			const text = fs.existsSync(lock) ? fs.readFileSync(lock, 'utf8') : '';
			if (text.includes('child') && installs() > 0) return JSON.parse(text).child as number;
			await wait(20);
		}
	}

	async function isGone(pid: number): Promise<boolean> {
		for (let tries = 0; isAlive(pid) && tries < 250; tries++) await wait(20);
		return !isAlive(pid);
	}

	it('installs once, and the next run goes straight on', async () => {
		const first = await run();
		assert.deepEqual([first.code, installs()], [0, 1]);
		assert.match(first.output, /Installing the dependencies[^]*the tests ran/);
		const second = await run();
		assert.deepEqual([second.code, installs()], [0, 1]);
		assert.equal(second.output.trim(), 'the tests ran');
	});

	it('installs again when the lockfile has changed', async () => {
		await run();
		write('package-lock.json', lockfile('2.0.0'));
		assert.equal((await run()).code, 0);
		assert.equal(installs(), 2);
	});

	it('takes an install as it is that somebody made by hand from the same lockfile', async () => {
		fs.mkdirSync(path.join(project, 'node_modules'));
		write('node_modules/.package-lock.json', lockfile('1.0.0'));
		assert.equal((await run()).code, 0);
		assert.equal(installs(), 0);
	});

	it('begins anew after npm was killed in the middle', async () => {
		write('behaviour', 'hang');
		const broken = run();
		process.kill(await installing(), 'SIGKILL');
		assert.equal((await broken).code, 1);
		write('behaviour', '');
		write('node_modules/half/left-over', '');
		assert.equal((await run()).code, 0);
		assert.ok(!fs.existsSync(path.join(project, 'node_modules/half/left-over')));
	});

	it('ends the npm that an earlier run left behind when it was killed itself', async () => {
		write('behaviour', 'hang');
		const killed = start();
		const npm = await installing();
		killed.kill('SIGKILL');
		write('behaviour', '');
		assert.equal((await run()).code, 0);
		assert.ok(await isGone(npm));
	});

	it('ends npm with itself when it is told to stop', async () => {
		write('behaviour', 'hang');
		const stopped = start();
		const npm = await installing();
		stopped.kill('SIGTERM');
		assert.ok(await isGone(npm));
		assert.ok(!fs.existsSync(path.join(project, '.runtime/install.lock')));
	});

	it('says that another install is running', async () => {
		write('behaviour', 'hang');
		const first = start();
		await installing();
		const { code, output } = await run();
		first.kill('SIGTERM');
		assert.equal(code, 1);
		assert.match(output, new RegExp(`already running in this folder \\(process ${first.pid}\\)`));
		assert.equal(installs(), 1);
	});

	for (const [printed, said] of [
		['npm error code ENOTFOUND', /registry could not be reached[^]*Check the network/],
		['npm error code ECONNREFUSED', /registry could not be reached/],
		['npm error ENOSPC: no space left on device, write', /disk is full[^]*Make room/],
		['npm error code EINTEGRITY', /arrived damaged/],
		['gyp ERR! stack Error: not found: make', /tool for compiling is missing[^]*build-essential/],
		['npm error something new', /"npm install" ended with 1[^]*something new/],
	] as const) {
		it(`says what to do where npm says "${printed}"`, async () => {
			write('behaviour', printed);
			const { code, output } = await run();
			assert.equal(code, 1);
			assert.match(output, said);
			assert.doesNotMatch(output, /^ +at /m);
		});
	}

	it('lists its commands when it is given none that it knows', async () => {
		const child = spawn(process.execPath, ['sandbox/bootstrap.mjs', 'strat'], { cwd: project });
		const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
		assert.equal(code, 2);
	});
});
