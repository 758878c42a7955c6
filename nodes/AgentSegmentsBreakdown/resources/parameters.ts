import { DateTime } from 'luxon';
import type { IExecuteFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { parseDurationSeconds } from '../../shared/durations';
import { checkTimeZone } from '../../shared/timeZone';
import { isBlank, isRecord, quoteValue, toText, unwrapLocator } from '../../shared/values';
import type { LivePersonCredentialType } from '../account';
import { isLivePersonCredentialType } from '../account';
import type { Clock, TimeFrame } from '../timeFrame';
import { namedTimeFrame, parseTimeFrame, TIME_FRAMES } from '../timeFrame';
import type { Connection } from '../api/connection';
import { openConnection } from '../api/connection';
import {
	DEFAULT_FILES_AT_ONCE,
	DEFAULT_TIME_LIMIT_MINUTES,
	LONGEST_TIME_LIMIT_MINUTES,
	MOST_FILES_AT_ONCE,
	SHARED_OPTIONS,
	SOURCE_REGEX,
} from './fields';
import { isTool } from './toolOutput';

/*
 * What an expression may give for a parameter is anything. A value that does not fit, and nothing where an
 * expression stands, is an error that names the parameter: in silence it would bring another report than
 * the one that was asked for. A model leaves out what it does not need by giving nothing.
 */

const SOURCE = new RegExp(`^${SOURCE_REGEX}$`);

/** Options of an operation, or a collection of another name; empty where nothing was added to it. */
export function readCollection(
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
): Record<string, unknown> {
	const value: unknown = context.getNodeParameter(name, itemIndex, {});
	return isRecord(value) ? value : {};
}

/** The entries of 'Options'. An expression among them has to give something. */
export function readOptions(
	context: IExecuteFunctions,
	itemIndex: number,
): Record<string, unknown> {
	const options = readCollection(context, 'options', itemIndex);
	for (const [name, value] of Object.entries(options)) {
		const shared = SHARED_OPTIONS.find((option) => option.name === name);
		if (isBlank(value)) refuseNothing(context, name, shared?.displayName ?? name, 'options');
	}
	return options;
}

/** @throws UserError where it is not what LivePerson accepts; an expression is only known now */
export function checkSource(value: unknown): string {
	const source = unwrapLocator(value);
	if (typeof source === 'string' && SOURCE.test(source)) return source;
	throw new UserError(`The 'Source' parameter is not a name that LivePerson accepts`, {
		description: 'Use 1 to 20 letters, digits and underscores, e.g. n8n_daily_report.',
	});
}

/** Reads 'Authentication'; it decides which credential is used. */
export function checkAuthentication(value: unknown): LivePersonCredentialType {
	if (isLivePersonCredentialType(value)) return value;
	throw new UserError("The 'Authentication' parameter is not one of its options", {
		description: 'Choose one of the LivePerson credential types.',
	});
}

/** Reads 'Authentication', 'Source' and the time limit, and finds the host to ask. */
export async function connect(context: IExecuteFunctions, itemIndex: number): Promise<Connection> {
	const { timeLimit } = readOptions(context, itemIndex);
	const minutes = checkWholeOption(
		timeLimit ?? DEFAULT_TIME_LIMIT_MINUTES,
		'Time Limit (Minutes)',
		LONGEST_TIME_LIMIT_MINUTES,
	);
	return await openConnection(context, {
		credentialType: checkAuthentication(context.getNodeParameter('authentication', itemIndex)),
		source: checkSource(context.getNodeParameter('source', itemIndex)),
		deadlineEpochMs: Date.now() + minutes * 60_000,
	});
}

/** Reads 'Time Frame', or 'From' and 'To' where it is Custom or a model has filled one of them. */
export function readFrame(context: IExecuteFunctions, itemIndex: number): TimeFrame {
	const clock = clockOf(context);
	const from: unknown = context.getNodeParameter('from', itemIndex, '');
	const to: unknown = context.getNodeParameter('to', itemIndex, '');
	const isFilled = isTool(context) && !(isBlank(from) && isBlank(to));
	const name = isFilled ? 'custom' : readTimeFrameName(context, itemIndex);
	if (name !== 'custom') return namedTimeFrame(name, clock.now);
	if (isBlank(from)) refuseNothing(context, 'from', 'From');
	if (isBlank(to)) refuseNothing(context, 'to', 'To');
	return parseTimeFrame({ from, to }, clock);
}

/** An expression may give the name as the list shows it, too. */
function readTimeFrameName(context: IExecuteFunctions, itemIndex: number) {
	const given: unknown = context.getNodeParameter('timeFrame', itemIndex, 'last24Hours');
	if (isBlank(given) && isTool(context)) return 'last24Hours';
	const plain = toText(given).replace(/\s/g, '').toLowerCase();
	return (
		TIME_FRAMES.find((name) => name.toLowerCase() === plain) ??
		refuseChoice('Time Frame', given, TIME_FRAMES)
	);
}

/**
 * Now, in the workflow's time zone.
 *
 * @throws UserError where there is no such zone
 */
export function clockOf(context: IExecuteFunctions): Clock {
	const zone = checkTimeZone(context.getTimezone());
	return { now: DateTime.now().setZone(zone), zone };
}

/** The wanted number of results; `Infinity` for Return All. */
export function readLimit(context: IExecuteFunctions, itemIndex: number): number {
	if (readBoolean(context, itemIndex, 'returnAll', 'Return All', false)) return Infinity;
	const limit = wholeAboveZero(context.getNodeParameter('limit', itemIndex, 50));
	if (limit !== undefined) return limit;
	throw new UserError("The 'Limit' parameter is not a whole number above 0", {
		description: "Enter a number such as 50, or turn on 'Return All'.",
	});
}

export function readFilesAtOnce(options: Record<string, unknown>): number {
	const { filesAtOnce = DEFAULT_FILES_AT_ONCE } = options;
	return checkWholeOption(filesAtOnce, 'Files at a Time', MOST_FILES_AT_ONCE);
}

/** @throws UserError where the option is not a whole number from 1 on; an expression may give anything */
export function checkWholeOption(value: unknown, displayName: string, highest: number): number {
	const number = wholeAboveZero(value);
	if (number !== undefined && number <= highest) return number;
	throw new UserError(`The '${displayName}' option is not a whole number from 1 to ${highest}`, {
		description: `Change '${displayName}' under Options, or remove it to use the default.`,
	});
}

/** A parameter that is on or off. */
export function readBoolean(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
	displayName: string,
	whenMissing: boolean,
): boolean {
	const value: unknown = context.getNodeParameter(name, itemIndex, whenMissing);
	if (!isBlank(value)) return toBoolean(value, displayName);
	refuseNothing(context, name, displayName);
	return whenMissing;
}

/** A switch; an expression may give it as text, and a model nothing for off. */
export function toBoolean(value: unknown, displayName: string): boolean {
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false' || isBlank(value)) return false;
	throw new UserError(`'${displayName}' is neither true nor false: ${quoteValue(value)}`, {
		description: `Turn '${displayName}' on or off, or use an expression that returns true or false.`,
	});
}

export interface ChoiceField<T extends string> {
	name: string;
	displayName: string;
	choices: readonly T[];
}

/** A parameter with a list of choices, of which an expression may give any value. */
export function readChoice<T extends string>(
	context: IExecuteFunctions,
	itemIndex: number,
	{ name, displayName, choices }: ChoiceField<T>,
	whenMissing: T,
): T {
	const given: unknown = context.getNodeParameter(name, itemIndex, whenMissing);
	if (isBlank(given) && isTool(context)) return whenMissing;
	return choices.find((choice) => choice === given) ?? refuseChoice(displayName, given, choices);
}

/** Several of a list of choices: a list, or names separated by commas. */
export function readChoices<T extends string>(
	context: IExecuteFunctions,
	itemIndex: number,
	{ name, displayName, choices }: ChoiceField<T>,
): T[] {
	const given: unknown = context.getNodeParameter(name, itemIndex, []);
	if (isBlank(given)) {
		refuseNothing(context, name, displayName);
		return [];
	}
	const chosen = (Array.isArray(given) ? given : toText(given).split(',')).map(
		(each) =>
			choices.find((choice) => choice === toText(each).trim()) ??
			refuseChoice(displayName, each, choices),
	);
	return [...new Set(chosen)];
}

/**
 * The values of a filter: those of a list that an expression gives, or of a text, separated by commas.
 * None where there is no such filter.
 *
 * @throws UserError where they are not texts or numbers, or an expression gives nothing
 */
export function readFilter(
	context: IExecuteFunctions,
	itemIndex: number,
	{ name, displayName, separator = ',' }: FilterField,
): string[] {
	const given = unwrapLocator(readCollection(context, 'filters', itemIndex)[name]);
	const parts = Array.isArray(given) ? given : splitText(given, separator);
	const texts = parts.map((part) => checkText(part, displayName)).filter((text) => text !== '');
	if (texts.length === 0) {
		if (Array.isArray(given)) refuseList(displayName);
		refuseNothing(context, name, displayName, 'filters');
	}
	return [...new Set(texts)];
}

export interface FilterField {
	name: string;
	displayName: string;
	/** Between several values in a text; a value that may hold a comma has none */
	separator?: string | undefined;
}

/**
 * A duration in an entry of a collection, in seconds; undefined where it was left out.
 *
 * @throws UserError where it is none
 */
export function readDuration(
	context: IExecuteFunctions,
	value: unknown,
	{ name, displayName, collection }: { name: string; displayName: string; collection: string },
): number | undefined {
	if (isBlank(value)) {
		refuseNothing(context, name, displayName, collection);
		return undefined;
	}
	const seconds = parseDurationSeconds(value);
	if (seconds !== undefined) return seconds;
	throw new UserError(`'${displayName}' is not a duration: ${quoteValue(value)}`, {
		description: 'Enter seconds such as 90, or a time such as 1:30, 00:01:30 or 2 min.',
	});
}

/** The one text of a parameter; empty where it was left out. */
export function readText(value: unknown, displayName: string): string {
	return checkText(unwrapLocator(value), displayName);
}

/**
 * Nothing is what a model gives for what it does not need, but not what a person's expression is for.
 *
 * @param collection where the parameter is an entry of one, such as Options
 * @throws UserError where an expression stands and a person has written it
 */
export function refuseNothing(
	context: IExecuteFunctions,
	name: string,
	displayName: string,
	collection?: string,
): void {
	if (isTool(context)) return;
	const { parameters } = context.getNode();
	const holder: unknown = collection === undefined ? parameters : parameters[collection];
	const written = isRecord(holder) ? unwrapLocator(holder[name]) : undefined;
	if (typeof written !== 'string' || !written.startsWith('=')) return;
	throw new UserError(`The expression in '${displayName}' returned nothing`, {
		description: `Check that the input item has the field that the expression reads, or clear '${displayName}'.`,
	});
}

function splitText(value: unknown, separator: string): unknown[] {
	return typeof value === 'string' && separator !== '' ? value.split(separator) : [value];
}

function checkText(value: unknown, displayName: string): string {
	if (isBlank(value)) return '';
	if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
	throw new UserError(`'${displayName}' is not text: ${quoteValue(value)}`, {
		description: `Enter text or a number in '${displayName}', or use an expression that returns it.`,
	});
}

function refuseList(displayName: string): never {
	throw new UserError(`The list in '${displayName}' is empty`, {
		description: `Use an expression that returns at least one value, or remove '${displayName}'.`,
	});
}

/** @throws UserError always */
export function refuseChoice(
	displayName: string,
	given: unknown,
	choices: readonly string[],
): never {
	throw new UserError(`The '${displayName}' parameter has an unknown value: ${quoteValue(given)}`, {
		description: `Choose from the list, or use one of its values: ${choices.join(', ')}.`,
	});
}

function wholeAboveZero(value: unknown): number | undefined {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	const isWhole = typeof number === 'number' && Number.isInteger(number);
	return isWhole && number > 0 ? number : undefined;
}
