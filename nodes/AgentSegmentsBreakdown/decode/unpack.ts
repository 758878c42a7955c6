import { BrokenFile } from './brokenFile';
import { crc32 } from './crc32';
import type { InflateFault } from './inflater';
import { Inflater } from './inflater';

const MIB = 1024 * 1024;
/** More than this in one file is taken for a decompression bomb; a usual file unpacks to a few MiB. */
const LARGEST_CONTENT_BYTES = 256 * MIB;
/** Once as a file and once by the transport makes two; more than three is taken for a bomb. */
const DEEPEST_GZIP = 3;
/** Check sum and size of the member's content, behind its data (RFC 1952 section 2.3.1) */
const TRAILER_BYTES = 8;
const FIXED_HEADER_BYTES = 10;

type GzipFault = InflateFault | 'tooDeep' | 'trailingJunk';
type TellFault = (kind: GzipFault, contentBytes: number) => BrokenFile;

/**
 * Unpacks files one after the other, into buffers that are used again and again. LivePerson does not
 * document a file's compression, so the bytes decide: none, gzip, gzip in gzip, gzip in several members.
 *
 * n8n's scanner does not let a node import node:zlib. Why it is not `DecompressionStream` or a library
 * stands, with figures, in bench/README.md.
 */
export class Unpacker {
	private readonly inflaters: Inflater[] = [];
	private readonly mostBytes: number;

	/** @param mostBytes a larger content is refused */
	constructor(mostBytes = LARGEST_CONTENT_BYTES) {
		this.mostBytes = mostBytes;
	}

	/**
	 * Gives the content of a file. It is only valid until the next call.
	 *
	 * @param path names the file in the message
	 * @throws BrokenFile where the gzip data is cut off, damaged, followed by other bytes, or too large
	 */
	unpack(body: Uint8Array, path: string): Uint8Array {
		const tell: TellFault = (kind, byte) =>
			new BrokenFile(path, { byte }, describeFault(kind, this.mostBytes));
		let content = body;
		for (let depth = 0; isMember(content, 0); depth++) {
			if (depth === DEEPEST_GZIP) throw tell('tooDeep', 0);
			const inflater = (this.inflaters[depth] ??= new Inflater());
			content = gunzip(content, inflater, this.mostBytes, tell);
		}
		if (content.length > this.mostBytes) throw tell('tooLarge', this.mostBytes);
		return content;
	}
}

/** Gives the content of one file, to keep. */
export function unpack(body: Uint8Array, path: string): Uint8Array {
	return new Unpacker().unpack(body, path);
}

function isMember(bytes: Uint8Array, at: number): boolean {
	return bytes[at] === 0x1f && bytes[at + 1] === 0x8b;
}

/** Reads all members, one after the other (RFC 1952 section 2.2), and checks the sum of each. */
function gunzip(
	bytes: Uint8Array,
	inflater: Inflater,
	mostBytes: number,
	tell: TellFault,
): Uint8Array {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	inflater.load(bytes, hintedSize(view), mostBytes, tell);
	for (let at = 0; at < bytes.length;) {
		const start = inflater.length;
		if (!isMember(bytes, at)) throw tell('trailingJunk', start);
		at = inflater.inflate(endOfHeader(bytes, at, (kind) => tell(kind, start))) + TRAILER_BYTES;
		if (at > bytes.length) throw tell('cutOff', inflater.length);
		const { length, output } = inflater;
		const hasItsSize = view.getUint32(at - 4, true) === (length - start) % 2 ** 32;
		const hasItsSum = view.getUint32(at - 8, true) === crc32(output, start, length);
		if (!hasItsSize || !hasItsSum) throw tell('damaged', start);
	}
	return inflater.output.subarray(0, inflater.length);
}

/** What the last member says of its size: right for a single one, and no more than a hint. */
function hintedSize(view: DataView): number {
	return view.byteLength < TRAILER_BYTES ? 0 : view.getUint32(view.byteLength - 4, true);
}

/** Where a member's data begins: behind the fields that its flags announce (RFC 1952 section 2.3.1). */
function endOfHeader(
	bytes: Uint8Array,
	start: number,
	tell: (kind: GzipFault) => BrokenFile,
): number {
	const flags = bytes[start + 3] ?? 0;
	const isDeflate = bytes[start + 2] === 8;
	let at = start + FIXED_HEADER_BYTES;
	if (at > bytes.length) throw tell('cutOff');
	if (!isDeflate || (flags & 0xe0) !== 0) throw tell('damaged');
	if (flags & EXTRA) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
	for (const text of [NAME, COMMENT]) {
		if (flags & text) at = bytes.indexOf(0, at) + 1 || bytes.length;
	}
	if (flags & HEADER_CRC) at += 2;
	if (at > bytes.length) throw tell('cutOff');
	return at;
}

const HEADER_CRC = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;

function describeFault(kind: GzipFault, mostBytes: number): string {
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
			return `goes beyond ${mostBytes / MIB} MiB, the most that is read of a file`;
	}
}
