/**
 * `npm start`: builds the nodes, starts the simulators and a real n8n with everything imported, runs
 * the main flows once, checks what they gave, and leaves the editor open.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs, styleText } from 'node:util';

import { takeLock } from './bootstrap/lock.mjs';
import { ROOT, RUNTIME } from './bootstrap/paths.mjs';
import { Advice, say, step } from './bootstrap/progress.mjs';
import { hasPostgres, QUEUE_PROGRAMS, requirePrograms } from './debian.mts';
import { runDemo } from './demo/run.mts';
import type { Inbox, InboxMessage } from './inbox/inbox.mts';
import { startInbox } from './inbox/inbox.mts';
import { DEMO_OWNER } from './n8n/api.mts';
import type { CredentialDraft } from './n8n/importing.mts';
import { importCredentials, importWorkflows } from './n8n/importing.mts';
import { listenOn } from './n8n/instance.mts';
import type { N8nOnSandbox } from './n8n/onSandbox.mts';
import { demoCredentials, startN8nOnSandbox } from './n8n/onSandbox.mts';
import { build, isBuildStale } from './n8n/package.mts';
import { startQueueMode } from './queue/queueMode.mts';
import type { MailCatcher } from './services/mailCatcher.mts';
import { smtpCredential, startMailCatcher } from './services/mailCatcher.mts';
import type { Postgres } from './services/postgres.mts';
import { postgresCredential, startPostgres } from './services/postgres.mts';
import type { Sandbox } from './simulators/sandbox.mts';
import { startSandbox } from './simulators/sandbox.mts';

const HELP = `npm start [-- options]

Opens a real n8n with the handle-time nodes, on simulators of LivePerson, CloudAgent and Slack. It
runs the main flows once, prints what they returned, and leaves the editor open until Ctrl-C. What
the workflows send is shown in an inbox, at the port after the editor's.

  --once       stop after the run; exit 0 only if every flow returned the expected numbers
  --port N     port of the editor (default: 5678, or the next free one)
  --fresh      forget what this n8n has stored: workflows, credentials, executions
  --queue      n8n's queue mode: a main process, two workers, Redis, PostgreSQL (npm run start:queue)
  --help       this text

n8n listens on this machine only. Its data is in .runtime/home, its log in .runtime/home/n8n.log; in
queue mode in .runtime/queue, with a log for each process, and nothing is kept.`;

const USUAL_PORT = 5678;
const PORTS_TRIED = 20;

/** Of the ready-made workflows, what shows most at once. */
const OPEN_FIRST = { id: 'daily-handle-time-report', name: 'Daily handle-time report' };

const options = readOptions();

const HOME = path.join(RUNTIME, options.queue ? 'queue' : 'home');

/** What has been started and has to be stopped, the last first. */
const started: Array<() => Promise<void>> = [];
let stopping = false;
let isOpen = false;

async function main(): Promise<number> {
	const lock = takeLock('start', 'The sandbox');
	const port = await choosePort();
	if (options.queue) await requirePrograms(QUEUE_PROGRAMS);
	if (options.fresh || options.queue) fs.rmSync(HOME, { recursive: true, force: true });
	if (isBuildStale()) await step('Building the nodes', build);
	let frozenAt: number | undefined;
	const now = () => frozenAt ?? Date.now();
	const inbox = await startInbox((await listenOn(port + 1)) ?? 0, sayMessage);
	const { sandbox, mail } = await step('Starting the simulators', () => startServices(inbox, now));
	const { n8n, postgres } = await startN8n(sandbox, port);
	const credentials = [...demoCredentials(sandbox), ...serviceCredentials(mail, postgres)];
	await step('Importing credentials and workflows', () => importEverything(n8n, credentials));
	frozenAt = Date.now(); // so that what a flow got can be compared to the second
	const isAsExpected = await runDemo(n8n.api, sandbox);
	frozenAt = undefined;
	if (options.once) return isAsExpected ? 0 : 1;
	lock.openAt(n8n.instance.url);
	announce(n8n, inbox, postgres !== undefined);
	isOpen = true;
	return await n8n.instance.ended();
}

function readOptions() {
	try {
		const { values } = parseArgs({
			options: {
				once: { type: 'boolean', default: false },
				port: { type: 'string' },
				fresh: { type: 'boolean', default: false },
				queue: { type: 'boolean', default: false },
				help: { type: 'boolean', default: false },
			},
		});
		return values;
	} catch (error) {
		const [said = ''] = error instanceof Error ? error.message.split(/(?<=\.) /) : [];
		console.error(`${said}\nnpm start -- --help lists the options.`);
		process.exit(2);
	}
}

