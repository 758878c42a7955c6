import { spawn } from 'node:child_process';
import path from 'node:path';

import { takeLock } from './lock.mjs';
import { provideNode } from './node24.mjs';
import { adviceFor, cleanEnv, stopNpm } from './npm.mjs';
import { provideDependencies, provideN8n } from './packages.mjs';
import { ROOT } from './paths.mjs';
import { Advice } from './progress.mjs';

/**
 * What each command runs under Node 24, and whether it needs the whole n8n.
 * @type {Record<string, { script: string, options?: string[], needsN8n: boolean }>}
 */
const COMMANDS = {
	start: { script: 'sandbox/start.mts', needsN8n: true },
	'start:queue': { script: 'sandbox/start.mts', options: ['--queue'], needsN8n: true },
	test: { script: 'sandbox/test.mts', needsN8n: false },
	e2e: { script: 'sandbox/e2e.mts', needsN8n: true },
	docs: { script: 'sandbox/docs.mts', needsN8n: false },
	bench: { script: 'bench/run.mts', needsN8n: true },
	surface: { script: 'sandbox/surface.mts', needsN8n: false },
	versions: { script: 'sandbox/versions.mts', needsN8n: false },
};

/**
 * Brings what the command needs, runs it and ends as it ends.
 * @param {string[]} argv
 */
export async function main([name = '', ...args]) {
	const command = COMMANDS[name];
	if (!command) {
		console.error(
			`Usage: node sandbox/bootstrap.mjs ${Object.keys(COMMANDS).join('|')} [arguments]`,
		);
		process.exit(2);
	}
	stopOnSignal();
	try {
		const node = await provide(command.needsN8n && !args.includes('--help'));
		process.exitCode = await run(node, command.script, [...(command.options ?? []), ...args]);
	} catch (error) {
		const advice = error instanceof Advice ? error : adviceFor(error);
		if (!advice) throw error;
		console.error(`\n${advice.message}\n${advice.advice}`.trimEnd());
		process.exit(1);
	}
}

/** @param {boolean} needsN8n */
async function provide(needsN8n) {
	const lock = takeLock('install', 'An install');
	const node = await provideNode(lock);
	await provideDependencies({ node, lock });
	if (needsN8n) await provideN8n({ node, lock });
	lock.release();
	return node;
}

/** @type {import('node:child_process').ChildProcess | undefined} */
let command;

function stopOnSignal() {
	for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
		process.on(signal, () => stop(signal));
	}
	if (!process.env['npm_lifecycle_event']) return;
	// npm passes a SIGTERM on to the shell between us, which dies of it without a word
	const shell = process.ppid;
	const watch = setInterval(() => {
		if (process.ppid === shell) return;
		clearInterval(watch);
		stop('SIGTERM');
	}, 500);
	watch.unref();
}

/** @param {NodeJS.Signals} signal */
function stop(signal) {
	if (command) {
		command.kill(signal); // it ends what it started, then we end as it does
		return;
	}
	stopNpm();
	console.error('\nStopped. The next run goes on from here.');
	process.exit(130);
}

/**
 * The channel tells the command when this process is gone, whatever ended it.
 * @param {string} node
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<number>}
 */
async function run(node, script, args) {
	const child = spawn(node, [path.join(ROOT, script), ...args], {
		cwd: ROOT,
		env: cleanEnv(node),
		stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
	});
	command = child;
	return await new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (code) => resolve(code ?? 1));
	});
}
