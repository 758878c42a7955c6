import { BrokenFile } from './brokenFile';

/** More than this in one file is taken for a decompression bomb; a usual file unpacks to a few MiB. */
export const LARGEST_UNPACKED_BYTES = 256 * 1024 * 1024;
/** Once as a file and once by the transport makes two; more than three is taken for a bomb. */
export const DEEPEST_GZIP = 3;
// A file has one member, or a few where parts were joined; past this, looking for them is given up
const MOST_MEMBER_ATTEMPTS = 10_000;
// Units compress about ten times; a buffer that turns out too small is grown
const USUAL_EXPANSION = 16;
const SMALLEST_MEMBER_BYTES = 20;

type Inflated =
	| { isWhole: true; content: Uint8Array }
	| { isWhole: false; reason: string; unpackedBytes: number; isTooLarge?: boolean };

/**
 * Gives a breakdown file's content, whatever its compression: none, gzip, gzip in gzip, gzip in several
 * members. LivePerson does not document it, so the bytes decide (RFC 1952 section 2.3.1).
 *
 * @param path names the file in the message
 * @throws BrokenFile where the gzip data is cut off, damaged, followed by other bytes, or too large
 */
export async function unpack(body: Uint8Array, path: string): Promise<Uint8Array> {
	let content = body;
	for (let depth = 1; isGzip(content); depth++) {
		if (depth > DEEPEST_GZIP) {
			throw new BrokenFile(path, { byte: 0 }, `is compressed more than ${DEEPEST_GZIP} times`);
		}
		content = await gunzip(content, path);
	}
	if (content.length > LARGEST_UNPACKED_BYTES) throw new BrokenFile(path, { byte: 0 }, TOO_LARGE);
	return content;
}

const TOO_LARGE = `is larger than ${LARGEST_UNPACKED_BYTES / 1024 / 1024} MiB when unpacked`;

function isGzip(bytes: Uint8Array): boolean {
	return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function gunzip(bytes: Uint8Array, path: string): Promise<Uint8Array> {
	const inflated = await inflateMember(bytes, LARGEST_UNPACKED_BYTES);
	if (inflated.isWhole) return inflated.content;
	if (!inflated.isTooLarge && nextMagic(bytes, SMALLEST_MEMBER_BYTES) !== -1) {
		return await gunzipMembers(bytes, path);
	}
	throw new BrokenFile(path, { byte: inflated.unpackedBytes }, inflated.reason);
}

/**
 * Reads several members (RFC 1952 section 2.2). `DecompressionStream` refuses bytes after the first and
 * does not say where it ended, but wherever the next member begins, its magic bytes stand; what lies
 * before them is a member if and only if it inflates to its own check sum with nothing left over.
 */
async function gunzipMembers(bytes: Uint8Array, path: string): Promise<Uint8Array> {
	const contents: Uint8Array[] = [];
	let unpackedBytes = 0;
	let start = 0;
	let searchFrom = SMALLEST_MEMBER_BYTES;
	for (let attempt = 0; start < bytes.length; attempt++) {
		let end = nextMagic(bytes, searchFrom);
		const isLast = end === -1 || attempt >= MOST_MEMBER_ATTEMPTS;
		if (isLast) end = bytes.length;
		const inflated = await inflateMember(
			bytes.subarray(start, end),
			LARGEST_UNPACKED_BYTES - unpackedBytes,
		);
		if (inflated.isWhole) {
			contents.push(inflated.content);
			unpackedBytes += inflated.content.length;
			start = end;
			searchFrom = start + SMALLEST_MEMBER_BYTES;
		} else if (isLast || inflated.isTooLarge) {
			throw new BrokenFile(path, { byte: unpackedBytes + inflated.unpackedBytes }, inflated.reason);
		} else {
			searchFrom = end + 1;
		}
	}
	return join(contents, unpackedBytes);
}

function nextMagic(bytes: Uint8Array, from: number): number {
	for (let at = bytes.indexOf(0x1f, from); at !== -1; at = bytes.indexOf(0x1f, at + 1)) {
		if (bytes[at + 1] === 0x8b && bytes[at + 2] === 8) return at;
	}
	return -1;
}

/** Inflates exactly one member, check sum and length verified, and no more than `mostBytes` of it. */
async function inflateMember(member: Uint8Array, mostBytes: number): Promise<Inflated> {
	const stream = new DecompressionStream('gzip');
	const writer = stream.writable.getWriter();
	// What is wrong with the input is reported by the reader
	writer.write(member.slice()).catch(() => {});
	writer.close().catch(() => {});
	const reader = stream.readable.getReader();
	let content = new Uint8Array(Math.min(statedSize(member), mostBytes));
	let length = 0;
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return { isWhole: true, content: content.subarray(0, length) };
			if (length + value.length > mostBytes) {
				await reader.cancel();
				return { isWhole: false, reason: TOO_LARGE, unpackedBytes: length, isTooLarge: true };
			}
			content = withRoomFor(content, length, value.length);
			content.set(value, length);
			length += value.length;
		}
	} catch (caught) {
		return { isWhole: false, reason: tellGzipFault(caught), unpackedBytes: length };
	}
}

/** The member's own word for its size (RFC 1952: ISIZE), a hint; within what is usual. */
function statedSize(member: Uint8Array): number {
	if (member.length < SMALLEST_MEMBER_BYTES) return 0;
	const view = new DataView(member.buffer, member.byteOffset, member.byteLength);
	return Math.min(view.getUint32(member.length - 4, true), member.length * USUAL_EXPANSION);
}

function withRoomFor(
	content: Uint8Array<ArrayBuffer>,
	length: number,
	more: number,
): Uint8Array<ArrayBuffer> {
	if (length + more <= content.length) return content;
	const larger = new Uint8Array(Math.max(length + more, content.length * 2));
	larger.set(content.subarray(0, length));
	return larger;
}

function tellGzipFault(caught: unknown): string {
	// Not `instanceof`: the stream's errors may come from another realm than this module
	const hasCode = typeof caught === 'object' && caught !== null && 'code' in caught;
	const code = hasCode ? String(caught.code) : '';
	if (code === 'Z_BUF_ERROR') return 'is missing: the gzip data is cut off';
	if (code.includes('TRAILING_JUNK')) return 'is not gzip, though gzip data came before it';
	return 'is damaged gzip data';
}

function join(contents: readonly Uint8Array[], length: number): Uint8Array {
	const whole = new Uint8Array(length);
	let at = 0;
	for (const content of contents) {
		whole.set(content, at);
		at += content.length;
	}
	return whole;
}
