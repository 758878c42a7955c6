/**
 * Builds the package into dist/: clean, check types (any type error stops it), bundle each service,
 * copy what n8n reads beside the code (icons, codex, schemas).
 */
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { Transform } = require('node:stream');
const { build: esbuild } = require('esbuild');
const gulp = require('gulp');

const { n8n } = require('./package.json');

const DIST = path.join(__dirname, 'dist');
const BUNDLE = 'service.js';

/** A service is a folder under nodes/ and its credentials; the two share no file of the package. */
const SERVICES = [
	{ folder: 'nodes/AgentSegmentsBreakdown', credentials: /\/LivePerson/ },
	{ folder: 'nodes/CloudAgentAht', credentials: /\/CloudAgent/ },
];

/** What n8n ships; nothing else may be required at run time. */
const EXTERNAL = ['n8n-workflow', 'luxon', 'lodash', 'p-limit', 'zod', 'node:crypto'];

async function clean() {
	await fs.promises.rm(DIST, { recursive: true, force: true });
}

async function checkTypes() {
	const tsc = require.resolve('typescript/bin/tsc');
	const project = path.join(__dirname, 'tsconfig.json');
	execFileSync(process.execPath, [tsc, '--noEmit', '-p', project], { stdio: 'inherit' });
}

/** The files that n8n loads, as package.json lists them: `dist/.../Name.node.js` and so on. */
function entriesOf({ folder, credentials }) {
	const nodes = n8n.nodes.filter((file) => file.startsWith(`dist/${folder}/`));
	return [...nodes, ...n8n.credentials.filter((file) => credentials.test(file))];
}

/**
 * One small file a service instead of a hundred: a package that is unpacked and loaded by every n8n
 * process should be light. The files that n8n looks for only name what they take from it.
 */
async function bundleServices() {
	await Promise.all(SERVICES.map(bundleService));
}

async function bundleService(service) {
	const entries = entriesOf(service);
	const sources = entries.map((file) => file.replace(/^dist\//, './').replace(/\.js$/, '.ts'));
	const bundle = `dist/${service.folder}/${BUNDLE}`;
	await esbuild({
		absWorkingDir: __dirname,
		stdin: {
			contents: sources.map((source) => `export * from '${source}';`).join('\n'),
			resolveDir: __dirname,
		},
		outfile: bundle,
		bundle: true,
		minify: true,
		format: 'cjs',
		platform: 'node',
		target: 'es2022',
		external: EXTERNAL,
	});
	for (const entry of entries) {
		const name = path.basename(entry).split('.')[0];
		const from = path.posix.relative(path.posix.dirname(entry), bundle);
		const wanted = from.startsWith('.') ? from : `./${from}`;
		await fs.promises.mkdir(path.dirname(entry), { recursive: true });
		await fs.promises.writeFile(entry, `exports.${name} = require('${wanted}').${name};\n`);
	}
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
		.pipe(withoutBlanks())
		.pipe(gulp.dest('dist'));
}

/** Takes what only people need out of JSON files. */
function withoutBlanks() {
	return new Transform({
		objectMode: true,
		transform(file, _encoding, done) {
			if (file.extname === '.json') {
				file.contents = Buffer.from(JSON.stringify(JSON.parse(file.contents.toString())));
			}
			done(null, file);
		},
	});
}

exports.clean = clean;
exports.build = gulp.series(clean, checkTypes, bundleServices, copyStatic);
exports.default = exports.build;
