import {
	refusalError,
	undocumentedError,
	unreachableError,
	unreadableError,
} from '../../../../nodes/CloudAgentAht/api/errors.ts';
import type { ApiError } from '../../../../nodes/shared/errors.ts';
import { SendError } from '../../../../nodes/shared/send.ts';

const MODES = ['TOKEN_AUTH', 'BASIC_AUTH', 'token'] as const;
const REFUSALS = [
	'agentUnknown',
	'apiKeyMissing',
	'bodyUnreadable',
	'bothGiven',
	'campaignUnknown',
	'limitExceeded',
	'neitherGiven',
	'tokenExpired',
	'tokenInvalid',
	'tokenMissing',
	'userNameMissing',
	'userNameOrKeyMissing',
	'userNameOrKeyWrong',
] as const;

describe('the text of an error', () => {
	const errors: Array<[string, ApiError]> = [
		...MODES.flatMap((mode) =>
			REFUSALS.map((refusal): [string, ApiError] => [
				`${refusal} with ${mode}`,
				refusalError(refusal, mode, 'ananya.rao'),
			]),
		),
		['undocumented', undocumentedError('Account suspended', 200)],
		['unreadable', unreadableError({ domain: 'localhost:1' }, '<html>', 502)],
		['empty', unreadableError({ domain: 'localhost:1' }, '', 200)],
		[
			'unreachable',
			unreachableError(
				{ domain: 'localhost:1' },
				new SendError('refused', 'connect ECONNREFUSED', 'ECONNREFUSED'),
			),
		],
	];

	it.each(errors)(
		'says what happened and what to do, without words that blame: %s',
		(_label, error) => {
			expect(error.message).toMatch(/^[A-Z].*[^.]$/);
			expect(error.description).toMatch(/^[A-Z].*\.$/);
			expect(`${error.message} ${error.description}`).not.toMatch(
				/\b(error|problem|failure|mistake)\b/i,
			);
		},
	);
});

describe('an account that is set to the other API Authentication', () => {
	it.each([
		['TOKEN_AUTH', 'apiKeyMissing', 'BASIC_AUTH', 'TOKEN_AUTH'],
		['TOKEN_AUTH', 'userNameOrKeyMissing', 'BASIC_AUTH', 'TOKEN_AUTH'],
		['token', 'apiKeyMissing', 'BASIC_AUTH', 'a token'],
		['BASIC_AUTH', 'tokenMissing', 'TOKEN_AUTH', 'BASIC_AUTH'],
		['BASIC_AUTH', 'tokenExpired', 'TOKEN_AUTH', 'BASIC_AUTH'],
		['BASIC_AUTH', 'tokenInvalid', 'TOKEN_AUTH', 'BASIC_AUTH'],
	] as const)(
		'is told to a credential with %s by %s, with the setting on both sides',
		(mode, refusal, theirs, ours) => {
			const { message, description } = refusalError(refusal, mode);
			expect(message).toBe(`The CloudAgent account is set to ${theirs}, the credential to ${ours}`);
			expect(description).toContain(`In the credential, set 'API Authentication' to ${theirs}`);
			expect(description).toMatch(
				/in CloudAgent, set 'API Authentication' under Admin > Settings to (TOKEN|BASIC)_AUTH/,
			);
		},
	);

	it.each([
		['BASIC_AUTH', 'apiKeyMissing'],
		['BASIC_AUTH', 'userNameOrKeyMissing'],
		['token', 'tokenExpired'],
		['TOKEN_AUTH', 'userNameOrKeyWrong'],
	] as const)('is not seen in what a credential with %s may get by itself: %s', (mode, refusal) => {
		expect(refusalError(refusal, mode).message).not.toContain('is set to');
	});
});

describe('an unknown agent', () => {
	it('is named, cut to a safe length', () => {
		expect(refusalError('agentUnknown', 'TOKEN_AUTH', 'ananya.rao').message).toBe(
			"CloudAgent does not know the agent 'ananya.rao'",
		);
		const long = refusalError('agentUnknown', 'TOKEN_AUTH', `$&${'\u0000x'.repeat(5_000)}`).message;
		expect(long.length).toBeLessThan(150);
		expect(long).toContain("'$& x x");
	});
});
