import type { UnitColumns } from './columns';
import { Token } from './token';

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
const TOKENS = KEYS.map((key) => new Token(Uint8Array.of(...key, COLON)));
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
		const { columns, content, order, words } = this;
		let seen = 0;
		let at = start + 1;
		for (let nth = 0; ; nth++) {
			at = this.skipBlank(at);
			let field = order[nth] ?? 0;
			const token = TOKENS[field];
			if (token?.isAt(words, at)) {
				at += token.length;
			} else {
				field = this.fieldOfKey(at);
				at = this.endOfKey(field, at);
				if (at === NOT_PLAIN) return NOT_PLAIN;
				if (nth < KEYS.length) order[nth] = field;
			}
			seen |= 1 << field;
			at = this.readValue(field, this.skipBlank(at));
			if (at === NOT_PLAIN) return NOT_PLAIN;
			at = this.skipBlank(at);
			const byte = content[at++];
			if (byte === CLOSE_BRACE) break;
			if (byte !== COMMA) return NOT_PLAIN;
		}
		if ((seen | OPTIONAL_FIELDS) !== ALL_FIELDS) return NOT_PLAIN;
		if (!(seen & OPTIONAL_FIELDS)) columns.insertTimestamp[columns.count] = Number.NaN;
		return at;
	}

	private skipBlank(from: number): number {
		const { content } = this;
		let at = from;
		for (;;) {
			const byte = content[at] ?? 0;
			if (byte > 0x20) return at;
			if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
			at++;
		}
	}

	/** The field whose key, with its quotes, stands here, or NOT_PLAIN. */
	private fieldOfKey(at: number): number {
		const { content } = this;
		return KEYS.findIndex((key) => key.every((byte, index) => content[at + index] === byte));
	}

	/** Where the key's colon ends, which may have blanks before it, or NOT_PLAIN. */
	private endOfKey(field: number, at: number): number {
		const key = KEYS[field];
		if (!key) return NOT_PLAIN;
		const colon = this.skipBlank(at + key.length);
		return this.content[colon] === COLON ? colon + 1 : NOT_PLAIN;
	}

	/** Reads the value at `at` into its column; gives where it ends, or NOT_PLAIN. */
	private readValue(field: number, at: number): number {
		if (field === SEGMENT_ID) return this.readId(at);
		if (field === START_REASON || field === END_REASON) return this.readReason(field, at);
		return this.readWhole(field, at);
	}

	private readId(at: number): number {
		const { content, columns } = this;
		const start = at + 1;
		if (content[at] !== QUOTE) return NOT_PLAIN;
		const end = this.endOfPlain(start);
		if (end === start || content[end] !== QUOTE) return NOT_PLAIN;
		columns.idStart[columns.count] = start;
		columns.idEnd[columns.count] = end;
		return end + 1;
	}

	private readReason(field: number, at: number): number {
		const { columns, content, words } = this;
		const { reasons } = columns;
		let reason = reasons.quotedAt(words, at);
		if (reason === NOT_PLAIN) {
			const end = this.endOfPlain(at + 1);
			if (content[at] !== QUOTE || end === at + 1 || content[end] !== QUOTE) return NOT_PLAIN;
			reason = reasons.indexOf(content.toString('latin1', at + 1, end));
		}
		if (field === START_REASON) columns.startReason[columns.count] = reason;
		else columns.endReason[columns.count] = reason;
		return at + (reasons.texts[reason]?.length ?? 0) + 2;
	}

	/** Where the text from `start` on stops being plain; four bytes at a step. */
	private endOfPlain(start: number): number {
		const { content, words } = this;
		const last = words.byteLength - 4;
		let at = start;
		while (at <= last && arePlain(words.getInt32(at, true))) at += 4;
		while (IS_PLAIN[content[at] ?? 0] === 1) at++;
		return at;
	}

	private readWhole(field: number, from: number): number {
		const { content, words } = this;
		const last = words.byteLength - 4;
		const isQuoted = content[from] === QUOTE;
		const start = isQuoted ? from + 1 : from;
		let at = start;
		let value = 0;
		while (at <= last) {
			const four = fourDigits(words.getInt32(at, true));
			if (four === NO_DIGITS) break;
			value = value * 10_000 + four;
			at += 4;
		}
		for (;;) {
			const byte = content[at] ?? 0;
			if (byte < ZERO || byte > NINE) break;
			value = value * 10 + (byte - ZERO);
			at++;
		}
		const digits = at - start;
		if (digits === 0 || digits > MOST_DIGITS) return NOT_PLAIN;
		// JSON has no bare number with leading zeros
		if (!isQuoted && digits > 1 && content[start] === ZERO) return NOT_PLAIN;
		if (isQuoted && content[at++] !== QUOTE) return NOT_PLAIN;
		// What follows a bare number is a comma, a brace or blank, or `scan` turns the record down
		this.write(field, value);
		return at;
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

const HIGH_BITS = 0x80808080 | 0;

/**
 * Whether all four bytes of a word stand for themselves in a JSON string. Each sum tells by a byte's high
 * bit whether it is at least a space, neither DEL nor beyond ASCII, not a quote, not a backslash. Only a
 * byte beyond ASCII carries over to the next, and is itself enough for a no.
 */
function arePlain(word: number): boolean {
	const atLeastSpace = word + 0x60606060;
	const belowDelete = ~(word + 0x01010101);
	const notQuote = (word ^ 0x22222222) + 0x7f7f7f7f;
	const notBackslash = (word ^ 0x5c5c5c5c) + 0x7f7f7f7f;
	return (atLeastSpace & belowDelete & notQuote & notBackslash & HIGH_BITS) === HIGH_BITS;
}

const NO_DIGITS = -1;

/** The number that four bytes of a word are written as, the lowest one first, or NO_DIGITS. */
function fourDigits(word: number): number {
	const digits = word ^ 0x30303030;
	if (((digits + 0x76767676) | digits) & HIGH_BITS) return NO_DIGITS;
	const pairs = (digits * 10 + (digits >> 8)) & 0x00ff00ff;
	return (pairs & 0xff) * 100 + (pairs >> 16);
}
