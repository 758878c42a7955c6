import { gzipSync } from 'node:zlib';

import fc from 'fast-check';

import { BrokenFile } from '../../../../nodes/AgentSegmentsBreakdown/decode/brokenFile.ts';
import {
	decodeUnits,
	UnitDecoder,
} from '../../../../nodes/AgentSegmentsBreakdown/decode/decodeUnits.ts';
import {
	arbitraryRecordText,
	arbitraryUnit,
	COMPRESSIONS,
	DOCUMENTED_UNIT,
	FRAMINGS,
	inMembers,
	LATEST_MOMENT,
	PATH,
	unitsInARow,
} from './files.mts';
import { readByReference } from './reference.mts';

const everyKind = FRAMINGS.flatMap(([framing, frame]) =>
	COMPRESSIONS.map(([compression, compress]) => [framing, compression, frame, compress] as const),
);

function readBroken(body: Uint8Array): BrokenFile {
	const outcome = decodeOrBreak(body);
	expect(outcome).toBeInstanceOf(BrokenFile);
	return outcome as BrokenFile;
}

function decodeOrBreak(body: Uint8Array): unknown {
	try {
		return decodeUnits(body, PATH);
	} catch (error) {
		return error;
	}
}

describe('a breakdown file', () => {
	it.each(everyKind)('is read as %s, %s', (_framing, _compression, frame, compress) => {
		const units = unitsInARow(5);
		expect(decodeUnits(compress(frame(units)), PATH)).toEqual(units);
	});

	it.each(COMPRESSIONS)('gives no units when it is empty, %s', (_label, compress) => {
		expect(decodeUnits(compress('\n'), PATH)).toEqual([]);
		expect(decodeUnits(compress('[]\n'), PATH)).toEqual([]);
		expect(decodeUnits(compress('\uFEFF\r\n'), PATH)).toEqual([]);
	});

	it('is read with numbers as strings, as the API documents some of them', () => {
		const record = { ...DOCUMENTED_UNIT, sequence: '1', handleTimeMillis: '9093' };
		expect(decodeUnits(Buffer.from(JSON.stringify(record)), PATH)).toEqual([DOCUMENTED_UNIT]);
	});

	it.each([
		['zero', '0', 0],
		['zero as a text', '"0"', 0],
		['minus zero', '-0', 0],
		['a fraction of nothing', '9.0', 9],
		['an exponent', '9e3', 9000],
	])('is read with %s for a number', (_label, written, handleTimeMillis) => {
		const record = JSON.stringify(DOCUMENTED_UNIT).replace('9093', written);
		expect(decodeUnits(Buffer.from(record), PATH)).toEqual([
			{ ...DOCUMENTED_UNIT, handleTimeMillis },
		]);
	});

	it.each([
		['an object', '{"name":"billing","at":[1,{"x":"]}"}]}'],
		['an array', '[[1],["}"]]'],
		['a text with a brace', '"}"'],
		['a text with a brace behind a quote', '"\\"}"'],
	])('may have more fields than are documented, %s', (_label, value) => {
		for (const record of [
			JSON.stringify(DOCUMENTED_UNIT).replace('{', `{"more":${value},`),
			JSON.stringify(DOCUMENTED_UNIT).replace(/\}$/, `,"more":${value}}`),
		]) {
			const units = decodeUnits(Buffer.from(`${record}\n[${record}]`), PATH);
			expect(units).toEqual([DOCUMENTED_UNIT, DOCUMENTED_UNIT]);
		}
	});

	it('may have times up to the last of all dates', () => {
		const unit = { ...DOCUMENTED_UNIT, endTimestamp: LATEST_MOMENT };
		expect(decodeUnits(Buffer.from(JSON.stringify(unit)), PATH)).toEqual([unit]);
	});

	it('may lack the internal insertTimestamp', () => {
		const { insertTimestamp: _, ...record } = DOCUMENTED_UNIT;
		expect(decodeUnits(Buffer.from(JSON.stringify(record)), PATH)).toEqual([
			{ ...DOCUMENTED_UNIT, insertTimestamp: null },
		]);
	});

	it('gives only the units that are wanted', () => {
		const body = gzipSync(FRAMINGS[0]![1](unitsInARow(10)));
		const units = new UnitDecoder().decode(body, PATH, (unit) => unit.sequence > 7);
		expect(units.map((unit) => unit.sequence)).toEqual([8, 9]);
	});

	const each = unitsInARow(3).map((unit) => JSON.stringify(unit));
	it.each([
		['an array in each member', each.map((text) => `[${text}]`)],
		['a byte-order mark in each member', each.map((text) => `\uFEFF${text}\n`)],
		[
			'members of different framing',
			[`[${each[0]}]\r\n`, `${each[1]}`, ` {\n${each[2]?.slice(1)}`],
		],
		['an empty member between', [`${each[0]}\n${each[1]}`, '', `\n${each[2]}`]],
		['a record over two members', [each.join('\n').slice(0, 400), each.join('\n').slice(400)]],
	])('with %s is read to the end', (_label, members) => {
		const body = Buffer.concat(members.map((member) => gzipSync(member)));
		expect(decodeUnits(body, PATH)).toEqual(unitsInARow(3));
		expect(decodeUnits(gzipSync(body), PATH)).toEqual(unitsInARow(3));
	});

	it('whose members are alike is read to the end', () => {
		const member = gzipSync(`${JSON.stringify(DOCUMENTED_UNIT)}\n`);
		expect(decodeUnits(Buffer.concat([member, member, member]), PATH)).toHaveLength(3);
	});

	it('with the beginning of a member inside the data of another is read to the end', () => {
		const inner = gzipSync(FRAMINGS[0]![1](unitsInARow(20)));
		const stored = gzipSync(inner, { level: 0 });
		expect(stored.indexOf(inner.subarray(0, 3), 1)).toBeGreaterThan(0);
		const body = Buffer.concat([stored, gzipSync('')]);
		expect(decodeUnits(body, PATH)).toEqual(unitsInARow(20));
	});
});

