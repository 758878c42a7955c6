import type { Misbehaviour } from '../../../../sandbox/simulators/livePerson/misbehave.mts';
import { MS_PER_HOUR } from '../../../../sandbox/simulators/livePerson/records.mts';
import { getFile, getSegments, list, NOW_MS, send, startAt } from './support.mts';

describe('the simulator misbehaves', () => {
	it.each<[string, Misbehaviour, number, Record<string, string>, string]>([
		['429', { type: 'tooMany' }, 429, {}, 'Too Many'],
		[
			'429 with seconds to wait',
			{ type: 'tooMany', retryAfter: { seconds: 2 } },
			429,
			{ 'retry-after': '2' },
			'',
		],
		[
			'429 with a date to wait for',
			{ type: 'tooMany', retryAfter: { atMs: NOW_MS } },
			429,
			{ 'retry-after': 'Fri, 20 Nov 2026 14:30:00 GMT' },
			'',
		],
		['500 with its internal code', { type: 'internalError' }, 500, {}, '"internalCode":"'],
		['503', { type: 'unavailable' }, 503, {}, 'Service Unavailable'],
		['another status', { type: 'status', status: 418, body: 'teapot' }, 418, {}, 'teapot'],
		[
			'an HTML page',
			{ type: 'htmlPage' },
			200,
			{ 'content-type': 'text/html;charset=utf-8' },
			'<html>',
		],
		['an empty body', { type: 'emptyBody' }, 200, {}, ''],
	])('with %s, and then behaves', async (_label, misbehaviour, status, headers, text) => {
		const { simulator } = startAt();
		simulator.misbehave.next('list', misbehaviour);
		const answer = await list(simulator);
		expect(answer.status).toBe(status);
		expect(answer.headers).toMatchObject(headers);
		expect(answer.text).toContain(text);
		expect((await list(simulator)).status).toBe(200);
	});

	it('for as many requests of a kind as asked, in the order asked', async () => {
		const { simulator } = startAt();
		simulator.misbehave.next('list', { type: 'unavailable' }, 2);
		simulator.misbehave.next('list', { type: 'tooMany' });
		simulator.misbehave.next('file', { type: 'internalError' });
		expect((await getSegments(simulator)).status).toBe(200);
		const statuses = [];
		for (let count = 0; count < 4; count++) statuses.push((await list(simulator)).status);
		expect(statuses).toEqual([503, 503, 429, 200]);
		const path = simulator.data.files[0]?.path ?? '';
		expect((await getFile(simulator, path)).status).toBe(500);
	});

	it('all the time, until it is told to stop', async () => {
		const { simulator } = startAt();
		simulator.misbehave.always('any', { type: 'unavailable' });
		expect([(await list(simulator)).status, (await getSegments(simulator)).status]).toEqual([
			503, 503,
		]);
		simulator.misbehave.stop();
		expect((await list(simulator)).status).toBe(200);
	});

	it('between two moments of its clock', async () => {
		const { simulator, clock } = startAt();
		simulator.misbehave.between(NOW_MS + MS_PER_HOUR, NOW_MS + 3 * MS_PER_HOUR);
		const statuses = [];
		for (let hour = 0; hour < 4; hour++) {
			statuses.push((await list(simulator)).status);
			clock.nowMs += MS_PER_HOUR;
		}
		expect(statuses).toEqual([200, 503, 503, 200]);
	});

	it('with a complete list that calls itself partial', async () => {
		const { simulator } = startAt();
		simulator.misbehave.next('list', { type: 'partial' });
		const [partial, complete] = [await list(simulator), await list(simulator)];
		expect(partial.status).toBe(206);
		expect(partial.text).toBe(complete.text);
	});

	it('by dropping the connection', async () => {
		const { simulator } = startAt();
		simulator.misbehave.next('list', { type: 'drop' });
		await expect(list(simulator)).rejects.toThrow('dropped');
		expect(simulator.requests.log[0]?.answered).toBe('drop');
	});

	it('by cutting the connection in the middle of a good answer', async () => {
		const { simulator } = startAt();
		const { text: whole } = await list(simulator);
		simulator.misbehave.next('list', { type: 'cut', transfer: 'contentLength' });
		const half = await list(simulator);
		expect(half).toMatchObject({ status: 200, text: whole.slice(0, half.text.length) });
		expect(half.text.length).toBe(Math.floor(whole.length / 2));
		expect(half.headers['content-length']).toBe(String(whole.length));
	});

	it('by a redirect, and records what follows it', async () => {
		const { simulator } = startAt();
		simulator.misbehave.next('list', { type: 'redirect', host: 'localhost:9999', status: 307 });
		const answer = await list(simulator);
		expect(answer.status).toBe(307);
		expect(answer.headers['location']).toBe(
			'https://localhost:9999/api/account/70123456/agent-segments/breakdown?source=LP_AgentUI',
		);
		await send(simulator, '/anything', { host: 'localhost:9999', headers: { 'x-sent': 'yes' } });
		expect(simulator.requests.counts.stranger).toBe(1);
		expect(simulator.requests.log.at(-1)).toMatchObject({
			kind: 'stranger',
			headers: { 'x-sent': 'yes' },
		});
	});

	it('by answering late or never, while it counts what is in flight', async () => {
		const { simulator } = startAt();
		simulator.misbehave.next('file', { type: 'hang' });
		simulator.misbehave.latency('file', 1);
		const path = simulator.data.files[0]?.path ?? '';
		const never = getFile(simulator, path).then(() => 'answered');
		await Promise.all([getFile(simulator, path), getFile(simulator, path)]);
		expect(simulator.requests.mostInFlight.file).toBe(3);
		expect(await Promise.race([never, Promise.resolve('waiting')])).toBe('waiting');
	});
});

describe('the request log', () => {
	it('counts by kind and keeps what was sent, until it is reset', async () => {
		const { simulator } = startAt();
		await list(simulator);
		await getSegments(simulator);
		await send(simulator, '/nothing');
		expect(simulator.requests.counts).toMatchObject({ list: 1, segments: 1, other: 1, file: 0 });
		expect(simulator.requests.log[0]).toMatchObject({
			atMs: NOW_MS,
			method: 'GET',
			host: 'va.agent-activity.liveperson.net',
			headers: { authorization: 'Bearer fake-bearer-token-for-tests' },
			answered: 200,
		});
		simulator.requests.reset();
		expect(simulator.requests.counts.list).toBe(0);
		expect(simulator.requests.log).toEqual([]);
	});

	it('is bounded', async () => {
		const { simulator } = startAt();
		for (let count = 0; count < 1001; count++) await send(simulator, `/${count}`);
		expect(simulator.requests.log).toHaveLength(1000);
		expect(simulator.requests.log[0]?.rawUrl).toBe('/1');
		expect(simulator.requests.counts.other).toBe(1001);
	});
});
