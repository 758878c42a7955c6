import { BrokenFile } from './brokenFile';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const BOM = [0xef, 0xbb, 0xbf];

/**
 * Reads the record whose `{` stands at `at`, and gives where it ends. It may throw a BrokenFile made
 * with `fault`.
 */
export type ReadRecord = (
	at: number,
	fault: (reason: string, byte?: number) => BrokenFile,
) => number;

/**
 * Walks the records of a file's content, whatever its framing: one object a line, objects one after
 * another, arrays of objects, pretty-printed or not, nothing at all. LivePerson does not document it.
 *
 * @throws BrokenFile where something else stands between records, or the content ends inside an array
 */
export function walkRecords(content: Uint8Array, path: string, readRecord: ReadRecord): void {
	let at = 0;
	let record = 1;
	let inArray = false;
	let isFirstInArray = false;
	const fault = (reason: string, byte = at) =>
		new BrokenFile(path, { record, line: lineAt(content, byte), byte }, reason);
	for (;;) {
		at = skipBlank(content, at);
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
		at = readRecord(at, fault);
		record++;
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

function skipBlank(content: Uint8Array, from: number): number {
	let at = from;
	for (;;) {
		const byte = content[at];
		if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) at++;
		// A byte-order mark begins a file, and each part of a joined one
		else if (byte === BOM[0] && content[at + 1] === BOM[1] && content[at + 2] === BOM[2]) at += 3;
		else return at;
	}
}

function lineAt(content: Uint8Array, byte: number): number {
	let line = 1;
	for (let at = 0; at < byte; at++) if (content[at] === 0x0a) line++;
	return line;
}
