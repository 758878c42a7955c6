import fc from 'fast-check';

import { UnitColumns } from '../../../../nodes/AgentSegmentsBreakdown/decode/columns.ts';
import {
	decodeUnits,
	UnitDecoder,
} from '../../../../nodes/AgentSegmentsBreakdown/decode/decodeUnits.ts';
import { readColumns } from '../../../../nodes/AgentSegmentsBreakdown/decode/records.ts';
import { DOCUMENTED_UNIT, FRAMINGS, PATH, unitsInARow } from './files.mts';

const inLines = FRAMINGS[0]![1];
const read = (units: readonly unknown[]) => decodeUnits(Buffer.from(inLines(units)), PATH);

describe('units beside one another', () => {
	it.each([
		['that begin alike, the longer one first', 'abc', 'ab'],
		['that begin alike, the shorter one first', 'ab', 'abc'],
		['that end alike', 'xab', 'yab'],
		['that differ in the middle', 'a1c', 'a2c'],
		['that are the same', 'abc', 'abc'],
		['of which one is beyond ASCII', 'abc', 'äbc'],
		['of which one is beyond ASCII, as long in bytes', 'abcd', 'äbc'],
	])('keep their segment ids, %s', (_label, one, other) => {
		const units = [one, other, other, one, one].map((segmentId, sequence) => ({
			...DOCUMENTED_UNIT,
			segmentId,
			sequence,
		}));
		expect(read(units)).toEqual(units);
	});

	it('are known by their columns to have the same id exactly where they have', () => {
		const alike = fc.constantFrom('a', 'b', 'ab', 'bb', 'aab', 'bab', 'aaab');
		fc.assert(
			fc.property(fc.array(alike, { minLength: 2 }), (ids) => {
				const columns = new UnitColumns();
				const units = ids.map((segmentId) => ({ ...DOCUMENTED_UNIT, segmentId }));
				readColumns(Buffer.from(inLines(units)), PATH, columns);
				for (let row = 1; row < ids.length; row++) {
					expect(columns.hasIdOfRowBefore(row)).toBe(ids[row] === ids[row - 1]);
				}
			}),
		);
	});

	it('keep their segment ids where one is written with an escape', () => {
		const plain = JSON.stringify({ ...DOCUMENTED_UNIT, segmentId: 'abc' });
		const escaped = plain.replace('abc', '\\u0061bd');
		const file = Buffer.from([plain, escaped, plain, plain, escaped, escaped].join('\n'));
		expect(decodeUnits(file, PATH).map(({ segmentId }) => segmentId)).toEqual([
			'abc',
			'abd',
			'abc',
			'abc',
			'abd',
			'abd',
		]);
	});

	it.each([
		['that begin alike, the longer one first', ['closed', 'close', 'clo', 'c', 'closed']],
		['that begin alike, the shorter one first', ['c', 'clo', 'close', 'closed', 'c']],
		['as long as each other', ['open', 'shut', 'opex', 'xpen', 'open']],
		['of more kinds than are usual', Array.from({ length: 40 }, (_, nth) => `reason ${nth % 25}`)],
		['beyond ASCII', ['fermé', 'ferm', 'fermée', 'fermé', 'ferme']],
	])('keep their reasons, %s', (_label, reasons) => {
		const units = reasons.map((reason, sequence) => ({
			...DOCUMENTED_UNIT,
			sequence,
			startReason: reason,
			endReason: reasons[reasons.length - 1 - sequence]!,
		}));
		expect(read(units)).toEqual(units);
	});
});

describe('a decoder', () => {
	it('reads a file of more units than an hour usually has', () => {
		const units = unitsInARow(20_000).map((unit, nth) => ({
			...unit,
			segmentId: `segment ${nth >> 1}`,
			startTimestamp: 1_700_000_000_000 + nth,
			endTimestamp: 1_700_000_001_000 + nth,
			insertTimestamp: nth % 3 === 0 ? null : 1_700_000_002_000 + nth,
		}));
		expect(read(units)).toEqual(units);
	});

	it.each([
		['before', [1, 0]],
		['after', [0, 1]],
	])(
		'takes no id from where one stood in the file before, for a unit %s a plain one',
		(_l, order) => {
			const segmentId = 'abc';
			const plain = JSON.stringify({ ...DOCUMENTED_UNIT, segmentId });
			// As long, with the plain one's id at its old place, and another
			const odd = plain.replace('"segmentId"', '"othersIds"').replace('}', ',"segmentId":"xyz"}');
			const inOrder = <T,>(both: readonly T[]) => order.map((nth) => both[nth]!);
			const frame = (lines: readonly string[]) =>
				Buffer.from(lines.map((line) => line.padEnd(odd.length)).join('\n'));
			const decoder = new UnitDecoder();
			decoder.decode(frame([plain, plain]), PATH);
			const units = decoder.decode(frame(inOrder([plain, odd])), PATH);
			expect(units.map((unit) => unit.segmentId)).toEqual(inOrder(['abc', 'xyz']));
		},
	);

	it('remembers nothing of one file for the next', () => {
		const decoder = new UnitDecoder();
		const first = ['ä', 'ö', 'ü'].map((segmentId) => ({
			...DOCUMENTED_UNIT,
			segmentId,
			startReason: segmentId,
		}));
		const second = ['a', 'o'].map((segmentId) => ({
			...DOCUMENTED_UNIT,
			segmentId,
			startReason: segmentId,
		}));
		for (const units of [first, second, first]) {
			expect(decoder.decode(Buffer.from(inLines(units)), PATH)).toEqual(units);
		}
	});
});
