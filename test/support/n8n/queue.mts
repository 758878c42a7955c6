import { setTimeout as wait } from 'node:timers/promises';

import type { StoredCredential } from '../../../sandbox/n8n/api.mts';
import type { QueueMode } from '../../../sandbox/queue/queueMode.mts';
import { startQueueMode } from '../../../sandbox/queue/queueMode.mts';
import type { LoggedRequest } from '../../../sandbox/simulators/cloudAgent/index.mts';
import type { RealN8n, RealN8nOptions } from './n8n.mts';
import { startOn } from './n8n.mts';

/** Where workflows write; n8n has a database of its own */
export const RESULTS = 'results';

/** n8n publishes a workflow first and registers its webhook soon after. */
const REGISTERED_WITHIN_MS = 30_000;

/** n8n notices sooner than after a minute that a worker is gone. */
const QUICK_TO_NOTICE = {
	QUEUE_WORKER_LOCK_DURATION: '20000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '3000',
};

const FAILED = ['error', 'crashed', 'canceled'];

/** Whether n8n lists an execution with this status as failed. */
export function hasFailed(status: string): boolean {
	return FAILED.includes(status);
}

export interface StoredStatus {
	id: string;
	status: string;
}

/** n8n in queue mode for a test file, with simulators of its own. */
export interface RealQueue extends RealN8n, QueueMode {
	/** Stores a credential of one of the simulator's CloudAgent accounts. */
	cloudAgentCredential(userName: string): Promise<StoredCredential>;
	/** Starts a published workflow that begins with a webhook. */
	call(webhook: string, body: unknown): Promise<void>;
	/** Rows of the database that workflows write to, each value as text. */
	results(sql: string): string[][];
	/** Executions of a workflow in n8n's database, the oldest first. */
	executions(workflowId: string): StoredStatus[];
	/** Whether a workflow has so many executions and all of them have ended. */
	haveEnded(workflowId: string, many: number): boolean;
	/** AHT requests with this user name that CloudAgent has seen. */
	ahtRequests(userName: string): LoggedRequest[];
	/** Ids of the executions that each worker says it has begun. */
	begunBy(worker: number): string[];
}

/** Starts n8n's main process and two workers, the usual credentials stored. */
export async function startRealQueue({ env, ...options }: RealN8nOptions): Promise<RealQueue> {
	const queue = await startOn(
		{ ...options, env: { ...QUICK_TO_NOTICE, ...env } },
		startQueueMode,
		(started) => started.stop(),
	);
	const { host, port, user, password } = queue.postgres;
	queue.postgres.query(`CREATE DATABASE ${RESULTS}`);
	const database = { host, port, user, password, database: RESULTS, ssl: 'disable' };
	await queue.addCredential('postgres', database);
	return { ...queue, ...operations(queue) };
}

function operations({ postgres, instance, workers, sandbox, addCredential }: RealN8n & QueueMode) {
	const executions = (workflowId: string) =>
		postgres
			.query(
				`SELECT id, status FROM execution_entity WHERE "workflowId" = '${workflowId}' ORDER BY id`,
			)
			.map(([id = '', status = '']) => ({ id, status }));
	return {
		cloudAgentCredential: async (userName: string) => {
			const { apiKey, mode } = sandbox.cloudAgent.account(userName);
			const data = { region: 'india', userName, apiAuthentication: mode, apiKey };
			return await addCredential('cloudAgentApi', data, `CloudAgent ${userName}`);
		},
		call: async (webhook: string, body: unknown) => {
			const url = `http://127.0.0.1:${instance.port}/webhook/${webhook}`;
			const deadline = Date.now() + REGISTERED_WITHIN_MS;
			let response = await post(url, body);
			while (response.status === 404 && Date.now() < deadline) {
				await wait(250);
				response = await post(url, body);
			}
			if (!response.ok) throw new Error(`The webhook answered ${await response.text()}`);
		},
		results: (sql: string) => postgres.query(sql, RESULTS),
		executions,
		haveEnded: (workflowId: string, many: number) => {
			const known = executions(workflowId);
			const hasEnded = ({ status }: StoredStatus) => status === 'success' || hasFailed(status);
			return known.length === many && known.every(hasEnded);
		},
		ahtRequests: (userName: string) =>
			sandbox.cloudAgent.requests.of('aht').filter(({ body }) => userNameIn(body) === userName),
		begunBy: (worker: number) =>
			[...(workers[worker]?.log() ?? '').matchAll(/Worker started execution (\d+)/g)].map(
				([, id = '']) => id,
			),
	};
}

async function post(url: string, body: unknown): Promise<Response> {
	return await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
}

function userNameIn(body: string): unknown {
	return (JSON.parse(body) as { userName?: unknown }).userName;
}
