import { documentedTexts } from '../../../../nodes/CloudAgentAht/transport/answers.ts';
import type { CloudAgentFault } from '../../../../nodes/CloudAgentAht/transport/faults.ts';
import {
	refusalFault,
	undocumentedFault,
	unreachableFault,
	unreadableFault,
} from '../../../../nodes/CloudAgentAht/transport/faults.ts';

const MODES = ['TOKEN_AUTH', 'BASIC_AUTH', 'token'] as const;
const REFUSALS = [...new Set(documentedTexts().map(([, refusal]) => refusal))].filter(
	(refusal) => refusal !== 'noCalls',
);

describe('the text of a fault', () => {
	const faults: Array<[string, CloudAgentFault]> = [
		...MODES.flatMap((mode) =>
			REFUSALS.map((refusal): [string, CloudAgentFault] => [
				`${refusal} with ${mode}`,
				refusalFault(refusal, mode, 'ananya.rao'),
			]),
		),
		['undocumented', undocumentedFault('Account suspended', 200)],
		['unreadable', unreadableFault({ domain: 'localhost:1' }, '<html>', 502)],
		['empty', unreadableFault({ domain: 'localhost:1' }, '', 200)],
		[
			'unreachable',
			unreachableFault({ domain: 'localhost:1' }, 'It refused the connection (ECONNREFUSED)'),
		],
	];

	it.each(faults)(
		'says what happened and what to do, without words that blame: %s',
		(_label, fault) => {
			expect(fault.message).toMatch(/^[A-Z].*[^.]$/);
			expect(fault.description).toMatch(/^[A-Z].*\.$/);
			expect(`${fault.message} ${fault.description}`).not.toMatch(
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
			const { message, description } = refusalFault(refusal, mode);
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
		expect(refusalFault(refusal, mode).message).not.toContain('is set to');
	});
});

describe('an unknown agent', () => {
	it('is named, cut to a safe length', () => {
		expect(refusalFault('agentUnknown', 'TOKEN_AUTH', 'ananya.rao').message).toBe(
			"CloudAgent does not know the agent 'ananya.rao'",
		);
		const long = refusalFault('agentUnknown', 'TOKEN_AUTH', `$&${'\u0000x'.repeat(5_000)}`).message;
		expect(long.length).toBeLessThan(150);
		expect(long).toContain("'$& x x");
	});
});
