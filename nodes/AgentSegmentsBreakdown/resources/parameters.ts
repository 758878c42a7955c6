import { DateTime } from 'luxon';
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { parseDurationSeconds } from '../../shared/durations';
import { checkTimeZone } from '../../shared/timeZone';
import { isBlank, isRecord, quoteValue, toText, unwrapLocator } from '../../shared/values';
import type { LivePersonCredentialType } from '../account';
import { isLivePersonCredentialType } from '../account';
import type { Connection } from '../api/connection';
import { openConnection } from '../api/connection';
import type { Clock, TimeFrame } from '../timeFrame';
import { namedTimeFrame, parseTimeFrame, TIME_FRAMES } from '../timeFrame';
import * as fields from './fields';
import { isTool } from './toolOutput';

const SOURCE = new RegExp(`^${fields.SOURCE_REGEX}$`);

/** The parameters with entries of their own. */
export type Collection = 'filters' | 'options' | 'sort';

/**
 * Reads the parameters of one input item, each by its description: its names and bounds stand there.
 *
 * What an expression may give is anything. A value that does not fit, and nothing where an expression
 * stands, is a UserError that names the parameter: in silence it would bring another report than the one
 * that was asked for. A model leaves out what it does not need by giving nothing.
 */
export class Parameters {
	readonly context: IExecuteFunctions;
	private readonly itemIndex: number;

	constructor(context: IExecuteFunctions, itemIndex: number) {
		this.context = context;
		this.itemIndex = itemIndex;
	}

	/** What was given, of whatever type; undefined where that is nothing. */
	optional(field: INodeProperties, collection?: Collection): unknown {
		const { name } = field;
		const parameter: unknown = this.context.getNodeParameter(
			collection ?? name,
			this.itemIndex,
			null,
		);
		const entries = isRecord(parameter) ? parameter : {};
		const value = unwrapLocator(collection === undefined ? parameter : entries[name]);
		if (!isBlank(value)) return value;
		if (!isTool(this.context)) this.refuseNothing(field, collection);
		return undefined;
	}

	/** A switch; an expression may give it as text. */
	boolean(field: INodeProperties, collection?: Collection): boolean {
		return toBoolean(this.valueOf(field, collection), field);
	}

	/** An option that is a whole number from 1 on. */
	wholeOption(field: INodeProperties): number {
		return toWhole(this.valueOf(field, 'options'), field);
	}

	/** One of a list of choices. */
	choice<T extends string>(
		field: INodeProperties,
		choices: readonly T[],
		collection?: Collection,
	): T {
		return toChoice(this.valueOf(field, collection), field, choices);
	}

	/** Several of a list of choices: a list, or names separated by commas. */
	choices<T extends string>(field: INodeProperties, choices: readonly T[]): T[] {
		const given = this.optional(field) ?? [];
		const parts: unknown[] = typeof given === 'string' ? given.split(',') : [given].flat();
		const trimmed = parts.map((part) => (typeof part === 'string' ? part.trim() : part));
		return [...new Set(trimmed.map((part) => toChoice(part, field, choices)))];
	}

	/** A duration in seconds; undefined where none was given. */
	duration(field: INodeProperties, collection: Collection): number | undefined {
		const value = this.optional(field, collection);
		const seconds = parseDurationSeconds(value);
		if (value === undefined || seconds !== undefined) return seconds;
		throw new UserError(`'${field.displayName}' is not a duration: ${quoteValue(value)}`, {
			description: 'Enter seconds such as 90, or a time such as 1:30, 00:01:30 or 2 min.',
		});
	}

	/** One text; empty where none was given. */
	text(field: INodeProperties): string {
		return toOneText(this.optional(field), field);
	}

	/**
	 * The values of a filter: those of a list that an expression gives, or of a text. None where there is
	 * no such filter.
	 *
	 * @param separator between several values in a text; empty for values that may hold a comma
	 */
	filter(field: INodeProperties, separator = ','): string[] {
		const given = this.optional(field, 'filters');
		if (given === undefined) return [];
		const isText = typeof given === 'string' && separator !== '';
		const parts = Array.isArray(given) ? given : isText ? given.split(separator) : [given];
		const texts = parts.map((part) => toOneText(part, field)).filter((text) => text !== '');
		if (texts.length > 0) return [...new Set(texts)];
		throw new UserError(`The list in '${field.displayName}' is empty`, {
			description: `Use an expression that returns at least one value, or remove '${field.displayName}'.`,
		});
	}

