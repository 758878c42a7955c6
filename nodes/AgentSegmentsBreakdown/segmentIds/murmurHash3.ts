const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;
const BLOCK = 16;

/**
 * MurmurHash3_x86_128 (Austin Appleby, public domain) of the bytes from `start` to `end`, as four words in `out`.
 * Quick and well spread, which is what telling segment ids apart needs; not a cryptographic hash.
 */
export function murmurHash3(
	bytes: DataView,
	start: number,
	end: number,
	seed: number,
	out: Uint32Array,
): void {
	let h1 = seed;
	let h2 = seed;
	let h3 = seed;
	let h4 = seed;
	let at = start;
	for (; at + BLOCK <= end; at += BLOCK) {
		h1 ^= Math.imul(rotate(Math.imul(bytes.getInt32(at, true), C1), 15), C2);
		h1 = (Math.imul(rotate(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
		h2 ^= Math.imul(rotate(Math.imul(bytes.getInt32(at + 4, true), C2), 16), C3);
		h2 = (Math.imul(rotate(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
		h3 ^= Math.imul(rotate(Math.imul(bytes.getInt32(at + 8, true), C3), 17), C4);
		h3 = (Math.imul(rotate(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
		h4 ^= Math.imul(rotate(Math.imul(bytes.getInt32(at + 12, true), C4), 18), C1);
		h4 = (Math.imul(rotate(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
	}
	// The rest, up to 15 bytes; a missing word is 0 and changes nothing
	h4 ^= Math.imul(rotate(Math.imul(partialWord(bytes, at + 12, end), C4), 18), C1);
	h3 ^= Math.imul(rotate(Math.imul(partialWord(bytes, at + 8, end), C3), 17), C4);
	h2 ^= Math.imul(rotate(Math.imul(partialWord(bytes, at + 4, end), C2), 16), C3);
	h1 ^= Math.imul(rotate(Math.imul(partialWord(bytes, at, end), C1), 15), C2);
	finish(h1, h2, h3, h4, end - start, out);
}

/** The same of a text's UTF-8, which is how a text stands in a file. */
export function hashText(text: string, out: Uint32Array): void {
	const { buffer, byteLength } = new TextEncoder().encode(text);
	murmurHash3(new DataView(buffer), 0, byteLength, 0, out);
}

function finish(
	first: number,
	second: number,
	third: number,
	fourth: number,
	length: number,
	out: Uint32Array,
): void {
	let h1 = first ^ length;
	let h2 = second ^ length;
	let h3 = third ^ length;
	let h4 = fourth ^ length;
	h1 = (h1 + h2 + h3 + h4) | 0;
	h2 = (h2 + h1) | 0;
	h3 = (h3 + h1) | 0;
	h4 = (h4 + h1) | 0;
	h1 = avalanche(h1);
	h2 = avalanche(h2);
	h3 = avalanche(h3);
	h4 = avalanche(h4);
	h1 = (h1 + h2 + h3 + h4) | 0;
	out[0] = h1;
	out[1] = h2 + h1;
	out[2] = h3 + h1;
	out[3] = h4 + h1;
}

function partialWord(bytes: DataView, at: number, end: number): number {
	if (at + 4 <= end) return bytes.getInt32(at, true);
	let value = 0;
	for (let place = 0; at + place < end; place++) value |= bytes.getUint8(at + place) << (8 * place);
	return value;
}

function rotate(value: number, by: number): number {
	return (value << by) | (value >>> (32 - by));
}

function avalanche(value: number): number {
	let h = value ^ (value >>> 16);
	h = Math.imul(h, 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return h ^ (h >>> 16);
}
