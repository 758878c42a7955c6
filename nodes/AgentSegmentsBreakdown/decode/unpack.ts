import { BrokenFile } from './brokenFile';
import type { InflateFault } from './inflateMember';
import { inflateMember, SMALLEST_MEMBER_BYTES } from './inflateMember';

const MIB = 1024 * 1024;
/** More than this in one file is taken for a decompression bomb; a usual file unpacks to a few MiB. */
const LARGEST_CONTENT_BYTES = 256 * MIB;
/** Once as a file and once by the transport makes two; more than three is taken for a bomb. */
const DEEPEST_GZIP = 3;
// A file has one member, or a few where parts were joined; past this, looking for them is given up
const MOST_MEMBER_ATTEMPTS = 10_000;

/**
 * Gives a breakdown file's content, whatever its compression: none, gzip, gzip in gzip, gzip in several
 * members. LivePerson does not document it, so the bytes decide (RFC 1952 section 2.3.1).
 *
 * @param path names the file in the message
 * @param mostBytes a larger content is refused
 * @throws BrokenFile where the gzip data is cut off, damaged, followed by other bytes, or too large
 */
export async function unpack(
	body: Uint8Array,
	path: string,
	mostBytes = LARGEST_CONTENT_BYTES,
): Promise<Uint8Array> {
	const fault = (kind: InflateFault | 'tooDeep', byte: number) =>
		new BrokenFile(path, { byte }, tellFault(kind, mostBytes));
	let content = body;
	for (let depth = 1; isGzip(content); depth++) {
		if (depth > DEEPEST_GZIP) throw fault('tooDeep', 0);
		content = await gunzip(content, mostBytes, fault);
	}
	if (content.length > mostBytes) throw fault('tooLarge', mostBytes);
	return content;
}

type Fault = (kind: InflateFault, byte: number) => BrokenFile;

function isGzip(bytes: Uint8Array): boolean {
	return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function gunzip(bytes: Uint8Array, mostBytes: number, fault: Fault): Promise<Uint8Array> {
	const inflated = await inflateMember(bytes, mostBytes);
	if ('content' in inflated) return inflated.content;
	const mayHaveMembers = nextMagic(bytes, SMALLEST_MEMBER_BYTES) !== -1;
	if (inflated.fault !== 'tooLarge' && mayHaveMembers) {
		return await gunzipMembers(bytes, mostBytes, fault);
	}
	throw fault(inflated.fault, inflated.unpackedBytes);
}

/**
 * Reads several members (RFC 1952 section 2.2). `DecompressionStream` refuses bytes after the first and
 * does not say where it ended, but wherever the next member begins, its magic bytes stand; what lies
 * before them is a member if and only if it inflates to its own check sum with nothing left over.
 */
async function gunzipMembers(
	bytes: Uint8Array,
	mostBytes: number,
	fault: Fault,
): Promise<Uint8Array> {
	const contents: Uint8Array[] = [];
	let length = 0;
	let start = 0;
	let searchFrom = SMALLEST_MEMBER_BYTES;
	for (let attempt = 0; start < bytes.length; attempt++) {
		const magic = attempt < MOST_MEMBER_ATTEMPTS ? nextMagic(bytes, searchFrom) : -1;
		const end = magic === -1 ? bytes.length : magic;
		const inflated = await inflateMember(bytes.subarray(start, end), mostBytes - length);
		if ('content' in inflated) {
			contents.push(inflated.content);
			length += inflated.content.length;
			start = end;
			searchFrom = start + SMALLEST_MEMBER_BYTES;
		} else if (magic === -1 || inflated.fault === 'tooLarge') {
			throw fault(inflated.fault, length + inflated.unpackedBytes);
		} else {
			searchFrom = magic + 1;
		}
	}
	return Buffer.concat(contents, length);
}

/** Where the magic bytes of a member with deflate data stand next, or -1. */
function nextMagic(bytes: Uint8Array, from: number): number {
	for (let at = bytes.indexOf(0x1f, from); at !== -1; at = bytes.indexOf(0x1f, at + 1)) {
		if (bytes[at + 1] === 0x8b && bytes[at + 2] === 8) return at;
	}
	return -1;
}

function tellFault(kind: InflateFault | 'tooDeep', mostBytes: number): string {
	switch (kind) {
		case 'cutOff':
			return 'is missing: the gzip data is cut off';
		case 'damaged':
			return 'is damaged gzip data';
		case 'trailingJunk':
			return 'is not gzip, though gzip data came before it';
		case 'tooDeep':
			return `is compressed more than ${DEEPEST_GZIP} times`;
		case 'tooLarge':
			return `is more than ${mostBytes / MIB} MiB, which is the most that is read of a file`;
	}
}