	/** The wanted number of results; `Infinity` for Return All. */
	limit(): number {
		if (this.boolean(fields.returnAll)) return Infinity;
		const advice = "Enter a number such as 50, or turn on 'Return All'.";
		return toWhole(this.valueOf(fields.limit), fields.limit, advice);
	}

	/** 'Time Frame', or 'From' and 'To' where it is Custom or a model has filled one of them. */
	frame(): TimeFrame {
		const clock = clockOf(this.context);
		const isFilled =
			isTool(this.context) &&
			(this.optional(fields.from) ?? this.optional(fields.to)) !== undefined;
		const name = isFilled ? 'custom' : this.timeFrameName();
		if (name !== 'custom') return namedTimeFrame(name, clock.now);
		return parseTimeFrame(
			{ from: this.optional(fields.from), to: this.optional(fields.to) },
			clock,
		);
	}

	/** Reads 'Authentication', 'Source' and the time limit, and finds the host to ask. */
	async connect(): Promise<Connection> {
		const minutes = this.wholeOption(fields.timeLimitOption);
		return await openConnection(this.context, {
			credentialType: checkAuthentication(this.valueOf(fields.authentication)),
			source: checkSource(this.optional(fields.source)),
			deadlineEpochMs: Date.now() + minutes * 60_000,
		});
	}

	/** An expression may give the name as the list shows it, too. */
	private timeFrameName() {
		const given = this.valueOf(fields.timeFrame);
		const plain = toText(given).replace(/\s/g, '').toLowerCase();
		const name = TIME_FRAMES.find((each) => each.toLowerCase() === plain);
		return toChoice(name ?? given, fields.timeFrame, TIME_FRAMES);
	}

	private valueOf(field: INodeProperties, collection?: Collection): unknown {
		return this.optional(field, collection) ?? field.default;
	}

	/** Nothing is not what a person's expression is for. */
	private refuseNothing({ name, displayName }: INodeProperties, collection?: Collection): void {
		const { parameters } = this.context.getNode();
		const holder: unknown = collection === undefined ? parameters : parameters[collection];
		const written = isRecord(holder) ? unwrapLocator(holder[name]) : undefined;
		if (typeof written !== 'string' || !written.startsWith('=')) return;
		throw new UserError(`The expression in '${displayName}' returned nothing`, {
			description: `Check that the input item has the field that the expression reads, or clear '${displayName}'.`,
		});
	}
}

/** @throws UserError where it is not what LivePerson accepts; an expression is only known now */
export function checkSource(value: unknown): string {
	const source = unwrapLocator(value);
	if (typeof source === 'string' && SOURCE.test(source)) return source;
	throw new UserError("The 'Source' parameter is not a name that LivePerson accepts", {
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

/**
 * Now, in the workflow's time zone.
 *
 * @throws UserError where there is no such zone
 */
export function clockOf(context: IExecuteFunctions): Clock {
	const zone = checkTimeZone(context.getTimezone());
	return { now: DateTime.now().setZone(zone), zone };
}

/** @throws UserError where it is neither true nor false, nor one of them as text */
export function toBoolean(value: unknown, { displayName }: INodeProperties): boolean {
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false') return false;
	throw new UserError(`'${displayName}' is neither true nor false: ${quoteValue(value)}`, {
		description: `Turn '${displayName}' on or off, or use an expression that returns true or false.`,
	});
}

/** @throws UserError where it is not a whole number from 1 to the field's highest */
export function toWhole(
	value: unknown,
	{ displayName, typeOptions }: INodeProperties,
	advice = `Change '${displayName}' under Options, or remove it to use the default.`,
): number {
	const highest = typeOptions?.maxValue ?? Infinity;
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	const isWhole = typeof number === 'number' && Number.isInteger(number);
	if (isWhole && number > 0 && number <= highest) return number;
	const wanted = highest === Infinity ? 'above 0' : `from 1 to ${highest}`;
	throw new UserError(`'${displayName}' is not a whole number ${wanted}`, { description: advice });
}

/** @throws UserError where it is none of the choices */
export function toChoice<T extends string>(
	value: unknown,
	{ displayName }: INodeProperties,
	choices: readonly T[],
): T {
	const found = choices.find((choice) => choice === value);
	if (found !== undefined) return found;
	throw new UserError(`The '${displayName}' parameter has an unknown value: ${quoteValue(value)}`, {
		description: `Choose from the list, or use one of its values: ${choices.join(', ')}.`,
	});
}

function toOneText(value: unknown, { displayName }: INodeProperties): string {
	if (isBlank(value)) return '';
	if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
	throw new UserError(`'${displayName}' is not text: ${quoteValue(value)}`, {
		description: `Enter text or a number in '${displayName}', or use an expression that returns it.`,
	});
}
