import type { Misbehaviour } from '../../../sandbox/simulators/livePerson/misbehave.mts';
import type { Scene } from './support.mts';
import { ACTIVITY_HOST, FILE, FILES, SEGMENTS, setScene, UNITS } from './support.mts';

let scene: Scene;
beforeEach(async () => {
	scene = await setScene();
});
afterEach(async () => await scene.end());

const counts = () => scene.livePerson.requests.counts;
const firstPath = () => scene.livePerson.data.files[0]?.path ?? '';

/** A proxy's or a gateway's: its status says nothing of LivePerson, and it may be gone in a minute */
const WEB_PAGE = {
	message: `${ACTIVITY_HOST} answered with a web page instead of data`,
	httpCode: null,
	failure: { cause: 'temporarily-unavailable' },
};

/** What the user reads after each answer; how often it was asked, and how long it took. */
const ANSWERS: Array<
	[label: string, misbehaviour: Misbehaviour, error: object, requests: number, waitedMs: number]
> = [
	[
		'500 with an internal code (documented)',
		{ type: 'internalError' },
		{
			message: 'LivePerson could not process the request',
			description: expect.stringContaining('3f0c1f5e-7a3e-4d0b-9a51-0d6a1c9e4b7d'),
			httpCode: '500',
			failure: { cause: 'temporarily-unavailable' },
		},
		4,
		30_000,
	],
	[
		'503 (documented)',
		{ type: 'unavailable' },
		{
			message: `${ACTIVITY_HOST} is not available at the moment`,
			httpCode: '503',
			failure: { cause: 'temporarily-unavailable' },
		},
		4,
		30_000,
	],
	[
		'429 without Retry-After (documented), until the time limit',
		{ type: 'tooMany' },
		{
			message: "LivePerson's rate limit was reached",
			httpCode: '429',
			failure: { cause: 'rate-limited' },
		},
		expect.any(Number) as unknown as number,
		expect.any(Number) as unknown as number,
	],
	[
		'429 with a Retry-After past the time limit (assumed)',
		{ type: 'tooMany', retryAfter: { seconds: 4000 } },
		{
			message: "LivePerson's rate limit was reached",
			failure: { cause: 'rate-limited', retryAfterMs: 4_000_000 },
		},
		1,
		0,
	],
	[
		'a dropped connection',
		{ type: 'drop' },
		{
			message: `The connection to ${ACTIVITY_HOST} was cut off before the answer was complete`,
			failure: { cause: 'temporarily-unavailable' },
		},
		4,
		30_000,
	],
	...(['contentLength', 'chunked', 'chunkedGzip'] as const).map(
		(transfer): (typeof ANSWERS)[number] => [
			`half of the body, and then the connection is gone (${transfer})`,
			{ type: 'cut', transfer },
			{
				message: `The connection to ${ACTIVITY_HOST} was cut off before the answer was complete`,
				failure: { cause: 'temporarily-unavailable' },
			},
			4,
			30_000,
		],
	),
	[
		'no answer at all',
		{ type: 'hang' },
		{ message: `${ACTIVITY_HOST} did not answer in time` },
		4,
		30_000 + 4 * 120_000,
	],
	['a web page', { type: 'htmlPage' }, WEB_PAGE, 4, 30_000],
	['a web page with 403', { type: 'htmlPage', status: 403 }, WEB_PAGE, 4, 30_000],
	[
		'a web page with 404, which does not say that there is nothing',
		{ type: 'htmlPage', status: 404 },
		WEB_PAGE,
		4,
		30_000,
	],
	[
		'a web page with 503, as load balancers send it',
		{ type: 'htmlPage', status: 503 },
		{
			message: `${ACTIVITY_HOST} is not available at the moment`,
			failure: { cause: 'temporarily-unavailable' },
		},
		4,
		30_000,
	],
	[
		'a web page with 429',
		{ type: 'htmlPage', status: 429 },
		{ message: "LivePerson's rate limit was reached", failure: { cause: 'rate-limited' } },
		expect.any(Number) as unknown as number,
		expect.any(Number) as unknown as number,
	],
	[
		'403 (not documented)',
		{ type: 'status', status: 403 },
		{
			message: 'The LivePerson credential may not use the Actual Handle Time API',
			description: expect.stringContaining('account manager'),
			httpCode: '403',
		},
		1,
		0,
	],
	[
		'400 with causes (documented)',
		{
			type: 'status',
			status: 400,
			body: '{"causes":["offset: must be greater than or equal to 0","limit: too large"],"message":"Bad Request"}',
			contentType: 'application/json',
		},
		{
			message:
				'LivePerson did not accept the request: offset: must be greater than or equal to 0; limit: too large',
			httpCode: '400',
		},
		1,
		0,
	],
	[
		'400 without causes',
		{ type: 'status', status: 400, body: 'no', contentType: 'text/plain' },
		{ message: 'LivePerson did not accept the request', httpCode: '400' },
		1,
		0,
	],
	[
		'401 with a reason of another form',
		{
			type: 'status',
			status: 401,
			body: '{"reason":"ask\\u0000 again\\u202e","message":"Unauthorized"}',
			contentType: 'application/json',
		},
		{
			message: 'LivePerson does not accept the credential',
			description: expect.stringContaining('LivePerson says: ask again'),
			failure: { cause: 'credential-invalid' },
		},
		2, // once more with a new token
		0,
	],
	[
		'a status of no document',
		{ type: 'status', status: 418, body: 'I am a teapot' },
		{
			message: `${ACTIVITY_HOST} answered in a way that its documentation does not describe`,
			description: expect.stringContaining('I am a teapot'),
		},
		1,
		0,
	],
];

