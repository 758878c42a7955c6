import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { isAlive } from '../bootstrap/lock.mjs';
import { Advice } from '../bootstrap/progress.mjs';
import { postgresPrograms } from '../debian.mts';
import { freePort } from '../n8n/instance.mts';

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
	/** Ends the server; with `remove`, which is the default, what it has stored goes too. */
	stop(options?: { remove?: boolean }): void;
}

export interface PostgresOptions {
	/** Where it keeps everything; made if it is not there, else used as it is. Default: a new one */
	folder?: string;
	/** Default: a free one */
	port?: number;
	/** `max_connections`; default 100 */
	connections?: number;
}

const USER = 'n8n';
const DATABASE = 'n8n';
const HOST = '127.0.0.1';
/** PostgreSQL refuses to run as root; Debian's packages make this user */
const SYSTEM_USER = 'postgres';
const COLUMN_SEPARATOR = '\u001f';
const ROW_SEPARATOR = '\u001e';

/** Starts a PostgreSQL that trusts everybody on loopback, for tests: nothing in it is worth safety. */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
	const bin = postgresPrograms();
	const folder = options.folder ?? makeFolder();
	const data = path.join(folder, 'data');
	giveToServer(folder);
	if (!fs.existsSync(path.join(data, 'PG_VERSION'))) {
		perform(bin, 'initdb', ['-D', data, '-A', 'trust', '-U', USER, '-E', 'UTF8', '--no-sync']);
	}
	const port = options.port ?? (await freePort());
	startServer(bin, folder, port, options.connections ?? 100);
	const query = (sql: string, database = DATABASE) => runSql(bin, port, database, sql);
	if (query(`SELECT 1 FROM pg_database WHERE datname = '${DATABASE}'`, 'postgres').length === 0) {
		query(`CREATE DATABASE ${DATABASE}`, 'postgres');
	}
	const guard = endWithParent(pidOf(data), options.folder === undefined ? folder : undefined);
	return {
		host: HOST,
		port,
		user: USER,
		password: 'fake-password-for-tests',
		database: DATABASE,
		query,
		stop: ({ remove = true } = {}) => {
			guard.kill();
			stopServer(bin, data);
			if (remove) fs.rmSync(folder, { recursive: true, force: true });
		},
	};
}

function makeFolder(): string {
	return fs.mkdtempSync(path.join(os.tmpdir(), 'handle-time-postgres-'));
}

function giveToServer(folder: string): void {
	fs.mkdirSync(folder, { recursive: true });
	if (!isRoot()) return;
	const { status, stderr } = spawnSync('chown', [SYSTEM_USER, folder], { encoding: 'utf8' });
	if (status !== 0) throw new Advice(`${folder} could not be given to PostgreSQL.`, stderr);
}

function startServer(bin: string, folder: string, port: number, connections: number): void {
	const settings = {
		listen_addresses: HOST,
		unix_socket_directories: '',
		max_connections: String(connections),
		fsync: 'off', // a killed server's data is thrown away
	};
	const flags = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
	const log = path.join(folder, 'postgres.log');
	const data = path.join(folder, 'data');
	const given = `-p ${port} ${flags.join(' ')}`;
	perform(bin, 'pg_ctl', ['-D', data, '-l', log, '-o', given, '-w', 'start']);
}

/** Ends it at once; a server that has ended already is fine. */
function stopServer(bin: string, data: string): void {
	if (isAlive(pidOf(data))) perform(bin, 'pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
}

/** Process ID of the server; of none if it is not running. */
function pidOf(data: string): number {
	const file = path.join(data, 'postmaster.pid');
	return fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8').split('\n')[0]) : NaN;
}

/** Waits for the end of the process that started it; then ends a server and removes a folder. */
const GUARD = `
	const [pid, folder] = process.argv.slice(1);
	const end = () => {
		try {
			process.kill(Number(pid), 'SIGQUIT');
			setTimeout(end, 100);
		} catch {
			if (folder) require('node:fs').rmSync(folder, { recursive: true, force: true });
		}
	};
	process.on('disconnect', end);
`;

/** Sees to it that the server ends with this process, whatever ends this one. */
function endWithParent(pid: number, folder = ''): ChildProcess {
	const guard = spawn(process.execPath, ['-e', GUARD, String(pid), folder], {
		stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
		detached: true, // a group of its own: a Ctrl-C here is not one there
	});
	guard.unref();
	guard.channel?.unref();
	return guard;
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

function perform(bin: string, program: string, args: readonly string[]): void {
	const command = [path.join(bin, program), ...args];
	const [name = '', ...rest] = isRoot()
		? ['runuser', '-u', SYSTEM_USER, '--', ...command]
		: command;
	// Its output goes nowhere: the server would keep a pipe open
	const { status } = spawnSync(name, rest, { cwd: '/', stdio: 'ignore' });
	if (status !== 0) throw new Advice(`PostgreSQL's ${program} ended with ${status}.`);
}

function isRoot(): boolean {
	return process.getuid?.() === 0;
}
