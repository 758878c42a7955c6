import { gzipSync } from 'node:zlib';

import { BrokenFile } from '../../../../nodes/AgentSegmentsBreakdown/decode/brokenFile.ts';
import { unpack } from '../../../../nodes/AgentSegmentsBreakdown/decode/unpack.ts';
import { inMembers, PATH } from './files.mts';

const MIB = 1024 * 1024;
const blanks = Buffer.alloc(MIB, ' ');

describe('a content of the most bytes that are read', () => {
	it.each([
		['not compressed', blanks],
		['gzip', gzipSync(blanks)],
		['gzip in gzip', gzipSync(gzipSync(blanks))],
		['gzip in several members', inMembers(blanks, 3)],
	])('is unpacked, %s', async (_label, body) => {
		expect(blanks.equals(await unpack(body, PATH, MIB))).toBe(true);
	});

	it.each([
		['not compressed', Buffer.concat([blanks, blanks.subarray(0, 1)])],
		['gzip', gzipSync(Buffer.concat([blanks, blanks]))],
		['gzip in gzip', gzipSync(gzipSync(Buffer.concat([blanks, blanks])))],
		['gzip in several members', Buffer.concat([1, 2, 3].map(() => gzipSync(blanks.subarray(99))))],
	])('is refused with a byte more, %s', async (_label, body) => {
		const refused: unknown = await unpack(body, PATH, MIB).catch((error: unknown) => error);
		expect(refused).toBeInstanceOf(BrokenFile);
		expect(refused).toMatchObject({
			reason: 'is more than 1 MiB, which is the most that is read of a file',
		});
	});

	it('is 256 MiB', async () => {
		await expect(unpack(Buffer.alloc(256 * MIB + 1), PATH)).rejects.toThrow('is more than 256 MiB');
	});
});
