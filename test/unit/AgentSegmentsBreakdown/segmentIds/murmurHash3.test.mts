import { murmurHash3 } from '../../../../nodes/AgentSegmentsBreakdown/segmentIds/murmurHash3.ts';

function hashOf(bytes: Uint8Array, start: number, end: number, seed: number): Buffer {
	const words = new Uint32Array(4);
	murmurHash3(new DataView(bytes.buffer, bytes.byteOffset), start, end, seed, words);
	const hash = Buffer.alloc(16);
	words.forEach((word, index) => hash.writeUInt32LE(word, index * 4));
	return hash;
}

describe('MurmurHash3', () => {
	// SMHasher's check of an implementation: its value for MurmurHash3_x86_128 is 0xB3ECE62A
	it('is the published function, for every length up to 255 and with a seed', () => {
		const key = Uint8Array.from({ length: 256 }, (_, index) => index);
		const hashes = Array.from({ length: 256 }, (_, length) => hashOf(key, 0, length, 256 - length));
		expect(hashOf(Buffer.concat(hashes), 0, 256 * 16, 0).readUInt32LE()).toBe(0xb3ece62a);
	});

	it('is of the given range only', () => {
		const bytes = Buffer.from('before the id after');
		expect(hashOf(bytes, 7, 13, 0)).toEqual(hashOf(Buffer.from('the id'), 0, 6, 0));
	});
});
