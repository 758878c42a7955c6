/**
 * A process of its own that runs a service: commands one after the other, the last of which stays. It
 * lives as long as the channel to whoever started it. When that closes, because the service is to be
 * stopped or because its user was killed, it ends the command and removes what it stored.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import fs from 'node:fs';

import type { Service } from './service.mts';

const KILLED_AFTER_MS = 5_000;

const { commands, folder, user, signal } = JSON.parse(process.argv[2] ?? '') as Service;
let child: ChildProcess | undefined;
let isOver = false;

function run(index: number): void {
	const [program = '', ...args] = commands[index] ?? [];
	child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], cwd: '/', ...user });
	child.once('error', (error) => {
		console.error(String(error));
		leave(1);
	});
	child.once('exit', (code) => {
		if (isOver) leave(0);
		else if (code === 0 && index + 1 < commands.length) run(index + 1);
		else leave(code ?? 1);
	});
}

function end(): void {
	isOver = true;
	child?.kill(signal);
	setTimeout(() => child?.kill('SIGKILL'), KILLED_AFTER_MS).unref();
}

function leave(code: number): void {
	// What a server starts may be writing its last for a moment
	if (folder && !process.connected) {
		fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
	}
	process.exit(code);
}

process.on('disconnect', end);
run(0);
