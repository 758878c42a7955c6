import { constants, crc32 as crc32OfNode, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';

import fc from 'fast-check';

import { BrokenFile } from '../../../../nodes/AgentSegmentsBreakdown/decode/brokenFile.ts';
import { crc32 } from '../../../../nodes/AgentSegmentsBreakdown/decode/crc32.ts';
import { unpack, Unpacker } from '../../../../nodes/AgentSegmentsBreakdown/decode/unpack.ts';
import { inMembers, PATH } from './files.mts';

const MIB = 1024 * 1024;
const blanks = Buffer.alloc(MIB, ' ');

function unpackOrBreak(body: Uint8Array, unpacker = new Unpacker()): Buffer | BrokenFile {
	try {
		return Buffer.from(unpacker.unpack(body, PATH));
	} catch (error) {
		expect(error).toBeInstanceOf(BrokenFile);
		return error as BrokenFile;
	}
}

describe('a content of the most bytes that are read', () => {
	it.each([
		['not compressed', blanks],
		['gzip', gzipSync(blanks)],
		['gzip in gzip', gzipSync(gzipSync(blanks))],
		['gzip in several members', inMembers(blanks, 3)],
		['gzip without compression', gzipSync(blanks, { level: 0 })],
	])('is unpacked, %s', (_label, body) => {
		expect(blanks.equals(new Unpacker(MIB).unpack(body, PATH))).toBe(true);
	});

	const more = Buffer.concat([blanks, blanks.subarray(0, 1)]);
	it.each([
		['not compressed', more],
		['gzip', gzipSync(more)],
		['gzip in gzip', gzipSync(gzipSync(more))],
		['gzip in several members', inMembers(more, 3)],
		['gzip without compression', gzipSync(more, { level: 0 })],
		['gzip that states a small size', withStatedSize(gzipSync(more), 10)],
	])('is refused with a byte more, %s', (_label, body) => {
		expect(unpackOrBreak(body, new Unpacker(MIB))).toMatchObject({
			reason: 'goes beyond 1 MiB, the most that is read of a file',
		});
	});

	it('is 256 MiB', () => {
		expect(unpackOrBreak(Buffer.alloc(256 * MIB + 1))).toMatchObject({
			reason: expect.stringContaining('256 MiB'),
		});
	});
});

describe('a file', () => {
	const gzipTimes = (times: number): Buffer =>
		Array.from({ length: times }).reduce<Buffer>((body) => gzipSync(body), Buffer.from('content'));

	it('may be compressed three times', () => {
		expect(unpackOrBreak(gzipTimes(3)).toString()).toBe('content');
	});

	it('is refused where it is compressed more often', () => {
		expect(unpackOrBreak(gzipTimes(4))).toMatchObject({
			reason: 'is compressed more than 3 times',
			place: { byte: 0 },
		});
	});

	it.each([
		['the first byte of gzip alone', [0x1f, 0x20, 0x20]],
		['only the second byte of gzip', [0x20, 0x8b, 0x20]],
		['the first two bytes of gzip, but another method', [0x1f, 0x8b, 0x07]],
	])('that has %s is returned as it is', (_label, start) => {
		const body = Buffer.from([...start, ...Buffer.alloc(20, 'a')]);
		expect(unpackOrBreak(body)).toEqual(body);
	});

	it('unpacked to keep stays as it is when another is unpacked', () => {
		const kept = unpack(gzipSync('content'), PATH);
		unpack(gzipSync('another'), PATH);
		expect(Buffer.from(kept).toString()).toBe('content');
	});
});

describe('a broken member behind seven bytes of content', () => {
	const whole = gzipSync('content');
	it.each([
		['is damaged', withStatedSize(gzipSync('more'), 10)],
		['is not gzip', Buffer.from('junk')],
		['is missing', gzipSync('').subarray(0, 10)],
	])('is told with the bytes before it, where it %s', (reason, broken) => {
		expect(unpackOrBreak(Buffer.concat([whole, broken]))).toMatchObject({
			reason: expect.stringContaining(reason),
			explanation: expect.stringContaining('the data after byte 7 '),
			place: { byte: 7 },
		});
	});
});

describe('gzip', () => {
	/** From noise to repetition, near and far, so that every kind of block and copy occurs. */
	const content = fc
		.array(
			fc.tuple(
				fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ max: 3, maxLength: 400 })),
				fc.integer({ min: 1, max: 40 }),
			),
			{ maxLength: 60 },
		)
		.map((parts) =>
			Buffer.concat(
				parts.flatMap(([part, times]) => Array.from({ length: times }, () => Buffer.from(part))),
			),
		);
	const way = fc.record({
		level: fc.integer({ min: 0, max: 9 }),
		memLevel: fc.integer({ min: 1, max: 9 }),
		windowBits: fc.integer({ min: 9, max: 15 }),
		strategy: fc.constantFrom(
			constants.Z_DEFAULT_STRATEGY,
			constants.Z_FILTERED,
			constants.Z_FIXED,
			constants.Z_HUFFMAN_ONLY,
			constants.Z_RLE,
		),
	});

	it('is unpacked as zlib packed it, whatever its level, window and strategy', () => {
		const unpacker = new Unpacker();
		fc.assert(
			fc.property(fc.array(fc.tuple(content, way), { minLength: 1, maxLength: 3 }), (members) => {
				const body = Buffer.concat(members.map(([part, options]) => gzipSync(part, options)));
				const whole = Buffer.concat(members.map(([part]) => part));
				// A content that is gzip by chance would be unpacked once more
				fc.pre(whole[0] !== 0x1f);
				expect(whole.equals(unpacker.unpack(body, PATH))).toBe(true);
			}),
			{ numRuns: 500 },
		);
	});

	it('is unpacked over the whole distance of 32 KiB', () => {
		const noise = Buffer.from(Array.from({ length: 32_768 }, (_, at) => (at * at * 31 + at) >> 3));
		const whole = Buffer.concat([noise, noise, noise]);
		expect(whole.equals(new Unpacker().unpack(gzipSync(whole), PATH))).toBe(true);
	});

	it('is never read as anything but what was packed, whatever is done to its bytes', () => {
		const change = fc.record({
			at: fc.nat(),
			kind: fc.constantFrom('flip', 'cut', 'insert', 'remove'),
			byte: fc.integer({ min: 0, max: 255 }),
		});
		fc.assert(
			fc.property(content, way, change, (part, options, { at, kind, byte }) => {
				fc.pre(part[0] !== 0x1f);
				const body = gzipSync(part, options);
				const place = at % body.length;
				const rest = body.subarray(place);
				const changed = Buffer.concat([
					body.subarray(0, place),
					...(kind === 'flip' ? [Buffer.of((rest[0] ?? 0) ^ (byte || 1)), rest.subarray(1)] : []),
					...(kind === 'insert' ? [Buffer.of(byte), rest] : []),
					...(kind === 'remove' ? [rest.subarray(1)] : []),
				]);
				const outcome = unpackOrBreak(changed);
				if (outcome instanceof BrokenFile) return;
				// Without its first bytes it is not gzip, and is returned as it is
				const isGzip = changed.subarray(0, 3).equals(body.subarray(0, 3));
				expect(outcome.equals(isGzip ? part : changed)).toBe(true);
			}),
			{ numRuns: 1000 },
		);
	});

	it('is broken at every byte at which it may be cut off', () => {
		const body = inMembers(Buffer.from('handle time '.repeat(40)), 2);
		for (let length = 3; length < body.length; length++) {
			const outcome = unpackOrBreak(body.subarray(0, length));
			const isWholeMember = outcome instanceof Buffer;
			expect(isWholeMember && gunzipSync(body.subarray(0, length)).equals(outcome)).toBe(
				isWholeMember,
			);
			if (outcome instanceof BrokenFile) {
				expect(outcome.reason).toMatch(/cut off|is not gzip/);
			}
		}
	});

	it('of nothing is broken at every byte at which it may be cut off', () => {
		const body = gzipSync('');
		for (let length = 3; length < body.length; length++) {
			expect(unpackOrBreak(body.subarray(0, length))).toBeInstanceOf(BrokenFile);
		}
	});

	it('may have a name, a comment, extra fields and a sum in its header', () => {
		const plain = gzipSync('content');
		const flags = 2 | 4 | 8 | 16;
		const fields = Buffer.from('\u0003\u0000abcname\u0000comment\u0000hc', 'latin1');
		const body = Buffer.concat([
			plain.subarray(0, 3),
			Buffer.of(flags),
			plain.subarray(4, 10),
			fields,
			plain.subarray(10),
		]);
		expect(unpackOrBreak(body).toString()).toBe('content');
	});

	it.each([
		['data', gzipSync('content')],
		['nothing', gzipSync('')],
		['several members', inMembers(Buffer.from('content'), 3)],
		['a last member of nothing', Buffer.concat([gzipSync('content'), gzipSync('')])],
	])(
		'of %s may be padded with zeros, as zlib reads it, and not with anything else',
		(_label, body) => {
			for (let zeros = 0; zeros <= 20; zeros++) {
				const padded = Buffer.concat([body, Buffer.alloc(zeros)]);
				expect(unpackOrBreak(padded)).toEqual(gunzipSync(padded));
				for (const last of ['j', 'junk', '\x1f\x8b']) {
					const outcome = unpackOrBreak(Buffer.concat([padded, Buffer.from(last, 'latin1')]));
					expect(outcome).toBeInstanceOf(BrokenFile);
				}
			}
		},
	);

	it('padded to many blocks is read', () => {
		const padded = Buffer.concat([gzipSync('content'), Buffer.alloc(200_000)]);
		expect(unpackOrBreak(padded).toString()).toBe('content');
	});

	it('may have thousands of members', () => {
		const member = gzipSync('a');
		const body = Buffer.concat(Array.from({ length: 5000 }, () => member));
		expect(unpackOrBreak(body).toString()).toBe('a'.repeat(5000));
	});

	it('of nothing is read, and no bytes at all are a broken file', () => {
		expect(unpackOrBreak(gzipSync(''))).toEqual(Buffer.alloc(0));
		expect(unpackOrBreak(Buffer.alloc(0))).toMatchObject({
			reason: 'is missing: the file is empty',
			place: { byte: 0 },
		});
	});

	it('followed by its own last bytes is broken', () => {
		const body = gzipSync('content');
		const outcome = unpackOrBreak(Buffer.concat([body, body.subarray(-8)]));
		expect(outcome).toMatchObject({ reason: expect.stringContaining('is not gzip') });
	});

	it('of nothing is broken where its sum or size is not zero, whatever zeros follow', () => {
		for (let at = -8; at < 0; at++) {
			const body = gzipSync('');
			body[body.length + at] = 1;
			expect(unpackOrBreak(Buffer.concat([body, Buffer.alloc(20)]))).toBeInstanceOf(BrokenFile);
		}
	});

	it('of nothing, with a damaged member behind it, is broken', () => {
		const damaged = gzipSync('content').fill(0, 0, 2);
		for (const zeros of [0, 8, 20]) {
			const body = Buffer.concat([gzipSync(''), damaged, Buffer.alloc(zeros)]);
			expect(unpackOrBreak(body)).toBeInstanceOf(BrokenFile);
		}
	});

	it('leaves nothing behind for the next file', () => {
		const unpacker = new Unpacker();
		unpackOrBreak(gzipSync('a longer content'), unpacker);
		unpackOrBreak(gzipSync('a broken content').subarray(0, -1), unpacker);
		expect(unpackOrBreak(gzipSync('short'), unpacker).toString()).toBe('short');
	});

	it('that has a bit flipped is broken, or read as what was packed', () => {
		const content = Buffer.from('{"handleTimeMillis":9093}\n'.repeat(30));
		const body = gzipSync(content);
		let broken = 0;
		for (let bit = 8 * 3; bit < body.length * 8; bit++) {
			const changed = Buffer.from(body);
			changed[bit >> 3]! ^= 1 << (bit & 7);
			const outcome = unpackOrBreak(changed);
			if (outcome instanceof BrokenFile) broken++;
			else expect(outcome).toEqual(content);
		}
		// The header's time, flags and system, which mean nothing here, are the rest
		expect(broken).toBeGreaterThan((body.length - 10) * 8 - 10);
	});

	it.each([
		['an unknown block', Buffer.of(0b111), 'damaged'],
		[
			'a stored block whose length does not agree with itself',
			Buffer.of(1, 1, 0, 1, 0, 65),
			'damaged',
		],
		['a copy from before the beginning', Buffer.of(0b011, 0b010, 0), 'damaged'],
		['nothing', Buffer.alloc(0), 'cut off'],
	])('with %s is broken', (_label, data, reason) => {
		const header = Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);
		const outcome = unpackOrBreak(Buffer.concat([header, data, Buffer.alloc(data.length && 8)]));
		expect(outcome).toMatchObject({ reason: expect.stringContaining(reason) });
	});

	it('may have blocks without copies, and so without distance codes', () => {
		const whole = Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * at) % 11));
		const options = { strategy: constants.Z_HUFFMAN_ONLY };
		const dynamicBlock = 0b100;
		expect(deflateRawSync(whole, options).readUInt8() & 0b110).toBe(dynamicBlock);
		expect(unpackOrBreak(gzipSync(whole, options))).toEqual(whole);
	});
});

