import { UnitColumns } from '../../../../nodes/AgentSegmentsBreakdown/decode/columns.ts';
import {
	NOT_PLAIN,
	RecordScanner,
} from '../../../../nodes/AgentSegmentsBreakdown/decode/scanRecord.ts';
import { DOCUMENTED_UNIT } from './files.mts';

const PLAIN = JSON.stringify(DOCUMENTED_UNIT);

function scan(text: string): { end: number; columns: UnitColumns } {
	const content = Buffer.from(text);
	const columns = new UnitColumns();
	columns.begin(content);
	return { end: new RecordScanner(columns).scan(0), columns };
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

function reversed(record: object): object {
	return Object.fromEntries(Object.entries(record).reverse());
}
