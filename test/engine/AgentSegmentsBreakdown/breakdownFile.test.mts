import { gunzipSync } from 'node:zlib';

import type { Scene } from './support.mts';
import { FILE, FILES, lastQuery, setScene } from './support.mts';

let scene: Scene;
beforeEach(async () => {
	scene = await setScene();
});
afterEach(async () => await scene.end());

const counts = () => scene.livePerson.requests.counts;
const listed = (from: string, to: string) =>
	scene.livePerson.data.files
		.filter(({ hourStartMs }) => hourStartMs >= Date.parse(from) && hourStartMs < Date.parse(to))
		.map(({ path }) => path);
const byPath = (path: string) => ({ ...FILE, path: { __rl: true, mode: 'path', value: path } });
const firstFile = () => {
	const [file] = scene.livePerson.data.files;
	if (!file) throw new Error('no files');
	return file;
};

describe('Breakdown File: Get Many', () => {
	it('gives an item a file, with hour, account, part and the time frame it came from', async () => {
		const run = await scene.run({
			...FILES,
			returnAll: true,
			from: '2026-11-22T06:00:00Z',
			to: '2026-11-22T07:00:00Z',
		});
		expect(run.json).toEqual(
			[0, 1, 2].map((part) => ({
				path: listed('2026-11-22T06:00Z', '2026-11-22T07:00Z')[part],
				hourStart: '2026-11-22T06:00:00.000Z',
				accountId: scene.livePerson.account.accountId,
				part,
				timeFrameStart: '2026-11-22T06:00:00.000Z',
				timeFrameEnd: '2026-11-22T07:00:00.000Z',
			})),
		);
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 0].map(() => ({ item: 0 })),
		);
		expect(run.hints).toEqual([]);
	});

	it('asks for the whole hours of the last 24 by default, in UTC, with the source', async () => {
		await scene.run(FILES);
		expect(Object.fromEntries(lastQuery(scene, 'list'))).toEqual({
			source: 'n8n_handle_time',
			from: '2026-11-21T08:00:00.000Z',
			to: '2026-11-22T08:30:00.000Z',
		});
	});

	it.each([
		['the workflow’s time zone', '2026-11-22T11:30:00', '2026-11-22T06:00:00.000Z'],
		['an expression', '={{ $json.since.toDateTime().toISO() }}', '2026-11-22T06:00:00.000Z'],
		['a DateTime, as $now is', '={{ $json.since.toDateTime() }}', '2026-11-22T06:00:00.000Z'],
		['a Date', '={{ new Date(Date.UTC(2026, 10, 22, 6)) }}', '2026-11-22T06:00:00.000Z'],
		['a number', '={{ 1795327200000 }}', '2026-11-22T06:00:00.000Z'],
		['the item', '={{ $json.since }}', '2026-11-22T06:00:00.000Z'],
	])('takes a From of %s', async (_label, from, expected) => {
		const run = await scene.run(
			{ ...FILES, from },
			{ settings: { timezone: 'Asia/Kolkata' }, input: [{ since: '2026-11-22T06:00:00Z' }] },
		);
		expect(run.error).toBeUndefined();
		expect(lastQuery(scene, 'list').get('from')).toBe(expected);
	});

	it.each([
		[
			'unreadable',
			{ from: 'last Tuesday' },
			/'From' parameter is not a date and time: last Tuesday/,
		],
		['reversed', { from: '2026-11-21', to: '2026-11-20' }, /'From' parameter is not before 'To'/],
		[
			'more than a month back',
			{ from: '2026-10-20' },
			/'From' parameter is more than a month back/,
		],
		['in the future', { to: '2026-11-24' }, /'To' parameter is in the future/],
	])('refuses a time frame that is %s before any request', async (_label, parameters, message) => {
		const run = await scene.run({ ...FILES, ...parameters });
		expect(run.error).toMatchObject({
			message: expect.stringMatching(message),
			description: expect.any(String),
			context: { itemIndex: 0 },
		});
		// The log rather than the counts: it tells what was asked for, and when
		expect(scene.livePerson.requests.log).toEqual([]);
	});

	it('lists a month in requests of at most a week, and no file twice', async () => {
		const run = await scene.run({ ...FILES, returnAll: true, from: '2026-10-23T00:00:00Z' });
		expect(run.error).toBeUndefined();
		expect(counts().list).toBe(5);
		const paths = run.json.map(({ path }) => path);
		expect(paths).toEqual(scene.livePerson.data.files.map(({ path }) => path));
	});

	it('gives a file once that two requests list, where they meet within its hour', async () => {
		// The borders of the requests fall on 2026-11-21T12:30Z, in the middle of an hour with files
		const run = await scene.run({ ...FILES, returnAll: true, from: '2026-11-14T12:30:00Z' });
		expect(counts().list).toBe(2);
		const paths = run.json.map(({ path }) => path);
		expect(new Set(paths).size).toBe(paths.length);
		expect(paths).toHaveLength(scene.livePerson.data.files.length);
	});

	it.each(['descending', 'shuffled'] as const)(
		'gives files by hour and part, however LivePerson orders them (%s)',
		async (order) => {
			scene.livePerson.switches.listOrder = order;
			const run = await scene.run({ ...FILES, returnAll: true });
			const keys = run.json.map(({ hourStart, part }) => `${String(hourStart)} ${String(part)}`);
			expect(keys).toEqual([...keys].sort());
			expect(keys).toHaveLength(72);
		},
	);

	it.each(['asDocumented', 'string', 'number'] as const)('reads epochs as %s', async (epochs) => {
		scene.livePerson.switches.epochs = epochs;
		const run = await scene.run({ ...FILES, from: '2026-11-22T06:00:00Z' });
		expect(run.json[0]).toMatchObject({ timeFrameStart: '2026-11-22T06:00:00.000Z' });
	});

	it('stops at the limit, and of several items says how many files it left out', async () => {
		const run = await scene.run({ ...FILES, limit: 5 });
		expect(run.json).toHaveLength(5);
		// n8n's editor says it
		expect(run.hints).toEqual([]);
		const several = await scene.run({ ...FILES, limit: 5 }, { input: [{}, {}] });
		expect(several.hints).toEqual([
			expect.objectContaining({ message: 'The limit left out 67 files.', type: 'info' }),
		]);
	});

	it('reads its parameters for each item, and pairs what it gives', async () => {
		const run = await scene.run(
			{ ...FILES, from: '={{ $json.from }}', limit: '={{ $json.limit }}' },
			{
				input: [
					{ from: '2026-11-22T06:00:00Z', limit: 1 },
					{ from: '2026-11-22T04:00:00Z', limit: 2 },
				],
			},
		);
		expect(run.json.map(({ hourStart }) => hourStart)).toEqual([
			'2026-11-22T06:00:00.000Z',
			'2026-11-22T04:00:00.000Z',
			'2026-11-22T04:00:00.000Z',
		]);
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 1].map((item) => ({ item })),
		);
	});

	describe('when hours are missing (206)', () => {
		beforeEach(() => {
			scene.livePerson.switches.missingHours.add(Date.parse('2026-11-22T06:00:00Z'));
		});

		it('gives the others and a hint, once for all items', async () => {
			const run = await scene.run({ ...FILES, returnAll: true }, { input: [{}, {}] });
			expect(run.error).toBeUndefined();
			expect(run.json).toHaveLength(2 * (72 - 3));
			expect(run.hints).toEqual([
				expect.objectContaining({
					message: expect.stringContaining('Some hours of the time frame are missing'),
					type: 'warning',
				}),
			]);
		});

		it('stops where Options ask for it', async () => {
			const run = await scene.run({ ...FILES, options: { stopOnMissingHours: true } });
			expect(run.error).toMatchObject({
				message: "Some hours of the time frame are missing from LivePerson's list of files",
				description: expect.stringContaining("'Stop When Hours Are Missing'"),
			});
		});
	});

	it('stops on a time frame without files where Options ask for it', async () => {
		const run = await scene.run({
			...FILES,
			to: '2026-11-10',
			options: { stopOnNoFiles: true },
		});
		expect(run.error).toMatchObject({ message: 'LivePerson has no files for the time frame' });
	});

	it('sends a failed item to the error output and goes on with the next', async () => {
		const run = await scene.run(
			{ ...FILES, limit: 1, from: '={{ $json.from }}' },
			{ input: [{ from: 'never' }, { from: '2026-11-22T07:00Z' }], onError: 'continueErrorOutput' },
		);
		expect(run.errorItems).toEqual([
			expect.objectContaining({
				json: { from: 'never', error: "The 'From' parameter is not a date and time: never" },
				pairedItem: { item: 0 },
			}),
		]);
		expect(run.items).toEqual([expect.objectContaining({ pairedItem: { item: 1 } })]);
	});

	it.each([
		['21 characters', 'a'.repeat(21)],
		['a hyphen', 'my-report'],
		['nothing', ''],
	])('refuses a source of %s from an expression before any request', async (_label, name) => {
		const run = await scene.run(
			{ ...FILES, source: { __rl: true, mode: 'name', value: '={{ $json.name }}' } },
			{ input: [{ name }] },
		);
		expect(run.error).toMatchObject({ message: expect.stringContaining("'Source'") });
		expect(counts().list).toBe(0);
	});

	it.each([
		['a resource locator', { __rl: true, mode: 'name', value: 'LP_AgentUI' }],
		['a plain value, as workflows written by hand have it', 'LP_AgentUI'],
	])('sends a source that is %s', async (_label, source) => {
		await scene.run({ ...FILES, source });
		expect(lastQuery(scene, 'list').get('source')).toBe('LP_AgentUI');
	});
});

