const WORD = 4;

/**
 * Bytes that are looked for in a file's content, four at a step; the last four may overlap those before
 * them.
 */
export class Token {
	readonly length: number;
	private readonly bytes: Uint8Array;
	private readonly words: Int32Array;
	private readonly lastWord: number;

	constructor(bytes: Uint8Array) {
		const { length } = bytes;
		this.length = length;
		// A copy: the content that they were taken from may change
		this.bytes = Uint8Array.from(bytes);
		const view = new DataView(this.bytes.buffer);
		this.words = Int32Array.from({ length: Math.floor(length / WORD) }, (_, step) =>
			view.getInt32(step * WORD, true),
		);
		this.lastWord = length < WORD ? 0 : view.getInt32(length - WORD, true);
	}

	/** Whether the bytes stand at `at`. */
	isAt(content: DataView, at: number): boolean {
		const { length, words } = this;
		if (at + length > content.byteLength) return false;
		if (length < WORD) return this.isShortAt(content, at);
		for (let step = 0; step < words.length; step++) {
			if (content.getInt32(at + step * WORD, true) !== words[step]) return false;
		}
		return content.getInt32(at + length - WORD, true) === this.lastWord;
	}

	private isShortAt(content: DataView, at: number): boolean {
		for (let nth = 0; nth < this.length; nth++) {
			if (content.getUint8(at + nth) !== this.bytes[nth]) return false;
		}
		return true;
	}
}
