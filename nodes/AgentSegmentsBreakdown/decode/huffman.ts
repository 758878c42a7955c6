/**
 * Decodes Huffman codes of deflate data (RFC 1951 section 3.2) at one look, or two: the next `rootBits`
 * bits of the data are the place of an entry, which holds `value << 8 | extra bits << 4 | code length`,
 * or 0 where no code begins so. For longer codes it is `LINK | place of a second table << 8 | bits <<
 * 4`, and the bits that follow are the place of the entry in that table. One table for all bits of the
 * longest code would be too large for a processor's first cache, and slow to make for every block.
 */
export interface HuffmanTable {
	entries: Uint32Array;
	rootBits: number;
}

const LONGEST_CODE = 15;
const MOST_ROOT_BITS = 10;
/** Set in an entry that leads to a second table */
export const LINK = 1 << 24;
/** Set in an entry's value when it stands for the length of a copy, not for a byte */
export const IS_LENGTH = 0x8000;
/** The value of the entry that ends a block */
export const END_OF_BLOCK = 0x4000;

/** Entries, without code lengths, of the symbols of an alphabet. */
type Alphabet = readonly number[];

/** A byte is itself, 256 ends the block, and from 257 on lengths of copies with extra bits. */
export const LITERALS: Alphabet = [
	...Array.from({ length: 256 }, (_, byte) => byte << 8),
	END_OF_BLOCK << 8,
	...valuesWithExtraBits(3, 4, 28).map((entry) => entry | (IS_LENGTH << 8)),
	(IS_LENGTH | 258) << 8,
];

/** Distances of copies. */
export const DISTANCES: Alphabet = valuesWithExtraBits(1, 2, 30);

/** The alphabet that code lengths themselves are written in. */
export const CODE_LENGTHS: Alphabet = Array.from({ length: 19 }, (_, symbol) => symbol << 8);

/** The order in which the lengths of codes for code lengths come (section 3.2.7) */
export const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** `count` values from `first` on; every so many symbols, the step to the next takes a bit more. */
function valuesWithExtraBits(first: number, everySymbols: number, count: number): number[] {
	const entries: number[] = [];
	let value = first;
	for (let symbol = 0; symbol < count; symbol++) {
		const extraBits = Math.max(0, Math.floor(symbol / everySymbols) - 1);
		entries.push((value << 8) | (extraBits << 4));
		value += 1 << extraBits;
	}
	return entries;
}

/**
 * Makes the table of a code that is given by the lengths of its symbols' codes (section 3.2.2).
 *
 * @returns undefined where the lengths make no code
 */
export function huffmanTable(lengths: Uint8Array, alphabet: Alphabet): HuffmanTable | undefined {
	const counts = new Uint16Array(LONGEST_CODE + 1);
	let longest = 0;
	for (const length of lengths) {
		counts[length] = (counts[length] ?? 0) + 1;
		if (length > longest) longest = length;
	}
	if (longest === 0) return { entries: new Uint32Array(1), rootBits: 0 };
	const nextCode = firstCodes(counts, longest);
	if (!nextCode) return undefined;

	const codes = new Uint16Array(lengths.length);
	for (let symbol = 0; symbol < lengths.length; symbol++) {
		const length = lengths[symbol] ?? 0;
		const code = nextCode[length] ?? 0;
		nextCode[length] = code + 1;
		codes[symbol] = reverseBits(code, length);
	}
	return fillTable(lengths, codes, alphabet, Math.min(longest, MOST_ROOT_BITS));
}

function fillTable(
	lengths: Uint8Array,
	codes: Uint16Array,
	alphabet: Alphabet,
	rootBits: number,
): HuffmanTable {
	const entries = linkTables(lengths, codes, rootBits);
	const rootSize = 1 << rootBits;
	for (let symbol = 0; symbol < lengths.length; symbol++) {
		const length = lengths[symbol] ?? 0;
		const entry = alphabet[symbol];
		// A symbol that the alphabet lacks keeps 0: its code may exist, but not occur
		if (length === 0 || entry === undefined) continue;
		const code = codes[symbol] ?? 0;
		if (length <= rootBits) {
			for (let at = code; at < rootSize; at += 1 << length) entries[at] = entry | length;
			continue;
		}
		const link = entries[code & (rootSize - 1)] ?? 0;
		const begin = (link & (LINK - 1)) >> 8;
		const size = 1 << ((link >> 4) & 15);
		for (let at = code >> rootBits; at < size; at += 1 << (length - rootBits)) {
			entries[begin + at] = entry | length;
		}
	}
	return { entries, rootBits };
}

/** Lays out the second tables: each as large as the longest code that begins with its root needs. */
function linkTables(lengths: Uint8Array, codes: Uint16Array, rootBits: number): Uint32Array {
	const rootSize = 1 << rootBits;
	const longestOf = new Uint8Array(rootSize);
	for (let symbol = 0; symbol < lengths.length; symbol++) {
		const length = lengths[symbol] ?? 0;
		const root = (codes[symbol] ?? 0) & (rootSize - 1);
		if (length > rootBits && length > (longestOf[root] ?? 0)) longestOf[root] = length;
	}
	let end = rootSize;
	for (const longest of longestOf) if (longest > 0) end += 1 << (longest - rootBits);
	const entries = new Uint32Array(end);
	let begin = rootSize;
	for (let root = 0; root < rootSize; root++) {
		const bits = (longestOf[root] ?? 0) - rootBits;
		if (bits <= 0) continue;
		entries[root] = LINK | (begin << 8) | (bits << 4);
		begin += 1 << bits;
	}
	return entries;
}

/** The first code of each length; undefined where there are more codes than fit, or gaps. */
function firstCodes(counts: Uint16Array, longest: number): Uint16Array | undefined {
	const first = new Uint16Array(LONGEST_CODE + 2);
	let code = 0;
	for (let length = 1; length <= longest; length++) {
		first[length] = code;
		code = (code + (counts[length] ?? 0)) << 1;
		if (code > 2 << length) return undefined;
	}
	const isComplete = code === 2 << longest;
	// A single distance code of one bit is allowed to leave the other one unused
	return isComplete || longest === 1 ? first : undefined;
}

function reverseBits(code: number, length: number): number {
	let reversed = 0;
	for (let bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit);
	return reversed;
}

/** The place in a second table of the entry for the bits that follow the root. */
export function linked(link: number, bits: number): number {
	return ((link & (LINK - 1)) >> 8) + (bits & ((1 << ((link >> 4) & 15)) - 1));
}

/** The codes of blocks that bring none of their own (section 3.2.6). */
export const FIXED_LITERALS = huffmanTable(
	Uint8Array.from({ length: 288 }, (_, symbol) =>
		symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
	),
	LITERALS,
);
export const FIXED_DISTANCES = huffmanTable(new Uint8Array(32).fill(5), DISTANCES);
