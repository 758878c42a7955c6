/**
 * Serves a big data set over HTTPS, for the benchmarks: the LivePerson simulator, with every file made
 * in advance.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { makeCertificate } from '../sandbox/simulators/certificate.mts';
import { startHttpsServer } from '../sandbox/simulators/httpsServer.mts';
import { createBigDataSet, prepareBytes } from '../sandbox/simulators/livePerson/bigDataSet.mts';
import type { LivePersonSimulator } from '../sandbox/simulators/livePerson/simulator.mts';
import { createLivePersonSimulator } from '../sandbox/simulators/livePerson/simulator.mts';
import type { DataShape, ServedData } from './support/dataServer.mts';

const HOUR_MS = 3_600_000;
const ACCOUNT_ID = '70123456';

const folder = mkdtempSync(join(tmpdir(), 'handle-time-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
process.once('disconnect', () => process.exit(0));

let simulator: LivePersonSimulator | undefined;

process.on('message', (message: { shape: DataShape } | { latencyMs: number }) => {
	if ('latencyMs' in message) {
		simulator?.misbehave.latency('any', message.latencyMs);
		process.send?.({});
		return;
	}
	void start(message.shape).then((served) => process.send?.(served));
});

async function start({ directory, ...shape }: DataShape): Promise<ServedData> {
	const nowMs = Date.now();
	const data = createBigDataSet({
		...shape,
		accountId: ACCOUNT_ID,
		seed: 1,
		nowMs,
		filesPerHour: 1,
	});
	await prepareBytes(data, directory && join(folder, directory));
	simulator = createLivePersonSimulator({ data });
	// By this n8n's Compression node knows what to do; ours looks at the bytes
	simulator.switches.delivery.contentType = 'application/gzip';
	const certificate = await makeCertificate([]);
	const certificateFile = join(folder, 'certificate.pem');
	writeFileSync(certificateFile, certificate.cert);
	const { domain } = await startHttpsServer(certificate, simulator.handler);
	const toMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
	return {
		domain,
		accountId: ACCOUNT_ID,
		token: simulator.account.token,
		certificateFile,
		fromMs: toMs - shape.hours * HOUR_MS,
		toMs,
	};
}
