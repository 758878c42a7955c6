const POLYNOMIAL = 0xedb88320;
const STEP = 8;
const TABLES = buildTables();

/** The CRC-32 of the bytes from `start` to `end` (RFC 1952 section 8), eight bytes at a step. */
export function crc32(bytes: Uint8Array, start: number, end: number): number {
	let crc = -1;
	let at = start;
	for (; at + STEP <= end; at += STEP) {
		crc =
			effect(crc ^ byteAt(bytes, at), 7) ^
			effect((crc >>> 8) ^ byteAt(bytes, at + 1), 6) ^
			effect((crc >>> 16) ^ byteAt(bytes, at + 2), 5) ^
			effect((crc >>> 24) ^ byteAt(bytes, at + 3), 4) ^
			effect(byteAt(bytes, at + 4), 3) ^
			effect(byteAt(bytes, at + 5), 2) ^
			effect(byteAt(bytes, at + 6), 1) ^
			effect(byteAt(bytes, at + 7), 0);
	}
	for (; at < end; at++) crc = effect(crc ^ byteAt(bytes, at), 0) ^ (crc >>> 8);
	return ~crc >>> 0;
}

function byteAt(bytes: Uint8Array, at: number): number {
	return bytes[at] ?? 0;
}

/** What the lowest byte of a value does to the sum when so many bytes follow it. */
function effect(value: number, following: number): number {
	return TABLES[(following << 8) | (value & 0xff)] ?? 0;
}

function buildTables(): Int32Array {
	const tables = new Int32Array(STEP * 256);
	for (let byte = 0; byte < 256; byte++) {
		let crc = byte;
		for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? POLYNOMIAL ^ (crc >>> 1) : crc >>> 1;
		tables[byte] = crc;
	}
	for (let at = 256; at < tables.length; at++) {
		const crc = tables[at - 256] ?? 0;
		tables[at] = (tables[crc & 0xff] ?? 0) ^ (crc >>> 8);
	}
	return tables;
}
