import type { BitReader } from './bitReader';
import { CODE_LENGTHS, DISTANCES, HuffmanTable, LITERALS } from './huffman';

/** The two codes that a block of deflate data is written in. */
export interface BlockCodes {
	/** Bytes, lengths of copies, and the end of the block */
	literals: HuffmanTable;
	distances: HuffmanTable;
}

// Larger tables take longer to make for every block than they save
const LITERAL_ROOT_BITS = 10;
const DISTANCE_ROOT_BITS = 9;
const CODE_LENGTH_ROOT_BITS = 7;

/** The order in which the lengths of codes for code lengths come (RFC 1951 section 3.2.7) */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

let fixed: BlockCodes | undefined;

/** The codes of blocks that bring none of their own (section 3.2.6). */
export function fixedCodes(): BlockCodes {
	if (fixed) return fixed;
	const lengths = Uint8Array.from({ length: 288 }, (_, symbol) =>
		symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
	);
	fixed = emptyCodes();
	fixed.literals.load(lengths);
	fixed.distances.load(new Uint8Array(32).fill(5));
	return fixed;
}

/** Reads the codes that a block brings with it (section 3.2.7), into tables that are used again. */
export class DynamicCodes {
	private readonly reader: BitReader;
	private readonly damaged: () => Error;
	private readonly codes = emptyCodes();
	private readonly codeLengths = new HuffmanTable(CODE_LENGTHS, CODE_LENGTH_ROOT_BITS);

	/** @param damaged makes the error for lengths that are no code */
	constructor(reader: BitReader, damaged: () => Error) {
		this.reader = reader;
		this.damaged = damaged;
	}

	/** Reads them where the reader stands; they are valid until the next call. */
	read(): BlockCodes {
		const { codes, reader } = this;
		const literals = reader.take(5) + 257;
		const distances = reader.take(5) + 1;
		if (literals > LITERALS.length || distances > DISTANCES.length) throw this.damaged();
		const codeLengths = new Uint8Array(CODE_LENGTH_ORDER.length);
		const given = reader.take(4) + 4;
		for (let nth = 0; nth < given; nth++) {
			codeLengths[CODE_LENGTH_ORDER[nth] ?? 0] = reader.take(3);
		}
		this.load(this.codeLengths, codeLengths);
		const lengths = this.readLengths(literals + distances);
		this.load(codes.literals, lengths.subarray(0, literals));
		this.load(codes.distances, lengths.subarray(literals));
		return codes;
	}

	private load(table: HuffmanTable, lengths: Uint8Array): void {
		if (!table.load(lengths)) throw this.damaged();
	}

	/** Reads code lengths, repetitions included. */
	private readLengths(count: number): Uint8Array {
		const { codeLengths, reader } = this;
		const lengths = new Uint8Array(count);
		for (let at = 0; at < count;) {
			const symbol = reader.takeSymbol(codeLengths);
			if (symbol < 16) {
				lengths[at++] = symbol;
				continue;
			}
			if (symbol === 16 && at === 0) throw this.damaged();
			const value = symbol === 16 ? (lengths[at - 1] ?? 0) : 0;
			const times =
				symbol === 16
					? 3 + reader.take(2)
					: symbol === 17
						? 3 + reader.take(3)
						: 11 + reader.take(7);
			if (at + times > count) throw this.damaged();
			lengths.fill(value, at, at + times);
			at += times;
		}
		return lengths;
	}
}

function emptyCodes(): BlockCodes {
	return {
		literals: new HuffmanTable(LITERALS, LITERAL_ROOT_BITS),
		distances: new HuffmanTable(DISTANCES, DISTANCE_ROOT_BITS),
	};
}
