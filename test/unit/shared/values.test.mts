import fc from 'fast-check';

import {
	isBlank,
	isRecord,
	quoteValue,
	toText,
	toWholeNumber,
	unwrapLocator,
} from '../../../nodes/shared/values.ts';

describe('a value of unknown origin', () => {
	it('is a record where it has fields by name', () => {
		expect([{}, { a: 1 }].map(isRecord)).toEqual([true, true]);
		expect([null, undefined, [], 'a', 1].some(isRecord)).toBe(false);
	});

	it('is read as text, blanks included, where it is text or a number', () => {
		expect(['Sales ', 7, '', null, undefined, true, ['a'], {}].map(toText)).toEqual([
			'Sales ',
			'7',
			...Array.from({ length: 6 }, () => ''),
		]);
	});

	it('is blank where nothing is to be seen', () => {
		expect([undefined, null, '', ' \t\n'].every(isBlank)).toBe(true);
		expect([0, false, 'a', [], {}].some(isBlank)).toBe(false);
	});

	it.each([
		[12, 12],
		['12', 12],
		['-3', -3],
		['9007199254740991', 9007199254740991],
		['9007199254740993', undefined],
		[2 ** 53, undefined],
		['1.5', undefined],
		[1.5, undefined],
		['1e3', undefined],
		['', undefined],
		[' 1', undefined],
		[null, undefined],
		[[1], undefined],
	])('%j is read as the whole number %j', (value, number) => {
		expect(toWholeNumber(value)).toBe(number);
	});

	it('reads every safe whole number, as a number and as text', () => {
		fc.assert(
			fc.property(fc.maxSafeInteger(), (number) => {
				expect(toWholeNumber(number)).toBe(number);
				expect(toWholeNumber(String(number))).toBe(number);
			}),
		);
	});

	it('is quoted on one short line', () => {
		expect(quoteValue('a\nb')).toBe('a b');
		expect(quoteValue({ a: [1] })).toBe('{"a":[1]}');
		expect(quoteValue('x'.repeat(60))).toBe(`${'x'.repeat(47)}...`);
		expect(quoteValue(undefined)).toBe('');
	});

	it('is quoted as nothing where it is too deep to be written', () => {
		expect(quoteValue(JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)))).toBe('');
	});

	it('is taken out of a resource locator, and of nothing else', () => {
		expect(unwrapLocator({ __rl: true, mode: 'id', value: 'a' })).toBe('a');
		expect(unwrapLocator({ value: 'a' })).toEqual({ value: 'a' });
		expect(unwrapLocator('a')).toBe('a');
	});
});
