/**
 * The limit: a bare script that lists the files, downloads 8 at a time, unpacks, parses line by line
 * and adds up by segment, with nothing around it.
 */
import { Agent, get } from 'node:https';
import { gunzipSync } from 'node:zlib';

import { receiveTask, sendResult } from '../support/contest.mts';
import { measure } from '../support/measure.mts';

const AT_A_TIME = 8;

interface Unit {
	segmentId: string;
	handleTimeMillis: number;
}

const { server, fromMs, toMs } = await receiveTask();
const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME });
const totals = new Map<string, number>();
let units = 0;
let waiting: string[] = [];

const { cost } = await measure(async () => {
	const list = (await ask('breakdown', listQuery())).toString();
	waiting = (JSON.parse(list) as { files: string[] }).files;
	await Promise.all(Array.from({ length: AT_A_TIME }, readFiles));
});
sendResult({
	...cost,
	units,
	handleTimeMillis: [...totals.values()].reduce((sum, time) => sum + time, 0),
});

async function readFiles(): Promise<void> {
	for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
		addUp(await ask('files', new URLSearchParams({ path, source: 'limit' })));
	}
}

function addUp(body: Buffer): void {
	for (const line of gunzipSync(body).toString().split('\n')) {
		if (line === '') continue;
		const { segmentId, handleTimeMillis } = JSON.parse(line) as Unit;
		totals.set(segmentId, (totals.get(segmentId) ?? 0) + handleTimeMillis);
		units++;
	}
}

function listQuery(): URLSearchParams {
	const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString());
	return new URLSearchParams({ source: 'limit', from: from ?? '', to: to ?? '' });
}

async function ask(method: string, query: URLSearchParams): Promise<Buffer> {
	const { domain, accountId, token } = server;
	const url = `https://${domain}/api/account/${accountId}/agent-segments/${method}?${query}`;
	const headers = { authorization: `Bearer ${token}` };
	return await new Promise((resolve, reject) => {
		get(url, { agent, headers }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('end', () => resolve(Buffer.concat(chunks)));
			response.on('error', reject);
		}).on('error', reject);
	});
}
