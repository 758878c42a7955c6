import type { Scene } from './support.mts';
import { ACTIVITY_HOST, FILE, FILES, SEGMENTS, setScene, TYPES, UNITS } from './support.mts';

let scene: Scene;
beforeEach(async () => {
	scene = await setScene();
});
afterEach(async () => await scene.end());

/** A host that the proxy refuses, and remembers, should anything ask for it */
const ELSEWHERE = 'collector.example.com';
const counts = () => scene.livePerson.requests.counts;
const hostsAsked = () => new Set(scene.livePerson.requests.log.map(({ host }) => host));

describe.each(TYPES)('a %s credential', (type) => {
	it('signs requests in on the host that LivePerson names for the account', async () => {
		const run = await scene.run(FILES, { credentials: [scene.addCredential(type)] });
		expect(run.error).toBeUndefined();
		expect(run.json).toHaveLength(50);
		expect(scene.livePerson.requests.log.at(-1)).toMatchObject({
			kind: 'list',
			host: ACTIVITY_HOST,
			answered: 200,
		});
	});

	it('signs requests in on its own domain, without a look-up of it', async () => {
		const domain = scene.sandbox.domains.livePerson;
		const account = scene.addCredential(type, { domain: `https://${domain}/` });
		const run = await scene.run(FILES, { credentials: [account] });
		expect(run.error).toBeUndefined();
		expect(scene.livePerson.requests.log.at(-1)).toMatchObject({ kind: 'list', host: domain });
		const lookUps = scene.livePerson.requests.log.filter(({ kind }) => kind === 'domain');
		expect(lookUps.every(({ rawUrl }) => rawUrl.includes('/sentinel/'))).toBe(true);
	});

	it('gets a file, whose path has to be encoded before it is signed', async () => {
		const path = scene.livePerson.data.files[0]?.path ?? '';
		const run = await scene.run(
			{ ...FILE, path: { __rl: true, mode: 'path', value: path } },
			{ credentials: [scene.addCredential(type)] },
		);
		expect(run.error).toBeUndefined();
		expect(run.json).toEqual(scene.livePerson.data.files[0]?.units());
	});

	it('is looked up once for many items and executions', async () => {
		const credentials = [scene.addCredential(type)];
		await scene.run(FILES, { credentials, input: [{}, {}, {}] });
		await scene.run(FILES, { credentials });
		expect(counts().list).toBe(4);
		const activityLookUps = scene.livePerson.requests.log.filter(({ rawUrl }) =>
			rawUrl.includes('/agentActivityDomain/'),
		);
		expect(activityLookUps).toHaveLength(1);
	});

	it('appears in nothing that is recorded or logged', async () => {
		const { account } = scene.livePerson;
		scene.livePerson.switches.access = 'noPermission401';
		const credentials = [scene.addCredential(type)];
		const run = await scene.run(FILES, { credentials });
		await scene.clock.run(async () => await scene.engine.testCredential(credentials[0]!));
		expect(run.error).toBeDefined();
		const recorded = `${run.text()} ${scene.engine.logger.text()} ${JSON.stringify(run.error)}`;
		for (const secret of [
			account.clientSecret,
			account.token,
			account.appSecret,
			account.accessToken,
			account.accessTokenSecret,
			...scene.livePerson.tokens.minted,
		]) {
			expect(recorded).not.toContain(secret);
		}
	});

	it('is not sent to a host outside LivePerson that the Domain API names', async () => {
		scene.livePerson.hosts.agentActivity = ELSEWHERE;
		const run = await scene.run(FILES, { credentials: [scene.addCredential(type)] });
		expect(run.error).toMatchObject({
			message: expect.stringContaining(ELSEWHERE),
			description: expect.stringContaining("enter it as 'Domain'"),
		});
		expect(scene.sandbox.refusedHosts).toEqual([]);
	});

	it('names the field that is wrong before any request', async () => {
		const run = await scene.run(FILES, {
			credentials: [scene.addCredential(type, { domain: 'http://va.liveperson.net' })],
		});
		expect(run.error).toMatchObject({
			message: "The 'Domain' of the credential is not a host name",
		});
		const other = await scene.run(FILES, {
			credentials: [scene.addCredential(type, { accountId: '12/34' })],
		});
		expect(other.error).toMatchObject({ message: expect.stringContaining("'Account ID'") });
		expect(hostsAsked()).toEqual(new Set());
	});
});