describe('a broken breakdown file', () => {
	const lines = FRAMINGS[0]![1](unitsInARow(300));
	const packed = gzipSync(lines);
	const withRecord = (record: unknown) =>
		Buffer.from(`${JSON.stringify(DOCUMENTED_UNIT)}\n${JSON.stringify(record)}\n`);

	it.each([
		['cut-off gzip', packed.subarray(0, packed.length - 20), 'the gzip data is cut off'],
		['a cut-off gzip trailer', packed.subarray(0, packed.length - 3), 'the gzip data is cut off'],
		[
			'a cut-off later member',
			inMembers(Buffer.from(lines), 3).subarray(0, -9),
			'the gzip data is cut off',
		],
		['bytes after the gzip data', Buffer.concat([packed, Buffer.from('junk')]), 'is not gzip'],
		['a wrong check sum', flip(packed, packed.length - 6), 'damaged gzip data'],
		[
			'gzip inside gzip inside gzip inside gzip',
			[1, 2, 3, 4].reduce((body) => gzipSync(body), Buffer.from(lines)),
			'compressed more than 3 times',
		],
		['no bytes', Buffer.alloc(0), 'the file is empty'],
		['an HTML page', Buffer.from('<html>Service unavailable</html>'), 'is not a JSON object'],
		['a number', Buffer.from('42'), 'is not a JSON object'],
		[
			'text that is not UTF-8',
			Buffer.from(JSON.stringify({ ...DOCUMENTED_UNIT, segmentId: 'é' }), 'latin1'),
			'is not valid JSON',
		],
		[
			'an array that does not end',
			Buffer.from(`[${JSON.stringify(DOCUMENTED_UNIT)},\n`),
			'the file ends inside an array',
		],
		[
			'an array with a comma too many',
			Buffer.from(`[${JSON.stringify(DOCUMENTED_UNIT)},]`),
			'is not a JSON object',
		],
		[
			'an array without a comma',
			Buffer.from(`[${JSON.stringify(DOCUMENTED_UNIT)} ${JSON.stringify(DOCUMENTED_UNIT)}]`),
			'the array does not go on or end',
		],
		[
			'an array that begins with a comma',
			Buffer.from(`[,${JSON.stringify(DOCUMENTED_UNIT)}]`),
			'is not a JSON object',
		],
		[
			'an array without a comma after an empty one',
			Buffer.from(`[][${JSON.stringify(DOCUMENTED_UNIT)}${JSON.stringify(DOCUMENTED_UNIT)}]`),
			'the array does not go on or end',
		],
		[
			'an object that does not end',
			Buffer.from(`${JSON.stringify(DOCUMENTED_UNIT)}{"more":{"x":[1]}`),
			'the file ends inside it',
		],
		[
			'an object that ends within a text',
			Buffer.from(`${JSON.stringify(DOCUMENTED_UNIT)}{"more":"\\"`),
			'the file ends inside it',
		],
		[
			'two bytes of a byte-order mark',
			Buffer.concat([Buffer.of(0xef, 0xbb), Buffer.from(JSON.stringify(DOCUMENTED_UNIT))]),
			'is not a JSON object',
		],
		[
			'an array of arrays',
			Buffer.from(`[[${JSON.stringify(DOCUMENTED_UNIT)}]]`),
			'is not a JSON object',
		],
	])('with %s is told apart', (_label, body, reason) => {
		const broken = readBroken(body);
		expect(broken.path).toBe(PATH);
		expect(broken.message).toContain(PATH);
		expect(broken.message).toContain(reason);
	});

	it.each([
		['no segmentId', { segmentId: undefined }, "has no 'segmentId'"],
		['an empty segmentId', { segmentId: '' }, "has a 'segmentId' that is not a text"],
		[
			'half a character in its segmentId',
			{ segmentId: 'a\ud800' },
			"has a 'segmentId' that is not a text",
		],
		['no handleTimeMillis', { handleTimeMillis: undefined }, "has no 'handleTimeMillis'"],
		[
			'a negative handleTimeMillis',
			{ handleTimeMillis: -1 },
			"has a 'handleTimeMillis' that is not a whole number",
		],
		[
			'a fractional handleTimeMillis',
			{ handleTimeMillis: 1.5 },
			"has a 'handleTimeMillis' that is not a whole number",
		],
		[
			'a handleTimeMillis past exact numbers',
			{ handleTimeMillis: 2 ** 53 },
			"has a 'handleTimeMillis' that is not a whole number",
		],
		[
			'a list for a handleTimeMillis',
			{ handleTimeMillis: [9093] },
			"has a 'handleTimeMillis' that is not a whole number",
		],
		[
			'true for a handleTimeMillis',
			{ handleTimeMillis: true },
			"has a 'handleTimeMillis' that is not a whole number",
		],
		[
			'a handleTimeMillis in words',
			{ handleTimeMillis: 'nine' },
			"has a 'handleTimeMillis' that is not a whole number",
		],
		['no startReason', { startReason: undefined }, "has no 'startReason'"],
		['a number for an endReason', { endReason: 7 }, "has a 'endReason' that is not a text"],
		[
			'a startTimestamp past all dates',
			{ startTimestamp: LATEST_MOMENT + 2 },
			"has a 'startTimestamp' that is not a moment",
		],
		[
			'an insertTimestamp in words',
			{ insertTimestamp: 'today' },
			"has a 'insertTimestamp' that is not a whole number",
		],
	])('whose second record has %s names the record and its line', (_label, change, reason) => {
		const broken = readBroken(withRecord({ ...DOCUMENTED_UNIT, ...change }));
		expect(broken.message).toContain(
			`record 2 (line 2, byte ${JSON.stringify(DOCUMENTED_UNIT).length + 1})`,
		);
		expect(broken.message).toContain(reason);
		expect(broken.place).toMatchObject({ record: 2, line: 2 });
	});

	it.each(['1e3', '12 ', ' 12', '0x10', '-1', '', '12345678901234567', '٣'])(
		'with the text "%s" for a number is told apart',
		(text) => {
			const broken = readBroken(withRecord({ ...DOCUMENTED_UNIT, handleTimeMillis: text }));
			expect(broken.reason).toBe("has a 'handleTimeMillis' that is not a whole number");
		},
	);

	it.each([0, 1, 2])(
		'that begins with all but byte %d of a byte-order mark is refused',
		(wrong) => {
			const mark = Buffer.of(0xef, 0xbb, 0xbf);
			mark[wrong] = 0x7e;
			const broken = readBroken(
				Buffer.concat([mark, Buffer.from(JSON.stringify(DOCUMENTED_UNIT))]),
			);
			expect(broken.reason).toBe('is not a JSON object');
		},
	);

	it('that ends inside a record names that record', () => {
		const broken = readBroken(Buffer.from(lines.slice(0, -30)));
		expect(broken.place.record).toBe(300);
		expect(broken.reason).toContain('the file ends inside it');
	});

	it('says where the gzip data stopped', () => {
		const broken = readBroken(packed.subarray(0, packed.length - 3));
		expect(broken.place.byte).toBe(lines.length);
		expect(broken.message).toContain(`the data after byte ${lines.length} is missing`);
		expect(broken.description).toContain('None of its units were used');
	});
});

