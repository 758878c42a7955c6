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

/** Short of what a Date can hold, which the day that a moment is in may end after */
export const LATEST_MOMENT = 8.6e15;
const epochMs = fc.oneof(
	fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 }),
	fc.nat(LATEST_MOMENT),
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

/** A whole number as a record may spell it. */
function spelledNumber(value: number): fc.Arbitrary<string> {
	return fc.oneof(
		{ weight: 4, arbitrary: fc.constant(String(value)) },
		fc.constantFrom(
			`"${value}"`,
			`${value}.0`,
			`${value}e0`,
			`"0${value}"`,
			`0${value}`,
			`-${value}`,
			`[${value}]`,
		),
	);
}

/** A text as a record may spell it: every character plain, or some of them as escapes. */
function spelledText(value: string): fc.Arbitrary<string> {
	const escaped = [...value]
		.map((char) =>
			/^[\x20-\x7e]$/.test(char)
				? `\\u00${char.charCodeAt(0).toString(16)}`
				: JSON.stringify(char).slice(1, -1),
		)
		.join('');
	return fc.oneof(
		{ weight: 4, arbitrary: fc.constant(JSON.stringify(value)) },
		fc.constantFrom(`"${escaped}"`, `["${escaped}"]`),
	);
}

const blank = fc.oneof(
	{ weight: 3, arbitrary: fc.constant('') },
	fc.constantFrom(' ', '\n', '\r\n\t'),
);
const otherMembers = fc.constantFrom(
	'"skill":{"id":[1,"}"]}',
	'"note":"a \\"quoted\\" {word}"',
	'"segmentId":"another"',
	'"sequence":"12"',
	'"__proto__":{"x":1}',
	'"":null',
);

/** A record's text as some JSON writer may have made it, not always with all fields or valid. */
export const arbitraryRecordText: fc.Arbitrary<string> = arbitraryUnit.chain((unit) => {
	const members = Object.entries(unit).map(([key, value]) => {
		const spelled =
			value === null
				? fc.constant('null')
				: typeof value === 'number'
					? spelledNumber(value)
					: spelledText(value);
		return fc
			.tuple(blank, blank, spelled)
			.map(([before, after, text]) => `${before}"${key}"${after}:${before}${text}${after}`);
	});
	return fc
		.tuple(
			fc.tuple(...members),
			fc.array(otherMembers, { maxLength: 1 }),
			fc.constantFrom('as it is', 'as it is', 'shuffled', 'one less'),
			fc.infiniteStream(fc.nat()),
		)
		.map(([own, others, change, numbers]) => {
			const all = [...own, ...others].map((member) => ({
				member,
				place: numbers.next().value ?? 0,
			}));
			if (change === 'shuffled') all.sort((a, b) => a.place - b.place);
			if (change === 'one less') all.splice((all[0]?.place ?? 0) % all.length, 1);
			return `{${all.map(({ member }) => member).join(',')}}`;
		});
});
