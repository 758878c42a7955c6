import type { IDataObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { makeCertificate } from '../../../sandbox/simulators/certificate.mts';
import type { ConnectProxy } from '../../../sandbox/simulators/connectProxy.mts';
import { startConnectProxy } from '../../../sandbox/simulators/connectProxy.mts';
import type { RunningServer, SimulatedRequest } from '../../../sandbox/simulators/httpsServer.mts';
import { json, startHttpsServer } from '../../../sandbox/simulators/httpsServer.mts';
import type { Engine, EngineOptions } from '../../support/engine/engine.mts';
import { createEngine, CredentialStore, PACKAGE_NAME } from '../../support/engine/engine.mts';
import {
	Probe,
	ProbeApi,
	ProbeCodeApi,
	ProbeTokenApi,
	ProbeTrigger,
} from '../../support/engine/probe.mts';
import { trust } from '../../support/engine/trust.mts';

const FIXED_HOST = 'fixed.example.com';

let server: RunningServer;
let stranger: RunningServer;
let proxy: ConnectProxy;
let stopTrusting: () => void;
let base: string;
let requests: SimulatedRequest[] = [];
/** The one token that the server takes now */
let validToken = 'none yet';
let tokensMade = 0;

const options = (store?: CredentialStore): EngineOptions => ({
	...(store && { store }),
	nodeTypes: { 'harness.probe': new Probe(), 'harness.probeTrigger': new ProbeTrigger() },
	credentialTypes: [new ProbeApi(), new ProbeCodeApi(), new ProbeTokenApi()],
});

function handler(request: SimulatedRequest) {
	requests.push(request);
	const { path, headers } = request;
	if (path === '/token') {
		validToken = `token-${++tokensMade}`;
		return json(200, { token: validToken });
	}
	if (path === '/guarded' && headers['x-token'] !== validToken)
		return json(401, { reason: 'expired' });
	if (path === '/check' && headers['x-user'] === 'forbidden:x') return json(403, {});
	if (path === '/check' && headers['x-user'] === 'wrong:x')
		return json(200, { status: { kind: 'error' } });
	if (path === '/check' && headers['x-user'] === 'broken:x') return json(500, {});
	if (path === '/bad') return json(400, { message: 'no such agent' });
	return json(200, { host: request.host, user: headers['x-user'] ?? null });
}

beforeAll(async () => {
	const certificate = await makeCertificate([FIXED_HOST]);
	server = await startHttpsServer(certificate, handler);
	stranger = await startHttpsServer(await makeCertificate([]), handler);
	proxy = await startConnectProxy({ [`${FIXED_HOST}:443`]: server.port });
	stopTrusting = trust({ cert: certificate.cert, proxyUrl: proxy.url });
	base = `https://${server.domain}`;
});

afterAll(async () => {
	stopTrusting();
	await Promise.all([server.close(), stranger.close(), proxy.close()]);
});

beforeEach(() => {
	requests = [];
});

describe('a node in the engine', () => {
	it('gets parameters for each item, defaults, the time zone and the mode', async () => {
		const engine = await createEngine(options());
		const run = await engine.runNode({
			type: 'harness.probe',
			parameters: {
				text: '={{ $json.name + " at " + $json.at.toDateTime().setZone($now.zoneName).toFormat("HH:mm ZZ") }}',
			},
			input: [
				{ name: 'Ada', at: '2026-07-01T10:00:00Z' },
				{ name: 'Bo', at: '2026-12-01T10:00:00Z' },
			],
			settings: { timezone: 'Asia/Kolkata' },
			mode: 'trigger',
		});
		expect(run.error).toBeUndefined();
		expect(run.json).toEqual([
			expect.objectContaining({ text: 'Ada at 15:30 +05:30', note: 'by default', mode: 'trigger' }),
			expect.objectContaining({ text: 'Bo at 15:30 +05:30', timezone: 'Asia/Kolkata' }),
		]);
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(run.hints).toEqual([{ message: 'Probed', location: 'outputPane' }]);
		expect(run.status).toBe('success');
	});

	it('throws an error of the one n8n-workflow that tests import', async () => {
		const engine = await createEngine(options());
		const account = engine.store.add('probeApi', { user: 'a', secret: 'b' });
		const run = await engine.runNode({
			type: 'harness.probe',
			parameters: { url: `${base}/bad`, credential: 'probeApi' },
			credentials: [account],
		});
		expect(run.status).toBe('error');
		expect(run.error).toBeInstanceOf(NodeApiError);
		expect(run.error).toMatchObject({ httpCode: '400', description: 'no such agent' });
		expect(run.recordedError).toMatchObject({ description: 'no such agent' });
	});

	it('sends failed items to the error output when it is asked to', async () => {
		const engine = await createEngine(options());
		const run = await engine.runNode({
			type: 'harness.probe',
			parameters: { url: `=${base}/{{ $json.path }}` },
			input: [{ path: 'good' }, { path: 'bad' }],
			onError: 'continueErrorOutput',
		});
		expect(run.json).toHaveLength(1);
		expect(run.errorItems).toEqual([
			expect.objectContaining({ json: { error: expect.any(String) }, pairedItem: { item: 1 } }),
		]);
	});

	it('can be cancelled in the middle of a wait', async () => {
		const engine = await createEngine(options());
		const stop = new AbortController();
		const running = engine.runNode({
			type: 'harness.probe',
			parameters: { url: base, waitMs: '={{ $json.waitMs }}' },
			input: [{ waitMs: 0 }, { waitMs: 60_000 }],
			signal: stop.signal,
		});
		while (requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		setTimeout(() => stop.abort(), 20);
		const run = await running;
		expect(run.status).toBe('canceled');
		expect(requests).toHaveLength(1);
	});

	it('runs with others in one workflow', async () => {
		const engine = await createEngine(options());
		const outcome = await engine.runWorkflow({
			nodes: [
				{ name: 'First', type: 'harness.probe', parameters: { text: 'one' } },
				{ name: 'Second', type: 'harness.probe', parameters: { text: '={{ $json.text }} two' } },
			],
		});
		expect(outcome.node('Second').json).toEqual([expect.objectContaining({ text: 'one two' })]);
	});

	it('gives binary data that a test can read', async () => {
		const engine = await createEngine(options());
		const run = await engine.runNode({ type: 'harness.probe', parameters: { file: 'Hello' } });
		const [item] = run.items;
		expect(item?.binary?.data).toMatchObject({ fileName: 'probe.txt', mimeType: 'text/plain' });
		expect(String(await engine.readBinary(item?.binary?.data))).toBe('Hello');
	});

	it('is another copy of the product in a process of its own', async () => {
		const [one, same] = [await createEngine(), await createEngine()];
		const another = await createEngine({ ownProcess: true });
		const type = 'agentSegmentsBreakdown';
		const classOf = ({ types }: Engine) => types.getByName(`${PACKAGE_NAME}.${type}`).constructor;
		expect(classOf(same)).toBe(classOf(one));
		expect(classOf(another)).not.toBe(classOf(one));

		const data = { accountId: '1', token: 'fake-token-for-tests', domain: server.domain };
		const run = await another.runNode({
			type,
			parameters: {
				authentication: 'livePersonTokenApi',
				resource: 'breakdownFile',
				operation: 'getAll',
				source: 'tests',
				timeFrame: 'custom',
				from: 'no time at all',
			},
			credentials: [another.store.add('livePersonTokenApi', data)],
		});
		// Thrown by the product, of the n8n-workflow that the test imports
		expect(run.error).toBeInstanceOf(NodeOperationError);
		expect(run.recordedError?.message).toContain("'From'");
		expect(requests).toEqual([]);
	});

	it('leaves its log to be searched', async () => {
		const engine = await createEngine(options());
		engine.logger.clear();
		await engine.runNode({ type: 'harness.probe', parameters: { text: 'a fake secret' } });
		expect(engine.logger.text()).toContain('a fake secret');
	});
});

describe('requests of a node', () => {
	it('reach localhost directly and a fixed host through the proxy, over trusted TLS', async () => {
		const engine = await createEngine(options());
		const run = await engine.runNode({
			type: 'harness.probe',
			parameters: { url: '={{ $json.url }}' },
			input: [{ url: `${base}/a` }, { url: `https://${FIXED_HOST}/b` }],
		});
		expect(run.json.map(({ answer }) => answer)).toEqual([
			{ host: server.domain, user: null },
			{ host: FIXED_HOST, user: null },
		]);
	});

	it('refuse a certificate that nobody vouches for', async () => {
		const engine = await createEngine(options());
		const run = await engine.runNode({
			type: 'harness.probe',
			parameters: { url: `https://${stranger.domain}/a` },
		});
		expect(String(run.error)).toMatch(/self.signed certificate/);
		expect(requests).toEqual([]);
	});

	it('reach no host that the proxy does not know', async () => {
		const engine = await createEngine(options());
		const run = await engine.runNode({
			type: 'harness.probe',
			parameters: { url: 'https://elsewhere.example.com/' },
		});
		expect(run.status).toBe('error');
		expect(proxy.refused).toEqual(['elsewhere.example.com:443']);
	});
});

describe('credentials in the engine', () => {
	it('are resolved for generic authentication, with defaults and expressions', async () => {
		const engine = await createEngine(options());
		const account = engine.store.add('probeApi', { secret: '={{ "s" + 1 }}' });
		const run = await engine.runNode({
			type: 'harness.probe',
			parameters: { url: base, credential: 'probeApi' },
			credentials: [account],
		});
		expect(run.json[0]).toMatchObject({ answer: { user: 'default user:s1' } });
	});

	it('keep the token that preAuthentication made, and renew it after a 401', async () => {
		const engine = await createEngine(options());
		const account = engine.store.add('probeTokenApi', { baseUrl: base });
		const guarded = {
			type: 'harness.probe',
			parameters: { url: `${base}/guarded`, credential: 'probeTokenApi' },
			credentials: [account],
			input: [{}, {}],
		};
		const first = await engine.runNode(guarded);
		expect(first.error).toBeUndefined();
		expect(engine.store.writes).toHaveLength(1);
		expect(engine.store.read(account).token).toBe(validToken);

		validToken = 'made by another client';
		const second = await engine.runNode(guarded);
		expect(second.json).toHaveLength(2);
		expect(engine.store.writes).toHaveLength(2);
	});

	it('are read anew for each request, so that another process can renew them', async () => {
		const store = new CredentialStore();
		const [one, other] = [await createEngine(options(store)), await createEngine(options(store))];
		const account = store.add('probeTokenApi', { baseUrl: base, token: 'stale' });
		const guarded = {
			type: 'harness.probe',
			parameters: { url: `${base}/guarded`, credential: 'probeTokenApi' },
			credentials: [account],
		};
		const made = tokensMade;
		expect((await one.runNode(guarded)).error).toBeUndefined();
		expect((await other.runNode(guarded)).error).toBeUndefined();
		expect(tokensMade - made).toBe(1);
	});
});

describe('a credential test', () => {
	it.each([
		['probeApi', 'good', { status: 'OK', message: 'Connection successful!' }],
		['probeCodeApi', 'forbidden', { status: 'Error', message: 'Not allowed here' }],
		['probeApi', 'wrong', { status: 'Error', message: 'The secret is wrong' }],
		['probeApi', 'broken', { status: 'Error', message: 'Internal Server Error' }],
	])('of type %s tells of a %s credential', async (type, user, verdict) => {
		const engine = await createEngine(options());
		const account = engine.store.add(type, { user, secret: 'x', baseUrl: base });
		expect(await engine.testCredential(account)).toEqual(verdict);
	});

	it('tells of a server that does not answer', async () => {
		const engine = await createEngine(options());
		const account = engine.store.add('probeApi', { baseUrl: 'https://localhost:1' });
		expect(await engine.testCredential(account)).toEqual({
			status: 'Error',
			message: 'ECONNREFUSED',
		});
	});
});

describe('a credential test with a session token', () => {
	const testWith = async (token: string) => {
		const engine = await createEngine(options());
		const made = tokensMade;
		const account = engine.store.add('probeTokenApi', { baseUrl: base, token });
		const result = await engine.testCredential(account);
		return { ...result, made: tokensMade - made, stored: engine.store.read(account).token };
	};

	it('makes one where there is none, and keeps it', async () => {
		expect(await testWith('')).toMatchObject({ status: 'OK', made: 1, stored: validToken });
	});

	it('makes a new one when the stored one is refused', async () => {
		expect(await testWith('stale')).toMatchObject({ status: 'OK', made: 1, stored: validToken });
	});

	// n8n means to make one for each test, but looks for its No Operation node by another name
	it('makes none while the stored one is taken', async () => {
		validToken = 'still good';
		expect(await testWith('still good')).toMatchObject({ status: 'OK', made: 0 });
	});
});

describe('a poll', () => {
	const ofNode = (data: IDataObject) => ({ 'node:Node': data });
	const cursor = (data: IDataObject) => ({ 'cursor:Node': data });

	it('carries static data on, and says what outlives n8n', async () => {
		const engine = await createEngine(options());
		const first = await engine.poll({ type: 'harness.probeTrigger', budgetMs: 1000 });
		expect(first.json).toEqual([{ count: 1, budgetMs: 1000, mode: 'trigger' }]);
		const second = await engine.poll({
			type: 'harness.probeTrigger',
			staticData: first.staticData,
			parameters: { silent: true },
		});
		expect(second.outputs).toBeNull();
		expect(second.staticData).toEqual(ofNode({ count: 2 }));
		// n8n saves once it has activated the trigger, which takes a first poll
		expect(second.savedStaticData).toEqual(ofNode({ count: 2 }));
	});

	it('of a trigger that stays active goes on in memory, and keeps what n8n saved last', async () => {
		const engine = await createEngine(options());
		const trigger = engine.activate({
			type: 'harness.probeTrigger',
			parameters: { silent: true },
			staticData: ofNode({ count: 3 }),
		});
		const first = await trigger.poll();
		expect(first.savedStaticData).toEqual(ofNode({ count: 4 }));
		const second = await trigger.poll();
		expect(second.staticData).toEqual(ofNode({ count: 5 }));
		expect(second.savedStaticData).toEqual(ofNode({ count: 4 }));
	});

	it('may hand over an error for n8n to record, and still give items', async () => {
		const engine = await createEngine(options());
		const trigger = engine.activate({
			type: 'harness.probeTrigger',
			parameters: { report: 'one of many' },
		});
		const first = await trigger.poll();
		expect(first.reported).toEqual([new Error('one of many')]);
		expect(first.items).toHaveLength(1);
		expect((await trigger.poll()).reported).toHaveLength(1);
	});

	it.each([
		['gives nothing', { silent: true }, { count: 4 }],
		['fails', { fails: true }, { count: 3 }],
	])(
		'of durable pollers that %s has its static data saved or undone',
		async (_, parameters, kept) => {
			const engine = await createEngine(options());
			const poll = { type: 'harness.probeTrigger', durable: true };
			const outcome = await engine.poll({ ...poll, parameters, staticData: cursor({ count: 3 }) });
			expect(outcome.staticData).toEqual(cursor(kept));
			expect(outcome.savedStaticData).toEqual(cursor(kept));
		},
	);

	it('of a durable poller goes on from static data, and by the id of the node after that', async () => {
		const engine = await createEngine(options());
		const poll = { type: 'harness.probeTrigger', durable: true };
		const first = await engine.poll({ ...poll, staticData: ofNode({ count: 3 }) });
		expect(first.json).toEqual([expect.objectContaining({ count: 4 })]);
		const { staticData } = first;
		const renamed = await engine.poll({ ...poll, id: 'Node', name: 'Another', staticData });
		expect(renamed.json).toEqual([expect.objectContaining({ count: 5 })]);
		// A cursor that was made once goes on to be used
		const switchedOff = await engine.poll({ ...poll, durable: false, staticData });
		expect(switchedOff.json).toEqual([expect.objectContaining({ count: 5 })]);
	});

	it('from the editor leaves no trace in static data', async () => {
		const engine = await createEngine(options());
		const run = await engine.poll({
			type: 'harness.probeTrigger',
			mode: 'manual',
			staticData: ofNode({ count: 7 }),
		});
		expect(run.json).toEqual([expect.objectContaining({ count: 8, mode: 'manual' })]);
		expect(run.staticData).toEqual(ofNode({ count: 7 }));
	});

	it('may keep nothing that JSON cannot hold', async () => {
		const engine = await createEngine(options());
		await expect(
			engine.poll({ type: 'harness.probeTrigger', parameters: { odd: true } }),
		).rejects.toThrow('Not plain JSON at $.node:Node.when');
	});
});

describe('the editor', () => {
	it('gets a list with the filter, the page and the credential', async () => {
		const engine = await createEngine(options());
		const account = engine.store.add('probeApi', { user: 'Ada' });
		const list = await engine.listSearch({
			type: 'harness.probe',
			method: 'names',
			parameters: { text: 'by' },
			credentials: [account],
			filter: 'x',
			paginationToken: '2',
		});
		expect(list).toEqual({ results: [{ name: 'by Ada x', value: '2' }] });
	});
});

describe('an AI agent', () => {
	it.each([
		['supplyData', true],
		['engineRequest', false],
	] as const)('calls a node as a tool by %s', async (via, isTool) => {
		const engine = await createEngine(options());
		const run = await engine.runTool({
			type: 'harness.probe',
			parameters: { text: "={{ $fromAI('name', 'Whose time', 'string') }}" },
			calls: [{ name: 'Ada' }, { name: 'Bo' }],
			via,
		});
		expect(run.error).toBeUndefined();
		expect(run.description).toBe('Asks an address');
		expect(run.responses.map((text) => JSON.parse(text))).toEqual([
			[expect.objectContaining({ text: 'Ada', isTool, nodeType: 'harness.probeTool' })],
			[expect.objectContaining({ text: 'Bo', isTool, nodeType: 'harness.probeTool' })],
		]);
	});
});
