import { isRecord } from '../../shared/values';
import type { Fields, Refusal } from './answers';
import { field, hasField, parseText, readEnvelope, textOf } from './answers';

/** Whose AHT: CloudAgent takes exactly one of the two. */
export type AhtTarget = { agentId: string } | { campaignName: string };

/** What one response means, whatever its shape and HTTP status were. */
export type AhtAnswer =
	| {
			kind: 'aht';
			/** Null where the two hours had no calls */
			ahtSeconds: number | null;
			/** Empty where the answer does not have it */
			id: string;
			name: string;
	  }
	/** CloudAgent refused, in words that its pages document */
	| { kind: 'refused'; refusal: Exclude<Refusal, 'noCalls'> }
	/** CloudAgent refused in other words */
	| { kind: 'undocumented'; text: string }
	/** The AHT of somebody else */
	| { kind: 'otherTarget'; text: string }
	/** Not an answer of CloudAgent's, or one without an AHT that can be recognized */
	| { kind: 'unreadable' };

const NO_VALUE = /^(|n\/?a|null|nil|-+)$/i;
const CLOCK = /^(\d{1,7}):([0-5]?\d):([0-5]?\d)$/;
const LEVELS = 4;
const LONGEST_LOOSE_TEXT = 2_000;

/**
 * Reads an answer defensively, for no page shows a valid one: `AHT` may stand in `message`, `details`,
 * `data` or at the top, in an object, a list or a text, and keys may be written in any way. The body
 * decides; the HTTP status only counts where the body means nothing. Of several records the target's is
 * taken, and nobody else's.
 */
export function readAht(httpStatus: number, text: string, target: AhtTarget): AhtAnswer {
	const value = parseText(text);
	const { fields, isFailure, isSuccess, refusal, text: told } = readEnvelope(httpStatus, value);
	const places = ['message', 'details', 'data'].map((name) => field(fields, name));
	if (!isFailure) {
		const records = [...recordsOf([...places, value], LEVELS)];
		if (records.length > 0) return readRecords(records, target);
	}
	if (refusal === 'noCalls') return { kind: 'aht', ahtSeconds: null, id: '', name: '' };
	if (refusal) return { kind: 'refused', refusal };
	if (!isRecord(value)) return readLooseRefusal(text);
	const isUnknownRecord =
		isSuccess && places.some((place) => isRecord(place) || Array.isArray(place));
	if (told === '' || isUnknownRecord) return { kind: 'unreadable' };
	return { kind: 'undocumented', text: told };
}

/** A refusal in a text that is nearly JSON. */
function readLooseRefusal(text: string): AhtAnswer {
	const message = /"message"\s*:\s*"([^"]{1,200})"/i.exec(text.slice(0, LONGEST_LOOSE_TEXT))?.[1];
	const { refusal } = readEnvelope(0, { message });
	if (refusal === undefined || refusal === 'noCalls') return { kind: 'unreadable' };
	return { kind: 'refused', refusal };
}

function readRecords(records: Fields[], target: AhtTarget): AhtAnswer {
	const [only] = records;
	const wanted = nameOfTarget(target);
	const isWanted = (name: string): boolean => toComparable(name) === toComparable(wanted);
	const own =
		records.find((record) => namesOf(record).includes(wanted)) ??
		records.find((record) => namesOf(record).some(isWanted));
	const isOnly = records.every((record) => record === only) && only && namesOf(only).length === 0;
	const record = own ?? (isOnly ? only : undefined);
	if (!record) return { kind: 'otherTarget', text: records.flatMap(namesOf)[0] ?? '' };
	const ahtSeconds = parseClockSeconds(field(record, 'aht'));
	if (ahtSeconds === undefined) return { kind: 'unreadable' };
	return {
		kind: 'aht',
		// `00:00:00` counts as no calls: the API does not distinguish the two
		ahtSeconds: ahtSeconds === 0 ? null : ahtSeconds,
		id: textOf(field(record, 'agentId') ?? field(record, 'campaignId')),
		name: nameOf(field(record, 'agentName') ?? field(record, 'campaignName')),
	};
}

/** What CloudAgent is asked for. */
export function nameOfTarget(target: AhtTarget): string {
	return 'agentId' in target ? target.agentId : target.campaignName;
}

/** The names in a record that can tell whether it is the target's. */
function namesOf(record: Fields): string[] {
	return ['agentId', 'agentName', 'campaignName']
		.map((name) => nameOf(field(record, name)))
		.filter((name) => name !== '');
}

/** Names may have blanks in front or behind, which count where CloudAgent is asked for one. */
function nameOf(value: unknown): string {
	return typeof value === 'string' && value.trim() !== '' ? value : textOf(value);
}

function toComparable(name: string): string {
	return name.trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Whole seconds, 0 for any way of writing "none", `undefined` for what is neither. */
function parseClockSeconds(aht: unknown): number | undefined {
	if (aht === null || aht === 0) return 0;
	if (typeof aht !== 'string') return undefined;
	const text = aht.trim();
	if (NO_VALUE.test(text)) return 0;
	const match = CLOCK.exec(text);
	return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]) : undefined;
}

/** The objects with an AHT: a value itself, in a list, further inside, in JSON in a text or in a text. */
function* recordsOf(values: readonly unknown[], levels: number): Generator<Fields> {
	for (const value of values) {
		if (typeof value === 'string') {
			const parsed = parseText(value);
			if (typeof parsed !== 'string') yield* recordsOf([parsed], levels);
			else yield* recordOfText(parsed);
		} else if (isRecord(value) && hasField(value, 'aht')) {
			yield value;
		} else if (levels > 0 && typeof value === 'object' && value !== null) {
			const inner = Object.values(value).filter((each) => typeof each === 'object');
			yield* recordsOf(inner, levels - 1);
		}
	}
}

const PAIR =
	/\b(Agent(?:ID|Name)|Campaign(?:ID|Name)|AHT)"?\s*[:=]\s*"?([^",;{}\r\n]*?)(?=[",;{}\r\n]|\s+(?:(?:Agent|Campaign)(?:ID|Name)|AHT)\b|$)/gi;

/** Reads `AgentID: 7, AHT: 00:02:37` and the like, as the documents print answers: without braces. */
function* recordOfText(text: string): Generator<Fields> {
	if (text.startsWith('<')) return;
	const pairs = text.slice(0, LONGEST_LOOSE_TEXT).matchAll(PAIR);
	const record = Object.fromEntries([...pairs].map(([, name = '', value]) => [name, value]));
	if (hasField(record, 'aht')) yield record;
}
