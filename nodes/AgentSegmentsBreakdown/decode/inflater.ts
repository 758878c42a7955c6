import type { DeflateFault } from './bitReader';
import { BitReader } from './bitReader';
import type { HuffmanTable } from './huffman';
import {
	CODE_LENGTH_ORDER,
	CODE_LENGTHS,
	DISTANCES,
	FIXED_DISTANCES,
	FIXED_LITERALS,
	huffmanTable,
	IS_LENGTH,
	LINK,
	linked,
	LITERALS,
} from './huffman';

export type InflateFault = DeflateFault | 'tooLarge';

/** Makes the error for a fault; the position is in the output. */
export type TellFault = (fault: InflateFault, outputBytes: number) => Error;

const FIRST_CAPACITY = 1 << 16;
const LONGEST_COPY = 258;
// What the hot loop writes between two looks at the room: two bytes and a copy
const MOST_AT_ONCE = LONGEST_COPY + 2;
// Units compress about ten times; a stated size beyond that is not believed
const USUAL_EXPANSION = 16;
// From this length on, the call of copyWithin is quicker than a loop
const LONG_COPY = 16;

const NO_CODE = 0;
const FIRST_BEYOND_BYTES = 256 << 8;
const FIRST_LENGTH = IS_LENGTH << 8;
/**
 * Inflates deflate data (RFC 1951) into one buffer that is used again and again, so that a thousand
 * files leave no garbage: beside n8n's large heap, collecting it takes longer than inflating.
 */
export class Inflater {
	/** What was inflated stands before `length` */
	output = new Uint8Array(FIRST_CAPACITY);
	length = 0;
	private readonly reader = new BitReader((fault) => this.fault(fault));
	/** Where the output of this data began: copies do not reach before it */
	private begin = 0;
	private mostBytes = 0;
	private tellFault: TellFault = (fault) => new Error(fault);

	/**
	 * Takes a new source, and forgets what was inflated.
	 *
	 * @param hintedBytes how much is likely to come out of it
	 * @param mostBytes more than this output is a fault
	 */
	load(source: Uint8Array, hintedBytes: number, mostBytes: number, tellFault: TellFault): void {
		this.reader.load(source);
		this.mostBytes = mostBytes;
		this.tellFault = tellFault;
		this.length = 0;
		this.makeRoom(Math.min(hintedBytes, source.length * USUAL_EXPANSION, mostBytes) + MOST_AT_ONCE);
	}

	/** Inflates the data that begins at `at`, to its own end, behind what is in `output`; gives that end. */
	inflate(at: number): number {
		const { reader } = this;
		reader.startAt(at);
		this.begin = this.length;
		for (let isLast = false; !isLast;) {
			isLast = reader.take(1) === 1;
			this.inflateBlock(reader.take(2));
		}
		reader.skipToByte();
		return reader.at;
	}

	private inflateBlock(kind: number): void {
		if (kind === 0) {
			this.copyStored();
		} else if (kind === 1) {
			this.inflateCodes(FIXED_LITERALS, FIXED_DISTANCES);
		} else if (kind === 2) {
			this.inflateDynamic();
		} else {
			throw this.fault('damaged');
		}
		if (this.reader.isPastEnd()) throw this.fault('cutOff');
		if (this.length > this.mostBytes) throw this.fault('tooLarge');
	}

	private fault(fault: InflateFault): Error {
		return this.tellFault(fault, Math.min(this.length, this.mostBytes));
	}

	private copyStored(): void {
		const { reader } = this;
		reader.skipToByte();
		const size = reader.take(16);
		if (size !== (reader.take(16) ^ 0xffff)) throw this.fault('damaged');
		const end = reader.at + size;
		if (end > reader.sourceBytes) throw this.fault('cutOff');
		this.makeRoom(size);
		this.output.set(reader.bytes.subarray(reader.at, end), this.length);
		this.length += size;
		reader.at = end;
	}

	private inflateDynamic(): void {
		const { reader } = this;
		const literals = reader.take(5) + 257;
		const distances = reader.take(5) + 1;
		if (literals > LITERALS.length || distances > DISTANCES.length) throw this.fault('damaged');
		const codeLengths = new Uint8Array(CODE_LENGTH_ORDER.length);
		const given = reader.take(4) + 4;
		for (let nth = 0; nth < given; nth++) {
			codeLengths[CODE_LENGTH_ORDER[nth] ?? 0] = reader.take(3);
		}
		const lengths = this.readLengths(huffmanTable(codeLengths, CODE_LENGTHS), literals + distances);
		this.inflateCodes(
			huffmanTable(lengths.subarray(0, literals), LITERALS),
			huffmanTable(lengths.subarray(literals), DISTANCES),
		);
	}

