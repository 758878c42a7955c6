import { quoteApiText } from '../../shared/apiText';
import type { Failure } from '../../shared/errors';
import { ApiError } from '../../shared/errors';
import type { SendError, SendFailure } from '../../shared/send';
import type { Account, ApiAuthentication } from './account';
import type { Refusal } from './answers';

/*
 * What a user reads where CloudAgent returned no AHT: what happened (message) and what to do
 * (description). `failure` is what n8n's scheduler goes by, and our own code: whether it passes by
 * itself, and whether it would meet every other request of the account, too.
 */

type Cause = Failure['cause'];

interface Wording {
	cause?: Cause;
	message: string;
	description: string;
}

const MINUTE_MS = 60_000;
const SERVER_ERROR = 500;
const WHERE_THE_KEY_IS =
	"In CloudAgent, the API key is under Admin > Settings > Admin Settings, 'Edit User'.";

/** `{target}` stands for the agent or campaign. */
const WORDINGS: Readonly<Record<Exclude<Refusal, 'noCalls'>, Wording>> = {
	userNameMissing: {
		cause: 'credential-invalid',
		message: 'CloudAgent received no user name',
		description: "Enter the name of the CloudAgent account in 'User Name' of the credential.",
	},
	apiKeyMissing: {
		cause: 'credential-invalid',
		message: 'CloudAgent received no API key',
		description: `Enter it in 'API Key' of the credential. ${WHERE_THE_KEY_IS}`,
	},
	userNameOrKeyMissing: {
		cause: 'credential-invalid',
		message: 'CloudAgent received no user name or no API key',
		description: `Check 'User Name' and 'API Key' of the credential. ${WHERE_THE_KEY_IS}`,
	},
	userNameOrKeyWrong: {
		cause: 'credential-invalid',
		message: 'CloudAgent does not accept the user name or the API key',
		description: `Check 'User Name', 'API Key' and 'Region' of the credential. ${WHERE_THE_KEY_IS}`,
	},
	tokenExpired: {
		cause: 'credential-invalid',
		message: 'The CloudAgent token has expired',
		description:
			"Generate a new token and enter it in 'Token' of the credential. With 'API Authentication' set to TOKEN_AUTH, the credential makes its tokens itself.",
	},
	tokenInvalid: {
		cause: 'credential-invalid',
		message: 'CloudAgent does not accept the token',
		description:
			"A newer token replaces an older one. Generate a new token and enter it in 'Token' of the credential. With 'API Authentication' set to TOKEN_AUTH, the credential makes its tokens itself.",
	},
	tokenMissing: {
		cause: 'credential-invalid',
		message: 'CloudAgent received no token',
		description: "Check 'API Authentication' and 'Token' of the credential.",
	},
	agentUnknown: {
		cause: 'configuration-invalid',
		message: "CloudAgent does not know the agent '{target}'",
		description:
			"In 'Agent', choose one from the list or enter the ID that the agent logs in with, not the name.",
	},
	campaignUnknown: {
		cause: 'configuration-invalid',
		message: "CloudAgent does not know the campaign '{target}'",
		description:
			"In 'Campaign', choose one from the list or enter the name exactly as it is in CloudAgent, including spaces at its beginning or end.",
	},
	bothGiven: {
		cause: 'configuration-invalid',
		message: 'CloudAgent takes either an agent or a campaign',
		description: "Check that 'Agent' or 'Campaign' is filled in, then run the node again.",
	},
	neitherGiven: {
		cause: 'configuration-invalid',
		message: 'CloudAgent received neither an agent nor a campaign',
		description: "Fill in 'Agent' or 'Campaign', then run the node again.",
	},
	bodyUnreadable: {
		message: 'CloudAgent did not understand the request',
		description: "Check 'Region' of the credential, then run the node again.",
	},
	limitExceeded: {
		cause: 'rate-limited',
		message: "CloudAgent's rate limit was reached",
		description: 'Run the node again in a minute.',
	},
};

/** What an account set to the other API Authentication answers, by the credential's mode. */
const WRONG_MODE: Readonly<Record<ApiAuthentication, readonly Refusal[]>> = {
	TOKEN_AUTH: ['apiKeyMissing', 'userNameOrKeyMissing'],
	token: ['apiKeyMissing', 'userNameOrKeyMissing'],
	BASIC_AUTH: ['tokenExpired', 'tokenInvalid', 'tokenMissing'],
};

/** Words a documented refusal, for the credential's API Authentication. */
export function refusalError(
	refusal: Exclude<Refusal, 'noCalls'>,
	apiAuthentication: ApiAuthentication,
	target = '',
): ApiError {
	if (WRONG_MODE[apiAuthentication].includes(refusal)) return wrongModeError(apiAuthentication);
	const { cause, message, description } = WORDINGS[refusal];
	return errorOf(
		cause,
		message.replace('{target}', () => quoteApiText(target, 100)),
		description,
	);
}

/** Names the setting to change, on both sides. */
function wrongModeError(apiAuthentication: ApiAuthentication): ApiError {
	const [own, other] =
		apiAuthentication === 'BASIC_AUTH'
			? ['BASIC_AUTH', 'TOKEN_AUTH']
			: ['TOKEN_AUTH', 'BASIC_AUTH'];
	const label = apiAuthentication === 'token' ? 'a token' : apiAuthentication;
	return errorOf(
		'credential-invalid',
		`The CloudAgent account is set to ${other}, the credential to ${label}`,
		`In the credential, set 'API Authentication' to ${other}. Or, in CloudAgent, set 'API Authentication' under Admin > Settings to ${own}.`,
	);
}

