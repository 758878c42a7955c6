const POLYNOMIAL = 0xedb88320;
const TABLES = makeTables();

/**
 * The CRC-32 of the bytes from `start` to `end` (RFC 1952 section 8): eight bytes at a step, and both
 * halves of them at once, since each step has to wait for the one before.
 */
export function crc32(bytes: Uint8Array, start: number, end: number): number {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const half = ((end - start) >> 4) << 3;
	let first = -1;
	let second = 0;
	for (let at = start; at < start + half; at += 8) {
		first = step(first ^ view.getInt32(at, true), view.getInt32(at + 4, true));
		second = step(second ^ view.getInt32(at + half, true), view.getInt32(at + half + 4, true));
	}
	let crc = second ^ shift(first, half);
	for (let at = start + 2 * half; at < end; at++) {
		crc = table(0, crc ^ (bytes[at] ?? 0)) ^ (crc >>> 8);
	}
	return ~crc >>> 0;
}

function step(low: number, high: number): number {
	return (
		table(7, low) ^
		table(6, low >>> 8) ^
		table(5, low >>> 16) ^
		table(4, low >>> 24) ^
		table(3, high) ^
		table(2, high >>> 8) ^
		table(1, high >>> 16) ^
		table(0, high >>> 24)
	);
}

function table(number: number, value: number): number {
	return TABLES[(number << 8) | (value & 0xff)] ?? 0;
}

/** What so many zero bytes after it make of a sum: it times x to the power of their bits. */
function shift(crc: number, zeroBytes: number): number {
	let shifted = crc;
	let power = X_TO_THE_8TH;
	for (let count = zeroBytes; count > 0; count >>>= 1) {
		if (count & 1) shifted = multiply(shifted, power);
		power = multiply(power, power);
	}
	return shifted;
}

const X_TO_THE_8TH = 0x00800000;

/** Multiplies polynomials over GF(2) modulo the CRC's; bit 31 is the coefficient of x^0. */
function multiply(a: number, b: number): number {
	let product = 0;
	let shifted = b;
	for (let mask = 0x80000000; mask !== 0; mask >>>= 1) {
		if (a & mask) product ^= shifted;
		shifted = shifted & 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
	}
	return product;
}

/** Eight tables in one: what a byte does to the sum when so many bytes follow it. */
function makeTables(): Int32Array {
	const tables = new Int32Array(8 * 256);
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
