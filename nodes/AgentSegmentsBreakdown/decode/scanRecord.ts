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

/** In the order of the API's own sample; a field's number is its place here. */
const FIELDS = [
	'segmentId',
	'sequence',
	'startReason',
	'endReason',
	'startTimestamp',
	'endTimestamp',
	'handleTimeMillis',
	'insertTimestamp',
] as const;
const KEYS = FIELDS.map((field) => Buffer.from(`"${field}"`));
const ALL_FIELDS = 2 ** FIELDS.length - 1;
const OPTIONAL_FIELD = 1 << FIELDS.indexOf('insertTimestamp');

/**
 * Reads the record whose `{` stands at `start` into the columns' next row, straight from its bytes, where
 * it is written plainly: a flat object of the documented fields in any order, texts in plain ASCII without
 * escapes, whole numbers in digits, bare or quoted. It takes nothing that JSON.parse and `parseUnit` would
 * read differently; whatever else there is, it leaves to them.
 *
 * @returns where the record ends, or NOT_PLAIN
 */
export function scanRecord(columns: UnitColumns, start: number): number {
	const { content } = columns;
	columns.insertTimestamp[columns.count] = Number.NaN;
	let seen = 0;
	let field = -1;
	let at = start;
	do {
		at = skipBlank(content, at + 1);
		field = fieldAt(content, at, field + 1);
		const key = KEYS[field];
		if (!key) return NOT_PLAIN;
		at = skipBlank(content, at + key.length);
		if (content[at] !== COLON) return NOT_PLAIN;
		at = scanValue(columns, field, skipBlank(content, at + 1));
		if (at === NOT_PLAIN) return NOT_PLAIN;
		seen |= 1 << field;
		at = skipBlank(content, at);
	} while (content[at] === COMMA);
	const isWhole = content[at] === CLOSE_BRACE && (seen | OPTIONAL_FIELD) === ALL_FIELDS;
	return isWhole ? at + 1 : NOT_PLAIN;
}

/** Skips what JSON takes for white space. */
export function skipBlank(content: Uint8Array, from: number): number {
	let at = from;
	for (;;) {
		const byte = content[at];
		if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
		at++;
	}
}

/** The field whose key, with its quotes, stands at `at`: most likely the expected one; or -1. */
function fieldAt(content: Buffer, at: number, expected: number): number {
	const key = KEYS[expected];
	if (key && isAt(content, at, key)) return expected;
	return KEYS.findIndex((other) => isAt(content, at, other));
}

function isAt(content: Buffer, at: number, bytes: Buffer): boolean {
	for (let nth = 0; nth < bytes.length; nth++) {
		if (content[at + nth] !== bytes[nth]) return false;
	}
	return true;
}

/** Reads the value at `at` into its column; returns where it ends, or NOT_PLAIN. */
function scanValue(columns: UnitColumns, field: number, at: number): number {
	switch (FIELDS[field]) {
		case 'segmentId':
			return scanId(columns, at);
		case 'startReason':
			return scanReason(columns, columns.startReason, at);
		case 'endReason':
			return scanReason(columns, columns.endReason, at);
		case 'sequence':
			return scanWhole(columns, columns.sequence, at);
		case 'startTimestamp':
			return scanWhole(columns, columns.startTimestamp, at);
		case 'endTimestamp':
			return scanWhole(columns, columns.endTimestamp, at);
		case 'handleTimeMillis':
			return scanWhole(columns, columns.handleTimeMillis, at);
		case 'insertTimestamp':
			return scanWhole(columns, columns.insertTimestamp, at);
		default:
			return NOT_PLAIN;
	}
}

function scanId(columns: UnitColumns, at: number): number {
	const end = endOfText(columns.content, at);
	if (end === NOT_PLAIN) return NOT_PLAIN;
	columns.idStart[columns.count] = at + 1;
	columns.idEnd[columns.count] = end - 1;
	return end;
}

function scanReason({ content, count, reasons }: UnitColumns, column: Uint32Array, at: number) {
	const end = endOfText(content, at);
	if (end !== NOT_PLAIN) column[count] = reasons.indexAt(content, at + 1, end - 1);
	return end;
}

/** Where the text whose quote stands at `at` ends, its other quote included, or NOT_PLAIN. */
function endOfText(content: Buffer, at: number): number {
	if (content[at] !== QUOTE) return NOT_PLAIN;
	let end = at + 1;
	while (IS_PLAIN[content[end] ?? 0] === 1) end++;
	return content[end] === QUOTE && end > at + 1 ? end + 1 : NOT_PLAIN;
}

function scanWhole({ content, count }: UnitColumns, column: Float64Array, from: number): number {
	const isQuoted = content[from] === QUOTE;
	const start = isQuoted ? from + 1 : from;
	let at = start;
	let value = 0;
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
	// What follows a bare number is a comma, a brace or blank, or `scanRecord` leaves the record
	column[count] = value;
	return at;
}
