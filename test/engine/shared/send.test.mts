import type { ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { makeCertificate } from '../../../sandbox/simulators/certificate.mts';
import type { Engine } from '../../support/engine/engine.mts';
import { createEngine } from '../../support/engine/engine.mts';
import { trust } from '../../support/engine/trust.mts';
import type { Sent } from './sender.mts';
import { Sender, SenderApi, SenderTrigger, setRequest } from './sender.mts';

/*
 * A server that does what it must not, on real sockets and the machine's own clock: the ways of a
 * connection to go wrong are what is tested.
 */

jest.setTimeout(60_000);

const HANGS = new Set<() => void>();
const seen: Array<{ path: string; headers: NodeJS.Dict<string | string[]>; body: string }> = [];
const BOMB = gzipSync(Buffer.alloc(200_000_000));
/** How many requests of the path the server has seen closed by the client */
const closed: string[] = [];
let tokensMade = 0;

const WAYS: Record<string, (response: ServerResponse) => void> = {
	'/ok': (response) => response.end('fine'),
	'/teapot': (response) => response.writeHead(418).end('short and stout'),
	'/unauthorized': (response) => response.writeHead(401).end('who is there'),
	'/redirect': (response) => response.writeHead(302, { location: '/ok' }).end(),
	'/trickle': (response) => {
		response.writeHead(200);
		const timer = setInterval(() => response.write('.'), 100);
		HANGS.add(() => clearInterval(timer));
	},
	'/header-trickle': ({ socket }) => {
		socket?.write('HTTP/1.1 200 OK\r\nx-slow: ');
		const timer = setInterval(() => socket?.write('.'), 100);
		HANGS.add(() => clearInterval(timer));
	},
	'/hang': () => {},
	'/reset': ({ socket }) => socket?.destroy(),
	'/reset-in-body': (response) => {
		response.writeHead(200, { 'content-length': '100' });
		response.write('some', () => response.socket?.destroy());
	},
	'/short-chunks': (response) => {
		response.writeHead(200);
		response.write('some', () => response.socket?.destroy());
	},
	'/not-http': ({ socket }) => socket?.end('nonsense\r\n\r\n'),
	'/bomb': (response) => {
		response.writeHead(200, { 'content-encoding': 'gzip' });
		response.end(BOMB);
	},
	'/packed': (response) => {
		response.writeHead(200, { 'content-encoding': 'gzip' });
		response.end(gzipSync('unpacked'));
	},
	'/not-packed': (response) => {
		response.writeHead(200, { 'content-encoding': 'gzip' });
		response.end('it only says so');
	},
	'/big': (response) => response.end(Buffer.alloc(1_000_001)),
	'/token': (response) => response.end(`token-${++tokensMade}`),
};

let server: Server;
let base: string;
let stopTrusting: () => void;
let engine: Engine;

beforeAll(async () => {
	const certificate = await makeCertificate([]);
	server = createServer({ ...certificate }, (request, response) => {
		const path = request.url ?? '';
		let body = '';
		request.on('data', (chunk) => (body += String(chunk)));
		request.on('end', () => {
			seen.push({ path, headers: request.headers, body });
			(WAYS[path] ?? WAYS['/ok'])?.(response);
		});
		response.on('close', () => closed.push(path));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	base = `https://localhost:${(server.address() as AddressInfo).port}`;
	stopTrusting = trust(certificate);
	engine = await createEngine({
		nodeTypes: { 'harness.sender': new Sender(), 'harness.senderTrigger': new SenderTrigger() },
		credentialTypes: [new SenderApi()],
	});
});

afterAll(async () => {
	for (const stop of HANGS) stop();
	stopTrusting();
	server.closeAllConnections();
	await new Promise<void>((resolve) => server.close(() => resolve()));
});

beforeEach(() => {
	setRequest({});
	seen.length = 0;
	closed.length = 0;
	tokensMade = 0;
});

const credential = (data: Record<string, string> = {}) =>
	engine.store.add('senderApi', { token: 'fixed', url: '', tokenUrl: '', ...data });

async function run(path: string, parameters = {}, signal?: AbortSignal) {
	return await engine.runNode({
		type: 'harness.sender',
		parameters: { url: path.startsWith('https') ? path : `${base}${path}`, ...parameters },
		credentials: [credential()],
		...(signal ? { signal } : {}),
	});
}

const WAYS_OUT: Array<[name: string, send: (path: string) => Promise<Sent>]> = [
	['an execution with its credential', async (path) => (await run(path)).json[0] as Sent],
	['an execution without one', async (path) => (await run(path, { plain: true })).json[0] as Sent],
	[
		'a poll',
		async (path) => {
			const poll = await engine.poll({
				type: 'harness.senderTrigger',
				parameters: { url: `${base}${path}` },
				credentials: [credential()],
			});
			return poll.json[0] as Sent;
		},
	],
	[
		'a credential test',
		async (path) => {
			const { message } = await engine.testCredential(credential({ url: `${base}${path}` }));
			return JSON.parse(message) as Sent;
		},
	],
];

describe.each(WAYS_OUT)('a request of %s', (_name, send) => {
	it.each([
		['/ok', { status: 200, text: 'fine' }],
		['/teapot', { status: 418, text: 'short and stout' }],
		['/unauthorized', { status: 401, text: 'who is there' }],
		['/redirect', { status: 302, text: '' }],
		['/packed', { status: 200, text: 'unpacked' }],
	])('gives the response of %s', async (path, response) => {
		expect(await send(path)).toMatchObject(response);
		expect(seen).toHaveLength(1);
		expect(seen[0]?.headers['accept-encoding']).toBe('identity');
	});

	it.each([
		['/reset', 'cutOff', true],
		['/reset-in-body', 'cutOff', true],
		['/short-chunks', 'cutOff', true],
		['/not-packed', 'cutOff', true],
		['/not-http', 'notSent', false],
		['/big', 'tooLarge', false],
		['/bomb', 'tooLarge', false],
	])('tells what happened at %s', async (path, failure, isPassing) => {
		expect(await send(path)).toMatchObject({ failure, isPassing });
	});

	it.each(['/hang', '/trickle', '/header-trickle'])(
		'ends at its deadline, whatever comes: %s',
		async (path) => {
			setRequest({ timeMs: 700 });
			expect(await send(path)).toMatchObject({ failure: 'timeout', isPassing: true });
		},
	);

	it('does not begin after its deadline', async () => {
		setRequest({ timeMs: 0 });
		expect(await send('/ok')).toMatchObject({ failure: 'timeout' });
		expect(seen).toEqual([]);
	});

	it('closes the connection of a response that it gives up', async () => {
		setRequest({ maxBytes: 2 });
		expect(await send('/trickle')).toMatchObject({ failure: 'tooLarge' });
		while (!closed.includes('/trickle')) await new Promise(setImmediate);
	});
});

describe('a request', () => {
	it('keeps no more of a bomb than the bound, while it is unpacked', async () => {
		const before = process.memoryUsage().arrayBuffers;
		await run('/bomb');
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
	});

	it.each([
		['execution', { plain: false }],
		['execution without credential', { plain: true }],
	])('ends at once when its %s is stopped', async (_name, parameters) => {
		const stop = new AbortController();
		const running = run('/trickle', parameters, stop.signal);
		while (seen.length === 0) await new Promise(setImmediate);
		stop.abort();
		expect((await running).json).toEqual([]);
	});

	it('ends at once when its execution is stopped while a token is fetched for it', async () => {
		const stop = new AbortController();
		const running = engine.runNode({
			type: 'harness.sender',
			parameters: { url: `${base}/ok` },
			credentials: [credential({ token: '', tokenUrl: `${base}/hang` })],
			signal: stop.signal,
		});
		while (seen.length === 0) await new Promise(setImmediate);
		stop.abort();
		expect((await running).json).toEqual([]);
		expect(seen.map(({ path }) => path)).toEqual(['/hang']);
	});

	it.each([
		['https://nowhere.invalid/', 'noHost', 'ENOTFOUND'],
		['https://localhost:1/', 'refused', 'ECONNREFUSED'],
	])('tells why no connection to %s came about', async (url, failure, code) => {
		expect((await run(url)).json[0]).toMatchObject({ failure, code });
	});

	it('tells that a certificate is not to be trusted', async () => {
		stopTrusting();
		const sent = (await run('/ok')).json[0];
		stopTrusting = trust({ cert: (await makeCertificate([])).cert });
		expect(sent).toMatchObject({ failure: 'certificate', isPassing: false });
	});
});
