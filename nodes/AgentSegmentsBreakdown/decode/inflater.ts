import type { DeflateFault } from './bitReader';
import { BitReader } from './bitReader';
import type { BlockCodes } from './blockCodes';
import { DynamicCodes, fixedCodes } from './blockCodes';
import { END_OF_BLOCK, LINK, linked, NO_CODE, SECOND_BYTE_BIT } from './huffman';

export type InflateFault = DeflateFault | 'tooLarge';

/** Makes the error for a fault; the position is in the output. */
export type TellFault = (fault: InflateFault, outputBytes: number) => Error;

const FIRST_CAPACITY = 1 << 16;
const LONGEST_COPY = 258;
// What the hot loop writes between two looks at the room: six bytes, and a copy by whole words
const MOST_AT_ONCE = LONGEST_COPY + 9;
// Units compress about ten times; a stated size beyond that is not believed
const USUAL_EXPANSION = 16;
// From this length on, the call of copyWithin is quicker than a loop
const LONG_COPY = 64;
const WORD = 4;
const MOST_DISTANCE_EXTRA_BITS = 13;

/**
 * Inflates deflate data (RFC 1951) into one buffer that is used again and again, so that a thousand
 * files leave no garbage: beside n8n's large heap, collecting it takes longer than inflating.
 */
export class Inflater {
	/** What was inflated stands before `length` */
	output = new Uint8Array(FIRST_CAPACITY);
	private outputWords = new DataView(this.output.buffer);
	length = 0;
	private readonly reader = new BitReader((fault) => this.fault(fault));
	private readonly codes = new DynamicCodes(this.reader, () => this.fault('damaged'));
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
			this.inflateCodes(fixedCodes());
		} else if (kind === 2) {
			this.inflateCodes(this.codes.read());
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

	/**
	 * The hot loop: all state in local variables, one look into a table for one or two bytes, or for what
	 * a copy needs. Bits are taken four bytes at once: those that do not fit are dropped and come with the
	 * next, so that there are always 24 or more, enough for two looks into the first table, or for any
	 * code with its extra bits.
	 */
	private inflateCodes({ literals, distances }: BlockCodes): void {
		const { begin, reader } = this;
		const { sourceBytes, words } = reader;
		const { entries: literalEntries, rootBits: literalBits } = literals;
		const { entries: distanceEntries, rootBits: distanceBits } = distances;
		const literalMask = (1 << literalBits) - 1;
		const distanceMask = (1 << distanceBits) - 1;
		let { at, held, heldBits } = reader;
		let { length, output, outputWords } = this;
		let isEnd = false;
		while (at <= sourceBytes) {
			if (length + MOST_AT_ONCE > output.length) {
				this.length = length;
				this.makeRoom(MOST_AT_ONCE);
				({ output, outputWords } = this);
			}
			held |= words.getInt32(at, true) << heldBits;
			at += (31 - heldBits) >> 3;
			heldBits |= 24;
			let entry = literalEntries[held & literalMask] ?? NO_CODE;
			// Bytes come in runs: one or two, and one or two again
			if (entry < 0) {
				output[length] = entry >> 8;
				output[length + 1] = entry >> 16;
				length += 1 + ((entry >> SECOND_BYTE_BIT) & 1);
				held >>>= entry & 15;
				heldBits -= entry & 15;
				entry = literalEntries[held & literalMask] ?? NO_CODE;
				if (entry < 0) {
					output[length] = entry >> 8;
					output[length + 1] = entry >> 16;
					length += 1 + ((entry >> SECOND_BYTE_BIT) & 1);
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
			if (entry < 0) {
				output[length] = entry >> 8;
				output[length + 1] = entry >> 16;
				length += 1 + ((entry >> SECOND_BYTE_BIT) & 1);
				continue;
			}
			if (entry >= END_OF_BLOCK || entry === NO_CODE) {
				isEnd = entry !== NO_CODE;
				break;
			}
			const lengthExtra = (entry >> 4) & 15;
			const copyLength = (entry >> 8) + (held & ((1 << lengthExtra) - 1));
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
			if (heldBits < MOST_DISTANCE_EXTRA_BITS) {
				held |= words.getInt32(at, true) << heldBits;
				at += (31 - heldBits) >> 3;
				heldBits |= 24;
			}
			const distanceExtra = (entry >> 4) & 15;
			const distance = (entry >> 8) + (held & ((1 << distanceExtra) - 1));
			held >>>= distanceExtra;
			heldBits -= distanceExtra;
			let from = length - distance;
			if (from < begin) break;
			const end = length + copyLength;
			if (distance < WORD) {
				while (length < end) output[length++] = output[from++] ?? 0;
			} else if (copyLength > LONG_COPY && distance >= copyLength) {
				output.copyWithin(length, from, from + copyLength);
			} else {
				for (; length < end; length += WORD, from += WORD) {
					outputWords.setInt32(length, outputWords.getInt32(from, true), true);
				}
			}
			length = end;
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
		this.outputWords = new DataView(larger.buffer);
	}
}
