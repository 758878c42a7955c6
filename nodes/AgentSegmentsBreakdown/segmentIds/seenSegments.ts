import { hashText } from './murmurHash3';

const FIRST_SLOTS = 1 << 6;
const FULLEST = 0.75;
const SLOT_WORDS = 3;

/**
 * The segments that were given already: millions of them, in 16 to 32 bytes each, where a Set of their
 * ids would take 130. Like `SegmentTimes`, it knows a segment by 96 bits of its id's hash.
 */
export class SeenSegments {
	/** Hashes, each in the slot it belongs to or the next free one; all zeros where a slot is free */
	private slots = new Uint32Array(FIRST_SLOTS * SLOT_WORDS);
	private count = 0;
	private readonly hash = new Uint32Array(4);

	/** Whether the segment is new; from then on it is not. */
	add(segmentId: string): boolean {
		if (this.count >= (this.slots.length / SLOT_WORDS) * FULLEST) this.grow();
		hashText(segmentId, this.hash);
		const { 0: h0 = 0, 1: h1 = 0, 2: h2 = 0 } = this.hash;
		// The hash of nothing is all zeros, which is a free slot
		const isNew = place(this.slots, h0, h1, h0 === 0 && h1 === 0 && h2 === 0 ? 1 : h2);
		if (isNew) this.count++;
		return isNew;
	}

	private grow(): void {
		const { slots } = this;
		const larger = new Uint32Array(slots.length * 2);
		for (let at = 0; at < slots.length; at += SLOT_WORDS) {
			const { [at]: h0 = 0, [at + 1]: h1 = 0, [at + 2]: h2 = 0 } = slots;
			if (h0 !== 0 || h1 !== 0 || h2 !== 0) place(larger, h0, h1, h2);
		}
		this.slots = larger;
	}
}

/** Puts a hash into its slot; false where it is there already. */
function place(slots: Uint32Array, h0: number, h1: number, h2: number): boolean {
	const count = slots.length / SLOT_WORDS;
	for (let slot = h0 & (count - 1); ; slot = (slot + 1) & (count - 1)) {
		const at = slot * SLOT_WORDS;
		if (slots[at] === h0 && slots[at + 1] === h1 && slots[at + 2] === h2) return false;
		if (slots[at] === 0 && slots[at + 1] === 0 && slots[at + 2] === 0) {
			slots[at] = h0;
			slots[at + 1] = h1;
			slots[at + 2] = h2;
			return true;
		}
	}
}
