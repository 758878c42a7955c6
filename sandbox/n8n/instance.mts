import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { killGroup } from '../bootstrap/lock.mjs';
import { RUNTIME } from '../bootstrap/paths.mjs';
import { Advice } from '../bootstrap/progress.mjs';

export interface InstanceOptions {
	/** `worker` runs what a main process in queue mode hands out; default `main` */
	role?: 'main' | 'worker';
	/** Where n8n keeps everything it keeps; made if it is not there */
	home: string;
	/** Its output goes here, appended */
	logFile: string;
	/** PEM file of the certificate that it trusts besides the public ones */
	certificateFile: string;
	/** For every HTTPS request but those to loopback */
	proxyUrl: string;
	/** Default: a free one */
	port?: number;
	/** Settings on top of the usual ones */
	env?: Record<string, string>;
}

const PROGRAM = path.join(RUNTIME, 'n8n/node_modules/n8n/bin/n8n');
const READY_WITHIN_MS = 180_000;
const STOP_WITHIN_MS = 15_000;

/** When this process is gone, whatever ended it, n8n and what it started end too. */
const END_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
	"process.on('disconnect', () => { try { process.kill(-process.pid, 'SIGKILL'); } catch { process.exit(1); } });",
)}`;

/** What n8n may see of this machine's environment. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'TMPDIR', 'TZ', 'SystemRoot', 'USERPROFILE'];

/** The real n8n, as a process on loopback. It can be stopped, killed and started again on its data. */
export class N8nInstance {
	readonly port: number;
	readonly #options: InstanceOptions;
	readonly #brokerPort: number;
	#child: ChildProcess | undefined;

	private constructor(options: InstanceOptions, port: number, brokerPort: number) {
		this.#options = options;
		this.port = port;
		this.#brokerPort = brokerPort;
	}

	/** Starts n8n and waits until it answers; the first start on a new home takes some seconds more. */
	static async start(options: InstanceOptions): Promise<N8nInstance> {
		const instance = new N8nInstance(options, options.port ?? (await freePort()), await freePort());
		await instance.start();
		return instance;
	}

	get #isWorker(): boolean {
		return this.#options.role === 'worker';
	}

	/** Address of the editor and the API. */
	get url(): string {
		return `http://localhost:${this.port}`;
	}

	get pid(): number | undefined {
		return this.#child?.pid;
	}

	async start(): Promise<void> {
		const { home, logFile } = this.#options;
		fs.mkdirSync(home, { recursive: true });
		fs.mkdirSync(path.dirname(logFile), { recursive: true });
		const log = fs.openSync(logFile, 'a');
		const command = this.#isWorker ? 'worker' : 'start';
		const child = spawn(process.execPath, ['--import', END_WITH_PARENT, PROGRAM, command], {
			cwd: home,
			env: this.#environment(),
			stdio: ['ignore', log, log, 'ipc'],
			detached: process.platform !== 'win32', // a group of its own: a Ctrl-C here is not one there
		});
		fs.closeSync(log);
		this.#child = child;
		await this.#untilReady(child);
	}

	/** Resolves when n8n ends, whatever ends it, with what to exit with. */
	async ended(): Promise<number> {
		const child = this.#child;
		if (!child) return 0;
		while (!hasEnded(child)) await wait(200);
		return child.exitCode ?? 1;
	}

	/** Lets n8n finish what it is doing and end. */
	async stop(): Promise<void> {
		const child = this.#child;
		if (!child?.pid || hasEnded(child)) return;
		child.kill('SIGTERM');
		if (!(await endsWithin(child, STOP_WITHIN_MS))) await this.kill();
		killGroup(child.pid); // its task runner, should it still be there
	}

	/** Ends n8n as a power cut would. */
	async kill(): Promise<void> {
		const child = this.#child;
		if (!child?.pid || hasEnded(child)) return;
		killGroup(child.pid);
		await endsWithin(child, STOP_WITHIN_MS);
	}

	/** What n8n has printed so far, all starts together. */
	log(): string {
		return fs.readFileSync(this.#options.logFile, 'utf8');
	}

	async #untilReady(child: ChildProcess): Promise<void> {
		const deadline = Date.now() + READY_WITHIN_MS;
		while (Date.now() < deadline) {
			if (hasEnded(child)) break;
			if (await this.#answers()) return;
			await wait(200);
		}
		const ended = hasEnded(child);
		await this.kill();
		throw new Advice(
			ended ? 'n8n ended while it was starting.' : 'n8n did not get ready in three minutes.',
			`The end of its log (${this.#options.logFile}):\n${tail(this.log())}`,
		);
	}

	async #answers(): Promise<boolean> {
		try {
			const place = this.#isWorker ? 'healthz/readiness' : 'rest/settings';
			const response = await fetch(`http://127.0.0.1:${this.port}/${place}`, {
				signal: AbortSignal.timeout(5_000),
			});
			// While it migrates, n8n answers every path with 200 and a line of text
			return response.ok && (response.headers.get('content-type') ?? '').includes('json');
		} catch {
			return false;
		}
	}

	#environment(): Record<string, string> {
		const { home, certificateFile, proxyUrl, env } = this.#options;
		const passedOn = PASSED_ON.flatMap((name) => {
			const value = process.env[name];
			return value === undefined ? [] : [[name, value] as const];
		});
		return {
			...Object.fromEntries(passedOn),
			N8N_USER_FOLDER: home,
			N8N_HOST: 'localhost',
			N8N_PORT: String(this.port),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			...(this.#isWorker && {
				QUEUE_HEALTH_CHECK_ACTIVE: 'true',
				QUEUE_HEALTH_CHECK_PORT: String(this.port),
				N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			}),
			N8N_SECURE_COOKIE: 'false', // the editor is on http://localhost
			N8N_RUNNERS_BROKER_PORT: String(this.#brokerPort),
			GENERIC_TIMEZONE: Intl.DateTimeFormat().resolvedOptions().timeZone,
			NODE_EXTRA_CA_CERTS: certificateFile,
			HTTPS_PROXY: proxyUrl,
			NO_PROXY: 'localhost,127.0.0.1',
			...QUIET,
			...env,
		};
	}
}

/** No call home, no survey, no adverts: what is on the screen is about the nodes. */
const QUIET = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_DISABLED_MODULES: 'mcp-registry,insights,instance-ai,chat-hub',
	EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
};

/** A port that nothing listens on, on loopback. */
export async function freePort(): Promise<number> {
	const port = await listenOn(0);
	if (port === undefined) throw new Advice('No port could be opened on loopback.');
	return port;
}

/** The port if it can be listened on, else undefined. 0 takes any. */
export async function listenOn(port: number): Promise<number | undefined> {
	return await new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(undefined));
		server.listen(port, '127.0.0.1', () => {
			const address = server.address();
			const actual = typeof address === 'object' && address ? address.port : port;
			server.close(() => resolve(actual));
		});
	});
}

function hasEnded(child: ChildProcess): boolean {
	return child.exitCode !== null || child.signalCode !== null;
}

async function endsWithin(child: ChildProcess, milliseconds: number): Promise<boolean> {
	const deadline = Date.now() + milliseconds;
	while (!hasEnded(child) && Date.now() < deadline) await wait(50);
	return hasEnded(child);
}

function tail(text: string): string {
	return text.trimEnd().split('\n').slice(-15).join('\n');
}
