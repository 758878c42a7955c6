import { BrokenFile, refuseEmpty } from './brokenFile';
import { crc32 } from './crc32';
import { FlateErrorCode, Gunzip, gunzipSync } from './fflate';

const MIB = 1024 * 1024;
/** More than this in one file is taken for a decompression bomb; a usual file unpacks to a few MiB. */
const LARGEST_CONTENT_BYTES = 256 * MIB;
/** Once as a file and once by the transport makes two; more than three is taken for a bomb. */
const DEEPEST_GZIP = 3;
const FIRST_CAPACITY = MIB / 16;
/** Inflated at a time. Deflate data grows 1,032 times at most, so a bomb goes 32 MiB beyond the bound. */
const SLICE_BYTES = 32 * 1024;
/** What a gzip member begins with: two magic bytes and its method, deflate (RFC 1952 section 2.3.1) */
const MAGIC = [0x1f, 0x8b, 8];
/** Compressed; what is larger is inflated in slices, so that a bomb does not go on for long */
const MOST_AT_ONCE = MIB;
/** Units compress about six times; a stated size far beyond that is not believed */
const USUAL_GROWTH = 32;
/** Before a trailer: ten bytes of header, and the shortest data */
const LEAST_BYTES = 12;
/** Check sum and size of a member's content, behind its data */
const TRAILER_BYTES = 8;
/** The header of one more member, pushed behind the file: fflate then says where the last one ended. */
const END_MARK = Uint8Array.of(...MAGIC, 0, 0, 0, 0, 0, 0, 3);

type GzipFault = 'cutOff' | 'damaged' | 'tooDeep' | 'tooLarge' | 'trailingJunk';
type BuildFault = (kind: GzipFault, contentBytes: number) => BrokenFile;

/**
 * Unpacks files one after the other, into buffers that are used again and again. LivePerson does not
 * document a file's compression, so the bytes decide: none, gzip, gzip in gzip, gzip in several members.
 */
export class Unpacker {
	private readonly layers: GzipReader[] = [];
	private readonly mostBytes: number;

	/** @param mostBytes a larger content is refused */
	constructor(mostBytes = LARGEST_CONTENT_BYTES) {
		this.mostBytes = mostBytes;
	}

	/**
	 * Returns the content of a file. It is only valid until the next call.
	 *
	 * @param path names the file in the message
	 * @throws BrokenFile where there is not a byte, or gzip data that is cut off, damaged, followed by other
	 *   bytes, or too large
	 */
	unpack(body: Uint8Array, path: string): Uint8Array {
		refuseEmpty(body, path);
		const fault: BuildFault = (kind, byte) =>
			new BrokenFile(path, { byte }, describeFault(kind, this.mostBytes));
		let content = body;
		for (let depth = 0; MAGIC.every((byte, at) => content[at] === byte); depth++) {
			if (depth === DEEPEST_GZIP) throw fault('tooDeep', 0);
			const layer = (this.layers[depth] ??= new GzipReader(this.mostBytes));
			content = layer.read(content, fault);
		}
		if (content.length > this.mostBytes) throw fault('tooLarge', this.mostBytes);
		return content;
	}
}

/** Returns the content of one file, to keep. */
export function unpack(body: Uint8Array, path: string): Uint8Array {
	return new Unpacker().unpack(body, path);
}

/**
 * Reads gzip data of any number of members (RFC 1952 section 2.2). fflate inflates them and says where the
 * next begins; sizes, sums and whatever stands behind the last one are left to us.
 */
class GzipReader {
	private readonly mostBytes: number;
	/** The content stands before `length` */
	private output = new Uint8Array(FIRST_CAPACITY);
	private length = 0;
	/** What stopped fflate, where we did */
	private broken: BrokenFile | undefined;

	constructor(mostBytes: number) {
		this.mostBytes = mostBytes;
	}

	/** Returns the content of all members. It is only valid until the next call. */
	read(bytes: Uint8Array, fault: BuildFault): Uint8Array {
		return this.readAtOnce(bytes) ?? this.readMembers(bytes, fault);
	}

