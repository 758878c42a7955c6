import { gzipSync } from 'node:zlib';

import fc from 'fast-check';

import type { HandlingTimeUnit } from '../../../../nodes/AgentSegmentsBreakdown/decode/handlingTimeUnit.ts';

/** The record that the API's documentation shows. */
export const DOCUMENTED_UNIT: HandlingTimeUnit = {
	segmentId: '11111:2521430130:5c1b128b-f09d-4fbe-8baa-380e5831af57:IxRLk7ToTdmJL5BW2eACOA',
	sequence: 1,
	startReason: 'consumerMessage',
	endReason: 'agentResponse',
	startTimestamp: 1641892034742,
	endTimestamp: 1641892043835,
	handleTimeMillis: 9093,
	insertTimestamp: 1642351464697,
};

export const PATH =
	'/year=2026/month=11/day=20/hour=9/accountId=le79344075/sequences.1795000000000.20261120100000.00001.json.gz';

export function unitsInARow(count: number): HandlingTimeUnit[] {
	return Array.from({ length: count }, (_, index) => ({
		...DOCUMENTED_UNIT,
		sequence: index,
		handleTimeMillis: 1000 + index,
	}));
}

/** Every framing a file may have: its name, and records as a file's text. */
export const FRAMINGS: ReadonlyArray<readonly [string, (records: readonly unknown[]) => string]> = [
	[
		'one object a line',
		(records) => records.map((record) => `${JSON.stringify(record)}\n`).join(''),
	],
	[
		'one object a line with CRLF',
		(records) => records.map((r) => `${JSON.stringify(r)}\r\n`).join(''),
	],
	[
		'one object a line without a final newline',
		(records) => records.map((r) => JSON.stringify(r)).join('\n'),
	],
	[
		'one object a line with blank lines',
		(records) => `\n${records.map((r) => JSON.stringify(r)).join('\n\n \n')}\n\n`,
	],
	[
		'one object a line after a byte-order mark',
		(records) => `\uFEFF${records.map((r) => JSON.stringify(r)).join('\n')}`,
	],
	['objects one after another', (records) => records.map((r) => JSON.stringify(r)).join('')],
	['an array', (records) => JSON.stringify(records)],
	['an array over several lines', (records) => JSON.stringify(records, null, '\t')],
	[
		'pretty-printed objects',
		(records) => records.map((r) => JSON.stringify(r, null, 2)).join('\n'),
	],
];

/** Every compression: its name, and a text as a file's bytes. */
export const COMPRESSIONS: ReadonlyArray<readonly [string, (text: string) => Buffer]> = [
	['not compressed', (text) => Buffer.from(text)],
	['gzip', (text) => gzipSync(text)],
	['gzip in gzip', (text) => gzipSync(gzipSync(text))],
	['gzip in several members', (text) => inMembers(Buffer.from(text), 3)],
	['gzip in several members in gzip', (text) => gzipSync(inMembers(Buffer.from(text), 2))],
];

export function inMembers(content: Buffer, count: number): Buffer {
	const size = Math.ceil(content.length / count);
	const parts = Array.from({ length: count }, (_, index) =>
		content.subarray(index * size, (index + 1) * size),
	);
	return Buffer.concat(parts.map((part) => gzipSync(part)));
}

const epochMs = fc.oneof(
	fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 }),
	fc.nat(8.64e15),
);
const text = fc.oneof(
	fc.constantFrom('consumerMessage', 'agentResponse', 'conversationEntered'),
	fc.string({ minLength: 1, unit: 'grapheme' }),
	fc.string({ minLength: 1, unit: 'binary-ascii' }),
);

/** Units as a file may hold them: strange texts included. */
export const arbitraryUnit: fc.Arbitrary<HandlingTimeUnit> = fc.record({
	segmentId: fc.oneof(fc.stringMatching(/^\d{5}:\d{10}:[0-9a-f-]{36}:[A-Za-z0-9_-]{22}$/), text),
	sequence: fc.oneof(fc.nat(1000), fc.maxSafeNat()),
	startReason: text,
	endReason: text,
	startTimestamp: epochMs,
	endTimestamp: epochMs,
	handleTimeMillis: fc.oneof(fc.nat(3_600_000), fc.maxSafeNat()),
	insertTimestamp: fc.option(epochMs),
});
