import type { UnitColumns } from './columns';

/** The record is not written plainly; read it the slow way. */
export const NOT_PLAIN = -1;

const QUOTE = 0x22;
const COMMA = 0x2c;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const CLOSE_BRACE = 0x7d;
// Up to so many digits every whole number is exact in a double, and a valid date in epoch ms
const MOST_DIGITS = 15;

// Bytes that stand for themselves in a JSON string: printable ASCII but the quote and the backslash
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
	byte >= 0x20 && byte <= 0x7e && byte !== QUOTE && byte !== 0x5c ? 1 : 0,
);

const SEGMENT_ID = 0;
const START_REASON = 2;
const END_REASON = 3;
const INSERT_TIMESTAMP = 7;
/** In the order of the API's own sample; a field's number is its place here. */
const KEYS = [
	'segmentId',
	'sequence',
	'startReason',
	'endReason',
	'startTimestamp',
	'endTimestamp',
	'handleTimeMillis',
	'insertTimestamp',
].map((key) => new TextEncoder().encode(`"${key}"`));
const TOKENS = KEYS.map((key) => toToken(Uint8Array.of(...key, COLON)));
const ALL_FIELDS = 2 ** KEYS.length - 1;
const OPTIONAL_FIELDS = 1 << INSERT_TIMESTAMP;

/**
 * Reads records straight from bytes to columns, without JSON.parse, where they are written plainly: a
 * flat object of the documented fields in any order, texts in plain ASCII without escapes, whole
 * numbers in digits, bare or quoted. It takes nothing that JSON.parse and `parseUnit` would read
 * differently; whatever else there is, it leaves to them.
 */
export class RecordScanner {
	private readonly content: Buffer;
	private readonly words: DataView;
	private readonly columns: UnitColumns;
	private at = 0;
	/** The order of fields in the record before, which is most likely that of the next */
	private readonly order: number[] = KEYS.map((_, field) => field);

	/** Reads from the columns' content. */
	constructor(columns: UnitColumns) {
		const { content } = columns;
		this.content = content;
		this.words = new DataView(content.buffer, content.byteOffset, content.byteLength);
		this.columns = columns;
	}

	/**
	 * Reads the record whose `{` stands at `start` into the columns' next row.
	 *
	 * @returns where it ends, or NOT_PLAIN
	 */
	scan(start: number): number {
		let seen = 0;
		this.at = start + 1;
		for (let nth = 0; ; nth++) {
			const field = this.readKey(nth);
			if (field === NOT_PLAIN || !this.readValue(field)) return NOT_PLAIN;
			seen |= 1 << field;
			this.skipBlank();
			const byte = this.content[this.at++];
			if (byte === CLOSE_BRACE) break;
			if (byte !== COMMA) return NOT_PLAIN;
		}
		if ((seen | OPTIONAL_FIELDS) !== ALL_FIELDS) return NOT_PLAIN;
		const { columns } = this;
		if (!(seen & OPTIONAL_FIELDS)) columns.insertTimestamp[columns.count] = Number.NaN;
		return this.at;
	}

	private skipBlank(): void {
		const { content } = this;
		let { at } = this;
		for (;;) {
			const byte = content[at];
			if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
			at++;
		}
		this.at = at;
	}

	/** Reads a key and its colon; gives the field's number. */
	private readKey(nth: number): number {
		if (this.content[this.at] !== QUOTE) this.skipBlank();
		const likely = this.order[nth] ?? 0;
		if (!this.isTokenAt(likely)) return this.readAnyKey(nth);
		this.at += TOKENS[likely]?.length ?? 0;
		this.skipBlank();
		return likely;
	}

	/** Whether the field's key stands here, with its quotes and its colon: four bytes at a step. */
	private isTokenAt(field: number): boolean {
		const { at, content, words } = this;
		const token = TOKENS[field];
		if (token === undefined || at + token.length > content.length) return false;
		let step = 0;
		for (; step < token.words.length; step++) {
			if (words.getInt32(at + step * 4, true) !== token.words[step]) return false;
		}
		for (let rest = step * 4; rest < token.length; rest++) {
			if (content[at + rest] !== token.bytes[rest]) return false;
		}
		return true;
	}

	/** The same for a key that is not the likely one, or has blanks before its colon. */
	private readAnyKey(nth: number): number {
		if (this.content[this.at] !== QUOTE) return NOT_PLAIN;
		const field = KEYS.findIndex((_, candidate) => this.isKeyAt(candidate));
		if (field === -1) return NOT_PLAIN;
		if (nth < KEYS.length) this.order[nth] = field;
		this.at += KEYS[field]?.length ?? 0;
		this.skipBlank();
		if (this.content[this.at++] !== COLON) return NOT_PLAIN;
		this.skipBlank();
		return field;
	}

	private isKeyAt(field: number): boolean {
		const { at, content } = this;
		return KEYS[field]?.every((byte, index) => content[at + index] === byte) ?? false;
	}

	private readValue(field: number): boolean {
		if (field === SEGMENT_ID || field === START_REASON || field === END_REASON) {
			return this.readText(field);
		}
		return this.readWhole(field);
	}

	private readText(field: number): boolean {
		const { content, columns } = this;
		const start = this.at + 1;
		if (content[this.at] !== QUOTE) return false;
		let end = start;
		while (IS_PLAIN[content[end] ?? 0] === 1) end++;
		if (end === start || content[end] !== QUOTE) return false;
		this.at = end + 1;
		if (field === SEGMENT_ID) {
			columns.idStart[columns.count] = start;
			columns.idEnd[columns.count] = end;
		} else {
			const reason = columns.reasons.indexOfPlain(content, start, end);
			if (field === START_REASON) columns.startReason[columns.count] = reason;
			else columns.endReason[columns.count] = reason;
		}
		return true;
	}

	private readWhole(field: number): boolean {
		const { content } = this;
		let { at } = this;
		const isQuoted = content[at] === QUOTE;
		if (isQuoted) at++;
		const start = at;
		let value = 0;
		for (;;) {
			const byte = content[at] ?? 0;
			if (byte < ZERO || byte > NINE) break;
			value = value * 10 + (byte - ZERO);
			at++;
		}
		const digits = at - start;
		if (digits === 0 || digits > MOST_DIGITS) return false;
		// JSON has no bare number with leading zeros
		if (!isQuoted && digits > 1 && content[start] === ZERO) return false;
		if (isQuoted && content[at++] !== QUOTE) return false;
		// What follows a bare number is a comma, a brace or blank, or `scan` turns the record down
		this.at = at;
		this.write(field, value);
		return true;
	}

	private write(field: number, value: number): void {
		const { columns } = this;
		const row = columns.count;
		if (field === 4) columns.startTimestamp[row] = value;
		else if (field === 5) columns.endTimestamp[row] = value;
		else if (field === 6) columns.handleTimeMillis[row] = value;
		else if (field === INSERT_TIMESTAMP) columns.insertTimestamp[row] = value;
		else columns.sequence[row] = value;
	}
}

/** Bytes to be compared four at a step, and the rest one by one. */
function toToken(bytes: Uint8Array): { bytes: Uint8Array; length: number; words: Int32Array } {
	const view = new DataView(bytes.buffer);
	const words = Int32Array.from({ length: bytes.length >> 2 }, (_, step) =>
		view.getInt32(step * 4, true),
	);
	return { bytes, length: bytes.length, words };
}
