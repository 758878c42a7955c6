/**
 * `npm run versions -- [releases]`: what the package does on older releases of n8n. For each of them: its own
 * Node, n8n-core, n8n-workflow and classes for credentials from npm, the packed tarball as n8n installs it,
 * and every check of `versions/checks.mts` against the simulators. Writes the table of docs/compatibility.md.
 */
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';

import { npm, npmCli } from './bootstrap/npm.mjs';
import { ROOT, RUNTIME } from './bootstrap/paths.mjs';
import { Advice, say, step } from './bootstrap/progress.mjs';
import { platformPackage } from './bootstrap/node24.mjs';
import { build, isBuildStale } from './n8n/package.mts';
import type { Sandbox } from './simulators/sandbox.mts';
import { startSandbox } from './simulators/sandbox.mts';

/** About one in four of the releases that people run, and the one that everything else is tested on. */
const RELEASES = [
	'1.85.4',
	'1.104.2',
	'1.110.1',
	'1.117.3',
	'1.123.81',
	'2.1.4',
	'2.8.4',
	'2.15.1',
	'2.20.12',
	'2.28.6',
	'2.33.7',
	'2.37.11',
	'2.38.7',
	'2.41.1',
];
const PINNED = '2.41.1';
/** The simulator's account, as a user would type it */
const CLOUD_AGENT = {
	region: 'india',
	userName: 'demo_account',
	apiKey: 'fake-api-key-for-tests',
};
const FOLDER = path.join(RUNTIME, 'versions');
const TABLE = path.join(ROOT, 'docs/compatibility.md');
/** Releases before n8n 2.37 run on Node 22, and some of them on nothing newer */
const NODES = { 22: '22.23.3', 24: '24.21.0' } as const;
/** The only files of n8n itself that the checks load */

const N8N_FILES =
	/\/dist\/(credentials-helper|services\/credentials-tester\.service|oauth\/dcr-managed-fields|credentials\/mock-node-types)\.js$/;

interface Outcome {
	name: string;
	/** Nothing where the check held */
	problem?: string;
}

interface Row {
	release: string;
	node: string;
	/** Nothing where the registry cannot complete the release */
	outcomes?: Outcome[];
}

const chosen = process.argv.slice(2).filter((argument) => argument !== '--');
if (chosen.some((release) => !/^\d+\.\d+\.\d+$/.test(release))) {
	throw new Advice('A release looks like 2.41.1.', 'npm run versions -- 1.123.81 2.41.1');
}
if (isBuildStale()) await step('Building the nodes', build);
const tarball = pack();
const rows: Row[] = [];
for (const release of chosen.length > 0 ? chosen : RELEASES) rows.push(await checkRelease(release));
console.log(`\n${toTable(rows)}`);
if (chosen.length === 0) fs.writeFileSync(TABLE, toPage(rows));
const pinned = rows.find(({ release }) => release === PINNED);
process.exitCode = pinned?.outcomes?.some(({ problem }) => problem !== undefined) ? 1 : 0;
if (process.connected) process.disconnect();

async function checkRelease(release: string): Promise<Row> {
	const folder = path.join(FOLDER, release);
	const installed = await install(release, folder);
	if (!installed) {
		say(`n8n ${release}: the registry cannot complete it, skipped`);
		return { release, node: '' };
	}
	installPackage(folder);
	// A new one each, since CloudAgent makes ten tokens an hour
	const sandbox = await startSandbox();
	const outcomes = await runChecks(folder, installed.binary, sandbox);
	await sandbox.close();
	const held = outcomes.filter(({ problem }) => problem === undefined).length;
	say(`n8n ${release} on Node ${installed.node}: ${held} of ${outcomes.length}`);
	for (const { name, problem } of outcomes) {
		if (problem !== undefined) console.log(`          ${name}: ${problem}`);
	}
	return { release, node: installed.node, outcomes };
}

/** Installs the release's engine and Node; nothing where the registry lacks a part of it. */
async function install(release: string, folder: string) {
	const facts = viewRelease(release);
	if (!facts) return undefined;
	const node = facts.allowsNode24 ? NODES[24] : NODES[22];
	const binary = path.join(folder, 'node_modules/node/bin/node');
	const stamp = path.join(folder, 'node_modules/.complete');
	if (!fs.existsSync(stamp)) {
		fs.rmSync(folder, { recursive: true, force: true });
		fs.mkdirSync(folder, { recursive: true });
		const dependencies = { ...facts.dependencies, node: `npm:${platformPackage()}@${node}` };
		fs.writeFileSync(
			path.join(folder, 'package.json'),
			JSON.stringify({ private: true, dependencies }),
		);
		try {
			await step(`Installing the engine of n8n ${release}`, async () => {
				const args = ['install', '--ignore-scripts', '--prefer-offline', '--no-package-lock'];
				await npm({ node: process.execPath, args, cwd: folder, log: `versions-${release}` });
				unpackN8n(release, folder);
			});
		} catch (error) {
			if (!(error instanceof Advice)) throw error;
			return undefined;
		}
		fs.writeFileSync(stamp, '');
	}
	return { node: node.split('.')[0] ?? '', binary };
}

