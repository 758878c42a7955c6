import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { Advice, step } from './bootstrap/progress.mjs';

/** A program that the e2e tests need and npm does not carry. */
interface Program {
	name: string;
	/** Where it may be; the first that is there is used */
	places: string[];
	/** Debian's packages that bring it */
	packages: string[];
}

const CHROMIUM: Program = {
	name: 'Chromium',
	places: [
		process.env['CHROMIUM_PATH'] ?? '',
		'/usr/bin/chromium',
		'/usr/bin/chromium-browser',
		'/usr/bin/google-chrome',
		'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	],
	packages: ['chromium', 'fonts-liberation', 'fonts-noto-color-emoji'],
};

/** Newest first; each version has a folder of its own */
const POSTGRES_VERSIONS = [18, 17, 16, 15, 14, 13];

const POSTGRES: Program = {
	name: 'PostgreSQL',
	places: POSTGRES_VERSIONS.map((version) => `/usr/lib/postgresql/${version}/bin/initdb`),
	packages: ['postgresql'],
};

const REDIS: Program = {
	name: 'Redis',
	places: [
		'/usr/bin/redis-server',
		'/usr/local/bin/redis-server',
		'/opt/homebrew/bin/redis-server',
	],
	packages: ['redis-server'],
};

/** What n8n's queue mode needs. */
export const QUEUE_PROGRAMS = [POSTGRES, REDIS];

const PROGRAMS = [CHROMIUM, POSTGRES, REDIS];

/** Path of the browser that the tests drive. */
export function chromiumPath(): string {
	const found = find(CHROMIUM);
	if (!found) throw new Advice('Chromium was not found.', 'Set CHROMIUM_PATH to where it is.');
	return found;
}

/** Whether PostgreSQL is on this machine. */
export function hasPostgres(): boolean {
	return find(POSTGRES) !== undefined;
}

/** Folder of PostgreSQL's programs, those that `PATH` usually lacks included. */
export function postgresPrograms(): string {
	const found = find(POSTGRES);
	if (!found) {
		throw new Advice(
			'PostgreSQL was not found.',
			'On Debian and Ubuntu: apt-get install postgresql',
		);
	}
	return path.dirname(found);
}

/** Path of Redis's server. */
export function redisProgram(): string {
	const found = find(REDIS);
	if (!found) {
		throw new Advice('Redis was not found.', 'On Debian and Ubuntu: apt-get install redis-server');
	}
	return found;
}

/**
 * Makes sure that the programs are there, by default all that the e2e tests need. What is missing is
 * installed where that is this script's to do: as root, on CI. Elsewhere it says what to install.
 */
export async function requirePrograms(programs: readonly Program[] = PROGRAMS): Promise<void> {
	const missing = programs.filter((program) => !find(program));
	if (missing.length === 0) return;
	const packages = missing.flatMap((program) => program.packages);
	const names = missing.map(({ name }) => name).join(', ');
	if (!process.env['CI'] || process.getuid?.() !== 0 || !fs.existsSync('/usr/bin/apt-get')) {
		throw new Advice(
			`Needed and not found: ${names}.`,
			`On Debian and Ubuntu: apt-get update && apt-get install ${packages.join(' ')}`,
		);
	}
	await step(`Installing ${names} from Debian's packages`, async () => {
		aptGet('update');
		aptGet('install', '--yes', '--no-install-recommends', ...packages);
	});
}

function find({ places }: Program): string | undefined {
	return places.find((place) => place !== '' && fs.existsSync(place));
}

function aptGet(...args: string[]): void {
	const { status, stderr } = spawnSync('apt-get', ['--quiet', '--quiet', ...args], {
		// RUNLEVEL 1: what is installed is not started as a service, too
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
		encoding: 'utf8',
	});
	if (status !== 0) throw new Advice(`apt-get ${args[0]} ended with ${status}.`, stderr);
}