/** What only asks for JSON can say. */
const JSON_ANSWERS: typeof ANSWERS = [
	[
		'something that is not JSON',
		{ type: 'status', status: 200, body: 'files: none' },
		{
			message: expect.stringContaining('did not answer with'),
			description: expect.stringContaining('It sent: files: none'),
		},
		1,
		0,
	],
	...['{"error":"Service is under maintenance"}', '{}', 'null', '[]', '12'].map(
		(body): (typeof ANSWERS)[number] => [
			`JSON of another kind: ${body}`,
			{ type: 'status', status: 200, body, contentType: 'application/json' },
			{
				message: expect.stringContaining('did not answer with'),
				description: expect.stringContaining(`It sent: ${body}. `),
			},
			1,
			0,
		],
	),
	[
		'JSON of another shape',
		{ type: 'status', status: 200, body: '[1]', contentType: 'application/json' },
		{ message: expect.stringContaining('did not answer with') },
		1,
		0,
	],
	[
		'nothing',
		{ type: 'emptyBody' },
		{
			message: expect.stringContaining('did not answer with'),
			description: expect.stringContaining('It sent: nothing'),
		},
		1,
		0,
	],
];

describe.each([
	['list', FILES, [...ANSWERS, ...JSON_ANSWERS]],
	['segments', SEGMENTS, [...ANSWERS, ...JSON_ANSWERS]],
	['file', FILE, ANSWERS],
] as const)('the method behind %s', (kind, parameters, answers) => {
	it.each(answers)('answers with %s', async (_label, misbehaviour, error, requests, waitedMs) => {
		scene.livePerson.misbehave.always(kind, misbehaviour);
		const run = await scene.run({ ...parameters, path: firstPath() });
		expect(run.error).toMatchObject(error);
		expect(run.error).toMatchObject({ context: { itemIndex: 0 } });
		expect(counts()[kind]).toEqual(requests);
		expect(scene.clock.elapsedMs).toEqual(waitedMs);
	});
});

describe('an answer that gets better', () => {
	it.each([
		['429', { type: 'tooMany' }, 1_000, 1_500],
		['429 with seconds', { type: 'tooMany', retryAfter: { seconds: 9 } }, 9_000, 9_000],
		['500', { type: 'internalError' }, 5_000, 5_000],
		['503', { type: 'unavailable' }, 5_000, 5_000],
		['a dropped connection', { type: 'drop' }, 5_000, 5_000],
	] as const)('is waited for after %s', async (_label, misbehaviour, leastMs, mostMs) => {
		scene.livePerson.misbehave.next('list', misbehaviour);
		const run = await scene.run(FILES);
		expect(run.error).toBeUndefined();
		expect(run.json).toHaveLength(50);
		expect(scene.clock.elapsedMs).toBeGreaterThanOrEqual(leastMs);
		expect(scene.clock.elapsedMs).toBeLessThanOrEqual(mostMs);
	});

	it.each(['contentLength', 'chunked', 'chunkedGzip'] as const)(
		'is waited for by Summarize where connections break off within files (%s)',
		async (transfer) => {
			const { livePerson } = scene;
			for (let nth = 0; nth < 3; nth++)
				livePerson.misbehave.next('file', { type: 'cut', transfer });
			const whole = { from: '2026-10-23', operation: 'summarize', groupBy: [] };
			const run = await scene.run({ ...UNITS, ...whole });
			expect(run.json[0]).toMatchObject({ ...livePerson.totals().total, partial: false });
		},
	);

	it('is waited for until the date that Retry-After names', async () => {
		const atMs = scene.clock.now() + 42_000;
		scene.livePerson.misbehave.next('list', { type: 'tooMany', retryAfter: { atMs } });
		expect((await scene.run(FILES)).error).toBeUndefined();
		expect(scene.clock.elapsedMs).toBe(42_000);
	});

	it.each([
		['timeLimit', 1441, "'Time Limit (Minutes)' is not a whole number from 1 to 1440"],
		['timeLimit', 0, "'Time Limit (Minutes)' is not a whole number from 1 to 1440"],
		['filesAtOnce', 60, "'Files at a Time' is not a whole number from 1 to 20"],
		['filesAtOnce', 'many', "'Files at a Time' is not a whole number from 1 to 20"],
	])('needs an option %s other than %j', async (name, value, message) => {
		const run = await scene.run({ ...UNITS, options: { [name]: value } });
		expect(run.error).toMatchObject({ message, context: { itemIndex: 0 } });
		expect(counts().file).toBe(0);
	});

	it('is not waited for longer than the time limit', async () => {
		scene.livePerson.misbehave.always('list', { type: 'tooMany' });
		const run = await scene.run({ ...FILES, options: { timeLimit: 2 } });
		expect(run.error).toMatchObject({ message: "LivePerson's rate limit was reached" });
		expect(scene.clock.elapsedMs).toBeLessThanOrEqual(120_000);
	});

	it('is not waited for once the execution is cancelled', async () => {
		scene.livePerson.misbehave.always('list', { type: 'unavailable' });
		const stop = new AbortController();
		const timer = setTimeout(() => stop.abort(), 7_000);
		const run = await scene.run(FILES, { signal: stop.signal, onError: 'continueRegularOutput' });
		clearTimeout(timer);
		expect(run.status).toBe('canceled');
		expect(scene.clock.elapsedMs).toBe(7_000);
		expect(counts().list).toBe(2);
	});

	it.each([
		['Get Many', { ...UNITS, returnAll: true }],
		['Summarize', { resource: 'handlingTimeUnit', operation: 'summarize' }],
	])(
		'is not waited for by %s where LivePerson asks for more time than there is',
		async (_label, parameters) => {
			scene.livePerson.misbehave.next('file', { type: 'tooMany', retryAfter: { seconds: 4000 } });
			const run = await scene.run(parameters);
			expect(run.error).toMatchObject({ message: "LivePerson's rate limit was reached" });
			expect(scene.clock.elapsedMs).toBe(0);
			// None that was not under way already
			expect(counts().file).toBeLessThanOrEqual(8);
		},
	);

	it('of one file does not hold up the reading of the others in the end', async () => {
		scene.livePerson.misbehave.next('file', { type: 'unavailable' }, 3);
		const run = await scene.run({ ...UNITS, returnAll: true, from: '2026-11-22T06:00Z' });
		expect(run.error).toBeUndefined();
		expect(scene.clock.elapsedMs).toBe(5_000);
	});
});

