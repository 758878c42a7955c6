import fs from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { Advice } from '../bootstrap/progress.mjs';
import { redisProgram } from '../debian.mts';
import { freePort } from '../n8n/instance.mts';
import type { RunningService } from './service.mts';
import { startService } from './service.mts';

/** A Redis of one's own, on loopback, in memory alone. */
export interface Redis {
	host: string;
	port: number;
	/** Ends it and forgets everything in it. */
	stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const READY_WITHIN_MS = 20_000;

/** Starts a Redis that stores nothing on disk but its log and waits until it answers. */
export async function startRedis(folder: string): Promise<Redis> {
	const port = await freePort();
	fs.mkdirSync(folder, { recursive: true });
	const logFile = path.join(folder, 'redis.log');
	const settings = { port, bind: HOST, dir: folder, save: '', appendonly: 'no' };
	const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
	const service = startService(
		{ commands: [[redisProgram(), ...flags]], signal: 'SIGKILL' },
		logFile,
	);
	if (await answers(service, port)) return { host: HOST, port, stop: service.stop };
	await service.stop();
	throw new Advice('Redis did not get ready.', fs.readFileSync(logFile, 'utf8').slice(-1_000));
}

async function answers(service: RunningService, port: number): Promise<boolean> {
	const deadline = Date.now() + READY_WITHIN_MS;
	while (Date.now() < deadline && !service.hasEnded()) {
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
