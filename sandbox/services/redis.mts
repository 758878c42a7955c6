import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { killGroup } from '../bootstrap/lock.mjs';
import { Advice } from '../bootstrap/progress.mjs';
import { redisProgram } from '../debian.mts';
import { freePort } from '../n8n/instance.mts';

/** A Redis of one's own, on loopback, in memory alone. */
export interface Redis {
	host: string;
	port: number;
	/** Ends it and forgets everything in it. */
	stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const READY_WITHIN_MS = 20_000;

/** Runs the command that follows, and ends it when the process that started this one is gone. */
const END_WITH_PARENT = `
	const { spawn } = require('node:child_process');
	const child = spawn(process.argv[1], process.argv.slice(2), { stdio: 'inherit' });
	child.on('exit', (code) => process.exit(code ?? 1));
	process.on('disconnect', () => child.kill('SIGKILL'));
`;

/** Starts a Redis that stores nothing on disk and waits until it answers. */
export async function startRedis(folder: string): Promise<Redis> {
	const port = await freePort();
	fs.mkdirSync(folder, { recursive: true });
	const logFile = path.join(folder, 'redis.log');
	const log = fs.openSync(logFile, 'w');
	const settings = { port, bind: HOST, dir: folder, save: '', appendonly: 'no' };
	const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
	const child = spawn(process.execPath, ['-e', END_WITH_PARENT, redisProgram(), ...flags], {
		stdio: ['ignore', log, log, 'ipc'],
		detached: true, // a group of its own: a Ctrl-C here is not one there
	});
	fs.closeSync(log);
	const stop = async () => {
		if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
		killGroup(child.pid);
		await new Promise((resolve) => child.once('exit', resolve));
	};
	if (await answers(child, port)) return { host: HOST, port, stop };
	await stop();
	throw new Advice('Redis did not get ready.', fs.readFileSync(logFile, 'utf8').slice(-1_000));
}

async function answers(child: ChildProcess, port: number): Promise<boolean> {
	const deadline = Date.now() + READY_WITHIN_MS;
	while (Date.now() < deadline && child.exitCode === null) {
		if (await isPonged(port)) return true;
		await wait(50);
	}
	return false;
}

async function isPonged(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, HOST, () => socket.write('PING\r\n'));
		socket.setTimeout(2_000, () => socket.destroy());
		socket.once('data', (data) => {
			resolve(data.toString().startsWith('+PONG'));
			socket.destroy();
		});
		socket.once('error', () => resolve(false));
		socket.once('close', () => resolve(false));
	});
}
