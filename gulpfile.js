/**
 * Builds the package into dist/: clean, compile (any type error stops it), bundle the one library, copy
 * what n8n reads beside the code (icons, codex, schemas). Each file of dist/ has the name and the place of
 * its source, so that a line of a stack trace leads to it.
 */
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { build: esbuild } = require('esbuild');
const gulp = require('gulp');

const DIST = path.join(__dirname, 'dist');

/** What n8n lacks: a module that only names fflate, in whose place the library itself goes. */
const FFLATE = 'nodes/AgentSegmentsBreakdown/decode/fflate';

async function clean() {
	await fs.promises.rm(DIST, { recursive: true, force: true });
}

async function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	const project = path.join(__dirname, 'tsconfig.json');
	execFileSync(process.execPath, [tsc, '-p', project], { stdio: 'inherit' });
}

async function bundleFflate() {
	const licence = path.join(__dirname, 'node_modules/fflate/LICENSE');
	await esbuild({
		absWorkingDir: __dirname,
		entryPoints: [`${FFLATE}.ts`],
		outfile: `dist/${FFLATE}.js`,
		allowOverwrite: true,
		bundle: true,
		format: 'cjs',
		target: 'es2022',
		banner: {
			js: `/*\nfflate, https://github.com/101arrowz/fflate\n\n${fs.readFileSync(licence, 'utf8')}\n*/`,
		},
	});
}

function copyStatic() {
	return gulp
		.src(
			[
				'icons/*.svg',
				// Not '{nodes,credentials}/**': gulp would walk node_modules to find them
				'nodes/**/*.{png,svg}',
				'credentials/**/*.{png,svg}',
				'nodes/**/*.node.json',
				'nodes/**/__schema__/**/*.json',
			],
			{ base: '.', encoding: false, allowEmpty: true },
		)
		.pipe(gulp.dest('dist'));
}

exports.clean = clean;
exports.build = gulp.series(clean, compile, bundleFflate, copyStatic);
exports.default = exports.build;