/** CloudAgent refused in words that none of its pages has. */
export function undocumentedError(text: string, httpStatus: number): ApiError {
	return errorOf(
		httpStatus >= SERVER_ERROR ? 'temporarily-unavailable' : undefined,
		`CloudAgent answered: ${text}`,
		'CloudAgent does not document this answer. Check the parameters and the credential, or ask CloudAgent support what it means.',
		httpStatus,
	);
}

/** CloudAgent answered with somebody else's AHT. */
export function otherTargetError(text: string, target: string): ApiError {
	return errorOf(
		undefined,
		`CloudAgent returned no AHT for '${quoteApiText(target, 100)}'`,
		text === ''
			? 'It returned several without a name. Enter the agent ID or the campaign name exactly as it is in CloudAgent.'
			: `It returned the AHT of '${text}' instead. Enter the agent ID or the campaign name exactly as it is in CloudAgent.`,
	);
}

/** Something other than CloudAgent answered, or CloudAgent in a form that cannot be read. */
export function unreadableError(
	{ domain }: Pick<Account, 'domain'>,
	text: string,
	httpStatus: number,
): ApiError {
	const began = text === '' ? 'The answer was empty' : `The answer began: ${text}`;
	return errorOf(
		httpStatus >= SERVER_ERROR ? 'temporarily-unavailable' : undefined,
		`The answer from ${domain} could not be read`,
		`${began} (HTTP status ${httpStatus}). Check 'Region' of the credential.`,
		httpStatus,
	);
}

/** CloudAgent's own API does not redirect. */
export function redirectError({ domain }: Pick<Account, 'domain'>, httpStatus: number): ApiError {
	return errorOf(
		undefined,
		`${domain} sends requests on to another address`,
		"CloudAgent's own API does not, and the credential is only sent to the address it names. Check 'Region' of the credential.",
		httpStatus,
	);
}

const REASONS: Partial<Record<SendFailure, string>> = {
	certificate: 'Its certificate could not be verified',
	cutOff: 'The connection was cut',
	noHost: 'There is no such host',
	refused: 'It refused the connection',
	timeout: 'No answer came in time',
};

/** The request did not reach CloudAgent, or its answer did not come back. */
export function unreachableError(
	{ domain }: Pick<Account, 'domain'>,
	{ code, failure, isPassing }: SendError,
): ApiError {
	if (failure === 'noNewToken') return tokenRejectedError();
	if (failure === 'tooLarge') return unreadableError({ domain }, 'far too long to be read', 200);
	const reason = REASONS[failure] ?? 'No connection came about';
	return errorOf(
		isPassing ? 'temporarily-unavailable' : undefined,
		`CloudAgent could not be reached at ${domain}`,
		`${reason}${code === undefined ? '' : ` (${code})`}. Check 'Region' of the credential and the network of the n8n server, then run the node again.`,
	);
}

/** A new token was refused like the one before. */
export function tokenRejectedError(): ApiError {
	return errorOf(
		'credential-invalid',
		'CloudAgent rejected newly generated tokens',
		"Each new token ends the one before: see whether another program or credential makes tokens for the same account. If not, check that 'API Authentication' under Admin > Settings in CloudAgent is TOKEN_AUTH.",
	);
}

/** @param retryAfterMs what CloudAgent said, if it did */
export function tokenLimitError(retryAfterMs = 60 * MINUTE_MS): ApiError {
	const minutes = Math.max(1, Math.ceil(retryAfterMs / MINUTE_MS));
	return errorOf(
		'quota-exhausted',
		"CloudAgent's limit of 10 tokens per hour was reached",
		`Run the node again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} at the latest. All programs and credentials that make tokens for this account share the limit: use one credential in all workflows.`,
	);
}

/** Other programs use up the rate limit. @param waitedMs how long all requests have been refused */
export function rateLimitError(waitedMs: number): ApiError {
	const minutes = Math.round(waitedMs / 6_000) / 10;
	return errorOf(
		'rate-limited',
		`CloudAgent's rate limit was still reached after ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`,
		"Other workflows or programs use up the account's 50 requests per minute. Run this one at another time or raise 'Max Wait (Minutes)' in 'Options'.",
	);
}

/** The time for it, such as that of a poll, was over before there was room in the rate limit. */
export function noRoomError(): ApiError {
	return errorOf(
		'rate-limited',
		"CloudAgent's rate limit of 50 requests per minute left no room in time",
		'Other workflows or programs use the same account. Get fewer agents and campaigns, or get them less often.',
	);
}

/** The credential's test could not be made. */
export function limitInTestError(): ApiError {
	return errorOf(
		'rate-limited',
		"CloudAgent's rate limit was reached, so the credential could not be tested",
		'Test it again in a minute.',
	);
}

function errorOf(
	cause: Cause | undefined,
	message: string,
	description: string,
	httpStatus?: number,
): ApiError {
	const isPassing = cause === 'temporarily-unavailable' || cause === 'rate-limited';
	return new ApiError(message, {
		description,
		...(httpStatus === undefined ? {} : { httpCode: String(httpStatus) }),
		...(cause === undefined
			? {}
			: { failure: isPassing ? { cause, retryAfterMs: MINUTE_MS } : { cause } }),
	});
}