describe('a redirect', () => {
	it.each([
		['livePersonOAuth1Api', 302],
		['livePersonTokenApi', 301],
		['livePersonOAuth2Api', 301],
		['livePersonOAuth2Api', 302],
		['livePersonOAuth2Api', 303],
		['livePersonOAuth2Api', 307],
		['livePersonOAuth2Api', 308],
	] as const)(
		'does not take a %s credential along (%i), and the message says so',
		async (type, status) => {
			const credentials = [scene.addCredential(type)];
			scene.livePerson.misbehave.next('list', { type: 'redirect', host: ELSEWHERE, status });
			const run = await scene.run(FILES, { credentials });
			expect(run.error).toMatchObject({
				message: `${ACTIVITY_HOST} sent the request on to another address`,
				description: expect.stringContaining('not followed'),
			});
			expect(counts().list).toBe(1);
			expect(scene.sandbox.refusedHosts).toEqual([]);
		},
	);
});

describe('the test of a credential', () => {
	const test = async (type: (typeof TYPES)[number], changes: Record<string, string> = {}) => {
		const account = scene.addCredential(type);
		return await scene.clock.run(async () => await scene.engine.testCredential(account, changes));
	};

	it.each(TYPES)('accepts a good %s', async (type) => {
		expect(await test(type)).toEqual({
			status: 'OK',
			message: 'LivePerson accepted the credential',
		});
		expect(await test(type, { domain: scene.sandbox.domains.livePerson })).toMatchObject({
			status: 'OK',
		});
	});

	it.each([
		[
			'livePersonOAuth2Api',
			{ clientSecret: 'fake-wrong-secret' },
			/'Client ID' and 'Client Secret'/,
		],
		['livePersonOAuth2Api', { clientId: 'fake-wrong-id' }, /'Client ID' and 'Client Secret'/],
		[
			'livePersonTokenApi',
			{ token: 'fake-wrong-token' },
			/access token.*Enter a new one as 'Token'/,
		],
		['livePersonOAuth1Api', { appKey: 'fake-wrong-key' }, /'App Key'.*OAuth2 type/],
		[
			'livePersonOAuth1Api',
			{ appSecret: 'fake-wrong' },
			/signature.*'App Secret' and 'Access Token Secret'/,
		],
		[
			'livePersonOAuth1Api',
			{ accessTokenSecret: 'fake-wrong' },
			/signature.*'Access Token Secret'/,
		],
		['livePersonOAuth1Api', { accessToken: 'fake-wrong' }, /access token.*Check 'Access Token'/],
		['livePersonTokenApi', { token: ' ' }, /^The 'Token' of the credential is empty/],
		[
			'livePersonOAuth2Api',
			{ clientSecret: '' },
			/^The 'Client Secret' of the credential is empty/,
		],
		...['fake\r\ntoken', 'fake\u0000token', 'fake\u{1F600}token', 'fake token'].map(
			(token) =>
				[
					'livePersonTokenApi',
					{ token },
					/^The 'Token' of the credential has characters that it cannot have/,
				] as const,
		),
		[
			'livePersonOAuth1Api',
			{ accessTokenSecret: 'fake\nsecret' },
			/^The 'Access Token Secret' of the credential has characters/,
		],
		['livePersonTokenApi', { domain: 'localhost:1/path' }, /^The 'Domain' of the credential/],
	] as const)('of %s tells what is wrong with %j', async (type, changes, message) => {
		const result = await test(type, changes);
		expect(result).toEqual({ status: 'Error', message: expect.stringMatching(message) });
		for (const value of Object.values(changes)) {
			if (value.trim()) expect(result.message).not.toContain(value);
		}
	});

	it('forgives the word Bearer before a token', async () => {
		const { token } = scene.livePerson.account;
		expect(await test('livePersonTokenApi', { token: `Bearer ${token}` })).toMatchObject({
			status: 'OK',
		});
		const account = scene.addCredential('livePersonTokenApi', { token: ` bearer  ${token}\n` });
		expect((await scene.run(FILES, { credentials: [account] })).error).toBeUndefined();
	});

	it.each(
		['domain', 'token', 'segments'].flatMap((kind) =>
			['{"error":"Service is under maintenance"}', '{}', 'null', '[]', '12'].map(
				(body) => [kind as 'domain' | 'segments' | 'token', body] as const,
			),
		),
	)('passes with no other answer of the %s than the documented one: %s', async (kind, body) => {
		scene.livePerson.misbehave.always(kind, {
			type: 'status',
			status: 200,
			body,
			contentType: 'application/json',
		});
		expect(await test('livePersonOAuth2Api')).toEqual({
			status: 'Error',
			message: expect.stringContaining(`. It sent: ${body}. `),
		});
	});

	it.each(TYPES)('of %s tells a wrong account from everything else', async (type) => {
		expect(await test(type, { accountId: '99999999' })).toEqual({
			status: 'Error',
			message: expect.stringMatching(/^LivePerson knows no account 99999999\. Check 'Account ID'/),
		});
	});

	it.each(['livePersonTokenApi', 'livePersonOAuth1Api'] as const)(
		'of %s finds a wrong account on a domain that was entered, too',
		async (type) => {
			const { livePerson: domain } = scene.sandbox.domains;
			expect(await test(type, { accountId: '99999999', domain })).toEqual({
				status: 'Error',
				message: expect.stringContaining("Check 'Account ID'"),
			});
		},
	);

	it.each(
		TYPES.flatMap((type) =>
			(['noPermission401', 'noPermission403', 'apiNotEnabled'] as const).map(
				(access) => [type, access] as const,
			),
		),
	)('of %s says which permission is missing (%s)', async (type, access) => {
		scene.livePerson.switches.access = access;
		expect(await test(type)).toEqual({
			status: 'Error',
			message: expect.stringMatching(
				/^The LivePerson credential may not use the Actual Handle Time API\. .*Workforce Management > Agent Activity API.*off by default.*account manager/,
			),
		});
	});

	it('says that a host is another server, unreachable, or not trusted', async () => {
		const message = async (domain: string) =>
			(await test('livePersonTokenApi', { domain })).message;
		expect(await message('localhost:1')).toMatch(/^localhost:1 does not accept connections/);
		expect(await message('no-such-host.invalid')).toMatch(/no-such-host\.invalid/);
		scene.livePerson.misbehave.next('segments', { type: 'htmlPage' });
		expect(await message(scene.sandbox.domains.livePerson)).toMatch(/web page instead of data/);
		scene.livePerson.misbehave.next('segments', { type: 'redirect', host: ELSEWHERE });
		expect(await message(scene.sandbox.domains.livePerson)).toMatch(/another address/);
		scene.livePerson.misbehave.next('segments', { type: 'tooMany' });
		expect(await message(scene.sandbox.domains.livePerson)).toMatch(/rate limit/);
	});

	it.each(TYPES)('of %s waits for a slow answer, and through a short trouble', async (type) => {
		for (const kind of ['domain', 'token', 'segments'] as const) {
			scene.livePerson.misbehave.latency(kind, 2_000);
		}
		scene.livePerson.misbehave.next('domain', { type: 'unavailable' });
		expect(await test(type)).toMatchObject({ status: 'OK' });
	});

	it.each(['single', 'list'] as const)('reads the %s form of the Domain API', async (shape) => {
		scene.livePerson.switches.oneServiceShape = shape;
		expect(await test('livePersonOAuth2Api')).toMatchObject({ status: 'OK' });
	});

	it.each([400, 401] as const)(
		'reads an unknown account that is answered with %i',
		async (code) => {
			scene.livePerson.switches.invalidSite = code;
			expect(await test('livePersonTokenApi', { accountId: '88888888' })).toMatchObject({
				message: expect.stringContaining('knows no account 88888888'),
			});
		},
	);
});