describe('a list of files', () => {
	const listing = (body: string) => ({
		type: 'status' as const,
		status: 200,
		body,
		contentType: 'application/json',
	});

	it('may have a byte order mark before it', async () => {
		const body = JSON.stringify({ timeframe: {}, files: [firstPath()] });
		scene.livePerson.misbehave.always('list', listing(`\uFEFF${body}`));
		const run = await scene.run({ ...FILES, from: '2026-11-20T20:00Z' });
		expect(run.json).toEqual([expect.objectContaining({ path: firstPath() })]);
	});

	it('with a time frame and without files is an empty one', async () => {
		scene.livePerson.misbehave.always('list', listing('{"timeframe":{}}'));
		const run = await scene.run(FILES);
		expect(run.error).toBeUndefined();
		expect(run.json).toEqual([]);
	});

	it('leaves out files of other years and of other accounts, and says so', async () => {
		const accountId = scene.livePerson.account.accountId;
		const paths = ['0001', '9999'].map((year) => firstPath().replace(/year=\d+/, `year=${year}`));
		paths.push(firstPath().replace(`accountId=${accountId}`, 'accountId=12345678'));
		const body = JSON.stringify({ timeframe: {}, files: [firstPath(), ...paths] });
		scene.livePerson.misbehave.always('list', listing(body));
		const run = await scene.run({ ...FILES, from: '2026-11-20T20:00Z' });
		expect(run.json.map(({ path }) => path)).toEqual([firstPath()]);
		expect(JSON.stringify(run.hints)).toContain('3');
	});
});

describe('404', () => {
	it.each(['json', 'text', 'empty'] as const)(
		'on the list means no files (body: %s)',
		async (body) => {
			scene.livePerson.switches.noFilesBody = body;
			const run = await scene.run({ ...FILES, from: '2026-11-01', to: '2026-11-02' });
			expect(run.error).toBeUndefined();
			expect(run.json).toEqual([]);
			expect(run.hints).toEqual([
				expect.objectContaining({ message: expect.stringContaining('has no files'), type: 'info' }),
			]);
		},
	);

	it('on a file names the file', async () => {
		const path = firstPath().replace('hour=20', 'hour=19').replace('.00000.', '.99999.');
		const run = await scene.run({ ...FILE, path: { __rl: true, mode: 'path', value: path } });
		expect(run.error).toMatchObject({
			message: `LivePerson has no file ${path}`,
			description: expect.stringContaining('Get Many'),
			httpCode: '404',
		});
	});

	it('on the segments means a wrong account', async () => {
		const domain = scene.sandbox.domains.livePerson;
		const credentials = [
			scene.addCredential('livePersonTokenApi', { accountId: '12345678', domain }),
		];
		const run = await scene.run(SEGMENTS, { credentials });
		expect(run.error).toMatchObject({
			message: `${domain} has nothing at the address that was asked for`,
			description: expect.stringContaining("'Account ID'"),
		});
	});
});
