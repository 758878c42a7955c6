const FIRST_CAPACITY = 1024;

/** A column of numbers that grows, eight bytes each and outside V8's heap; 0 where nothing was put. */
export class NumberColumn {
	private values = new Float64Array(FIRST_CAPACITY);

	at(row: number): number {
		return this.values[row] ?? 0;
	}

	put(row: number, value: number): void {
		while (row >= this.values.length) {
			const larger = new Float64Array(this.values.length * 2);
			larger.set(this.values);
			this.values = larger;
		}
		this.values[row] = value;
	}

	add(row: number, value: number): void {
		this.put(row, this.at(row) + value);
	}
}

const HIGHEST_HALF = 2 ** 26;

/** Numbers pairs of whole numbers, each below 2^26, from 0 on as they come. */
export class PairNumbers {
	private readonly numbers = new Map<number, number>();

	get count(): number {
		return this.numbers.size;
	}

	of(first: number, second: number): number {
		const key = first * HIGHEST_HALF + second;
		const known = this.numbers.get(key);
		if (known !== undefined) return known;
		const number = this.numbers.size;
		this.numbers.set(key, number);
		return number;
	}
}
