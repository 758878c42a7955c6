import { BrokenFile } from './brokenFile';
import type { UnitColumns } from './columns';
import type { HandlingTimeUnit } from './handlingTimeUnit';
import { parseUnit } from './handlingTimeUnit';
import { NOT_PLAIN, scanRecord, skipBlank } from './scanRecord';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

type Fault = (reason: string) => BrokenFile;

/**
 * Reads a file's unpacked content into columns, every unit of it, whatever the framing: one object a line,
 * objects one after another, arrays of objects, pretty-printed or not, nothing at all. LivePerson does not
 * document it.
 *
 * @throws BrokenFile; the columns are then not to be used
 */
export function readColumns(content: Uint8Array, path: string, columns: UnitColumns): void {
	columns.begin(content);
	let at = 0;
	let inArray = false;
	let isFirstInArray = false;
	const fault: Fault = (reason) => {
		const record = columns.count + 1;
		return new BrokenFile(path, { record, line: lineAt(content, at), byte: at }, reason);
	};
	for (;;) {
		at = inArray ? skipBlank(content, at) : skipBlankAndMarks(content, at);
		if (inArray) {
			if (content[at] === CLOSE_BRACKET) {
				inArray = false;
				at++;
				continue;
			}
			if (!isFirstInArray) {
				if (content[at] !== COMMA) throw fault('is missing: the array does not go on or end');
				at = skipBlank(content, at + 1);
			}
			isFirstInArray = false;
		} else if (at >= content.length) {
			return;
		} else if (content[at] === OPEN_BRACKET) {
			inArray = true;
			isFirstInArray = true;
			at++;
			continue;
		}
		if (at >= content.length) throw fault('is missing: the file ends inside an array');
		if (content[at] !== OPEN_BRACE) throw fault('is not a JSON object');
		at = readRecord(columns, at, fault);
	}
}

/** Reads the record whose `{` stands at `at` into the columns' next row; returns where it ends. */
function readRecord(columns: UnitColumns, at: number, fault: Fault): number {
	const { content } = columns;
	columns.makeRoom();
	let end = scanRecord(columns, at);
	if (end === NOT_PLAIN) {
		end = endOfObject(content, at);
		if (end === -1) throw fault('is cut off: the file ends inside it');
		columns.write(parseRecord(content.subarray(at, end), fault));
	}
	columns.count++;
	return end;
}

/** The slow and obvious way to read a record: JSON.parse it and look at every field. */
function parseRecord(bytes: Uint8Array, fault: Fault): HandlingTimeUnit {
	const record = parseJson(bytes);
	if (record === undefined) throw fault('is not valid JSON');
	const unit = parseUnit(record);
	if (typeof unit === 'string') throw fault(unit);
	return unit;
}

// Text that is not UTF-8 would be changed by reading it, and ids that differ could become the same
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parseJson(bytes: Uint8Array): unknown {
	try {
		return JSON.parse(utf8.decode(bytes));
	} catch {
		return undefined;
	}
}

/** Where the object that begins at `at` ends, or -1 where the content ends before it. */
export function endOfObject(content: Uint8Array, at: number): number {
	let depth = 0;
	for (let here = at; here < content.length; here++) {
		const byte = content[here];
		if (byte === QUOTE) {
			here = endOfString(content, here);
			if (here === -1) return -1;
		} else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
			depth++;
		} else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
			depth--;
			if (depth === 0) return here + 1;
		}
	}
	return -1;
}

/** The place of the string's closing quote, or -1. */
function endOfString(content: Uint8Array, at: number): number {
	for (let here = at + 1; here < content.length; here++) {
		const byte = content[here];
		if (byte === BACKSLASH) here++;
		else if (byte === QUOTE) return here;
	}
	return -1;
}

/** A byte-order mark begins a file, and each part of a joined one. */
function skipBlankAndMarks(content: Uint8Array, from: number): number {
	let at = skipBlank(content, from);
	while (content[at] === 0xef && content[at + 1] === 0xbb && content[at + 2] === 0xbf) {
		at = skipBlank(content, at + 3);
	}
	return at;
}

function lineAt(content: Uint8Array, byte: number): number {
	let line = 1;
	for (let at = 0; at < byte; at++) if (content[at] === 0x0a) line++;
	return line;
}