function viewRelease(release: string) {
	const answer = runNpm(['view', `n8n@${release}`, 'dependencies', 'engines', '--json']);
	const facts: { dependencies?: Record<string, string>; engines?: { node?: string } } =
		answer === '' ? {} : JSON.parse(answer);
	const { 'n8n-core': core, 'n8n-workflow': workflow } = facts.dependencies ?? {};
	if (core === undefined || workflow === undefined) return undefined;
	// The ones that are used: ">=18.17 <= 22", ">=20.19 <= 24.x", ">=22.16", ">=24.0.0"
	const allowsNode24 = !/<=\s*22/.test(facts.engines?.node ?? '');
	return { dependencies: { 'n8n-core': core, 'n8n-workflow': workflow }, allowsNode24 };
}

/** n8n's own package has hundreds of dependencies; of its files, only those for credentials are used. */
function unpackN8n(release: string, folder: string): void {
	const file = runNpm(['pack', `n8n@${release}`, '--silent', '--pack-destination', folder]).trim();
	const archive = path.join(folder, file);
	const target = path.join(folder, 'node_modules/n8n');
	fs.mkdirSync(target, { recursive: true });
	const files = execFileSync('tar', ['-tzf', archive], { encoding: 'utf8', maxBuffer: 2 ** 26 })
		.split('\n')
		.filter((name) => N8N_FILES.test(name));
	execFileSync('tar', ['-xzf', archive, '-C', target, '--strip-components=1', ...files]);
	fs.rmSync(archive);
}

function pack(): string {
	fs.mkdirSync(FOLDER, { recursive: true });
	const file = runNpm(['pack', '--silent', '--ignore-scripts', '--pack-destination', FOLDER], ROOT);
	return path.join(FOLDER, file.trim());
}

/** As n8n installs a community package: unpacked, without development dependencies. */
function installPackage(folder: string): void {
	const target = path.join(folder, 'node_modules/n8n-nodes-handle-time');
	fs.rmSync(target, { recursive: true, force: true });
	fs.mkdirSync(target, { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
}

async function runChecks(folder: string, binary: string, sandbox: Sandbox): Promise<Outcome[]> {
	const certificate = path.join(FOLDER, 'sandbox-certificate.pem');
	const home = path.join(folder, 'home');
	fs.mkdirSync(home, { recursive: true });
	fs.writeFileSync(certificate, sandbox.cert);
	const setup = {
		folder,
		hosts: sandbox.hosts,
		controlUrl: sandbox.controlUrl,
		credentials: { ...sandbox.livePerson.credentials, cloudAgentApi: CLOUD_AGENT },
	};
	const child = spawn(
		binary,
		[path.join(ROOT, 'sandbox/versions/check.mts'), JSON.stringify(setup)],
		{
			cwd: folder,
			stdio: ['ignore', 'pipe', 'pipe'],
			env: {
				PATH: process.env['PATH'],
				HOME: home,
				NODE_EXTRA_CA_CERTS: certificate,
				N8N_USER_FOLDER: home,
				N8N_ENCRYPTION_KEY: 'fake-encryption-key-for-tests',
				N8N_LOG_LEVEL: 'silent',
			},
		},
	);
	const outcomes: Outcome[] = [];
	let words = '';
	child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
	for await (const line of readline.createInterface({ input: child.stdout })) {
		if (line.startsWith('{"name"')) outcomes.push(JSON.parse(line));
	}
	if (outcomes.length > 0) return outcomes;
	return [{ name: 'the package loads', problem: words.trim().split('\n').slice(-8).join('\n') }];
}

function runNpm(args: string[], cwd = FOLDER): string {
	try {
		return execFileSync(process.execPath, [npmCli(), ...args], {
			cwd,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
	} catch {
		return '';
	}
}

function toTable(rows: readonly Row[]): string {
	const lines = rows.map(({ release, node, outcomes }) => {
		if (!outcomes) return `| ${release} | | not complete in the registry |`;
		const failed = outcomes.filter(({ problem }) => problem !== undefined);
		const share = `${outcomes.length - failed.length} of ${outcomes.length}`;
		return `| ${release} | ${node} | ${failed.length === 0 ? `all ${outcomes.length}` : share} |`;
	});
	return ['| n8n | Node.js | Checks that hold |', '| --- | --- | --- |', ...lines].join('\n');
}

function toPage(rows: readonly Row[]): string {
	return `# Compatibility

Made by \`npm run versions\`, which runs the packed package on each release's own engine and credential
classes against the simulators: every operation, trigger, list, token path and credential test.

${toTable(rows)}

Older releases than 1.85 lack parts of n8n that the package is built on.
`;
}