	/** Reads code lengths, repetitions included (RFC 1951 section 3.2.7). */
	private readLengths(table: HuffmanTable | undefined, count: number): Uint8Array {
		if (!table) throw this.fault('damaged');
		const { reader } = this;
		const lengths = new Uint8Array(count);
		for (let at = 0; at < count;) {
			const symbol = reader.takeSymbol(table);
			if (symbol < 16) {
				lengths[at++] = symbol;
				continue;
			}
			if (symbol === 16 && at === 0) throw this.fault('damaged');
			const value = symbol === 16 ? (lengths[at - 1] ?? 0) : 0;
			const times =
				symbol === 16
					? 3 + reader.take(2)
					: symbol === 17
						? 3 + reader.take(3)
						: 11 + reader.take(7);
			if (at + times > count) throw this.fault('damaged');
			lengths.fill(value, at, at + times);
			at += times;
		}
		return lengths;
	}

	/**
	 * The hot loop: all state in local variables, one look into a table for most symbols. Bits are taken
	 * four bytes at once: those that do not fit are dropped and come with the next, so that there are
	 * always 24 or more, which is what any code with its extra bits takes.
	 */
	private inflateCodes(
		literals: HuffmanTable | undefined,
		distances: HuffmanTable | undefined,
	): void {
		if (!literals || !distances) throw this.fault('damaged');
		const { begin, reader } = this;
		const { sourceBytes, words } = reader;
		const { entries: literalEntries, rootBits: literalBits } = literals;
		const { entries: distanceEntries, rootBits: distanceBits } = distances;
		const literalMask = (1 << literalBits) - 1;
		const distanceMask = (1 << distanceBits) - 1;
		let { at, held, heldBits } = reader;
		let { length, output } = this;
		let isEnd = false;
		while (at <= sourceBytes) {
			if (length + MOST_AT_ONCE > output.length) {
				this.length = length;
				this.makeRoom(MOST_AT_ONCE);
				({ output } = this);
			}
			held |= words.getInt32(at, true) << heldBits;
			at += (31 - heldBits) >> 3;
			heldBits |= 24;
			let entry = literalEntries[held & literalMask] ?? NO_CODE;
			// Bytes come in runs, and codes of the first table are short: two are taken at once
			if (entry < FIRST_BEYOND_BYTES && entry !== NO_CODE) {
				output[length++] = entry >> 8;
				held >>>= entry & 15;
				heldBits -= entry & 15;
				entry = literalEntries[held & literalMask] ?? NO_CODE;
				if (entry < FIRST_BEYOND_BYTES && entry !== NO_CODE) {
					output[length++] = entry >> 8;
					held >>>= entry & 15;
					heldBits -= entry & 15;
				}
				held |= words.getInt32(at, true) << heldBits;
				at += (31 - heldBits) >> 3;
				heldBits |= 24;
				entry = literalEntries[held & literalMask] ?? NO_CODE;
			}
			if (entry >= LINK) entry = literalEntries[linked(entry, held >>> literalBits)] ?? NO_CODE;
			held >>>= entry & 15;
			heldBits -= entry & 15;
			if (entry < FIRST_LENGTH) {
				if (entry >= FIRST_BEYOND_BYTES) isEnd = true;
				if (entry >= FIRST_BEYOND_BYTES || entry === NO_CODE) break;
				output[length++] = entry >> 8;
				continue;
			}
			const lengthExtra = (entry >> 4) & 15;
			const copyLength = ((entry >> 8) & 0x1ff) + (held & ((1 << lengthExtra) - 1));
			held >>>= lengthExtra;
			heldBits -= lengthExtra;
			held |= words.getInt32(at, true) << heldBits;
			at += (31 - heldBits) >> 3;
			heldBits |= 24;
			entry = distanceEntries[held & distanceMask] ?? NO_CODE;
			if (entry >= LINK) entry = distanceEntries[linked(entry, held >>> distanceBits)] ?? NO_CODE;
			if (entry === NO_CODE) break;
			held >>>= entry & 15;
			heldBits -= entry & 15;
			held |= words.getInt32(at, true) << heldBits;
			at += (31 - heldBits) >> 3;
			heldBits |= 24;
			const distanceExtra = (entry >> 4) & 15;
			const distance = (entry >> 8) + (held & ((1 << distanceExtra) - 1));
			held >>>= distanceExtra;
			heldBits -= distanceExtra;
			let from = length - distance;
			if (from < begin) break;
			const end = length + copyLength;
			if (copyLength > LONG_COPY && distance >= copyLength) {
				output.copyWithin(length, from, from + copyLength);
				length = end;
			} else {
				while (length < end) output[length++] = output[from++] ?? 0;
			}
		}
		reader.at = at;
		reader.held = held;
		reader.heldBits = heldBits;
		this.length = length;
		if (!isEnd) throw this.fault(at > sourceBytes ? 'cutOff' : 'damaged');
	}

	private makeRoom(more: number): void {
		const needed = this.length + more;
		if (needed <= this.output.length) return;
		if (this.length > this.mostBytes) throw this.fault('tooLarge');
		// No larger than is needed to see that it is too large
		const enough = Math.min(this.output.length * 2, this.mostBytes + MOST_AT_ONCE + 1);
		const larger = new Uint8Array(Math.max(needed, enough));
		larger.set(this.output.subarray(0, this.length));
		this.output = larger;
	}
}
