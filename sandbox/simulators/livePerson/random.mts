/** A seeded source of numbers (mulberry32): the same seed gives the same data on every machine. */
export interface Random {
	/** A whole number, both ends included */
	whole(lowest: number, highest: number): number;
	/** True in `share` (0 to 1) of the cases */
	chance(share: number): boolean;
	pick<T>(choices: readonly T[]): T;
	/** Characters out of `alphabet` */
	text(length: number, alphabet: string): string;
}

const TWO_TO_32 = 4_294_967_296;

export function createRandom(seed: number): Random {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / TWO_TO_32;
	};
	const whole = (lowest: number, highest: number) =>
		lowest + Math.floor(next() * (highest - lowest + 1));
	return {
		whole,
		chance: (share) => next() < share,
		pick: (choices) => {
			const choice = choices[whole(0, choices.length - 1)];
			if (choice === undefined) throw new Error('Nothing to pick from');
			return choice;
		},
		text: (length, alphabet) =>
			Array.from({ length }, () => alphabet[whole(0, alphabet.length - 1)]).join(''),
	};
}
