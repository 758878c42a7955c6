import { isRecord, toText } from '../../shared/values';

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

const MEANINGS = new Map(DOCUMENTED.map(([text, meaning]) => [toWords(text), meaning]));

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

/** What a refusal's text means, or `undefined` where no page documents it. */
export function refusalOf(text: string): Refusal | undefined {
	const words = toWords(text);
	return MEANINGS.get(words) ?? LIKELY.find(([pattern]) => pattern.test(words))?.[1];
}

/** An object that CloudAgent sent. */
export type Fields = Readonly<Record<string, unknown>>;

/** An answer as CloudAgent wraps it: `status` and what else there is. */
export interface Envelope {
	fields: Fields;
	isSuccess: boolean;
	isFailure: boolean;
	/** What a refusal tells: `message` or `error` as a text, a list of texts or an object of field errors */
	text: string;
	/** What that means, or what the HTTP status does */
	refusal: Refusal | undefined;
}

const SUCCESS = /^(success|ok|true|1)$/i;
const FAILURE = /^(error|false|fail|failed|failure|0)$/i;
const TOO_MANY_REQUESTS = 429;

/** Reads the envelope of a parsed answer. Of one that is text, the text is taken for what it tells. */
export function readEnvelope(httpStatus: number, value: unknown): Envelope {
	const fields = isRecord(value) ? value : {};
	const status = textOf(field(fields, 'status'));
	const texts = ['message', 'error', 'details', 'data'].map((name) =>
		joinTexts(field(fields, name)),
	);
	const text = texts.find((each) => each !== '') ?? (isRecord(value) ? '' : textOf(value));
	const isSuccess = SUCCESS.test(status);
	const isLimit = httpStatus === TOO_MANY_REQUESTS;
	return {
		fields,
		isSuccess,
		isFailure: FAILURE.test(status),
		text: SUCCESS.test(text) ? '' : text,
		refusal: refusalOf(text) ?? (isLimit ? 'limitExceeded' : undefined),
	};
}

/**
 * A field whatever the case of its key and the blanks around and in it (CloudAgent writes `message`
 * and `Message`); the first one.
 */
export function field(object: Fields, name: string): unknown {
	const wanted = toKey(name);
	const key = Object.keys(object).find((each) => toKey(each) === wanted);
	return key === undefined ? undefined : object[key];
}

/** Whether there is such a field, even an empty one. */
export function hasField(object: Fields, name: string): boolean {
	const wanted = toKey(name);
	return Object.keys(object).some((each) => toKey(each) === wanted);
}

/** Text, number or boolean as trimmed text; empty for anything else. */
export function textOf(value: unknown): string {
	return typeof value === 'boolean' ? String(value) : toText(value).trim();
}

/** What a text that holds JSON holds; any other text, trimmed. */
export function parseText(text: string): unknown {
	const trimmed = text.replace(/^\uFEFF/, '').trim();
	try {
		return JSON.parse(trimmed);
	} catch {
		return trimmed;
	}
}

function joinTexts(value: unknown): string {
	if (typeof value !== 'object' || value === null) return textOf(value);
	return Object.values(value).slice(0, 10).map(textOf).filter(Boolean).join('; ');
}

function toKey(name: string): string {
	return name.replace(/\s+/g, '').toLowerCase();
}

function toWords(text: string): string {
	return text
		.slice(0, 200)
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, ' ')
		.trim();
}