describe('a file larger than what is inflated at once', () => {
	const noise = Buffer.alloc(3 * MIB);
	for (let at = 0, state = 1; at < noise.length; at++) {
		state = (Math.imul(state, 1103515245) + 12345) >>> 0;
		noise[at] = state >>> 24;
	}
	const body = gzipSync(noise);

	it('is read', () => {
		expect(body.length).toBeGreaterThan(2 * MIB);
		expect(noise.equals(new Unpacker().unpack(body, PATH))).toBe(true);
	});

	it.each([
		['cut off', body.subarray(0, -1), 'cut off'],
		['damaged', withStatedSize(body, 10), 'damaged'],
		['followed by other bytes', Buffer.concat([body, Buffer.from('junk')]), 'is not gzip'],
	])('is broken where it is %s', (_label, broken, reason) => {
		expect(unpackOrBreak(broken)).toMatchObject({ reason: expect.stringContaining(reason) });
	});
});

describe('a bomb', () => {
	it('of 8 GiB is refused without being unpacked', () => {
		const data = deflateRawSync(Buffer.alloc(64 * MIB), { finishFlush: constants.Z_FULL_FLUSH });
		const header = gzipSync('').subarray(0, 10);
		const bomb = Buffer.concat([header, ...Array.from({ length: 128 }, () => data)]);
		expect(unpackOrBreak(bomb, new Unpacker(MIB))).toMatchObject({
			reason: expect.stringContaining('goes beyond 1 MiB'),
		});
	});
});

describe('a check sum', () => {
	it('is that of node:zlib, for any range', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(20), (bytes, start) => {
				const from = Math.min(start, bytes.length);
				expect(crc32(bytes, from, bytes.length)).toBe(crc32OfNode(bytes.subarray(from)));
			}),
		);
	});
});

function withStatedSize(body: Buffer, size: number): Buffer {
	const changed = Buffer.from(body);
	changed.writeUInt32LE(size, changed.length - 4);
	return changed;
}
