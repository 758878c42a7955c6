/**
 * `npm start`: builds the nodes, starts the simulators and a real n8n with everything imported, runs
 * the main flows once, checks what they gave, and leaves the editor open.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { takeLock } from './bootstrap/lock.mjs';
import { ROOT, RUNTIME } from './bootstrap/paths.mjs';
import { Advice, say, step } from './bootstrap/progress.mjs';
import { QUEUE_PROGRAMS, requirePrograms } from './debian.mts';
import { runDemo } from './demo/run.mts';
import { DEMO_OWNER } from './n8n/api.mts';
import { importCredentials, importWorkflows } from './n8n/importing.mts';
import { listenOn } from './n8n/instance.mts';
import type { N8nOnSandbox } from './n8n/onSandbox.mts';
import { demoCredentials, startN8nOnSandbox } from './n8n/onSandbox.mts';
import { build, isBuildStale } from './n8n/package.mts';
import { startQueueMode } from './queue/queueMode.mts';
import type { Sandbox } from './simulators/sandbox.mts';
import { startSandbox } from './simulators/sandbox.mts';

const HELP = `npm start [-- options]

Opens a real n8n with the handle-time nodes, on simulators of LivePerson, CloudAgent and Slack. It
runs the main flows once, prints what they gave, and leaves the editor open until Ctrl-C.

  --once       stop after the run; exit 0 only if every flow gave the expected numbers
  --port N     port of the editor (default: 5678, or the next free one)
  --fresh      forget what this n8n has stored: workflows, credentials, executions
  --queue      n8n's queue mode: a main process, two workers, Redis, PostgreSQL (npm run start:queue)
  --help       this text

n8n listens on this machine only. Its data is in .runtime/home, its log in .runtime/home/n8n.log; in
queue mode in .runtime/queue, with a log for each process, and nothing is kept.`;

const USUAL_PORT = 5678;
const PORTS_TRIED = 20;

const { values: options } = parseArgs({
	options: {
		once: { type: 'boolean', default: false },
		port: { type: 'string' },
		fresh: { type: 'boolean', default: false },
		queue: { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});

const HOME = path.join(RUNTIME, options.queue ? 'queue' : 'home');

/** What has been started and has to be stopped, the last first. */
const started: Array<() => Promise<void>> = [];
let stopping = false;

async function main(): Promise<number> {
	takeLock('start', 'The sandbox');
	const port = await choosePort();
	if (options.queue) await requirePrograms(QUEUE_PROGRAMS);
	if (options.fresh || options.queue) fs.rmSync(HOME, { recursive: true, force: true });
	if (isBuildStale()) await step('Building the nodes', build);
	let frozenAt: number | undefined;
	const now = () => frozenAt ?? Date.now();
	const sandbox = await step('Starting the simulators', () => startSandbox({ now }));
	started.push(() => sandbox.close());
	const n8n = await startN8n(sandbox, port);
	await step('Importing credentials and workflows', () => importEverything(n8n, sandbox));
	frozenAt = Date.now(); // so that what a flow got can be compared to the second
	const isAsExpected = await runDemo(n8n.api, sandbox);
	frozenAt = undefined;
	if (options.once) return isAsExpected ? 0 : 1;
	announce(n8n);
	return await n8n.instance.ended();
}

async function startN8n(sandbox: Sandbox, port: number): Promise<N8nOnSandbox> {
	if (options.queue) {
		const queue = await step('Starting n8n, two workers, Redis and PostgreSQL', () =>
			startQueueMode({ sandbox, home: HOME, port }),
		);
		started.push(() => queue.stop());
		return queue;
	}
	const isFirst = !fs.existsSync(path.join(HOME, '.n8n/database.sqlite'));
	const n8n = await step(isFirst ? 'Starting n8n (its first start)' : 'Starting n8n', () =>
		startN8nOnSandbox({ sandbox, home: HOME, port }),
	);
	started.push(() => n8n.instance.stop());
	return n8n;
}

async function choosePort(): Promise<number> {
	if (options.port !== undefined) {
		const port = Number(options.port);
		if (Number.isInteger(port) && port > 0 && (await listenOn(port))) return port;
		throw new Advice(
			`Port ${options.port} cannot be used: it is taken, or it is not a port.`,
			'Choose another with --port, or leave it out to get a free one.',
		);
	}
	for (let port = USUAL_PORT; port < USUAL_PORT + PORTS_TRIED; port++) {
		if (await listenOn(port)) return port;
	}
	throw new Advice(
		`Ports ${USUAL_PORT} to ${USUAL_PORT + PORTS_TRIED - 1} are all taken.`,
		'Choose another with: npm start -- --port N',
	);
}

async function importEverything({ api }: N8nOnSandbox, sandbox: Sandbox): Promise<void> {
	const credentials = await importCredentials(api, demoCredentials(sandbox));
	const files = ['workflows', 'sandbox/demo/workflows'].flatMap((folder) =>
		fs
			.readdirSync(path.join(ROOT, folder))
			.filter((file) => file.endsWith('.json'))
			.map((file) => path.join(ROOT, folder, file)),
	);
	await importWorkflows(api, files, credentials, path.join(HOME, 'imported.json'));
}

function announce({ instance }: N8nOnSandbox): void {
	const lines = [
		`The editor is open at ${instance.url}`,
		`Sign in with ${DEMO_OWNER.email} and the password ${DEMO_OWNER.password}`,
		'Ctrl-C stops it and everything it started.',
	];
	const width = Math.max(...lines.map((line) => line.length));
	console.log(`\n${'='.repeat(width)}\n${lines.join('\n')}\n${'='.repeat(width)}\n`);
}

async function stopEverything(): Promise<void> {
	for (const stop of started.splice(0).reverse()) await stop();
}

async function stopAndExit(code: number): Promise<void> {
	if (stopping) return;
	stopping = true;
	if (started.length > 0) {
		console.log('');
		await step('Stopping', stopEverything);
	}
	process.exit(code);
}

if (options.help) {
	console.log(HELP);
	process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => void stopAndExit(options.once ? 130 : 0));
}
process.on('disconnect', () => void stopAndExit(130)); // whoever started this is gone
main()
	.then(async (code) => {
		if (stopping) return;
		if (!options.once) say(`n8n has ended; its log is in ${HOME}`);
		await stopAndExit(code);
	})
	.catch(async (error: unknown) => {
		if (stopping) return;
		console.error(error instanceof Advice ? `\n${error.message}\n${error.advice}` : error);
		await stopAndExit(1);
	});
