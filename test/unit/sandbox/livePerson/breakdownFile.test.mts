import { gunzipSync } from 'node:zlib';

import type { Compression, Framing } from '../../../../sandbox/simulators/livePerson/delivery.mts';
import type { HandlingTimeUnit } from '../../../../sandbox/simulators/livePerson/records.mts';
import { getFile, startAt } from './support.mts';

const PATH = '/year=2026/month=11/day=20/hour=10/accountId=70123456/sequences.1.2.3.json.gz';

/** A simulator, one of its files and that file's records. */
function startWithFile() {
	const { simulator, clock } = startAt();
	const file = simulator.data.files[0];
	if (!file) throw new Error('no files');
	return { simulator, clock, file, units: file.units() };
}

const parseLines = (text: string): unknown[] =>
	text
		.split(/\r?\n/)
		.filter((line) => line !== '')
		.map((line) => JSON.parse(line) as unknown);

describe('a breakdown file', () => {
	it('comes as gzip with one object a line', async () => {
		const { simulator, file, units } = startWithFile();
		const answer = await getFile(simulator, file.path);
		expect(answer.status).toBe(200);
		expect(answer.headers).not.toHaveProperty('content-encoding');
		expect(parseLines(gunzipSync(answer.body).toString())).toEqual(units);
	});

	it('has exactly the documented fields in every record', async () => {
		const { units } = startWithFile();
		for (const unit of units) {
			expect(Object.keys(unit)).toEqual([
				'segmentId',
				'sequence',
				'startReason',
				'endReason',
				'startTimestamp',
				'endTimestamp',
				'handleTimeMillis',
				'insertTimestamp',
			]);
		}
	});

	it.each([
		['without a path', { path: '' }, 'path: may not be empty'],
		['with a path that is not one', { path: '/etc/passwd' }, 'path: must match'],
		['with a path without its slash', { path: PATH.slice(1) }, 'path: must match'],
		['with a path that has more after it', { path: `${PATH}/x` }, 'path: must match'],
		['without a source', { source: '' }, 'source: may not be empty'],
	])('is refused %s', async (_label, parameters, cause) => {
		const { simulator } = startAt();
		const answer = await getFile(simulator, PATH, parameters);
		expect(answer.status).toBe(400);
		expect(answer.json().causes).toEqual([expect.stringContaining(cause)]);
	});

	it.each([
		['an unknown file', PATH],
		['a file of another account', PATH.replace('70123456', '99999999')],
	])('is not found for %s', async (_label, path) => {
		const { simulator } = startAt();
		expect((await getFile(simulator, path)).status).toBe(404);
	});

	it('is not found before the list has it', async () => {
		const { simulator, clock, file } = startWithFile();
		file.listedFromMs = clock.nowMs + 1;
		expect((await getFile(simulator, file.path)).status).toBe(404);
	});

	it('may be served from bytes made in advance', async () => {
		const { simulator, file } = startWithFile();
		file.bytes = () => Buffer.from('made before');
		expect((await getFile(simulator, file.path)).text).toBe('made before');
	});
});

describe('the framing of a file', () => {
	const readText = async (framing: Framing) => {
		const { simulator, file, units } = startWithFile();
		Object.assign(simulator.switches.delivery, { framing, compression: 'none' });
		return { text: (await getFile(simulator, file.path)).text, units };
	};

	it.each([
		['lines', /^\{.*\}\n$/s],
		['linesCrLf', /^\{[^\n]*\}\r\n\{.*\}\r\n$/s],
		['linesWithoutFinalNewline', /^\{[^\n]*\}\n\{.*\}$/s],
		['linesWithBlankLines', /^\n\{[^\n]*\}\n\n\{.*\}\n\n\n$/s],
		['prettyArray', /^\[\n\{\n\t"segmentId".*\}\n\]\n$/s],
		['prettyObjects', /^\{\n\t"segmentId".*\n\}\n\{\n\t"segmentId".*\n\}\n$/s],
	] as const)('may be %s', async (framing, shape) => {
		const { text, units } = await readText(framing);
		expect(text).toMatch(shape);
		const array = text.startsWith('[') ? text : `[${text.trim().replaceAll(/\}\s*\{/g, '},{')}]`;
		expect(JSON.parse(array)).toEqual(units);
	});

	it('may begin with a byte-order mark', async () => {
		const { text, units } = await readText('linesWithByteOrderMark');
		expect(text.codePointAt(0)).toBe(0xfeff);
		expect(parseLines(text.slice(1))).toEqual(units);
	});

	it('may be objects right behind each other', async () => {
		const { text, units } = await readText('concatenated');
		expect(text).not.toContain('\n');
		expect(JSON.parse(`[${text.replaceAll('}{', '},{')}]`)).toEqual(units);
	});

	it('may be an array', async () => {
		const { text, units } = await readText('array');
		expect(JSON.parse(text)).toEqual(units);
	});

	it('may be the first object alone, or nothing', async () => {
		const { text, units } = await readText('singleObject');
		expect(JSON.parse(text)).toEqual(units[0]);
		expect((await readText('empty')).text).toBe('');
	});
});

