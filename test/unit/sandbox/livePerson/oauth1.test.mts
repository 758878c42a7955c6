import { createHmac } from 'node:crypto';
import OAuth from 'oauth-1.0a';

import type { LivePersonSimulator } from '../../../../sandbox/simulators/livePerson/simulator.mts';
import { ACTIVITY_HOST, NOW_MS, send, startAt } from './support.mts';

const KEY = 'fake-app-secret-for-tests&fake-access-token-secret-for-tests';
const hmac = (text: string, key = KEY) => createHmac('sha1', key).update(text).digest('base64');
const enc = encodeURIComponent;

const OAUTH_PARAMETERS = {
	oauth_consumer_key: 'fake-app-key-for-tests',
	oauth_nonce: 'nonce1',
	oauth_signature_method: 'HMAC-SHA1',
	oauth_timestamp: String(NOW_MS / 1000),
	oauth_token: 'fake-access-token-for-tests',
	oauth_version: '1.0',
};

const writeHeader = (parameters: Record<string, string>) =>
	`OAuth ${Object.entries(parameters)
		.map(([name, value]) => `${name}="${enc(value)}"`)
		.join(', ')}`;

/** Signs by hand, so that the check is not compared with itself. `query` stands in the order sent. */
function sign(
	path: string,
	query: Array<[string, string]>,
	oauth: Record<string, string> = OAUTH_PARAMETERS,
	host = ACTIVITY_HOST,
): string {
	const parameters = [...query, ...Object.entries(oauth)]
		.map(([name, value]) => `${enc(name)}=${enc(value)}`)
		.sort()
		.join('&');
	const signature = hmac(`GET&${enc(`https://${host}${path}`)}&${enc(parameters)}`);
	return writeHeader({ ...oauth, oauth_signature: signature });
}

const BASE = '/api/account/70123456/agent-segments';
const LIST_QUERY: Array<[string, string]> = [
	['source', 'LP_AgentUI'],
	['from', '2026-11-20T10:00:00+00:00'],
	['to', '2026-11-20T12:00:00Z'],
];

const sendList = async (simulator: LivePersonSimulator, authorization: string, host?: string) =>
	await send(
		simulator,
		`${BASE}/breakdown?${LIST_QUERY.map(([n, v]) => `${n}=${enc(v)}`).join('&')}`,
		{
			headers: { authorization },
			...(host ? { host } : {}),
		},
	);

describe('an OAuth 1.0 header', () => {
	it('is accepted when its signature covers the parameters', async () => {
		const { simulator } = startAt();
		expect((await sendList(simulator, sign(`${BASE}/breakdown`, LIST_QUERY))).status).toBe(200);
	});

	it('is signed with the port where there is one, and without the usual one', async () => {
		const { simulator } = startAt();
		const withPort = sign(`${BASE}/breakdown`, LIST_QUERY, OAUTH_PARAMETERS, 'localhost:8443');
		expect((await sendList(simulator, withPort, 'localhost:8443')).status).toBe(200);
		const usual = sign(`${BASE}/breakdown`, LIST_QUERY, { ...OAUTH_PARAMETERS, oauth_nonce: 'n2' });
		expect((await sendList(simulator, usual, `${ACTIVITY_HOST}:443`)).status).toBe(200);
	});

	it.each([
		['encoded', enc],
		['raw', (path: string) => path],
	])('covers the whole path of a file, sent %s', async (_label, write) => {
		const { simulator } = startAt();
		const path = simulator.data.files[0]?.path ?? '';
		const header = sign(`${BASE}/files`, [
			['path', path],
			['source', 'LP_AgentUI'],
		]);
		const rawUrl = `${BASE}/files?path=${write(path)}&source=LP_AgentUI`;
		expect((await send(simulator, rawUrl, { headers: { authorization: header } })).status).toBe(
			200,
		);
	});

	it('is refused when it signs only path=/year, as oauth-1.0a does for a raw path', async () => {
		const { simulator } = startAt();
		const path = simulator.data.files[0]?.path ?? '';
		const rawUrl = `${BASE}/files?path=${path}&source=LP_AgentUI`;
		const library = new OAuth({
			consumer: { key: 'fake-app-key-for-tests', secret: 'fake-app-secret-for-tests' },
			signature_method: 'HMAC-SHA1',
			hash_function: hmac,
		});
		library.getTimeStamp = () => NOW_MS / 1000;
		const token = {
			key: 'fake-access-token-for-tests',
			secret: 'fake-access-token-secret-for-tests',
		};
		const authorized = library.authorize(
			{ method: 'GET', url: `https://${ACTIVITY_HOST}${rawUrl}` },
			token,
		);
		const answer = await send(simulator, rawUrl, {
			headers: { authorization: library.toHeader(authorized).Authorization },
		});
		expect(answer.status).toBe(401);
		expect(answer.json().reason).toContain('signature_invalid');
	});

	it.each([
		['consumer_key_unknown', { oauth_consumer_key: 'another' }],
		['token_rejected', { oauth_token: 'another' }],
		['signature_method_rejected', { oauth_signature_method: 'PLAINTEXT' }],
		['version_rejected', { oauth_version: '2.0' }],
		['timestamp_refused', { oauth_timestamp: String(NOW_MS / 1000 - 301) }],
		['timestamp_refused', { oauth_timestamp: String(NOW_MS / 1000 + 301) }],
		['timestamp_refused', { oauth_timestamp: String(NOW_MS) }],
		['parameter_absent', { oauth_nonce: '' }],
	])('is refused with %s for %j', async (problem, changed) => {
		const { simulator } = startAt();
		const header = sign(`${BASE}/breakdown`, LIST_QUERY, { ...OAUTH_PARAMETERS, ...changed });
		const answer = await sendList(simulator, header);
		expect(answer.status).toBe(401);
		expect(answer.json().reason).toMatch(new RegExp(`^oauth_problem=${problem}&`));
	});

	it('is refused when a parameter was changed after signing', async () => {
		const { simulator } = startAt();
		const header = sign(`${BASE}/breakdown`, [['source', 'Other'], ...LIST_QUERY.slice(1)]);
		expect((await sendList(simulator, header)).json().reason).toContain('signature_invalid');
	});

	it('is refused when it is not signed at all', async () => {
		const { simulator } = startAt();
		const answer = await sendList(simulator, writeHeader(OAUTH_PARAMETERS));
		expect(answer.json().reason).toContain('parameter_absent&oauth_problem_advice=oauth_signature');
	});

	it('is good only once', async () => {
		const { simulator } = startAt();
		const header = sign(`${BASE}/breakdown`, LIST_QUERY);
		await sendList(simulator, header);
		expect((await sendList(simulator, header)).json().reason).toContain('nonce_used');
	});

	it('is refused where OAuth 1.0 has ended', async () => {
		const { simulator } = startAt();
		simulator.switches.accepts.oauth1 = false;
		const answer = await sendList(simulator, sign(`${BASE}/breakdown`, LIST_QUERY));
		expect(answer.json().reason).toContain('consumer_key_rejected');
	});
});
