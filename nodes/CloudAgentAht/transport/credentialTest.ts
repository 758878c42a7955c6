import type { IAuthenticateRuleResponseSuccessBody, ICredentialTestRequest } from 'n8n-workflow';

import { DOMAINS } from './account';
import type { Refusal } from './answers';
import { documentedTexts } from './answers';
import { KEY_TEST_HEADER } from './authenticate';
import { refusalFault, wrongModeFault } from './faults';

/*
 * The credential's test: one AHT request for an agent that cannot exist. CloudAgent only looks for the
 * agent once it has accepted the credential, so "agentId is Invalid" is the good answer.
 *
 * n8n judges it by rules that compare a field with a value; there is no rule for "anything else". So
 * every documented refusal has its rule, in the spellings that the pages mix, and a body that is no
 * JSON object is told by its type.
 */

const NOBODY = 'n8n-credential-test';

const WORDED_BY_MODE: Partial<Record<Refusal, string>> = {
	tokenExpired: tokenAdvice(),
	tokenInvalid: tokenAdvice(),
	tokenMissing: worded('tokenMissing', 'BASIC_AUTH'),
	limitExceeded:
		"CloudAgent's limit of 50 requests a minute is used up, so the credential could not be tried. Test it again in a minute.",
};

const GOOD: readonly Refusal[] = ['agentUnknown', 'noCalls'];

export const credentialTest: ICredentialTestRequest = {
	request: {
		method: 'POST',
		url: `={{ "https://" + (${JSON.stringify(DOMAINS)}[$credentials.region] ?? $credentials.domain.trim().replace(/^https:\\/\\//i, "").replace(/\\/+$/, "")) + "/ca_apis/aht" }}`,
		headers: { 'Content-Type': 'application/json', [KEY_TEST_HEADER]: 'yes' },
		body: { userName: '={{ $credentials.userName.trim() }}', agentId: NOBODY },
		// The rules only see bodies, and CloudAgent decides by the body
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
	},
	rules: [...refusalRules(), ...otherAnswerRules()],
};

function refusalRules(): IAuthenticateRuleResponseSuccessBody[] {
	return documentedTexts()
		.filter(([, refusal]) => !GOOD.includes(refusal))
		.flatMap(([text, refusal]) => {
			const message = WORDED_BY_MODE[refusal] ?? worded(refusal, 'TOKEN_AUTH');
			return spellings(text).flatMap((value) => [
				rule('message', value, message),
				rule('Message', value, message),
			]);
		});
}

/** What the web server, a proxy or some other service answers, in order of what the rules can see. */
function otherAnswerRules(): IAuthenticateRuleResponseSuccessBody[] {
	const elsewhere =
		"The answer did not come from CloudAgent's API. Check 'Region' of the credential.";
	const unwell = 'CloudAgent could not answer just now. Test the credential again in a minute.';
	const refused =
		'CloudAgent refused the credential with an answer that it does not document. Check all fields of the credential.';
	return [
		...['String', 'Number', 'Boolean', undefined].map((type) =>
			rule('constructor.name', type, elsewhere),
		),
		rule('status', 404, elsewhere),
		rule('status', 405, elsewhere),
		rule('status', 500, unwell),
		rule('status', 502, unwell),
		rule('status', 503, unwell),
		rule('status', 'false', refused),
		rule('Status', 'false', refused),
	];
}

function rule(key: string, value: unknown, message: string): IAuthenticateRuleResponseSuccessBody {
	return { type: 'responseSuccessBody', properties: { key, value, message } };
}

function spellings(text: string): string[] {
	const bare = text.replace(/\.$/, '');
	const capital = bare.charAt(0).toUpperCase() + bare.slice(1);
	return [...new Set([text, bare, capital, bare.toLowerCase(), bare.toUpperCase()])];
}

function worded(refusal: Refusal, apiAuthentication: 'BASIC_AUTH' | 'TOKEN_AUTH'): string {
	if (refusal === 'noCalls') return '';
	const { message, description } = refusalFault(refusal, apiAuthentication);
	return `${message}. ${description}`;
}

/** These answers mean one thing with BASIC_AUTH and another with a token; a rule cannot ask which. */
function tokenAdvice(): string {
	const { message, description } = wrongModeFault('BASIC_AUTH');
	return `CloudAgent does not accept the token. If it was given by hand, generate a new one. With BASIC_AUTH it means: ${message}. ${description}`;
}
