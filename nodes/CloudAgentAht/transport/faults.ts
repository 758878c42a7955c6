import { UserError } from 'n8n-workflow';

import { quoteApiText } from '../../shared/apiText';
import type { Account, ApiAuthentication } from './account';
import type { Refusal } from './answers';

/**
 * Why CloudAgent gave no AHT: what a caller may want to treat differently. `busy` passes by itself
 * (the limit of requests, a server that is down), `tokenLimit` within the hour.
 */
export type FaultKind = 'account' | 'busy' | 'input' | 'tokenLimit' | 'unreadable';

/** A CloudAgent request that gave nothing: what happened (message) and what to do (description). */
export class CloudAgentFault extends UserError {
	readonly kind: FaultKind;

	constructor(kind: FaultKind, message: string, description: string) {
		super(message, { description });
		this.kind = kind;
	}
}

interface Wording {
	kind: FaultKind;
	message: string;
	description: string;
}

const OWN_REQUEST = 'CloudAgent did not understand the request';
const WHERE_THE_KEY_IS =
	"In CloudAgent, the API key is under Admin > Settings > Admin Settings, 'Edit User'.";

/** `{subject}` stands for the agent or campaign that was asked for. */
const WORDINGS: Readonly<Record<Exclude<Refusal, 'noCalls'>, Wording>> = {
	userNameMissing: {
		kind: 'account',
		message: 'CloudAgent asks for the user name',
		description: "Enter the name of the CloudAgent account in 'User Name' of the credential.",
	},
	apiKeyMissing: {
		kind: 'account',
		message: 'CloudAgent asks for the API key',
		description: `Enter it in 'API Key' of the credential. ${WHERE_THE_KEY_IS}`,
	},
	userNameOrKeyMissing: {
		kind: 'account',
		message: 'CloudAgent asks for the user name and the API key',
		description: `Check 'User Name' and 'API Key' of the credential. ${WHERE_THE_KEY_IS}`,
	},
	userNameOrKeyWrong: {
		kind: 'account',
		message: 'CloudAgent does not accept the user name or the API key',
		description: `Check 'User Name', 'API Key' and 'Region' of the credential. ${WHERE_THE_KEY_IS}`,
	},
	tokenExpired: {
		kind: 'account',
		message: 'The CloudAgent token has expired',
		description:
			"Generate a new token and enter it in 'Token' of the credential. With 'API Authentication' set to TOKEN_AUTH, the credential makes its tokens itself.",
	},
	tokenInvalid: {
		kind: 'account',
		message: 'CloudAgent does not accept the token',
		description:
			"A newer token replaces an older one. Generate a new token and enter it in 'Token' of the credential. With 'API Authentication' set to TOKEN_AUTH, the credential makes its tokens itself.",
	},
	tokenMissing: {
		kind: 'account',
		message: 'CloudAgent asks for a token',
		description: "Check 'API Authentication' and 'Token' of the credential.",
	},
	agentUnknown: {
		kind: 'input',
		message: "CloudAgent does not know the agent '{subject}'",
		description:
			"In 'Agent', choose one from the list or enter the ID that the agent logs in with, not the name.",
	},
	campaignUnknown: {
		kind: 'input',
		message: "CloudAgent does not know the campaign '{subject}'",
		description:
			"In 'Campaign', choose one from the list or enter the name exactly as it is in CloudAgent.",
	},
	bothGiven: {
		kind: 'input',
		message: 'CloudAgent wants either an agent or a campaign',
		description: "Check that 'Agent' or 'Campaign' is filled in, then run the node again.",
	},
	neitherGiven: {
		kind: 'input',
		message: 'CloudAgent asks for an agent or a campaign',
		description: "Fill in 'Agent' or 'Campaign', then run the node again.",
	},
	bodyUnreadable: {
		kind: 'unreadable',
		message: OWN_REQUEST,
		description: "Check 'Region' of the credential, then run the node again.",
	},
	limitExceeded: {
		kind: 'busy',
		message: "CloudAgent's limit of requests is used up",
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
export function refusalFault(
	refusal: Exclude<Refusal, 'noCalls'>,
	apiAuthentication: ApiAuthentication,
	subject = '',
): CloudAgentFault {
	if (WRONG_MODE[apiAuthentication].includes(refusal)) return wrongModeFault(apiAuthentication);
	const { kind, message, description } = WORDINGS[refusal];
	return new CloudAgentFault(
		kind,
		message.replace('{subject}', () => quoteApiText(subject, 100)),
		description,
	);
}

/** Names the setting to change, on both sides. */
export function wrongModeFault(apiAuthentication: ApiAuthentication): CloudAgentFault {
	const [own, other] =
		apiAuthentication === 'BASIC_AUTH'
			? ['BASIC_AUTH', 'TOKEN_AUTH']
			: ['TOKEN_AUTH', 'BASIC_AUTH'];
	return new CloudAgentFault(
		'account',
		`The CloudAgent account is set to ${other}, the credential to ${labelOf(apiAuthentication)}`,
		`In the credential, set 'API Authentication' to ${other}. Or, in CloudAgent, set 'API Authentication' under Admin > Settings to ${own}.`,
	);
}

function labelOf(apiAuthentication: ApiAuthentication): string {
	return apiAuthentication === 'token' ? 'a token' : apiAuthentication;
}

/** CloudAgent refused in words that none of its pages has. */
export function undocumentedFault(text: string, statusCode: number): CloudAgentFault {
	return new CloudAgentFault(
		statusCode >= 500 ? 'busy' : 'unreadable',
		`CloudAgent answered: ${text}`,
		'CloudAgent does not document this answer. Check the parameters and the credential, or ask CloudAgent support what it means.',
	);
}

/** Something other than CloudAgent answered, or CloudAgent in a form that cannot be read. */
export function unreadableFault(
	{ domain }: Pick<Account, 'domain'>,
	text: string,
	statusCode: number,
): CloudAgentFault {
	const began = text === '' ? 'The answer was empty' : `The answer began: ${text}`;
	return new CloudAgentFault(
		statusCode >= 500 ? 'busy' : 'unreadable',
		`The answer from ${domain} could not be read`,
		`${began} (HTTP status ${statusCode}). Check 'Region' of the credential.`,
	);
}

/** The request did not reach CloudAgent, or its answer did not come back. */
export function unreachableFault(
	{ domain }: Pick<Account, 'domain'>,
	why: string,
): CloudAgentFault {
	return new CloudAgentFault(
		'busy',
		`CloudAgent could not be reached at ${domain}`,
		`${why}. Check 'Region' of the credential and the network of the n8n server, then run the node again.`,
	);
}
