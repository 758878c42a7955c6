import fc from 'fast-check';
import { NodeApiError, NodeOperationError, UserError } from 'n8n-workflow';
import type { INode } from 'n8n-workflow';

import { ApiError, hideSecrets, quoteHidden, toNodeError } from '../../../nodes/shared/errors.ts';

const NODE: INode = {
	id: '1',
	name: 'AHT',
	type: 'aht',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const SECRET = 'pa?ss/w+rd&"<Ü>!';

describe('a secret', () => {
	it.each([
		['as it is', SECRET],
		['URL-encoded', encodeURIComponent(SECRET)],
		['URL-encoded as OAuth does', encodeURIComponent(SECRET).replaceAll('!', '%21')],
		['URL-encoded in small letters', encodeURIComponent(SECRET).toLowerCase()],
		['sent as a form', new URLSearchParams({ a: SECRET }).toString().slice(2)],
		['in JSON', JSON.stringify(SECRET).slice(1, -1)],
		['in JSON with escaped slashes', JSON.stringify(SECRET).slice(1, -1).replaceAll('/', '\\/')],
		['in a web page', 'pa?ss/w+rd&amp;"&lt;Ü&gt;!'],
		['in an attribute of a web page', 'pa?ss/w+rd&amp;&quot;&lt;Ü&gt;!'],
		['in hex', Buffer.from(SECRET).toString('hex')],
		['in large hex', Buffer.from(SECRET).toString('hex').toUpperCase()],
	])('is hidden %s', (_label, form) => {
		expect(hideSecrets(`it is ${form}.`, [SECRET])).toBe('it is ***.');
	});

	it.each(['base64', 'base64url'] as const)('is hidden within more that is in %s', (encoding) => {
		fc.assert(
			fc.property(
				fc.string({ minLength: 8, unit: 'binary-ascii' }),
				fc.string({ maxLength: 6 }),
				fc.string({ maxLength: 6 }),
				(secret, before, after) => {
					const sent = Buffer.from(`${before}${secret}${after}`).toString(encoding);
					const hidden = hideSecrets(sent, [secret]);
					expect(hidden).toContain('***');
					// What stays are the characters that the neighbours have a part in
					expect(hidden.length).toBeLessThan(sent.length - secret.length + 3);
				},
			),
		);
	});

	it('is hidden however short it is', () => {
		expect(hideSecrets('a key: q', ['q'])).toBe('a key: ***');
		expect(hideSecrets('a key: q7', ['q7'])).toBe('a key: ***');
	});

	it('is hidden whole where it begins like another', () => {
		expect(hideSecrets('abcdef', ['abc', 'abcdef'])).toBe('***');
	});

	it('may be any text', () => {
		fc.assert(
			fc.property(
				fc.string({ minLength: 1, unit: 'binary' }),
				fc.string(),
				fc.string(),
				(secret, before, after) => {
					fc.pre(!'***'.includes(secret) && !`${before}${after}`.includes(secret));
					expect(hideSecrets(`${before}|${secret}|${after}`, [secret])).not.toContain(secret);
				},
			),
		);
	});

	it('hides nothing where there is none', () => {
		expect(hideSecrets('text', [])).toBe('text');
		expect(hideSecrets('text', [''])).toBe('text');
	});
});

describe('what a service sent', () => {
	it('is hidden before it is cut', () => {
		const text = `${'x'.repeat(490)}secret-of-mine`;
		expect(quoteHidden(text, ['secret-of-mine'])).toBe(`${'x'.repeat(490)}***`);
	});

	it('shows no part of a secret however much is sent', () => {
		const secret = 'z'.repeat(3_000);
		const sent = Array.from({ length: 20 }, () => secret).join(' ');
		expect(quoteHidden(sent, [secret])).not.toContain('z');
	});

	it('is nothing where it is no text', () => {
		expect([undefined, 1, {}, ['a']].map((value) => quoteHidden(value, []))).toEqual([
			'',
			'',
			'',
			'',
		]);
	});
});

describe('the error of a node', () => {
	it('has what happened, what to do, and what n8n goes by', () => {
		const error = toNodeError(
			NODE,
			new ApiError('It is late', {
				description: 'Wait.',
				httpCode: '429',
				failure: { cause: 'rate-limited', retryAfterMs: 5 },
			}),
			3,
		);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			message: 'It is late',
			description: 'Wait.',
			httpCode: '429',
			failure: { cause: 'rate-limited', retryAfterMs: 5 },
			context: { itemIndex: 3 },
		});
	});

	it('has the words of a UserError', () => {
		const error = toNodeError(
			NODE,
			new UserError('No such day', { description: 'Choose one.' }),
			1,
		);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({
			message: 'No such day',
			description: 'Choose one.',
			context: { itemIndex: 1 },
		});
	});

	it('stays what it is, and names the item', () => {
		const error = new NodeOperationError(NODE, 'known');
		expect(toNodeError(NODE, error, 2)).toBe(error);
		expect(error.context['itemIndex']).toBe(2);
	});

	it('is made anew each time, so that each item has its own', () => {
		const shared = new ApiError('once');
		const [first, second] = [toNodeError(NODE, shared, 0), toNodeError(NODE, shared, 1)];
		expect([first.context['itemIndex'], second.context['itemIndex']]).toEqual([0, 1]);
	});

	it('may be anything that was thrown', () => {
		expect(toNodeError(NODE, 'text').message).toBe('text');
	});
});