async function startServices(inbox: Inbox, now: () => number) {
	started.push(() => inbox.close());
	const mail = await startMailCatcher(inbox.addMail);
	started.push(() => mail.close());
	const sandbox = await startSandbox({
		now,
		slack: { onMessage: inbox.addSlack },
		teams: { onMessage: inbox.addTeams },
	});
	started.push(() => sandbox.close());
	return { sandbox, mail };
}

interface Started {
	n8n: N8nOnSandbox;
	/** Where it is installed */
	postgres?: Postgres;
}

async function startN8n(sandbox: Sandbox, port: number): Promise<Started> {
	if (options.queue) {
		const queue = await step('Starting n8n, two workers, Redis and PostgreSQL', () =>
			startQueueMode({ sandbox, home: HOME, port }),
		);
		started.push(() => queue.stop());
		return { n8n: queue, postgres: queue.postgres };
	}
	const postgres = await startOwnPostgres();
	const isFirst = !fs.existsSync(path.join(HOME, '.n8n/database.sqlite'));
	const n8n = await step(isFirst ? 'Starting n8n (its first start)' : 'Starting n8n', () =>
		startN8nOnSandbox({ sandbox, home: HOME, port }),
	);
	started.push(() => n8n.instance.stop());
	return { n8n, ...(postgres && { postgres }) };
}

/** For the workflow that writes to it; the others do without. */
async function startOwnPostgres(): Promise<Postgres | undefined> {
	if (!hasPostgres()) return undefined;
	try {
		const postgres = await step('Starting PostgreSQL', startPostgres);
		started.push(() => postgres.stop());
		return postgres;
	} catch (error) {
		if (!(error instanceof Advice)) throw error;
		say(error.message);
		return undefined;
	}
}

function serviceCredentials(mail: MailCatcher, postgres: Postgres | undefined): CredentialDraft[] {
	const smtp = { name: 'E-mail (sandbox)', type: 'smtp', data: smtpCredential(mail) };
	if (!postgres) return [smtp];
	const data = postgresCredential(postgres);
	return [smtp, { name: 'PostgreSQL (sandbox)', type: 'postgres', data }];
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

async function importEverything(
	{ api }: N8nOnSandbox,
	drafts: readonly CredentialDraft[],
): Promise<void> {
	const credentials = await importCredentials(api, drafts);
	// n8n lists what was stored last first
	const files = ['sandbox/demo/workflows', 'workflows'].flatMap((folder) =>
		fs
			.readdirSync(path.join(ROOT, folder))
			.filter((file) => file.endsWith('.json'))
			.map((file) => path.join(ROOT, folder, file)),
	);
	await importWorkflows(api, files, credentials, path.join(HOME, 'imported.json'));
}

function announce({ instance }: N8nOnSandbox, inbox: Inbox, hasDatabase: boolean): void {
	const lines = [
		`The editor is open at ${instance.url}`,
		`Sign in with ${DEMO_OWNER.email} and the password ${DEMO_OWNER.password}`,
		'',
		`Open first: ${OPEN_FIRST.name}, and press Execute workflow`,
		`  ${instance.url}/workflow/${OPEN_FIRST.id}`,
		`What the workflows send by e-mail, to Slack and to Teams is at ${inbox.url}`,
		...(hasDatabase
			? []
			: [
					'PostgreSQL is not installed here: the workflow that writes to it cannot run.',
					'  On Debian and Ubuntu: apt-get install postgresql',
				]),
		'',
		'Ctrl-C stops it and everything it started.',
	];
	const width = Math.max(...lines.map((line) => line.length));
	console.log(`\n${'='.repeat(width)}`);
	for (const line of lines) {
		console.log(line.replace(/http:\S+/, (url) => styleText('cyan', url)));
	}
	console.log(`${'='.repeat(width)}\n`);
}

const LONGEST_TITLE = 100;

/** A line for what a workflow sent; what the demo sends is shown with its tables. */
function sayMessage({ kind, to, title }: InboxMessage): void {
	const cut = title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE)}…` : title;
	if (isOpen) say(`${styleText('bold', kind)} to ${to}: ${cut}`);
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
