import type { Fault } from '../../../../sandbox/simulators/cloudAgent/index.mts';
import { API_KEY, AHT_PATH, Bench, USER } from './support.mts';

const AGENT_BODY = JSON.stringify({ userName: USER, agentId: 'ananya.rao' });

function askRaw(bench: Bench) {
	bench.simulator.setMode('BASIC_AUTH');
	return bench.sendRaw('POST', AHT_PATH, { apikey: API_KEY }, AGENT_BODY);
}

describe('a planned fault', () => {
	it.each<[string, Fault, number, RegExp]>([
		['an HTML page', { type: 'html' }, 200, /^<!DOCTYPE html>/],
		['an empty body', { type: 'empty' }, 200, /^$/],
		['a bare number', { type: 'number' }, 200, /^42$/],
		['a megabyte of HTML', { type: 'huge' }, 200, /^<!DOCTYPE html>[^]{1000000}/],
		['a megabyte of JSON', { type: 'huge', as: 'json' }, 200, /"message":"x{1000000}/],
		['control characters', { type: 'controlCharacters' }, 200, /\\u0007/],
		['an exception of Spring', { type: 'serverError' }, 500, /"error":"Internal Server Error"/],
		['HTTP 429', { type: 'tooManyRequests', retryAfter: '7' }, 429, /Too Many Requests/],
		['HTTP 503', { type: 'unavailable' }, 503, /Service Unavailable/],
		['a redirect', { type: 'redirect', location: 'https://elsewhere.test/' }, 302, /^$/],
		['a refusal', { type: 'refusal', message: 'Token Expired' }, 200, /Token Expired/],
		['any body', { type: 'verbatim', status: 418, body: 'tea' }, 418, /^tea$/],
	])(
		'gives %s once, then the simulator is itself again',
		async (_label, fault, status, pattern) => {
			const bench = new Bench();
			bench.simulator.failNext(fault);
			const answer = await bench.agentAht();
			expect(answer.status).toBe(status);
			expect(answer.text).toMatch(pattern);
			expect((await bench.agentAht()).body).toMatchObject({ status: 'success' });
		},
	);

	it('gives the address of a redirect and a Retry-After', async () => {
		const bench = new Bench();
		bench.simulator.failNext({ type: 'redirect', location: 'https://elsewhere.test/' });
		bench.simulator.failNext({ type: 'unavailable', retryAfter: '9' });
		expect((await bench.agentAht()).headers).toHaveProperty('location', 'https://elsewhere.test/');
		expect((await bench.agentAht()).headers).toHaveProperty('retry-after', '9');
	});

	it('waits for the user name that it is meant for', async () => {
		const bench = new Bench();
		bench.simulator.failNext({ type: 'serverError' }, { userName: 'another_account' });
		expect((await bench.agentAht()).status).toBe(200);
		bench.simulator.failNext({ type: 'serverError' }, { userName: USER });
		expect((await bench.agentAht()).status).toBe(500);
		expect((await bench.agentAht()).status).toBe(200);
	});

	it('cuts the connection', async () => {
		const bench = new Bench();
		bench.simulator.failNext({ type: 'drop' });
		expect(await askRaw(bench)).toBe('drop');
	});

	it('hangs until released', async () => {
		const bench = new Bench();
		bench.simulator.failNext({ type: 'hang' });
		let isOver = false;
		const answer = askRaw(bench).then((result) => {
			isOver = true;
			return result;
		});
		await new Promise((resolve) => setImmediate(resolve));
		expect(isOver).toBe(false);
		bench.simulator.releaseHung();
		expect(await answer).toBe('drop');
	});

	it('takes its time, every answer or one, and still counts the moment of arrival', async () => {
		const slept: number[] = [];
		const bench = new Bench({ sleep: async (ms) => void slept.push(ms) });
		bench.simulator.misbehave.latencyMs = 50;
		bench.simulator.failNext({ type: 'latency', ms: 1000 });
		await bench.agentAht();
		await bench.agentAht();
		expect(slept).toEqual([1050, 50]);
	});

	it('comes as often as planned and only to the kind of request it is for', async () => {
		const bench = new Bench();
		bench.simulator.failNext({ type: 'serverError' }, { kind: 'aht', times: 2 });
		expect(await bench.token()).toEqual(expect.any(String));
		const statuses = [];
		for (let i = 0; i < 3; i++) statuses.push((await bench.agentAht()).status);
		expect(statuses).toEqual([500, 500, 200]);
	});

	it('lasts until it is cleared when planned without an end', async () => {
		const bench = new Bench();
		bench.simulator.failNext({ type: 'html' }, { times: Infinity });
		for (let i = 0; i < 3; i++) expect((await bench.agentAht()).body).toBeUndefined();
		bench.simulator.clearFaults();
		expect((await bench.agentAht()).body).toMatchObject({ status: 'success' });
	});

	it('uses none of the limit', async () => {
		const bench = new Bench();
		bench.simulator.failNext({ type: 'unavailable' });
		await bench.agentAht();
		expect(bench.simulator.usedInLastMinute()).toBe(0);
	});
});

describe('the log', () => {
	it('has counts by kind, refusals by message and each request', async () => {
		const bench = new Bench();
		await bench.token();
		await bench.agentAht();
		await bench.aht({}, { agentId: 'ananya.rao' });
		bench.simulator.failNext({ type: 'html' });
		await bench.agentAht();
		const { requests } = bench.simulator;
		expect(requests.counts).toMatchObject({ token: 1, aht: 3, campaigns: 0 });
		expect(requests.refusals).toEqual({ 'apiKey should not be empty': 1 });
		expect(requests.refused).toBe(1);
		expect(requests.of('aht').map(({ outcome, reason }) => [outcome, reason])).toEqual([
			['ok', ''],
			['refused', 'apiKey should not be empty'],
			['fault', 'html'],
		]);
		expect(requests.of('token')[0]).toMatchObject({
			at: bench.nowMs,
			method: 'POST',
			path: '/ca_apis/CAToken/generateToken',
			headers: { apikey: API_KEY },
			body: `{"userName":"${USER}"}`,
			status: 200,
		});
	});

	it('keeps the last 5,000 requests and counts them all', async () => {
		const bench = new Bench();
		for (let i = 0; i < 5001; i++) await bench.send('GET', '/nowhere', {}, '');
		expect(bench.simulator.requests.log).toHaveLength(5000);
		expect(bench.simulator.requests.counts.other).toBe(5001);
	});

	it('is empty, and every switch is back, after calming down', async () => {
		const bench = new Bench();
		bench.simulator.misbehave.ahtShape = 'topLevel';
		bench.simulator.misbehave.texts.rateLimit = 'no';
		bench.simulator.failNext({ type: 'html' });
		bench.simulator.calmDown();
		expect(bench.simulator.misbehave).toMatchObject({
			ahtShape: 'messageObject',
			texts: { rateLimit: 'max limit exceeded' },
		});
		expect((await bench.agentAht()).body).toHaveProperty('message.AHT');
		expect(bench.simulator.requests.counts.aht).toBe(1);
	});
});