describe('reading a breakdown file', () => {
	it('gives what the reference gives, whatever the units, framing and compression', () => {
		fc.assert(
			fc.property(
				fc.array(arbitraryUnit, { maxLength: 6 }),
				fc.constantFrom(...everyKind),
				(units, [, , frame, compress]) => {
					const body = compress(frame(units));
					fc.pre(body.length > 0);
					expect(readByReference(body)).toEqual(units);
					expect(decodeUnits(body, PATH)).toEqual(units);
				},
			),
		);
	});

	it('gives what the reference gives, however a record is spelled', () => {
		const files = fc
			.array(arbitraryRecordText, { minLength: 1, maxLength: 3 })
			.map((records) => Buffer.from(records.join('\n')));
		fc.assert(fc.property(files, agreesWithReference), { numRuns: 1000 });
	});

	it('breaks where the reference breaks, and only there', () => {
		fc.assert(fc.property(mutatedFile, agreesWithReference), { numRuns: 1000 });
	});
});

function agreesWithReference(body: Buffer): void {
	const outcome = decodeOrBreak(body);
	const expected = readByReference(body);
	if (expected) expect(outcome).toEqual(expected);
	else expect(outcome).toBeInstanceOf(BrokenFile);
}

/** A file in which a few bytes were changed, left out, doubled or put in. */
const mutatedFile = fc
	.tuple(
		fc.array(arbitraryUnit, { minLength: 1, maxLength: 3 }),
		fc.constantFrom(...FRAMINGS),
		fc.array(
			fc.record({
				at: fc.nat(),
				remove: fc.nat(3),
				insert: fc.constantFrom(
					'',
					'',
					'"',
					'\\',
					'{',
					'}',
					'[',
					']',
					',',
					':',
					'0',
					'-',
					'1.0',
					'1e3',
					' ',
					'\n',
					'\\u0041',
					'é',
					'\u0000',
					'"segmentId":"again",',
					'"x":{"y":["}"]},',
					'null',
				),
			}),
			{ minLength: 1, maxLength: 2 },
		),
	)
	.map(([units, [, frame], changes]) =>
		changes.reduce(
			(body, { at, remove, insert }) => {
				const place = at % (body.length + 1);
				return Buffer.concat([
					body.subarray(0, place),
					Buffer.from(insert),
					body.subarray(place + remove),
				]);
			},
			Buffer.from(frame(units)),
		),
	);

function flip(body: Buffer, at: number): Buffer {
	const changed = Buffer.from(body);
	changed[at]! ^= 1;
	return changed;
}
