import type { Account } from './account';
import type { Refusal } from './answers';
import { CloudAgentFault } from './faults';
import { noteRefusedToken } from './renewToken';

const TOKEN_REFUSALS: readonly Refusal[] = ['tokenExpired', 'tokenInvalid', 'tokenMissing'];
// One for the token at hand, one for a token that somebody else's replaced at that very moment
const MOST_RENEWALS = 2;

/** Follows one request through the tokens it is tried with. */
export class TokenTrust {
	#refusals = 0;

	/**
	 * Whether a refusal is about a token that the credential makes itself; the request is then to be
	 * repeated with the next one.
	 *
	 * @throws CloudAgentFault where CloudAgent has refused every token so far
	 */
	isToRenew({ apiAuthentication, sessionToken }: Account, refusal: Refusal): boolean {
		if (apiAuthentication !== 'TOKEN_AUTH' || !TOKEN_REFUSALS.includes(refusal)) return false;
		noteRefusedToken(sessionToken);
		if (++this.#refusals <= MOST_RENEWALS) return true;
		throw new CloudAgentFault(
			'account',
			'CloudAgent does not accept the tokens that it makes',
			"Each new token ends the one before: see whether another program or credential makes tokens for the same account. If not, check that 'API Authentication' under Admin > Settings in CloudAgent is TOKEN_AUTH.",
		);
	}
}
