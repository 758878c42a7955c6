import { gunzipSync } from 'node:zlib';

import type { HandlingTimeUnit } from '../../../../nodes/AgentSegmentsBreakdown/decode/handlingTimeUnit.ts';
import { LATEST_MOMENT } from './files.mts';

/**
 * The slow and obvious reading of a file, apart from the product's code: zlib, JSON.parse and a look at
 * every field. `undefined` where the file is broken.
 */
export function readByReference(body: Buffer): HandlingTimeUnit[] | undefined {
	// Compressed or not, a file has bytes
	if (body.length === 0) return undefined;
	try {
		return splitValues(
			new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(unpack(body)),
		)
			.flat()
			.map(toUnit);
	} catch {
		return undefined;
	}
}

function unpack(body: Buffer): Buffer {
	let content = body;
	for (let depth = 0; content[0] === 0x1f && content[1] === 0x8b; depth++) {
		if (depth === 3) throw new Error('too deep');
		content = gunzipSync(content);
	}
	return content;
}

/** The JSON values that stand one after another: each is the shortest beginning that JSON.parse takes. */
function splitValues(text: string): unknown[] {
	const values: unknown[] = [];
	let rest = trimStart(text);
	while (rest !== '') {
		const length = shortestValue(rest);
		const value: unknown = JSON.parse(rest.slice(0, length));
		if (typeof value !== 'object' || value === null)
			throw new Error('neither an object nor an array');
		values.push(value);
		rest = trimStart(rest.slice(length));
	}
	return values;
}

function shortestValue(text: string): number {
	for (let length = 1; length < text.length; length++) {
		if (!'}]'.includes(text.charAt(length - 1))) continue;
		try {
			JSON.parse(text.slice(0, length));
			return length;
		} catch {}
	}
	return text.length;
}

function trimStart(text: string): string {
	return text.replace(/^[\uFEFF \t\r\n]+/, '');
}

function toUnit(value: unknown): HandlingTimeUnit {
	const record = value as Record<string, unknown>;
	if (Array.isArray(value)) throw new Error('an array in an array');
	const insertTimestamp = record['insertTimestamp'] ?? null;
	return {
		segmentId: text(record['segmentId']),
		sequence: whole(record['sequence']),
		startReason: text(record['startReason']),
		endReason: text(record['endReason']),
		startTimestamp: moment(record['startTimestamp']),
		endTimestamp: moment(record['endTimestamp']),
		handleTimeMillis: whole(record['handleTimeMillis']),
		insertTimestamp: insertTimestamp === null ? null : moment(insertTimestamp),
	};
}

function text(value: unknown): string {
	if (typeof value !== 'string' || value === '') throw new Error('no text');
	if (encodeURIComponent(value) === '')
		throw new Error('unreachable: it throws for a lone surrogate');
	return value;
}

function whole(value: unknown): number {
	const number = typeof value === 'string' && /^[0-9]{1,16}$/.test(value) ? Number(value) : value;
	if (!Number.isSafeInteger(number) || (number as number) < 0) throw new Error('no whole number');
	return (number as number) === 0 ? 0 : (number as number);
}

function moment(value: unknown): number {
	const number = whole(value);
	if (number > LATEST_MOMENT) throw new Error('no moment');
	return number;
}
