/**
 * What CloudAgent's documented refusals mean. The texts are those of the AHT page and, for the
 * gateway in front of it, of its sibling pages; they are compared without case and punctuation.
 */
export type Refusal =
	| 'agentUnknown'
	| 'apiKeyMissing'
	| 'bothGiven'
	| 'bodyUnreadable'
	| 'campaignUnknown'
	| 'limitExceeded'
	| 'neitherGiven'
	| 'noCalls'
	| 'tokenExpired'
	| 'tokenInvalid'
	| 'tokenMissing'
	| 'userNameMissing'
	| 'userNameOrKeyMissing'
	| 'userNameOrKeyWrong';

const DOCUMENTED: ReadonlyArray<readonly [text: string, meaning: Refusal]> = [
	// AHT
	['userName should not be empty', 'userNameMissing'],
	['apiKey should not be empty', 'apiKeyMissing'],
	['Both agentId and campaignName cannot be passed at a time', 'bothGiven'],
	['Both agentId and campaignName cannot be empty', 'neitherGiven'],
	['userName or apiKey is Invalid', 'userNameOrKeyWrong'],
	['agentId is Invalid', 'agentUnknown'],
	['campaignName is Invalid', 'campaignUnknown'],
	['max limit exceeded', 'limitExceeded'],
	// The gateway
	['Token Expired', 'tokenExpired'],
	['Invalid Token', 'tokenInvalid'],
	['Token Should Not be Null or Empty.', 'tokenMissing'],
	['Api Key Should Not be Null or Empty.', 'apiKeyMissing'],
	['Username Should Not be Null or Empty.', 'userNameMissing'],
	['Invalid User Details', 'userNameOrKeyWrong'],
	['Invalid Json Pass Valid Json', 'bodyUnreadable'],
	['Missing userName or apiKey', 'userNameOrKeyMissing'],
	// Reports of the same family, where there is nothing to report on
	['No Data Found', 'noCalls'],
	['no record found', 'noCalls'],
];

const MEANINGS = new Map(DOCUMENTED.map(([text, meaning]) => [plain(text), meaning]));

/** Spellings differ between the pages and none is confirmed, so these are recognized by their words. */
const LIKELY: ReadonlyArray<readonly [pattern: RegExp, meaning: Refusal]> = [
	[
		/limit(s|ed)? ?(is |was |has been )?(exceed|reach)|exceed\w* .*limit|too many requests/,
		'limitExceeded',
	],
	[/^no (data|records?|calls?)( (were|was))?( found| available)?$/, 'noCalls'],
	[/^(jwt |access |auth )?token (has |is )?expired$/, 'tokenExpired'],
	[/^token is invalid$/, 'tokenInvalid'],
];

/** Says what a refusal's text means, or `undefined` where no page documents it. */
export function refusalOf(text: string): Refusal | undefined {
	const words = plain(text);
	return MEANINGS.get(words) ?? LIKELY.find(([pattern]) => pattern.test(words))?.[1];
}

/** The documented texts, for whoever must list them: n8n's credential test compares them whole. */
export function documentedTexts(): ReadonlyArray<readonly [text: string, meaning: Refusal]> {
	return DOCUMENTED;
}

function plain(text: string): string {
	return text
		.slice(0, 200)
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, ' ')
		.trim();
}