describe('Breakdown File: Get', () => {
	it('gives the units of the file as items', async () => {
		const run = await scene.run(byPath(firstFile().path));
		expect(run.json).toEqual(firstFile().units());
		expect(run.items.every(({ pairedItem }) => (pairedItem as { item: number }).item === 0)).toBe(
			true,
		);
		expect(lastQuery(scene, 'file').get('path')).toBe(firstFile().path);
	});

	it('asks for the file without compression by the transport, whose cut end nobody would see', async () => {
		await scene.run(byPath(firstFile().path));
		const asked = scene.livePerson.requests.log.find(({ kind }) => kind === 'file');
		expect(asked?.headers['accept-encoding']).toBe('identity');
	});

	it('gives the bytes as delivered', async () => {
		const run = await scene.run({ ...byPath(firstFile().path), output: 'file' });
		const binary = run.items[0]?.binary?.['data'];
		expect(binary).toMatchObject({
			fileName: firstFile().path.split('/').at(-1),
			mimeType: 'application/gzip',
		});
		expect(run.json).toEqual([
			{
				path: firstFile().path,
				hourStart: '2026-11-20T20:00:00.000Z',
				accountId: scene.livePerson.account.accountId,
				part: 0,
			},
		]);
		const text = gunzipSync(Buffer.from(binary?.data ?? '', 'base64')).toString();
		expect(text.split('\n').filter(Boolean)).toHaveLength(firstFile().units().length);
	});

	it.each(['gzip', 'gzipTwice', 'gzipMembers', 'contentEncoding', 'none'] as const)(
		'unpacks the JSON of a file delivered as %s',
		async (compression) => {
			scene.livePerson.switches.delivery.compression = compression;
			const run = await scene.run({
				...byPath(firstFile().path),
				output: 'json',
				binaryPropertyName: 'units',
			});
			const binary = run.items[0]?.binary?.['units'];
			expect(binary?.mimeType).toBe('application/json');
			expect(binary?.fileName).toMatch(/\.json$/);
			const lines = Buffer.from(binary?.data ?? '', 'base64')
				.toString()
				.split('\n');
			expect(lines.filter(Boolean).map((line) => JSON.parse(line) as unknown)).toEqual(
				firstFile().units(),
			);
		},
	);

	it.each(['file', 'json', 'units'])(
		'says that a file of no bytes is broken, whatever is to be made of it (%s)',
		async (output) => {
			const file = firstFile();
			file.bytes = () => Buffer.alloc(0);
			const run = await scene.run({ ...byPath(file.path), output });
			expect(run.error).toMatchObject({
				message: expect.stringContaining('the file is empty') as string,
			});
			expect(run.items).toEqual([]);
		},
	);

	it('names a file without .gz where the transport has unpacked it', async () => {
		scene.livePerson.switches.delivery.compression = 'contentEncoding';
		const run = await scene.run({ ...byPath(firstFile().path), output: 'file' });
		expect(run.items[0]?.binary?.['data']).toMatchObject({
			fileName: expect.stringMatching(/\.json$/) as string,
			mimeType: 'application/json',
		});
	});

	it.each([
		['no leading slash', 'year=2026/month=11/day=20/hour=14/accountId=1/a.json.gz'],
		['another ending', '/year=2026/month=11/day=20/hour=14/accountId=1/a.json'],
		['a way up', '/year=2026/month=11/day=20/hour=14/accountId=1/../a.json.gz'],
		['an hour that does not exist', '/year=2026/month=11/day=20/hour=24/accountId=1/a.json.gz'],
	])('refuses %s from an expression before any request', async (_label, path) => {
		const run = await scene.run(byPath('={{ $json.path }}'), { input: [{ path }] });
		expect(run.error).toMatchObject({ message: expect.stringContaining("'File' parameter") });
		expect(counts().file).toBe(0);
	});

	it('refuses no path from an expression before any request', async () => {
		const run = await scene.run(byPath('={{ $json.none }}'));
		expect(run.error).toMatchObject({ message: "The expression in 'File' returned nothing" });
		expect(counts().file).toBe(0);
	});

	it('says which file is broken, and where', async () => {
		scene.livePerson.switches.delivery.defect = 'truncatedGzip';
		const run = await scene.run(byPath(firstFile().path));
		expect(run.error).toMatchObject({
			message: expect.stringContaining(firstFile().path),
			context: { itemIndex: 0 },
		});
	});
});

it('takes paths with month and hour of one digit, which the documents allow', async () => {
	await scene.end();
	scene = await setScene({ shortNumbers: true });
	const { path } = firstFile();
	expect(path).toMatch(/\/year=2026\/month=11\/day=\d+\/hour=\d+\//);
	const early = scene.livePerson.data.files.find((file) => /hour=\d\//.test(file.path));
	const run = await scene.run(byPath('={{ $json.path }}'), { input: [{ path: early?.path }] });
	expect(run.json).toEqual(early?.units());
});
