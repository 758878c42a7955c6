import { quoteApiText } from '../../shared/apiText';
import type { Refusal } from './answers';
import { refusalOf } from './answers';
import type { Fields } from './fields';
import { field, fromJson, isObject, keyOf, textOf } from './fields';

/** One AHT answer, whatever its shape and HTTP status were. */
export type AhtAnswer =
	| {
			kind: 'aht';
			/** Null where the two hours had no calls */
			ahtSeconds: number | null;
			/** Empty where the answer does not say */
			id: string;
			name: string;
	  }
	/** CloudAgent refused, in words that its pages document */
	| { kind: 'refused'; refusal: Exclude<Refusal, 'noCalls'>; text: string }
	/** CloudAgent refused in other words */
	| { kind: 'undocumented'; text: string }
	/** Not an answer of CloudAgent's; `text` is how it begins */
	| { kind: 'unreadable'; text: string };

const SUCCESS = /^(success|ok|true|1)$/i;
const FAILURE = /^(error|false|fail|failed|failure|0)$/i;
const NO_VALUE = /^(|n\/?a|null|nil|-+)$/i;
const CLOCK = /^(\d{1,7}):([0-5]?\d):([0-5]?\d)$/;
const TOO_MANY_REQUESTS = 429;
// An answer says where its AHT is; one wrapped up once more must not pass for one without calls
const LEVELS = 4;

/**
 * Reads an answer defensively, for no page shows a valid one: `AHT` may stand in `message`, `details`,
 * `data` or at the top, in an object, a list or a text, and keys may be in any case. The body decides;
 * the HTTP status only says something where the body does not.
 */
export function parseAhtAnswer(statusCode: number, body: unknown): AhtAnswer {
	const value = fromJson(body);
	const envelope = firstObject(value);
	if (!envelope) return parseText(statusCode, value);

	const status = textOf(field(envelope, 'status'));
	const places = ['message', 'details', 'data'].map((name) => field(envelope, name));
	const record = firstRecord([...places, envelope]);
	if (record && !FAILURE.test(status)) return readRecord(record);

	const text = refusalText(envelope);
	const refusal = refusalOf(text) ?? refusalOfStatus(statusCode);
	if (refusal) return toAnswer(refusal, text);
	if (SUCCESS.test(status)) {
		const place = places.map(firstObject).find((candidate) => candidate);
		// A success without AHT has no calls to average; with a text of its own, it may mean anything
		if (place || text === '' || SUCCESS.test(text)) return noCalls(place ?? envelope);
	}
	return text === '' ? unreadable(value) : { kind: 'undocumented', text: quoteApiText(text) };
}

function parseText(statusCode: number, value: unknown): AhtAnswer {
	const text = typeof value === 'string' ? value.trim() : '';
	const record = recordFromText(text);
	if (record) return readRecord(record);
	const message = /"message"\s*:\s*"([^"]{1,200})"/i.exec(text.slice(0, 2000))?.[1];
	const refusal = refusalOf(message ?? text) ?? refusalOfStatus(statusCode);
	return refusal ? toAnswer(refusal, message ?? text) : unreadable(value);
}

function readRecord(record: Fields): AhtAnswer {
	const aht = field(record, 'aht');
	const seconds = parseClockSeconds(aht);
	if (seconds === undefined) return unreadable({ AHT: aht });
	if (seconds === 0) return noCalls(record);
	return { ...noCalls(record), ahtSeconds: seconds };
}

/** `00:00:00` counts as no calls: the API does not tell the two apart. */
function noCalls(record: Fields): AhtAnswer & { kind: 'aht' } {
	return {
		kind: 'aht',
		ahtSeconds: null,
		id: textOf(field(record, 'agentid') ?? field(record, 'campaignid')),
		name: textOf(field(record, 'agentname') ?? field(record, 'campaignname')),
	};
}

/** Whole seconds, 0 for any way of writing "none", `undefined` for what is neither. */
function parseClockSeconds(aht: unknown): number | undefined {
	if (aht === undefined || aht === null || aht === 0) return 0;
	if (typeof aht !== 'string') return undefined;
	const text = aht.trim();
	if (NO_VALUE.test(text)) return 0;
	const match = CLOCK.exec(text);
	return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]) : undefined;
}

function toAnswer(refusal: Refusal, text: string): AhtAnswer {
	if (refusal === 'noCalls') return noCalls({});
	return { kind: 'refused', refusal, text: quoteApiText(text) };
}

function refusalOfStatus(statusCode: number): Refusal | undefined {
	return statusCode === TOO_MANY_REQUESTS ? 'limitExceeded' : undefined;
}

function unreadable(value: unknown): AhtAnswer {
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
	return { kind: 'unreadable', text: quoteApiText(text, 200) };
}

/** What a refusal says: `message` as a text, a list of texts or an object of field errors. */
function refusalText(envelope: Fields): string {
	for (const name of ['message', 'error', 'details', 'data']) {
		const text = joinTexts(field(envelope, name));
		if (text !== '') return text;
	}
	return '';
}

function joinTexts(value: unknown): string {
	if (isObject(value) || Array.isArray(value)) {
		return Object.values(value).slice(0, 10).map(textOf).filter(Boolean).join('; ');
	}
	return textOf(value);
}

function firstRecord(values: readonly unknown[], levels = LEVELS): Fields | undefined {
	for (const value of values) {
		const record = toRecord(value, levels);
		if (record) return record;
	}
	return undefined;
}

/** The object with an AHT in a value: itself, in a list, further inside, in JSON in a text or a text. */
function toRecord(value: unknown, levels: number): Fields | undefined {
	if (typeof value === 'string') {
		const parsed = fromJson(value);
		return typeof parsed === 'string' ? recordFromText(parsed) : toRecord(parsed, levels);
	}
	if (isObject(value) && keyOf(value, 'aht') !== undefined) return value;
	const isNested = levels > 0 && (isObject(value) || Array.isArray(value));
	return isNested ? firstRecord(Object.values(value).filter(isNotText), levels - 1) : undefined;
}

function isNotText(value: unknown): boolean {
	return typeof value === 'object';
}

/** Reads `AgentID: 7, AHT: 00:02:37` and the like, as the documents print answers: without braces. */
function recordFromText(text: string): Fields | undefined {
	if (text.startsWith('<')) return undefined;
	const fields = text
		.slice(0, 2000)
		.matchAll(
			/\b(Agent(?:ID|Name)|Campaign(?:ID|Name)|AHT)"?\s*[:=]\s*"?([^",;{}\r\n]*?)(?=[",;{}\r\n]|\s+(?:(?:Agent|Campaign)(?:ID|Name)|AHT)\b|$)/gi,
		);
	const record = Object.fromEntries([...fields].map(([, name = '', value]) => [name, value]));
	return keyOf(record, 'aht') !== undefined ? record : undefined;
}

function firstObject(value: unknown): Fields | undefined {
	if (Array.isArray(value)) {
		return (
			value.find((entry) => isObject(entry) && keyOf(entry, 'aht') !== undefined) ??
			value.find(isObject)
		);
	}
	return isObject(value) ? value : undefined;
}