describe('the OAuth2 token', () => {
	it('is kept in the credential and used again by other executions', async () => {
		const credentials = [scene.addCredential()];
		await scene.run(FILES, { credentials, input: [{}, {}] });
		await scene.run(FILES, { credentials });
		expect(counts()).toMatchObject({ list: 3, token: 1 });
		expect(scene.engine.store.read(credentials[0]!)).toMatchObject({
			accessToken: scene.livePerson.tokens.minted[0],
		});
	});

	it.each(['expired', 'revoked'] as const)('is renewed once when it is %s', async (how) => {
		const credentials = [scene.addCredential()];
		await scene.run(FILES, { credentials });
		if (how === 'revoked') scene.livePerson.tokens.revoke();
		else await scene.clock.pass(3601_000);
		const run = await scene.run(FILES, { credentials, input: [{}, {}] });
		expect(run.error).toBeUndefined();
		expect(scene.livePerson.tokens.minted).toHaveLength(2);
		expect(scene.engine.store.read(credentials[0]!)).toMatchObject({
			accessToken: scene.livePerson.tokens.minted[1],
		});
	});

	it('is renewed once in the middle of a run, and no file is lost', async () => {
		// Virtual time would pass while other threads unpack
		scene.livePerson.switches.delivery.compression = 'none';
		scene.livePerson.misbehave.latency('file', 10_000);
		const credentials = [scene.addCredential()];
		scene.livePerson.misbehave.latency('token', 1_000);
		const timer = setTimeout(() => scene.livePerson.tokens.revoke(), 15_000);
		const run = await scene.run({ ...UNITS, returnAll: true }, { credentials });
		clearTimeout(timer);
		expect(run.error).toBeUndefined();
		const frame = { fromMs: Date.parse('2026-11-21T08:30Z'), toMs: Infinity };
		expect(run.json).toHaveLength(scene.livePerson.totals({ frame }).total.units);
		// Eight files were refused together
		expect(scene.livePerson.tokens.minted).toHaveLength(2);
	});

	it('says what to do where a new one is not accepted either', async () => {
		scene.livePerson.switches.accepts.oauth2 = true;
		const credentials = [scene.addCredential()];
		await scene.run(FILES, { credentials });
		scene.livePerson.switches.access = 'apiNotEnabled';
		const run = await scene.run(FILES, { credentials });
		expect(run.error).toMatchObject({
			message: 'The LivePerson credential may not use the Actual Handle Time API',
			description: expect.stringContaining('The API is not enabled for this account'),
			httpCode: '401',
			failure: { cause: 'credential-invalid' },
		});
	});

	it.each(
		(['list', 'segments', 'file'] as const).flatMap((kind) =>
			[200, 400, 401, 418, 500].map((status) => [kind, status] as const),
		),
	)(
		'that this very run fetched is not shown where the %s quotes it with %i',
		async (kind, status) => {
			const { minted } = scene.livePerson.tokens;
			scene.livePerson.misbehave.always(kind, {
				type: 'status',
				status,
				get body() {
					const token = minted.at(-1) ?? '';
					const forms = [token, encodeURIComponent(token), Buffer.from(token).toString('base64')];
					return JSON.stringify({ message: forms.join(' '), reason: forms.join(' ') });
				},
				contentType: 'application/json',
			});
			const parameters = { list: FILES, segments: SEGMENTS, file: FILE }[kind];
			const run = await scene.run({
				...parameters,
				path: scene.livePerson.data.files[0]?.path ?? '',
			});
			expect(minted).not.toEqual([]);
			const recorded = `${run.text()} ${scene.engine.logger.text()} ${JSON.stringify(run.error)}`;
			for (const token of minted) {
				expect(recorded).not.toContain(token);
				expect(recorded).not.toContain(Buffer.from(token).toString('base64').slice(0, 40));
			}
		},
	);

	it('that is being fetched does not hold up a Stop', async () => {
		scene.livePerson.misbehave.always('token', { type: 'hang' });
		const stop = new AbortController();
		const timer = setTimeout(() => stop.abort(), 7_000);
		const run = await scene.run(FILES, { signal: stop.signal });
		clearTimeout(timer);
		expect(run.status).toBe('canceled');
		expect(scene.clock.elapsedMs).toBe(7_000);
		expect(counts()).toMatchObject({ list: 0 });
	});

	it('that cannot stand in a request is not taken', async () => {
		scene.livePerson.misbehave.always('token', {
			type: 'status',
			status: 200,
			body: '{"access_token":"fake\\r\\ntoken"}',
			contentType: 'application/json',
		});
		const run = await scene.run(FILES);
		expect(run.error).toMatchObject({
			message: expect.stringContaining('did not answer with an access token'),
			description: expect.stringContaining('{"access_token":"***"}'),
		});
	});

	it('may come with a byte order mark', async () => {
		const scopes = scene.addCredential();
		await scene.run(FILES, { credentials: [scopes] });
		const [token] = scene.livePerson.tokens.minted;
		scene.livePerson.misbehave.always('token', {
			type: 'status',
			status: 200,
			body: `\uFEFF{"access_token":"${token}"}`,
			contentType: 'application/json',
		});
		expect((await scene.run(FILES)).error).toBeUndefined();
	});

	it('that is the refused one again is not tried again', async () => {
		const credentials = [scene.addCredential()];
		await scene.run(FILES, { credentials });
		const [token] = scene.livePerson.tokens.minted;
		scene.livePerson.misbehave.always('token', {
			type: 'status',
			status: 200,
			body: `{"access_token":"${token}"}`,
			contentType: 'application/json',
		});
		scene.livePerson.tokens.revoke();
		const run = await scene.run(FILES, { credentials });
		expect(run.error).toMatchObject({
			message: 'LivePerson does not accept the access token of the credential',
			httpCode: '401',
		});
		expect(counts()).toMatchObject({ list: 2, token: 2 });
	});

	it('that cannot be had says why', async () => {
		const credentials = [scene.addCredential('livePersonOAuth2Api', { clientSecret: 'fake-old' })];
		const run = await scene.run(FILES, { credentials });
		expect(run.error).toMatchObject({
			message: "LivePerson does not accept the 'Client ID' and 'Client Secret'",
			description: expect.stringContaining('Bad client credentials'),
		});
		expect(counts()).toMatchObject({ token: 1, list: 0 });
	});

	it.each(['string', 'number', 'absent'] as const)('may come with expires_in %s', async (form) => {
		scene.livePerson.switches.expiresIn = form;
		expect((await scene.run(FILES)).error).toBeUndefined();
	});

	it('is asked for again after pauses while the sentinel is down', async () => {
		scene.livePerson.misbehave.next('token', { type: 'unavailable' }, 2);
		const run = await scene.run(FILES);
		expect(run.error).toBeUndefined();
		expect(scene.clock.elapsedMs).toBe(15_000);
	});

	it('is asked for at the sentinel alone, with the secret in the body', async () => {
		scene.livePerson.misbehave.next('token', { type: 'redirect', host: ELSEWHERE });
		const run = await scene.run(FILES);
		expect(run.error).toMatchObject({ message: expect.stringContaining('another address') });
		const { log } = scene.livePerson.requests;
		const withSecret = log.filter(({ body, rawUrl }) =>
			`${rawUrl} ${body}`.includes(scene.livePerson.account.clientSecret),
		);
		expect(withSecret.map(({ host }) => host)).toEqual(['va.sentinel.liveperson.net']);
		expect(withSecret[0]?.rawUrl).not.toContain('secret');
		expect(scene.sandbox.refusedHosts).toEqual([]);
	});
});
