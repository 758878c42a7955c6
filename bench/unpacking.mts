/** How long each way to unpack takes for a week of files, on one thread and nothing else. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { buildSync } from 'esbuild';
import { Gunzip } from 'fflate';

import { ROOT } from '../sandbox/bootstrap/paths.mjs';
import { createBigDataSet, prepareBytes } from '../sandbox/simulators/livePerson/bigDataSet.mts';
import type * as UnpackModule from '../nodes/AgentSegmentsBreakdown/decode/unpack.ts';
import { WEEK } from './contests.mts';
import { median } from './support/median.mts';

const AT_A_TIME = 8;

/** Milliseconds for all files, by the way's name; medians. */
export async function timeUnpacking(rounds: number): Promise<Record<string, number>> {
	const files = await weekOfFiles();
	const { Unpacker } = loadUnpack();
	const unpacker = new Unpacker();
	const ways: Record<string, () => Promise<void> | void> = {
		"node:zlib, which n8n's rules keep from nodes": each(files, (file) => gunzipSync(file)),
		'Ours: fflate, and check sums': each(files, (file) => unpacker.unpack(file, '')),
		'fflate alone, no check sums': each(files, unpackByStream),
		[`DecompressionStream, ${AT_A_TIME} at a time, one member`]: async () =>
			await decompress(files),
	};
	const times = new Map<string, number[]>();
	for (let round = 0; round < rounds; round++) {
		for (const [name, way] of Object.entries(ways)) {
			const began = performance.now();
			await way();
			times.set(name, [...(times.get(name) ?? []), performance.now() - began]);
		}
	}
	return Object.fromEntries([...times].map(([name, values]) => [name, median(values)]));
}

async function weekOfFiles(): Promise<Buffer[]> {
	const data = createBigDataSet({
		...WEEK,
		accountId: '70123456',
		seed: 1,
		nowMs: Date.now(),
		filesPerHour: 1,
	});
	await prepareBytes(data);
	const bodies = data.files.map(async ({ bytes }) => (await bytes?.()) ?? Buffer.alloc(0));
	return await Promise.all(bodies);
}

/** The sources are written for a bundler, so they are bundled. */
function loadUnpack(): typeof UnpackModule {
	const [built] = buildSync({
		entryPoints: [join(ROOT, 'nodes/AgentSegmentsBreakdown/decode/unpack.ts')],
		bundle: true,
		format: 'cjs',
		platform: 'node',
		packages: 'external',
		write: false,
	}).outputFiles;
	const module = { exports: {} };
	const evaluate = new Function('module', 'require', built?.text ?? '');
	evaluate(module, createRequire(import.meta.url));
	return module.exports as typeof UnpackModule;
}

function each(files: Buffer[], unpack: (file: Buffer) => unknown): () => void {
	return () => {
		for (const file of files) unpack(file);
	};
}

function unpackByStream(file: Buffer): void {
	const chunks: Uint8Array[] = [];
	new Gunzip((chunk) => chunks.push(chunk)).push(file, true);
}

async function decompress(files: Buffer[]): Promise<void> {
	const waiting = files.map((file) => new Uint8Array(file));
	const lane = async () => {
		for (let file = waiting.shift(); file; file = waiting.shift()) {
			const stream = new Blob([file]).stream().pipeThrough(new DecompressionStream('gzip'));
			await new Response(stream).arrayBuffer();
		}
	};
	await Promise.all(Array.from({ length: AT_A_TIME }, lane));
}
