const FIRST_CAPACITY = 1024;

/** A list of whole numbers up to 2^32 that grows, in four bytes each and outside V8's heap. */
export class NumberList {
	length = 0;
	private values = new Uint32Array(FIRST_CAPACITY);

	at(index: number): number {
		return index < this.length ? (this.values[index] ?? 0) : 0;
	}

	push(value: number): void {
		this.makeRoom(this.length + 1);
		this.values[this.length++] = value;
	}

	/** Adds to a number; those up to it that are not there yet begin at 0. */
	add(index: number, amount: number): void {
		if (index >= this.length) {
			this.makeRoom(index + 1);
			this.length = index + 1;
		}
		this.values[index] = (this.values[index] ?? 0) + amount;
	}

	private makeRoom(length: number): void {
		if (length <= this.values.length) return;
		const larger = new Uint32Array(Math.max(length, this.values.length * 2));
		larger.set(this.values);
		this.values = larger;
	}
}
