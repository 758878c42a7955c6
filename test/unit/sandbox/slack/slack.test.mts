import type { SimulatedAnswer } from '../../../../sandbox/simulators/httpsServer.mts';
import type { SlackSimulator } from '../../../../sandbox/simulators/slack/index.mts';
import { createSlackSimulator } from '../../../../sandbox/simulators/slack/index.mts';

const TOKEN = 'xoxb-fake-token-for-tests';
const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
const NOW_MS = Date.UTC(2026, 10, 23, 9);

interface Sent {
	method?: string;
	headers?: Record<string, string>;
	body?: string;
}

async function send(slack: SlackSimulator, path: string, sent: Sent = {}) {
	const [plainPath = '', query = ''] = path.split('?');
	const answer: SimulatedAnswer = await slack.handler({
		method: sent.method ?? 'GET',
		host: 'slack.com',
		path: `/api/${plainPath}`,
		query: new URLSearchParams(query),
		rawUrl: `/api/${path}`,
		headers: sent.headers ?? AUTHORIZED,
		body: Buffer.from(sent.body ?? ''),
	});
	if (answer === 'drop') return answer;
	return { ...answer, json: JSON.parse(String(answer.body)) as Record<string, unknown> };
}

async function call(slack: SlackSimulator, path: string, sent?: Sent) {
	const answer = await send(slack, path, sent);
	if (answer === 'drop') throw new Error('cut');
	return answer.json;
}

async function post(
	slack: SlackSimulator,
	body: Record<string, unknown>,
	headers: Record<string, string> = AUTHORIZED,
) {
	return await call(slack, 'chat.postMessage', {
		method: 'POST',
		headers: { ...JSON_TYPE, ...headers },
		body: JSON.stringify(body),
	});
}

function simulator(): SlackSimulator {
	return createSlackSimulator({ now: () => NOW_MS });
}

