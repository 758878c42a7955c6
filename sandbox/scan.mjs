/**
 * n8n's own scanner for community packages, over what it would see after a release: the source, and
 * the tarball that npm would publish. It prints every finding; one of any weight makes it exit 1.
 * Run after a build.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// @ts-expect-error it ships no types
import * as scanner from '@n8n/scan-community-package/scanner/scanner.mjs';

import { npmCli } from './bootstrap/npm.mjs';
import { ROOT, RUNTIME } from './bootstrap/paths.mjs';

const SCAN = path.join(RUNTIME, 'scan');

/** The tarball of `npm pack`, unpacked outside the project's eslint configuration. */
function unpackTarball() {
	fs.rmSync(SCAN, { recursive: true, force: true });
	fs.mkdirSync(SCAN, { recursive: true });
	const output = execFileSync(
		process.execPath,
		[npmCli(), 'pack', '--json', '--ignore-scripts', '--pack-destination', SCAN],
		{ cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
	);
	const [{ filename, entryCount, unpackedSize }] = JSON.parse(output);
	execFileSync('tar', ['-xzf', filename], { cwd: SCAN });
	console.log(`${filename}: ${entryCount} files, ${(unpackedSize / 1000).toFixed(0)} kB unpacked`);
	return path.join(SCAN, 'package');
}

/**
 * The scanner's verdict. It keeps warnings to itself when there is no error, so its rules are run
 * once more for those.
 * @param {string} what
 * @param {string} folder
 * @param {string[]} patterns
 */
async function scan(what, folder, patterns) {
	const { passed, message, details } = await scanner.analyzePackage(folder, patterns);
	const findings = passed ? await warnings(folder, patterns) : (details ?? message);
	console.log(findings ? `${what}:\n${findings}` : `${what}: nothing found`);
	return !findings;
}

/**
 * @param {string} folder
 * @param {string[]} patterns
 * @returns {Promise<string>}
 */
async function warnings(folder, patterns) {
	const { resolve } = createRequire(
		import.meta.resolve('@n8n/scan-community-package/scanner/scanner.mjs'),
	);
	const { ESLint } = await import(pathToFileURL(resolve('eslint')).href);
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await scanner.buildScanConfig(),
		errorOnUnmatchedPattern: false,
	});
	const formatter = await eslint.loadFormatter('stylish');
	return await formatter.format(await eslint.lintFiles(patterns));
}

const source = await scan('Source', ROOT, scanner.SOURCE_FILE_PATTERNS);
const tarball = await scan('Tarball', unpackTarball(), ['**/*.js', 'package.json']);
process.exitCode = source && tarball ? 0 : 1;
