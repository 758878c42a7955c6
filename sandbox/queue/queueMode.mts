import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { N8nApi } from '../n8n/api.mts';
import { N8nInstance } from '../n8n/instance.mts';
import type { N8nOnSandbox, OnSandboxOptions } from '../n8n/onSandbox.mts';
import { installPackage } from '../n8n/package.mts';
import type { Postgres } from '../services/postgres.mts';
import { startPostgres } from '../services/postgres.mts';
import type { Redis } from '../services/redis.mts';
import { startRedis } from '../services/redis.mts';
import type { Sandbox } from '../simulators/sandbox.mts';

/** n8n's queue mode: a main process and workers, each as if on a machine of its own. */
export interface QueueMode extends N8nOnSandbox {
	workers: N8nInstance[];
	postgres: Postgres;
	/** Ends every process, the main one first, and removes the database. */
	stop(): Promise<void>;
	/** What all processes have printed. */
	logs(): string[];
}

export interface QueueModeOptions extends OnSandboxOptions {
	/** Default 2 */
	workers?: number;
}

interface Services {
	postgres: Postgres;
	redis: Redis;
}

const WORKERS = 2;
/** One machine does it all: n8n is not to take a busy one for a lost database */
const PATIENT_MS = 60_000;

/**
 * Starts PostgreSQL, Redis, n8n's main process and its workers with the built package. They share
 * the database, the queue and the encryption key, and nothing else: each has a user folder of its
 * own, as in containers.
 */
export async function startQueueMode(options: QueueModeOptions): Promise<QueueMode> {
	const { home, port, workers: count = WORKERS } = options;
	const started: Array<() => Promise<void>> = [];
	const stop = async () => {
		for (const end of started.splice(0).reverse()) await end();
	};
	try {
		const postgres = await startPostgres();
		started.push(() => postgres.stop());
		const redis = await startRedis(path.join(home, 'redis'));
		started.push(() => redis.stop());
		const processOptions = { options, services: { postgres, redis } };
		const main = await startProcess({ ...processOptions, role: 'main', name: 'main', port });
		started.push(() => main.instance.stop());
		const starting = Array.from({ length: count }, async (_, index) => {
			const name = `worker-${index + 1}`;
			return (await startProcess({ ...processOptions, role: 'worker', name })).instance;
		});
		started.push(async () => {
			const outcomes = await Promise.allSettled(starting); // none is still on its way after this
			const running = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
			await Promise.all(running.map((instance) => instance.stop()));
		});
		const workers = await Promise.all(starting);
		return {
			instance: main.instance,
			workers,
			postgres,
			api: await N8nApi.signIn(main.instance.url),
			stop,
			logs: () => [main.instance, ...workers].map((instance) => instance.log()),
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

interface ProcessOptions {
	options: QueueModeOptions;
	services: Services;
	role: 'main' | 'worker';
	/** Names its folder */
	name: string;
	port?: number | undefined;
}

async function startProcess({ options, services, role, name, port }: ProcessOptions) {
	const home = path.join(options.home, name);
	fs.mkdirSync(home, { recursive: true });
	installPackage(home);
	const instance = await N8nInstance.start({
		role,
		home,
		logFile: path.join(home, 'n8n.log'),
		certificateFile: certificateIn(home, options.sandbox),
		proxyUrl: options.sandbox.proxyUrl,
		...(port !== undefined && { port }),
		env: { ...sharedSettings(services, options.home), ...options.env },
	});
	return { instance };
}

function certificateIn(home: string, sandbox: Sandbox): string {
	const file = path.join(home, 'sandbox-certificate.pem');
	fs.writeFileSync(file, sandbox.cert);
	return file;
}

function sharedSettings({ postgres, redis }: Services, home: string): Record<string, string> {
	return {
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: postgres.host,
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_DATABASE: postgres.database,
		DB_POSTGRESDB_USER: postgres.user,
		DB_POSTGRESDB_PASSWORD: postgres.password,
		DB_PING_TIMEOUT_MS: String(PATIENT_MS),
		QUEUE_BULL_REDIS_HOST: redis.host,
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		N8N_ENCRYPTION_KEY: encryptionKey(home),
	};
}

/** The same for all processes, and at the next start. */
function encryptionKey(home: string): string {
	const file = path.join(home, 'encryption-key');
	if (!fs.existsSync(file))
		fs.writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
	return fs.readFileSync(file, 'utf8');
}