describe('chat.postMessage', () => {
	it('answers with the channel and time stamp and keeps the message', async () => {
		const slack = simulator();
		const answer = await post(slack, { channel: 'C0ALERTS01', text: 'AHT is over target' });
		expect(answer).toMatchObject({
			ok: true,
			channel: 'C0ALERTS01',
			ts: '1795424400.000000',
			message: { type: 'message', text: 'AHT is over target', ts: '1795424400.000000' },
		});
		expect(slack.messages).toEqual([
			{
				ts: '1795424400.000000',
				channelId: 'C0ALERTS01',
				channelName: 'aht-alerts',
				text: 'AHT is over target',
				blocks: [],
				attachments: [],
			},
		]);
	});

	it('keeps messages in order, with time stamps that differ', async () => {
		const slack = simulator();
		for (const text of ['one', 'two', 'three']) await post(slack, { channel: '#general', text });
		expect(slack.messages.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
		expect(new Set(slack.messages.map(({ ts }) => ts)).size).toBe(3);
	});

	it.each([
		['an ID', 'C0GENERAL1', 'general'],
		['a name', 'general', 'general'],
		['a name with #', '#general', 'general'],
		['a person', 'U0LEAD0001', 'meera.joshi'],
		['a person by name', '@meera.joshi', 'meera.joshi'],
	])('takes %s as channel', async (_label, channel, name) => {
		const slack = simulator();
		expect(await post(slack, { channel, text: 'hello' })).toHaveProperty('ok', true);
		expect(slack.messagesIn(name)).toHaveLength(1);
	});

	it('takes a form with the token in it', async () => {
		const slack = simulator();
		const body = new URLSearchParams({
			token: TOKEN,
			channel: '#general',
			blocks: '[{"type":"divider"}]',
		}).toString();
		const answer = await call(slack, 'chat.postMessage', {
			method: 'POST',
			headers: FORM_TYPE,
			body,
		});
		expect(answer).toHaveProperty('ok', true);
		expect(slack.messages[0]?.blocks).toEqual([{ type: 'divider' }]);
	});

	it.each([
		['no channel', { text: 'x' }, 'channel_not_found'],
		['an unknown channel', { channel: '#nowhere', text: 'x' }, 'channel_not_found'],
		['an archived channel', { channel: '#old-news', text: 'x' }, 'is_archived'],
		['a channel the app is not in', { channel: '#random', text: 'x' }, 'not_in_channel'],
		['no text', { channel: '#general' }, 'no_text'],
		['an empty text', { channel: '#general', text: ' ' }, 'no_text'],
		['blocks that are no list', { channel: '#general', blocks: {} }, 'invalid_blocks_format'],
		['too many blocks', { channel: '#general', blocks: Array(51).fill({}) }, 'invalid_blocks'],
	])('refuses %s with HTTP 200 and keeps nothing', async (_label, body, error) => {
		const slack = simulator();
		expect(await post(slack, body)).toEqual({ ok: false, error });
		expect(slack.messages).toEqual([]);
	});

	it('reaches public channels it is not in with chat:write.public', async () => {
		const slack = simulator();
		slack.workspace.tokens[0]?.scopes.push('chat:write.public');
		expect(await post(slack, { channel: '#random', text: 'x' })).toHaveProperty('ok', true);
	});

	it.each([
		['broken JSON', JSON_TYPE, '{', 'invalid_json'],
		['a JSON list', JSON_TYPE, '[]', 'json_not_object'],
		['another type of body', { 'content-type': 'text/plain' }, 'x', 'invalid_post_type'],
	])('refuses %s', async (_label, type, body, error) => {
		const sent = { method: 'POST', headers: { ...type, ...AUTHORIZED }, body };
		expect(await call(simulator(), 'chat.postMessage', sent)).toEqual({ ok: false, error });
	});

	it('keeps thread and name, the name only with chat:write.customize', async () => {
		const slack = simulator();
		const body = { channel: '#general', text: 'x', thread_ts: '1.000001', username: 'AHT' };
		await post(slack, body);
		slack.workspace.tokens[0]?.scopes.push('chat:write.customize');
		await post(slack, body);
		expect(slack.messages.map(({ threadTs, username }) => [threadTs, username])).toEqual([
			['1.000001', undefined],
			['1.000001', 'AHT'],
		]);
	});
});

describe('a token', () => {
	it.each([
		['none', {}, 'not_authed'],
		['a wrong one', { authorization: 'Bearer xoxb-fake-other' }, 'invalid_auth'],
	])('must be right: %s is refused', async (_label, headers, error) => {
		const slack = simulator();
		expect(await post(slack, { channel: '#general', text: 'x' }, headers)).toEqual({
			ok: false,
			error,
		});
	});

	it('is not read from a JSON body', async () => {
		const body = { token: TOKEN, channel: '#general', text: 'x' };
		expect(await post(simulator(), body, {})).toHaveProperty('error', 'not_authed');
	});

	it('must have the scope', async () => {
		const slack = simulator();
		slack.workspace.tokens = [{ token: TOKEN, scopes: ['users:read'] }];
		expect(await post(slack, { channel: '#general', text: 'x' })).toEqual({
			ok: false,
			error: 'missing_scope',
			needed: 'chat:write',
			provided: 'users:read',
		});
	});

	it.each(['auth.test', 'users.profile.get'])('passes %s', async (method) => {
		expect(await call(simulator(), method)).toHaveProperty('ok', true);
		const headers = { authorization: 'Bearer xoxb-fake-other' };
		expect(await call(simulator(), method, { headers })).toEqual({
			ok: false,
			error: 'invalid_auth',
		});
	});
});

describe('pick lists', () => {
	it.each([
		['public channels by default', '', 5],
		['private ones too when asked', '?types=public_channel,private_channel', 6],
		['no archived ones when asked', '?exclude_archived=true', 4],
	])('have %s', async (_label, query, many) => {
		const { channels } = await call(simulator(), `conversations.list${query}`);
		expect(channels).toHaveLength(many);
	});

	it('come in pages, each with the cursor of the next', async () => {
		const slack = simulator();
		const ids: string[] = [];
		let cursor = '';
		do {
			const page = (await call(slack, `users.list?limit=3&cursor=${cursor}`)) as {
				members: Array<{ id: string }>;
				response_metadata: { next_cursor: string };
			};
			ids.push(...page.members.map(({ id }) => id));
			cursor = encodeURIComponent(page.response_metadata.next_cursor);
		} while (cursor !== '');
		expect(ids).toEqual(slack.workspace.users.map(({ id }) => id));
		expect(slack.counts['users.list']).toBe(2);
	});

	it.each([
		['limit', 'limit=5000', 'invalid_limit'],
		['cursor', 'cursor=bm90aGluZw', 'invalid_cursor'],
	])('refuse a wrong %s', async (_label, query, error) => {
		expect(await call(simulator(), `users.list?${query}`)).toHaveProperty('error', error);
	});
});

describe('Slack on a bad day', () => {
	it('does what was planned, one call each, then works', async () => {
		const slack = simulator();
		slack.failNext(
			{ type: 'error', code: 'fatal_error' },
			{ type: 'rateLimited', retryAfterSeconds: 3 },
			{ type: 'drop' },
		);
		expect(await call(slack, 'auth.test')).toEqual({ ok: false, error: 'fatal_error' });
		expect(await send(slack, 'auth.test')).toMatchObject({
			status: 429,
			headers: { 'retry-after': '3' },
			json: { error: 'ratelimited' },
		});
		expect(await send(slack, 'auth.test')).toBe('drop');
		expect(await call(slack, 'auth.test')).toHaveProperty('ok', true);
	});

	it('does not know other methods', async () => {
		expect(await call(simulator(), 'chat.nothing')).toEqual({
			ok: false,
			error: 'unknown_method',
			req_method: 'chat.nothing',
		});
	});
});
