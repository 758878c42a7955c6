import type { HuffmanTable } from './huffman';
import { NO_CODE } from './huffman';

/** What is wrong with deflate data. */
export type DeflateFault = 'cutOff' | 'damaged';

const FIRST_CAPACITY = 1 << 16;
// Zeros behind the source, for the bits that are taken ahead
const PADDING = 16;

/**
 * Gives deflate data bit by bit, the lowest of a byte first (RFC 1951 section 3.1.1). Its state is open,
 * because the loop that reads most of the data keeps it in local variables.
 */
export class BitReader {
	/** The byte that comes next */
	at = 0;
	/** Bits taken from the source and not used yet, the first one lowest */
	held = 0;
	heldBits = 0;
	sourceBytes = 0;
	/** The source, and zeros behind it */
	bytes = new Uint8Array(FIRST_CAPACITY);
	words = new DataView(this.bytes.buffer);
	private readonly fault: (kind: DeflateFault) => Error;

	constructor(fault: (kind: DeflateFault) => Error) {
		this.fault = fault;
	}

	/** Takes a new source: a copy of it, in a buffer that is used again and again. */
	load(source: Uint8Array): void {
		const needed = source.length + PADDING;
		if (this.bytes.length < needed) {
			this.bytes = new Uint8Array(needed * 2);
			this.words = new DataView(this.bytes.buffer);
		}
		this.bytes.set(source);
		this.bytes.fill(0, source.length, needed);
		this.sourceBytes = source.length;
	}

	startAt(at: number): void {
		this.at = at;
		this.held = 0;
		this.heldBits = 0;
	}

	/** Takes up to 16 bits as a number. */
	take(count: number): number {
		while (this.heldBits < count) this.holdByte();
		const value = this.held & ((1 << count) - 1);
		this.held >>>= count;
		this.heldBits -= count;
		return value;
	}

	/** Takes a symbol of a code that fits the first table, however few bits are left. */
	takeSymbol({ entries, rootBits }: HuffmanTable): number {
		const mask = (1 << rootBits) - 1;
		for (;;) {
			const entry = entries[this.held & mask] ?? NO_CODE;
			const length = entry & 15;
			if (length !== 0 && length <= this.heldBits) {
				this.take(length);
				return entry >> 8;
			}
			if (this.heldBits >= rootBits) throw this.fault('damaged');
			this.holdByte();
		}
	}

	/** Goes on with the next whole byte; those that were taken ahead are given back. */
	skipToByte(): void {
		this.startAt(this.at - (this.heldBits >> 3));
	}

	/** Whether more was taken than there is. */
	isPastEnd(): boolean {
		return this.at - (this.heldBits >> 3) > this.sourceBytes;
	}

	private holdByte(): void {
		if (this.at >= this.sourceBytes) throw this.fault('cutOff');
		this.held |= (this.bytes[this.at++] ?? 0) << this.heldBits;
		this.heldBits += 8;
	}
}
