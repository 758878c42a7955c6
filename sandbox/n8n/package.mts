import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { ROOT } from '../bootstrap/paths.mjs';
import { Advice } from '../bootstrap/progress.mjs';

export const PACKAGE_NAME = 'n8n-nodes-handle-time';

const SOURCES = ['nodes', 'credentials', 'icons', 'gulpfile.js', 'tsconfig.json', 'package.json'];

/** Whether dist/ is missing or older than what it is made from. */
export function isBuildStale(): boolean {
	const built = newest('dist');
	return built === 0 || SOURCES.some((source) => newest(source) > built);
}

/** Makes dist/. */
export async function build(): Promise<void> {
	const child = spawn(process.execPath, ['node_modules/gulp/bin/gulp.js', 'build', '--silent'], {
		cwd: ROOT,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const output: Buffer[] = [];
	child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
	child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	if (code !== 0) {
		throw new Advice('The nodes could not be built.', Buffer.concat(output).toString());
	}
}

/** Puts the built package where n8n keeps community nodes, in place of an earlier build. */
export function installPackage(home: string): void {
	const target = path.join(home, '.n8n/nodes/node_modules', PACKAGE_NAME);
	fs.rmSync(target, { recursive: true, force: true });
	fs.mkdirSync(target, { recursive: true });
	for (const entry of ['dist', 'package.json', 'index.js']) {
		fs.cpSync(path.join(ROOT, entry), path.join(target, entry), { recursive: true });
	}
}

/** When the newest file in the folder, or the file itself, was written; 0 where there is none. */
function newest(entry: string): number {
	const whole = path.join(ROOT, entry);
	const stat = fs.statSync(whole, { throwIfNoEntry: false });
	if (!stat) return 0;
	if (!stat.isDirectory()) return stat.mtimeMs;
	return fs
		.readdirSync(whole, { recursive: true, encoding: 'utf8' })
		.map((file) => fs.statSync(path.join(whole, file)))
		.reduce((latest, file) => (file.isFile() ? Math.max(latest, file.mtimeMs) : latest), 0);
}
