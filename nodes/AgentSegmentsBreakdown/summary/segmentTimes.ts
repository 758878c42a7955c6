const FIRST_SLOTS = 1 << 12;
const FULLEST = 0.7;
const PAGE_ROWS = 1 << 14;
const PAGE_BITS = 14;
const ROW_BYTES = 24;
const ROW_WORDS = ROW_BYTES / 4;
const ROW_DOUBLES = ROW_BYTES / 8;
const BUCKET = 3;
const MILLIS = 2;

interface Page {
	words: Uint32Array;
	doubles: Float64Array;
}

/**
 * The handle time of every segment in every bucket it has units in: millions of them, in 24 bytes each
 * and the slots to find them, where a Map with ids for keys would take some 250.
 *
 * A segment is known by 96 bits of its id's hash, not by the id. The odds that any two of n segments
 * share them, so that both would count as one, are n²/2^97: one in seventy thousand million million
 * for the 1.5 million segments of a very large brand's month. A disk lies far more often.
 */
export class SegmentTimes {
	/** How many (segment, bucket) pairs there are; they are numbered from 0 as they come */
	count = 0;
	private readonly pages: Page[] = [];
	/** A pair's number plus one, or 0 where the slot is free; open addressing, next slot first */
	private slots = new Uint32Array(FIRST_SLOTS);

	/** The pair's number; a new one where it was not there. */
	place(hash: Uint32Array, bucket: number): number {
		if (this.count >= this.slots.length * FULLEST) this.grow();
		const slot = this.slotOf(hash, bucket);
		const taken = this.slots[slot] ?? 0;
		if (taken !== 0) return taken - 1;
		const pair = this.count++;
		this.slots[slot] = pair + 1;
		const row = (pair % PAGE_ROWS) * ROW_WORDS;
		if (row === 0) this.pages.push(newPage());
		const { words } = this.pageOf(pair);
		words[row] = hash[0] ?? 0;
		words[row + 1] = hash[1] ?? 0;
		words[row + 2] = hash[2] ?? 0;
		words[row + BUCKET] = bucket;
		return pair;
	}

	/** The pair's number, or -1 where there is none. */
	find(hash: Uint32Array, bucket: number): number {
		return (this.slots[this.slotOf(hash, bucket)] ?? 0) - 1;
	}

	add(pair: number, handleTimeMillis: number): void {
		const { doubles } = this.pageOf(pair);
		const at = (pair % PAGE_ROWS) * ROW_DOUBLES + MILLIS;
		doubles[at] = (doubles[at] ?? 0) + handleTimeMillis;
	}

	millisOf(pair: number): number {
		return this.pageOf(pair).doubles[(pair % PAGE_ROWS) * ROW_DOUBLES + MILLIS] ?? 0;
	}

	bucketOf(pair: number): number {
		return this.pageOf(pair).words[(pair % PAGE_ROWS) * ROW_WORDS + BUCKET] ?? 0;
	}

	/** Where the pair stands, or the free slot where it would. */
	private slotOf(hash: Uint32Array, bucket: number): number {
		const mask = this.slots.length - 1;
		const h0 = hash[0] ?? 0;
		let slot = startSlot(h0, bucket, mask);
		for (;;) {
			const taken = this.slots[slot] ?? 0;
			if (taken === 0) return slot;
			const { words } = this.pageOf(taken - 1);
			const row = ((taken - 1) % PAGE_ROWS) * ROW_WORDS;
			if (
				words[row] === h0 &&
				words[row + 1] === hash[1] &&
				words[row + 2] === hash[2] &&
				words[row + BUCKET] === bucket
			) {
				return slot;
			}
			slot = (slot + 1) & mask;
		}
	}

	private grow(): void {
		const slots = new Uint32Array(this.slots.length * 2);
		const mask = slots.length - 1;
		for (let pair = 0; pair < this.count; pair++) {
			const { words } = this.pageOf(pair);
			const row = (pair % PAGE_ROWS) * ROW_WORDS;
			let slot = startSlot(words[row] ?? 0, words[row + BUCKET] ?? 0, mask);
			while (slots[slot] !== 0) slot = (slot + 1) & mask;
			slots[slot] = pair + 1;
		}
		this.slots = slots;
	}

	private pageOf(pair: number): Page {
		return this.pages[pair >>> PAGE_BITS] ?? newPage();
	}
}

function newPage(): Page {
	const buffer = new ArrayBuffer(PAGE_ROWS * ROW_BYTES);
	return { words: new Uint32Array(buffer), doubles: new Float64Array(buffer) };
}

// Spreads a segment's buckets, which share its hash, over the slots
function startSlot(h0: number, bucket: number, mask: number): number {
	return (h0 ^ Math.imul(bucket, 0x9e3779b1)) & mask;
}
