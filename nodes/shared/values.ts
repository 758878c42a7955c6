import { isResourceLocatorValue } from 'n8n-workflow';

import { quoteApiText } from './apiText';

/** Is a plain object, so that its fields may be looked at. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text as it is, a number as text; empty for anything else. */
export function toText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Is nothing, or text of white space alone. */
export function isBlank(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}

/** A safe whole number, given as a number or as its digits; `undefined` for anything else. */
export function toWholeNumber(value: unknown): number | undefined {
	const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
	return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** What was given, on one line and short enough for a message. */
export function quoteValue(value: unknown, longest = 50): string {
	return quoteApiText(typeof value === 'string' ? value : toJson(value), longest);
}

/** The value of a resource locator, or the value itself. */
export function unwrapLocator(value: unknown): unknown {
	return isResourceLocatorValue(value) ? value.value : value;
}

function toJson(value: unknown): string {
	try {
		return JSON.stringify(value) ?? '';
	} catch {
		// Too deep, or goes round
		return '';
	}
}
