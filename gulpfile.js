/**
 * Builds the package into dist/: clean, compile (any type error stops it), bundle the development
 * dependencies that product code uses, copy what n8n reads beside the code (icons, codex, schemas).
 */
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { build: esbuild } = require('esbuild');
const gulp = require('gulp');

const DIST = path.join(__dirname, 'dist');

/**
 * Development dependencies that may be imported by product code. n8n installs no dependency of a
 * community node, so the modules that import one of these are bundled with it.
 */
const BUNDLED = ['fflate'];

async function clean() {
	await fs.promises.rm(DIST, { recursive: true, force: true });
}

async function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	execFileSync(process.execPath, [tsc, '-p', path.join(__dirname, 'tsconfig.json')], {
		stdio: 'inherit',
	});
}

/** Everything but a BUNDLED package stays a `require` of its own. */
const keepOtherImports = {
	name: 'keep-other-imports',
	setup(builder) {
		builder.onResolve({ filter: /.*/ }, ({ path: wanted, importer }) =>
			importer && !importer.includes('node_modules') && !BUNDLED.includes(wanted)
				? { path: wanted, external: true }
				: undefined,
		);
	},
};

async function bundle() {
	const importsBundled = new RegExp(`from '(${BUNDLED.join('|')})'`);
	const entryPoints = ['credentials', 'nodes']
		.filter((folder) => fs.existsSync(path.join(__dirname, folder)))
		.flatMap((folder) =>
			fs
				.readdirSync(path.join(__dirname, folder), { recursive: true })
				.map((file) => path.join(folder, file)),
		)
		.filter((file) => file.endsWith('.ts'))
		.filter((file) => importsBundled.test(fs.readFileSync(path.join(__dirname, file), 'utf8')));
	if (entryPoints.length === 0) return;
	await esbuild({
		absWorkingDir: __dirname,
		entryPoints,
		outbase: '.',
		outdir: 'dist',
		bundle: true,
		format: 'cjs',
		platform: 'browser', // leaves out fflate's worker threads, which n8n's scanner forbids
		target: 'es2022',
		legalComments: 'inline',
		plugins: [keepOtherImports],
	});
	const licences = BUNDLED.map(
		(name) =>
			`${name}\n\n${fs.readFileSync(path.join(__dirname, 'node_modules', name, 'LICENSE'), 'utf8')}`,
	);
	await fs.promises.writeFile(path.join(DIST, 'THIRD_PARTY_LICENSES.txt'), licences.join('\n\n'));
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
exports.build = gulp.series(clean, compile, bundle, copyStatic);
exports.default = exports.build;