	/**
	 * Reads what a file usually is, one member and not a large one, straight into our buffer: it takes a
	 * quarter less time. Returns undefined for anything else, and where anything is wrong.
	 */
	private readAtOnce(bytes: Uint8Array): Uint8Array | undefined {
		const file = toBuffer(bytes);
		const mayHaveMore = file.includes(Buffer.from(MAGIC), 1);
		if (mayHaveMore || file.length > MOST_AT_ONCE || file.length < TRAILER_BYTES) return undefined;
		const trailer = file.subarray(-TRAILER_BYTES);
		const size = trailer.readUInt32LE(4);
		const mostBytes = Math.min(this.mostBytes, file.length * USUAL_GROWTH);
		if (size === 0 || size > mostBytes) return undefined;
		// With a byte more than it states, a content that is longer is seen to be
		this.makeRoom(size + 1);
		const content = inflateInto(this.output, bytes);
		if (content === undefined) return undefined;
		const end = file.indexOf(this.trailerOf(0, content.length), LEAST_BYTES) + TRAILER_BYTES;
		return end === file.length ? content : undefined;
	}

	private readMembers(bytes: Uint8Array, fault: BuildFault): Uint8Array {
		this.length = 0;
		this.broken = undefined;
		// Where the member that is being read begins, and its content
		let member = 0;
		let start = 0;
		const stream = new Gunzip((chunk) => {
			if (!this.append(chunk)) throw (this.broken = fault('tooLarge', this.mostBytes));
		});
		stream.onmember = (next) => {
			const trailer = bytes.subarray(next - TRAILER_BYTES, next);
			if (!this.trailerOf(start, this.length).equals(trailer)) {
				throw (this.broken = fault('damaged', start));
			}
			member = next;
			start = this.length;
		};

		let outcome: PushOutcome = 'taken';
		for (let at = 0; at < bytes.length && outcome === 'taken'; at += SLICE_BYTES) {
			outcome = push(stream, bytes.subarray(at, at + SLICE_BYTES));
		}
		const { length } = this;
		const isAllTaken = outcome === 'taken';
		if (isAllTaken) outcome = push(stream, END_MARK);
		if (this.broken) throw this.broken;
		const content = this.output.subarray(0, length);
		if (member === bytes.length) return content;

		// No member begins where the last one ended: that may be padding, as in blocks of a tape
		const end = outcome === 'notAMember' ? this.findEnd(bytes, member, start, length) : undefined;
		if (end === undefined) throw fault(isAllTaken ? 'cutOff' : 'damaged', length);
		if (bytes.subarray(end).some((byte) => byte !== 0)) throw fault('trailingJunk', length);
		return content;
	}

	/** Returns false where the content becomes too large. */
	private append(chunk: Uint8Array): boolean {
		const needed = this.length + chunk.length;
		if (needed > this.mostBytes) return false;
		this.makeRoom(needed);
		this.output.set(chunk, this.length);
		this.length = needed;
		return true;
	}

	private makeRoom(needed: number): void {
		if (needed <= this.output.length) return;
		const larger = new Uint8Array(Math.max(needed, Math.min(needed * 2, this.mostBytes)));
		larger.set(this.output.subarray(0, this.length));
		this.output = larger;
	}

	/** What has to stand behind the data of a member with this content. */
	private trailerOf(start: number, end: number): Buffer {
		const trailer = Buffer.alloc(TRAILER_BYTES);
		trailer.writeUInt32LE(crc32(this.output, start, end), 0);
		trailer.writeUInt32LE(end - start, 4);
		return trailer;
	}

	/** Where the member ends, or undefined where nothing is its trailer. */
	private findEnd(
		bytes: Uint8Array,
		member: number,
		start: number,
		length: number,
	): number | undefined {
		const at = toBuffer(bytes).indexOf(this.trailerOf(start, length), member + LEAST_BYTES);
		// The trailer of nothing is all zeros, which may stand elsewhere, too
		const isElsewhere = start === length && at !== member + LEAST_BYTES;
		return at === -1 || isElsewhere ? undefined : at + TRAILER_BYTES;
	}
}

function toBuffer(bytes: Uint8Array): Buffer {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Inflates the first member, as far as the output has room; undefined where it is broken. */
function inflateInto(output: Uint8Array, bytes: Uint8Array): Uint8Array | undefined {
	try {
		return gunzipSync(bytes, { out: output });
	} catch {
		return undefined;
	}
}

type PushOutcome = 'taken' | 'damaged' | 'notAMember';

function push(stream: Gunzip, bytes: Uint8Array): PushOutcome {
	try {
		stream.push(bytes);
		return 'taken';
	} catch (error) {
		const isHeader =
			error instanceof Error && 'code' in error && error.code === FlateErrorCode.InvalidHeader;
		return isHeader ? 'notAMember' : 'damaged';
	}
}

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
