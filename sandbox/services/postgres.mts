import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { Advice } from '../bootstrap/progress.mjs';
import { postgresPrograms } from '../debian.mts';
import { freePort } from '../n8n/instance.mts';
import type { RunningService } from './service.mts';
import { startService } from './service.mts';

/** A PostgreSQL of one's own, on loopback, that anybody on this machine may use. */
export interface Postgres {
	host: string;
	port: number;
	user: string;
	/** Accepted, as any other would be */
	password: string;
	/** The database that is there from the start */
	database: string;
	/** Runs SQL. Gives the rows, each value as text, null as `''`. */
	query(sql: string, database?: string): string[][];
	/** Ends the server and removes what it has stored. */
	stop(): Promise<void>;
}

const USER = 'n8n';
const DATABASE = 'n8n';
const HOST = '127.0.0.1';
/** PostgreSQL refuses to run as root; Debian's packages make this user */
const SYSTEM_USER = 'postgres';
const READY_WITHIN_MS = 60_000;
const COLUMN_SEPARATOR = '\u001f';
const ROW_SEPARATOR = '\u001e';

/**
 * Starts a PostgreSQL that trusts everybody on loopback, for tests: nothing in it is worth safety. Its
 * folder is among the machine's temporary ones, which the user that it runs as can reach.
 */
export async function startPostgres(): Promise<Postgres> {
	const bin = postgresPrograms();
	const port = await freePort();
	const user = isRoot() ? systemUser() : undefined;
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handle-time-postgres-'));
	if (user) fs.chownSync(folder, user.uid, user.gid);
	const log = path.join(folder, 'postgres.log');
	const service = startService(
		{ commands: commands(bin, folder, port), folder, signal: 'SIGQUIT', ...(user && { user }) },
		log,
	);
	const query = (sql: string, database = DATABASE) => runSql(bin, port, database, sql);
	if (!(await answers(service, () => query('SELECT 1', 'postgres')))) {
		const told = fs.readFileSync(log, 'utf8').slice(-1_000);
		await service.stop();
		throw new Advice('PostgreSQL did not get ready.', told);
	}
	query(`CREATE DATABASE ${DATABASE}`, 'postgres');
	return {
		host: HOST,
		port,
		user: USER,
		password: 'fake-password-for-tests',
		database: DATABASE,
		query,
		stop: service.stop,
	};
}

/** What n8n needs to write to it. */
export function postgresCredential({ host, port, user, password, database }: Postgres) {
	return { host, port, user, password, database, ssl: 'disable' };
}

function commands(bin: string, folder: string, port: number): string[][] {
	const data = path.join(folder, 'data');
	const settings = {
		port,
		listen_addresses: HOST,
		unix_socket_directories: '',
		fsync: 'off', // a killed server's data is thrown away
	};
	const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	return [
		[path.join(bin, 'initdb'), '-D', data, '-A', 'trust', '-U', USER, '-E', 'UTF8', '--no-sync'],
		[path.join(bin, 'postgres'), '-D', data, ...flags],
	];
}

async function answers(service: RunningService, ask: () => unknown): Promise<boolean> {
	const deadline = Date.now() + READY_WITHIN_MS;
	while (Date.now() < deadline && !service.hasEnded()) {
		await wait(100);
		try {
			ask();
			return true;
		} catch {
			// not yet
		}
	}
	return false;
}

function runSql(bin: string, port: number, database: string, sql: string): string[][] {
	const separators = ['-F', COLUMN_SEPARATOR, '-R', ROW_SEPARATOR];
	const to = ['-h', HOST, '-p', String(port), '-U', USER, '-d', database];
	const strict = ['-v', 'ON_ERROR_STOP=1', '-X', '-q', '-A', '-t'];
	const { status, stdout, stderr } = spawnSync(
		path.join(bin, 'psql'),
		[...to, ...strict, ...separators, '-c', sql],
		{ encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
	);
	if (status !== 0) throw new Error(`PostgreSQL: ${stderr.trim()}`);
	const text = stdout.replace(/\n$/, '');
	return text === '' ? [] : text.split(ROW_SEPARATOR).map((row) => row.split(COLUMN_SEPARATOR));
}

function isRoot(): boolean {
	return process.getuid?.() === 0;
}

function systemUser(): { uid: number; gid: number } {
	const [uid, gid] = ['-u', '-g'].map((flag) => {
		const { stdout } = spawnSync('id', [flag, SYSTEM_USER], { encoding: 'utf8' });
		return Number.parseInt(stdout, 10);
	});
	if (uid !== undefined && gid !== undefined && uid > 0 && gid > 0) return { uid, gid };
	throw new Advice(
		`PostgreSQL cannot run as root, and there is no user ${SYSTEM_USER}.`,
		'Run this as another user, or install PostgreSQL from the packages of your system.',
	);
}
