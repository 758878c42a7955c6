import fc from 'fast-check';

import { hideSecrets } from '../../../../nodes/CloudAgentAht/transport/egress.ts';
import { makeToken } from './jwt.mts';

const ACCOUNT = {
	domain: 'localhost:1',
	userName: 'demo_account',
	apiAuthentication: 'TOKEN_AUTH' as const,
	apiKey: 'fake-api-"key"-for-tests',
	token: '',
	sessionToken: makeToken({ iat: 1, exp: 2 }),
};

describe('an answer that repeats a secret', () => {
	it.each([
		[
			'the API key in a text',
			`<html>${ACCOUNT.apiKey} is wrong</html>`,
			'<html>*** is wrong</html>',
		],
		['the API key in a field', { message: `key ${ACCOUNT.apiKey}` }, { message: 'key ***' }],
		['the token', { message: ['Bearer', ACCOUNT.sessionToken] }, { message: ['Bearer', '***'] }],
		['a token that nobody knows', { message: makeToken({ iat: 5 }, 'other') }, { message: '***' }],
	])('loses it: %s', (_label, body, hidden) => {
		expect(hideSecrets(body, ACCOUNT)).toEqual(hidden);
	});

	it('stays as it is otherwise', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (body) => {
				expect(hideSecrets(body, { ...ACCOUNT, apiKey: 'fake-key-nobody-writes' })).toEqual(body);
			}),
		);
		expect(hideSecrets(undefined, ACCOUNT)).toBeUndefined();
	});

	it('is not torn apart by a key that is too short to be one', () => {
		expect(hideSecrets({ message: 'abc' }, { ...ACCOUNT, apiKey: 'b' })).toEqual({
			message: 'abc',
		});
	});
});
