const LONGEST_CODE = 15;
const MOST_SYMBOLS = 288;
// 2^10 of the first table; and a second one of 2^n has n + 1 symbols or more, so that all have 1536 at most
const MOST_ENTRIES = 1 << 12;
const LENGTH_MASK = 15;

/** No code begins so */
export const NO_CODE = 0;

/** Set in an entry that stands for one byte, or two: it makes it negative */
const BYTES = 1 << 31;
/** Set where it stands for two, as a number to shift by */
export const SECOND_BYTE_BIT = 30;
const SECOND_BYTE = 1 << SECOND_BYTE_BIT;
/** Set in an entry that leads to a second table; then it is the greatest */
export const LINK = 1 << 29;
/** Set in the entry that ends a block */
export const END_OF_BLOCK = 1 << 28;

/** Entries, without code lengths, of the symbols of an alphabet. */
type Alphabet = readonly number[];

/** A byte is itself, 256 ends the block, and from 257 on lengths of copies with extra bits. */
export const LITERALS: Alphabet = [
	...Array.from({ length: 256 }, (_, byte) => BYTES | (byte << 8)),
	END_OF_BLOCK,
	...valuesWithExtraBits(3, 4, 28),
	258 << 8,
];

/** Distances of copies. */
export const DISTANCES: Alphabet = valuesWithExtraBits(1, 2, 30);

/** The alphabet that code lengths themselves are written in. */
export const CODE_LENGTHS: Alphabet = Array.from({ length: 19 }, (_, symbol) => symbol << 8);

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
 * Decodes Huffman codes of deflate data (RFC 1951 section 3.2) at one look, or two: the next `rootBits`
 * bits of the data are the place of an entry, `value << 8 | extra bits << 4 | code length`, or 0 where
 * no code begins so. Where the value is a byte and the code of another fits in, too, it is that of both.
 * For longer codes it is `LINK | place of a second table << 8 | bits << 4`, and the bits that follow are
 * the place of the entry in that table. One table for all bits of the longest code would be too large
 * for a processor's first cache, and slow to make for every block.
 */
export class HuffmanTable {
	readonly entries = new Int32Array(MOST_ENTRIES);
	rootBits = 0;
	private readonly alphabet: Alphabet;
	private readonly mostRootBits: number;
	/** How many codes there are of each length */
	private readonly counts = new Uint16Array(LONGEST_CODE + 1);
	/** Symbols in the order of their codes */
	private readonly symbols = new Uint16Array(MOST_SYMBOLS);
	private readonly places = new Uint16Array(LONGEST_CODE + 2);

	/** @param mostRootBits how many bits are looked at first, 9 or 10, or all that a code can have */
	constructor(alphabet: Alphabet, mostRootBits: number) {
		this.alphabet = alphabet;
		this.mostRootBits = mostRootBits;
	}

	/**
	 * Takes the code that is given by the lengths of its symbols' codes (section 3.2.2).
	 *
	 * @returns false where the lengths make no code
	 */
	load(lengths: Uint8Array): boolean {
		const longest = this.sortSymbols(lengths);
		if (!this.isCode(longest)) return false;
		this.rootBits = Math.min(longest, this.mostRootBits);
		this.fill(longest);
		if (this.alphabet === LITERALS) this.pairBytes();
		return true;
	}

	/** Sorts the symbols by length; gives the length of the longest code. */
	private sortSymbols(lengths: Uint8Array): number {
		const { counts, places, symbols } = this;
		counts.fill(0);
		places[1] = 0;
		for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
		counts[0] = 0;
		let longest = 0;
		for (let length = 1; length <= LONGEST_CODE; length++) {
			const count = counts[length] ?? 0;
			places[length + 1] = (places[length] ?? 0) + count;
			if (count > 0) longest = length;
		}
		for (let symbol = 0; symbol < lengths.length; symbol++) {
			const length = lengths[symbol] ?? 0;
			if (length === 0) continue;
			const place = places[length] ?? 0;
			symbols[place] = symbol;
			places[length] = place + 1;
		}
		return longest;
	}

