import { TeamsSimulator } from '../../../../sandbox/simulators/teams/index.mts';

const CHANNEL = '/beta/teams/61165b04-e4cc-4026-b43f-926b4e2a7182/channels';
const ALERTS = `${CHANNEL}/${encodeURIComponent('19:aht-alerts-fake-for-tests@thread.tacv2')}`;
const MESSAGE = { body: { contentType: 'text', content: 'Over target' } };

async function send(
	simulator: TeamsSimulator,
	path: string,
	body?: unknown,
	token = simulator.token,
) {
	const answer = await simulator.handler({
		method: body === undefined ? 'GET' : 'POST',
		host: 'graph.microsoft.com',
		path,
		query: new URLSearchParams(),
		rawUrl: path,
		headers: { authorization: `Bearer ${token}` },
		body: Buffer.from(JSON.stringify(body ?? '')),
	});
	if (answer === 'drop') throw new Error('cut');
	return { status: answer.status, body: JSON.parse(String(answer.body)) as unknown };
}

it('keeps what is posted to a channel, and announces it', async () => {
	const seen: string[] = [];
	const simulator = new TeamsSimulator({ onMessage: ({ content }) => seen.push(content) });
	expect((await send(simulator, `${ALERTS}/messages`, MESSAGE)).status).toBe(201);
	expect(simulator.messages).toEqual([
		{ channelName: 'AHT alerts', contentType: 'text', content: 'Over target' },
	]);
	expect(seen).toEqual(['Over target']);
});

it('lists its team and channels', async () => {
	const simulator = new TeamsSimulator();
	expect((await send(simulator, '/v1.0/me/joinedTeams')).body).toMatchObject({
		value: [{ displayName: 'Contact centre' }],
	});
	expect((await send(simulator, CHANNEL)).body).toMatchObject({
		value: [{ displayName: 'AHT alerts' }, { displayName: 'General' }],
	});
});

it.each([
	['another token', `${ALERTS}/messages`, MESSAGE, 'fake-other', 401],
	['an unknown channel', `${CHANNEL}/19:nobody/messages`, MESSAGE, undefined, 404],
	['an empty message', `${ALERTS}/messages`, { body: { content: '' } }, undefined, 400],
])('refuses %s', async (_label, path, body, token, status) => {
	const simulator = new TeamsSimulator();
	expect((await send(simulator, path, body, token)).status).toBe(status);
	expect(simulator.messages).toEqual([]);
});
