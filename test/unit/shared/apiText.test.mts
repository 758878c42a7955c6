import fc from 'fast-check';

import { quoteApiText } from '../../../nodes/shared/apiText.ts';

describe('text that a service sent', () => {
	it.each([
		['stays as it is', 'agentId is Invalid', 'agentId is Invalid'],
		['keeps other scripts', 'Agent गलत है', 'Agent गलत है'],
		['loses control characters', 'a\u0000b\u001b[31mc\u007fd\u0085e', 'a b [31mc d e'],
		['is put on one line', ' one\r\n\ttwo \u2028 three ', 'one two three'],
		['loses marks that reorder or hide text', 'abc\u202edef\u200b\u2066ghi', 'abc def ghi'],
		['may be empty', ' \n ', ''],
	])('%s', (_label, text, shown) => {
		expect(quoteApiText(text)).toBe(shown);
	});

	it('is cut, and shows that it was', () => {
		expect(quoteApiText('x'.repeat(501))).toBe(`${'x'.repeat(497)}...`);
		expect(quoteApiText('x'.repeat(500))).toBe('x'.repeat(500));
		expect(quoteApiText('abcdefghij', 8)).toBe('abcde...');
	});

	it('is safe to show whatever it is', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary', maxLength: 3_000 }),
				fc.integer({ min: 4, max: 600 }),
				(text, longest) => {
					const shown = quoteApiText(text, longest);
					expect(shown.length).toBeLessThanOrEqual(longest);
					expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\s{2}|^\s|\s$/u);
				},
			),
		);
	});
});
