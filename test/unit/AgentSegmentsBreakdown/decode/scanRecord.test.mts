import { UnitColumns } from '../../../../nodes/AgentSegmentsBreakdown/decode/columns.ts';
import {
	NOT_PLAIN,
	scanRecord,
} from '../../../../nodes/AgentSegmentsBreakdown/decode/scanRecord.ts';
import type { HandlingTimeUnit } from '../../../../nodes/AgentSegmentsBreakdown/decode/handlingTimeUnit.ts';
import { DOCUMENTED_UNIT } from './files.mts';
import { readByReference } from './reference.mts';

const PLAIN = JSON.stringify(DOCUMENTED_UNIT);

function scan(text: string): { end: number; columns: UnitColumns } {
	const content = Buffer.from(text);
	const columns = new UnitColumns();
	columns.begin(content);
	return { end: scanRecord(columns, 0), columns };
}

describe('a record written plainly', () => {
	it.each([
		['as the API shows it', PLAIN],
		['with its fields in another order', JSON.stringify(reversed(DOCUMENTED_UNIT))],
		['with numbers as texts', PLAIN.replace('9093', '"9093"').replace(':1,', ':"1",')],
		['over several lines', JSON.stringify(DOCUMENTED_UNIT, null, '\t')],
		['with Windows line ends', JSON.stringify(DOCUMENTED_UNIT, null, 2).replaceAll('\n', '\r\n')],
		['with a field twice, the last of which counts', PLAIN.replace('{', '{"sequence":7,')],
	])('%s is read from its bytes', (_label, text) => {
		const { end, columns } = scan(`${text}\n{`);
		expect(end).toBe(text.length);
		expect(columns.segmentId(0)).toBe(DOCUMENTED_UNIT.segmentId);
		expect(columns.reasons.texts[columns.startReason[0]!]).toBe('consumerMessage');
		expect(columns.reasons.texts[columns.endReason[0]!]).toBe('agentResponse');
		expect(columns.sequence[0]).toBe(1);
		expect(columns.startTimestamp[0]).toBe(1641892034742);
		expect(columns.endTimestamp[0]).toBe(1641892043835);
		expect(columns.handleTimeMillis[0]).toBe(9093);
		expect(columns.insertTimestamp[0]).toBe(1642351464697);
	});

	it('may lack the internal insertTimestamp', () => {
		const { end, columns } = scan(PLAIN.replace(',"insertTimestamp":1642351464697', ''));
		expect(end).not.toBe(NOT_PLAIN);
		expect(columns.insertTimestamp[0]).toBeNaN();
	});
});

describe('a record that may mean something else than its bytes', () => {
	it.each([
		['has an escape in a text', PLAIN.replace('agentResponse', 'agent\\u0052esponse')],
		['has a character past ASCII', PLAIN.replace('agentResponse', 'réponse')],
		['has a control character in a text', PLAIN.replace('agentResponse', 'agent\tresponse')],
		['has an escape in a key', PLAIN.replace('sequence', 's\\u0065quence')],
		['has another field', PLAIN.replace('{', '{"skill":1,')],
		['has a longer key that begins like a known one', PLAIN.replace('sequence', 'sequences')],
		['has a nested object', PLAIN.replace('9093', '{"value":9093}')],
		['has a fraction', PLAIN.replace('9093', '9093.0')],
		['has an exponent', PLAIN.replace('9093', '9093e0')],
		['has a negative number', PLAIN.replace('9093', '-9093')],
		['has a number with a leading zero', PLAIN.replace('9093', '09093')],
		['has a number of 16 digits', PLAIN.replace('9093', '1000000000009093')],
		['has a null', PLAIN.replace('1642351464697', 'null')],
		['has an empty text', PLAIN.replace('agentResponse', '')],
		['has a text of digits and more', PLAIN.replace('9093', '"9093ms"')],
		['lacks a field', PLAIN.replace('"sequence":1,', '')],
		['is empty', '{}'],
		['is cut off', PLAIN.slice(0, -1)],
		['has a comma too many', PLAIN.replace('}', ',}')],
		['lacks a comma', PLAIN.replace(',', ' ')],
		['lacks a colon', PLAIN.replace(':1,', ' 1,')],
	])('%s is left to JSON.parse', (_label, text) => {
		expect(scan(text).end).toBe(NOT_PLAIN);
	});
});

describe('a record with one byte changed', () => {
	// Those beside the bounds of what is plain, put everywhere
	const BYTES = Buffer.from('\0\t\n\r\x1f !"#+,-./09:;Ee[\\]{|}~\x7f\x80\xa2\xdc\xff', 'latin1');
	const columns = new UnitColumns();

	it.each([
		['as the API shows it', PLAIN],
		['with numbers as texts', PLAIN.replaceAll(/:(\d+)/g, ':"$1"')],
	])('%s is read as JSON.parse reads it, or left to it', (_label, record) => {
		for (let at = 1; at < record.length; at++) {
			for (const byte of BYTES) {
				const content = Buffer.from(record);
				content[at] = byte;
				columns.begin(content);
				const end = scanRecord(columns, 0);
				if (end !== NOT_PLAIN) {
					expect([unitOf(columns)]).toEqual(readByReference(content.subarray(0, end)));
				}
			}
		}
	});

	it.each([' ', '!', '#', '[', ']', '~', 'Z', '0'])('may have %s anywhere in its id', (text) => {
		const start = PLAIN.indexOf(DOCUMENTED_UNIT.segmentId);
		for (let at = start; at < start + DOCUMENTED_UNIT.segmentId.length; at++) {
			const { end } = scan(PLAIN.slice(0, at) + text + PLAIN.slice(at + 1));
			expect(end).toBe(PLAIN.length);
		}
	});

	it.each([1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 15])('may have a number of %d digits', (digits) => {
		const number = '123456789012345'.slice(0, digits);
		const { end, columns } = scan(PLAIN.replace('9093', number));
		expect(end).not.toBe(NOT_PLAIN);
		expect(columns.handleTimeMillis[0]).toBe(Number(number));
	});
});

function unitOf(columns: UnitColumns): HandlingTimeUnit {
	const reason = (column: Uint32Array) => columns.reasons.texts[column[0]!]!;
	const insertTimestamp = columns.insertTimestamp[0]!;
	return {
		segmentId: columns.segmentId(0),
		sequence: columns.sequence[0]!,
		startReason: reason(columns.startReason),
		endReason: reason(columns.endReason),
		startTimestamp: columns.startTimestamp[0]!,
		endTimestamp: columns.endTimestamp[0]!,
		handleTimeMillis: columns.handleTimeMillis[0]!,
		insertTimestamp: Number.isNaN(insertTimestamp) ? null : insertTimestamp,
	};
}

function reversed(record: object): object {
	return Object.fromEntries(Object.entries(record).reverse());
}
