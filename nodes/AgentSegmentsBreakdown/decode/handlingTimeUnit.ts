import { isRecord } from '../../shared/values';

/** One handling time unit of a breakdown file. Times are epoch milliseconds. */
export type HandlingTimeUnit = {
	segmentId: string;
	sequence: number;
	startReason: string;
	endReason: string;
	startTimestamp: number;
	endTimestamp: number;
	handleTimeMillis: number;
	/** When LivePerson stored the unit; documented as internal, so a file may lack it */
	insertTimestamp: number | null;
};

const DIGITS = /^\d{1,16}$/;
const LONE_SURROGATE = /\p{Surrogate}/u;
// A Date, and so luxon, ends at 8.64e15 (ECMA-262), and the day that a unit began in has to end before
const LATEST_EPOCH_MS = 8.6e15;

/**
 * Reads one parsed record; returns the unit, or in words what is wrong with the record. The API documents
 * some numbers as strings and shows them as numbers, so both are read; a number must be whole, not
 * negative and exact in a double.
 */
export function parseUnit(record: unknown): HandlingTimeUnit | string {
	if (!isRecord(record)) return 'is not an object';
	const fields = new Map<string, unknown>(Object.entries(record));
	const faults: string[] = [];
	const fault = (name: string, wanted: string) => {
		faults.push(
			fields.get(name) === undefined ? `has no '${name}'` : `has a '${name}' that is not ${wanted}`,
		);
	};
	const text = (name: string): string => {
		const value = fields.get(name);
		if (typeof value === 'string' && value !== '' && !LONE_SURROGATE.test(value)) return value;
		fault(name, 'a text');
		return '';
	};
	const whole = (name: string): number => {
		const value = toWholeNumber(fields.get(name));
		if (value !== undefined) return value;
		fault(name, 'a whole number');
		return 0;
	};
	const moment = (name: string): number => {
		const value = whole(name);
		if (value > LATEST_EPOCH_MS) fault(name, 'a moment in epoch milliseconds');
		return value;
	};
	const unit: HandlingTimeUnit = {
		segmentId: text('segmentId'),
		sequence: whole('sequence'),
		startReason: text('startReason'),
		endReason: text('endReason'),
		startTimestamp: moment('startTimestamp'),
		endTimestamp: moment('endTimestamp'),
		handleTimeMillis: whole('handleTimeMillis'),
		insertTimestamp:
			(fields.get('insertTimestamp') ?? null) === null ? null : moment('insertTimestamp'),
	};
	return faults[0] ?? unit;
}

function toWholeNumber(value: unknown): number | undefined {
	const number = typeof value === 'string' && DIGITS.test(value) ? Number(value) : value;
	// `|| 0` turns -0 into 0
	return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0
		? number || 0
		: undefined;
}
