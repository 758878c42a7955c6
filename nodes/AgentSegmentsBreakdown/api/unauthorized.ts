import { ApiError, quoteHidden } from '../../shared/errors';
import { isRecord } from '../../shared/values';
import type { LivePersonCredentialType } from '../account';
import type { RequestTarget } from './errors';

type Subject = 'clock' | 'key' | 'permission' | 'signature' | 'token';

/** Codes of the OAuth Problem Reporting extension, which LivePerson's `reason` uses. */
const SUBJECT_OF_CODE = new Map<string, Subject>([
	['consumer_key_refused', 'key'],
	['consumer_key_rejected', 'key'],
	['consumer_key_unknown', 'key'],
	['nonce_used', 'signature'],
	['permission_denied', 'permission'],
	['permission_unknown', 'permission'],
	['signature_invalid', 'signature'],
	['signature_method_rejected', 'signature'],
	['timestamp_refused', 'clock'],
	['token_expired', 'token'],
	['token_rejected', 'token'],
	['token_revoked', 'token'],
	['token_used', 'token'],
	['user_refused', 'permission'],
]);

const MESSAGES: Readonly<Record<Subject, string>> = {
	clock: 'LivePerson did not accept the time of the request',
	key: "LivePerson does not accept the 'App Key' of the credential",
	permission: 'The LivePerson credential may not use the Actual Handle Time API',
	signature: 'LivePerson did not accept the signature of the request',
	token: 'LivePerson does not accept the access token of the credential',
};

const TOKEN_ADVICE: Readonly<Record<LivePersonCredentialType, string>> = {
	livePersonOAuth1Api: "Check 'Access Token' in the credential.",
	livePersonOAuth2Api:
		'A new one was asked for and was not accepted either. Check that the application is installed for this account.',
	livePersonTokenApi: "Enter a new one as 'Token' in the credential.",
};

const PERMISSION_ADVICE =
	'The key or application needs the permission Data > Workforce Management > Agent Activity API. The API is off by default: ask your LivePerson account manager to enable it.';

/** Explains a 401 by its `reason`, or a 403, which is not documented, by `code`. */
export function unauthorizedError(
	body: unknown,
	{ credentialType, secrets }: RequestTarget,
	httpCode: string,
	code?: string,
): ApiError {
	const { reason, message } = isRecord(body) ? body : {};
	const { problem, text } = readReason(reason ?? message, secrets);
	const subject = SUBJECT_OF_CODE.get(problem ?? code ?? '');
	const says = text ? ` LivePerson says: ${text}` : '';
	return new ApiError(subject ? MESSAGES[subject] : 'LivePerson does not accept the credential', {
		description: `${adviceOn(subject, credentialType)}${says}`.trim(),
		httpCode,
		failure: { cause: 'credential-invalid' },
	});
}

/** Reads `oauth_problem=token_rejected&oauth_problem_advice=...`, or quotes a text of another form. */
function readReason(
	reason: unknown,
	secrets: readonly string[],
): { problem?: string; text: string } {
	if (typeof reason !== 'string') return { text: '' };
	const parameters = new URLSearchParams(reason);
	const problem = parameters.get('oauth_problem');
	if (problem === null) return { text: quoteHidden(reason, secrets) };
	const advice = parameters.get('oauth_problem_advice');
	return { problem, text: quoteHidden(advice ? `${problem}, ${advice}` : problem, secrets) };
}

function adviceOn(
	subject: Subject | undefined,
	credentialType: LivePersonCredentialType | undefined,
): string {
	switch (subject) {
		case 'token':
			return credentialType ? TOKEN_ADVICE[credentialType] : '';
		case 'key':
			return "Check 'App Key' in the credential. LivePerson ended OAuth 1.0 keys on 31 May 2026: the OAuth2 type may be needed.";
		case 'signature':
			return "Check 'App Secret' and 'Access Token Secret' in the credential.";
		case 'clock':
			return 'Set the clock of the machine that n8n runs on.';
		case 'permission':
			return PERMISSION_ADVICE;
		default:
			return `Check the values of the credential. ${PERMISSION_ADVICE}`;
	}
}
