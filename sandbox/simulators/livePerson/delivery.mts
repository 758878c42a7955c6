import { gzipSync } from 'node:zlib';

import type { HandlingTimeUnit } from './records.mts';

/** How records stand in the text of a file; the documents leave it open. */
export type Framing =
	| 'lines'
	| 'linesCrLf'
	| 'linesWithoutFinalNewline'
	| 'linesWithBlankLines'
	| 'linesWithByteOrderMark'
	| 'concatenated'
	| 'array'
	| 'prettyArray'
	| 'prettyObjects'
	/** Only the first record, bare */
	| 'singleObject'
	| 'empty';

/** How the text becomes the body of the answer; the documents leave that open, too. */
export type Compression =
	| 'gzip'
	| 'gzipTwice'
	| 'gzipMembers'
	/** Plain JSON, compressed by the transport */
	| 'contentEncoding'
	/** A gzip file, compressed again by the transport */
	| 'gzipAndContentEncoding'
	| 'none';

export type Defect =
	| 'none'
	| 'truncatedGzip'
	| 'corruptBytes'
	/** Unpacks to `bombBytes` of blanks */
	| 'bomb'
	| 'badJsonInTheMiddle'
	/** The middle record lacks its time fields */
	| 'recordWithoutFields';

/** How one file, or all, are delivered. */
export interface FileDelivery {
	framing: Framing;
	compression: Compression;
	defect: Defect;
	/** `sequence` and `handleTimeMillis`: the table says string, the sample shows a number */
	numbersAs: 'number' | 'string';
	contentType: string;
	bombBytes: number;
}

export const DEFAULT_DELIVERY: FileDelivery = {
	framing: 'lines',
	compression: 'gzip',
	defect: 'none',
	numbersAs: 'number',
	contentType: 'application/octet-stream',
	bombBytes: 1024 ** 3,
};

const BOMB_BLOCK_BYTES = 16 * 1024 ** 2;
const BYTE_ORDER_MARK = '\uFEFF';
const TIME_FIELDS = ['startTimestamp', 'endTimestamp', 'handleTimeMillis'];

/** The body of a file and the headers that belong to it. */
export function deliver(
	units: readonly HandlingTimeUnit[],
	delivery: FileDelivery,
): { headers: Record<string, string>; body: Buffer } {
	const isEncoded = ['contentEncoding', 'gzipAndContentEncoding'].includes(delivery.compression);
	return {
		headers: {
			'content-type': delivery.contentType,
			...(isEncoded ? { 'content-encoding': 'gzip' } : {}),
		},
		body: spoil(compress(writeText(units, delivery), delivery.compression), delivery),
	};
}

function writeText(units: readonly HandlingTimeUnit[], delivery: FileDelivery): string {
	const records = units.map((unit) => toRecord(unit, delivery.numbersAs));
	const middle = Math.floor(records.length / 2);
	if (delivery.defect === 'recordWithoutFields') {
		for (const field of TIME_FIELDS) delete records[middle]?.[field];
	}
	const space = delivery.framing.startsWith('pretty') ? '\t' : undefined;
	const texts = records.map((record) => JSON.stringify(record, undefined, space));
	if (delivery.defect === 'badJsonInTheMiddle') texts[middle] = '{"segmentId": oops';
	return frame(texts, delivery.framing);
}

function toRecord(unit: HandlingTimeUnit, numbersAs: 'number' | 'string'): Record<string, unknown> {
	if (numbersAs === 'number') return { ...unit };
	return {
		...unit,
		sequence: String(unit.sequence),
		handleTimeMillis: String(unit.handleTimeMillis),
	};
}

function frame(records: readonly string[], framing: Framing): string {
	const lines = records.map((record) => `${record}\n`).join('');
	switch (framing) {
		case 'lines':
		case 'prettyObjects':
			return lines;
		case 'linesCrLf':
			return records.map((record) => `${record}\r\n`).join('');
		case 'linesWithoutFinalNewline':
			return records.join('\n');
		case 'linesWithBlankLines':
			return `\n${records.map((record) => `${record}\n\n`).join('')}\n`;
		case 'linesWithByteOrderMark':
			return BYTE_ORDER_MARK + lines;
		case 'concatenated':
			return records.join('');
		case 'array':
			return `[${records.join(',')}]`;
		case 'prettyArray':
			return `[\n${records.join(',\n')}\n]\n`;
		case 'singleObject':
			return records[0] ?? '';
		case 'empty':
			return '';
	}
}

function compress(text: string, compression: Compression): Buffer {
	const bytes = Buffer.from(text);
	switch (compression) {
		case 'gzip':
		case 'contentEncoding':
			return gzipSync(bytes);
		case 'gzipTwice':
		case 'gzipAndContentEncoding':
			return gzipSync(gzipSync(bytes));
		case 'gzipMembers':
			return gzipInMembers(bytes);
		case 'none':
			return bytes;
	}
}

/** Three members, cut at bytes and not at lines: legal gzip, and what a part-wise writer leaves. */
function gzipInMembers(bytes: Buffer): Buffer {
	const third = Math.ceil(bytes.length / 3);
	const cuts = [
		bytes.subarray(0, third),
		bytes.subarray(third, 2 * third),
		bytes.subarray(2 * third),
	];
	return Buffer.concat(cuts.map((cut) => gzipSync(cut)));
}

function spoil(body: Buffer, { defect, bombBytes }: FileDelivery): Buffer {
	if (defect === 'truncatedGzip') return body.subarray(0, Math.floor(body.length / 2));
	if (defect === 'corruptBytes') return flipBytesInTheMiddle(body);
	if (defect === 'bomb') {
		const block = gzipSync(Buffer.alloc(BOMB_BLOCK_BYTES, ' '));
		const blocks = Math.ceil(bombBytes / BOMB_BLOCK_BYTES);
		return Buffer.concat(Array.from({ length: blocks }, () => block));
	}
	return body;
}

function flipBytesInTheMiddle(body: Buffer): Buffer {
	const spoilt = Buffer.from(body);
	const middle = Math.floor(body.length / 2);
	for (let at = middle; at < Math.min(middle + 16, body.length); at++) {
		spoilt[at] = (spoilt[at] ?? 0) ^ 0xff;
	}
	return spoilt;
}