describe('the compression of a file', () => {
	it.each([
		['gzip', 1, undefined],
		['gzipTwice', 2, undefined],
		['gzipMembers', 1, undefined],
		['contentEncoding', 1, 'gzip'],
		['gzipAndContentEncoding', 2, 'gzip'],
		['none', 0, undefined],
	] as Array<[Compression, number, string | undefined]>)(
		'may be %s: gunzipped %d times it is the text',
		async (compression, times, encoding) => {
			const { simulator, file, units } = startWithFile();
			simulator.switches.delivery.compression = compression;
			const answer = await getFile(simulator, file.path);
			expect(answer.headers['content-encoding']).toBe(encoding);
			let body = answer.body;
			for (let time = 0; time < times; time++) body = gunzipSync(body);
			expect(parseLines(body.toString())).toEqual(units);
		},
	);

	it('may be of several members', async () => {
		const { simulator, file } = startWithFile();
		simulator.switches.delivery.compression = 'gzipMembers';
		const { body } = await getFile(simulator, file.path);
		const header = Buffer.from([0x1f, 0x8b, 0x08]);
		expect(body.indexOf(header, 1)).toBeGreaterThan(0);
	});
});

describe('a file may be spoilt', () => {
	it.each(['truncatedGzip', 'corruptBytes'] as const)('by %s', async (defect) => {
		const { simulator, file } = startWithFile();
		simulator.switches.delivery.defect = defect;
		const { body } = await getFile(simulator, file.path);
		expect(() => gunzipSync(body)).toThrow();
	});

	it('by being a bomb', async () => {
		const { simulator, file } = startWithFile();
		Object.assign(simulator.switches.delivery, { defect: 'bomb', bombBytes: 32 * 1024 ** 2 });
		const { body } = await getFile(simulator, file.path);
		expect(body.length).toBeLessThan(100_000);
		expect(gunzipSync(body)).toHaveLength(32 * 1024 ** 2);
	});

	it('by text in the middle that is no JSON', async () => {
		const { simulator, file, units } = startWithFile();
		simulator.switches.delivery.defect = 'badJsonInTheMiddle';
		const lines = gunzipSync((await getFile(simulator, file.path)).body)
			.toString()
			.split('\n');
		const middle = Math.floor(units.length / 2);
		expect(lines.map((line) => line.includes('oops')).indexOf(true)).toBe(middle);
	});

	it('by a record that lacks its time fields', async () => {
		const { simulator, file, units } = startWithFile();
		simulator.switches.delivery.defect = 'recordWithoutFields';
		const records = parseLines(gunzipSync((await getFile(simulator, file.path)).body).toString());
		const lacking = records.filter(
			(record) => !Object.hasOwn(record as object, 'handleTimeMillis'),
		);
		expect([records.length, lacking.length]).toEqual([units.length, 1]);
	});

	it('alone, while the others are well', async () => {
		const { simulator, file } = startWithFile();
		simulator.switches.deliveryByPath.set(file.path, { defect: 'truncatedGzip' });
		const other = simulator.data.files[1]?.path ?? '';
		const [spoilt, well] = [await getFile(simulator, file.path), await getFile(simulator, other)];
		expect(() => gunzipSync(spoilt.body)).toThrow();
		expect(() => gunzipSync(well.body)).not.toThrow();
	});
});

it('may give sequence and handleTimeMillis as strings', async () => {
	const { simulator, file, units } = startWithFile();
	Object.assign(simulator.switches.delivery, { numbersAs: 'string', compression: 'none' });
	const records = parseLines((await getFile(simulator, file.path)).text) as HandlingTimeUnit[];
	expect(records[0]?.sequence).toBe(String(units[0]?.sequence));
	expect(records[0]?.handleTimeMillis).toBe(String(units[0]?.handleTimeMillis));
	expect(records[0]?.startTimestamp).toBe(units[0]?.startTimestamp);
});