	/** Whether there are as many codes as fit; there may be none, or a single one of one bit. */
	private isCode(longest: number): boolean {
		let room = 1;
		for (let length = 1; length <= longest; length++) {
			room = room * 2 - (this.counts[length] ?? 0);
			if (room < 0) return false;
		}
		return room === 0 || longest <= 1;
	}

	/**
	 * Goes through the codes, the shortest first. Those of a length go into the first table as far as that
	 * many bits reach; for the next length, it is doubled.
	 */
	private fill(longest: number): void {
		const { entries, rootBits } = this;
		let code = 0;
		let nth = 0;
		entries[0] = NO_CODE;
		for (let length = 1; length <= rootBits; length++) {
			const half = 1 << (length - 1);
			entries.copyWithin(half, 0, half);
			for (let left = this.counts[length] ?? 0; left > 0; left--) {
				entries[code] = this.entryOf(nth++, length);
				code = nextCode(code, length);
			}
		}
		if (longest > rootBits) this.fillSecond(longest, code, nth);
	}

	private fillSecond(longest: number, firstCode: number, firstSymbol: number): void {
		const { entries, rootBits } = this;
		let code = firstCode;
		let nth = firstSymbol;
		let begin = 0;
		let end = 1 << rootBits;
		let root = -1;
		for (let length = rootBits + 1; length <= longest; length++) {
			for (let left = this.counts[length] ?? 0; left > 0; left--) {
				if ((code & ((1 << rootBits) - 1)) !== root) {
					root = code & ((1 << rootBits) - 1);
					const bits = this.bitsOfSecond(length, left, longest);
					begin = end;
					end += 1 << bits;
					entries[root] = LINK | (begin << 8) | (bits << 4);
				}
				const entry = this.entryOf(nth++, length);
				const step = 1 << (length - rootBits);
				for (let at = begin + (code >> rootBits); at < end; at += step) entries[at] = entry;
				code = nextCode(code, length);
			}
		}
	}

	/** How many bits a second table takes: codes that begin alike follow one another until it is full. */
	private bitsOfSecond(firstLength: number, leftOfLength: number, longest: number): number {
		let room = (1 << (firstLength - this.rootBits)) - leftOfLength;
		let length = firstLength;
		while (room > 0 && length < longest) {
			length++;
			room = room * 2 - (this.counts[length] ?? 0);
		}
		return length - this.rootBits;
	}

	/** A symbol that the alphabet lacks keeps 0: its code may exist, but not occur. */
	private entryOf(nth: number, length: number): number {
		const entry = this.alphabet[this.symbols[nth] ?? 0];
		return entry === undefined ? NO_CODE : entry | length;
	}

	/** From the end, so that the entry for what follows, which is before it, still has one byte. */
	private pairBytes(): void {
		const { entries, rootBits } = this;
		for (let at = (1 << rootBits) - 1; at >= 0; at--) {
			const first = entries[at] ?? NO_CODE;
			if (first >= 0) continue;
			const second = entries[at >> (first & LENGTH_MASK)] ?? NO_CODE;
			const bits = (first & LENGTH_MASK) + (second & LENGTH_MASK);
			if (second >= 0 || bits > rootBits) continue;
			entries[at] = (first & ~LENGTH_MASK) | SECOND_BYTE | ((second & 0xff00) << 8) | bits;
		}
	}
}

/** Codes count up in the data's order of bits, which is the reverse of a number's. */
function nextCode(code: number, length: number): number {
	let bit = 1 << (length - 1);
	while (code & bit) bit >>= 1;
	return (code & (bit - 1)) | bit;
}

/** The place in a second table of the entry for the bits that follow the root. */
export function linked(link: number, bits: number): number {
	return ((link & (LINK - 1)) >> 8) + (bits & ((1 << ((link >> 4) & 15)) - 1));
}
