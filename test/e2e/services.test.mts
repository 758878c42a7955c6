import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import { ROOT } from '../../sandbox/bootstrap/paths.mjs';
import { until } from '../support/n8n/until.mts';

const SERVICES = pathToFileURL(path.join(ROOT, 'sandbox/services')).href;

/** Uses both, says so, and ends when it is told to. */
const USER_OF_SERVICES = `
	import { startPostgres } from '${SERVICES}/postgres.mts';
	import { startRedis } from '${SERVICES}/redis.mts';
	const started = await Promise.all([startPostgres(), startRedis(process.argv[1])]);
	process.send('ready');
	process.once('message', async () => {
		for (const service of started) await service.stop();
		process.disconnect();
	});
`;

describe("A test's PostgreSQL and Redis", () => {
	let folder: string;
	let user: ChildProcess;

	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handle-time-'));
		fs.chmodSync(folder, 0o777); // PostgreSQL runs as a user of its own
		const script = ['--input-type=module', '-e', USER_OF_SERVICES, path.join(folder, 'redis')];
		user = spawn(process.execPath, script, {
			env: { ...process.env, TMPDIR: folder },
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
		});
	});
	afterEach(() => {
		user.kill('SIGKILL');
		fs.rmSync(folder, { recursive: true, force: true });
	});

	/** What is stored, Redis's log apart. */
	function stored(): string[] {
		return fs.readdirSync(folder).filter((entry) => entry !== 'redis');
	}

	/** Processes that were told of the folder or work in it. */
	function processes(): string[] {
		return fs
			.readdirSync('/proc')
			.filter((id) => /^\d+$/.test(id) && id !== String(process.pid))
			.filter((id) => `${commandOf(id)} ${placeOf(id)}`.includes(folder));
	}

	async function untilNothingIsLeft(): Promise<void> {
		await until('end of every process', () => processes().length === 0);
		await until('removal of the data', () => stored().length === 0);
	}

	it('are there when they are started, and gone with what they stored when they are stopped', async () => {
		await new Promise((resolve) => user.once('message', resolve));
		const [data = ''] = stored();
		assert.ok(fs.existsSync(path.join(folder, data, 'data/PG_VERSION')));
		assert.ok(processes().length >= 4, 'two servers and their keepers');
		user.send('stop');
		await new Promise((resolve) => user.once('exit', resolve));
		assert.deepEqual([processes(), stored()], [[], []]);
	});

	it('are gone when their user is killed', async () => {
		await new Promise((resolve) => user.once('message', resolve));
		user.kill('SIGKILL');
		await untilNothingIsLeft();
	});

	for (const milliseconds of [0, 150, 400]) {
		it(`are gone when their user is killed ${milliseconds} ms after it has begun to start them`, async () => {
			await until('beginning', () => stored().length > 0);
			await wait(milliseconds);
			user.kill('SIGKILL');
			await untilNothingIsLeft();
		});
	}
});

function commandOf(id: string): string {
	return tryTo(() => fs.readFileSync(`/proc/${id}/cmdline`, 'utf8'));
}

function placeOf(id: string): string {
	return tryTo(() => fs.readlinkSync(`/proc/${id}/cwd`));
}

/** A process may end while one looks. */
function tryTo(look: () => string): string {
	try {
		return look();
	} catch {
		return '';
	}
}
