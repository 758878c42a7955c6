import { DateTime } from 'luxon';
import type { IExecuteFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';
import { isResourceLocatorValue, UserError } from 'n8n-workflow';

import type { LivePersonCredentialType } from '../account';
import { isLivePersonCredentialType } from '../account';
import type { TimeFrame } from '../timeFrame';
import { readTimeFrame } from '../timeFrame';
import type { Connection } from '../api/connection';
import { openConnection } from '../api/connection';
import { isRecord } from '../../shared/values';
import {
	DEFAULT_FILES_AT_ONCE,
	DEFAULT_TIME_LIMIT_MINUTES,
	LONGEST_TIME_LIMIT_MINUTES,
	MOST_FILES_AT_ONCE,
	SOURCE_REGEX,
} from './fields';

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

/** @throws UserError where it is not what LivePerson accepts; an expression is only known now */
export function checkSource(value: unknown): string {
	const source = unwrap(value);
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
	const { timeLimit } = readCollection(context, 'options', itemIndex);
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

/** Reads 'From' and 'To'. */
export function readFrame(context: IExecuteFunctions, itemIndex: number): TimeFrame {
	return readTimeFrame(
		{
			from: context.getNodeParameter('from', itemIndex, ''),
			to: context.getNodeParameter('to', itemIndex, ''),
		},
		clockOf(context),
	);
}

/** Now, in the workflow's time zone. */
export function clockOf(context: IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions) {
	const zone = context.getTimezone();
	return { now: DateTime.now().setZone(zone), zone };
}

/** The wanted number of results; `Infinity` for Return All. */
export function readLimit(context: IExecuteFunctions, itemIndex: number): number {
	if (context.getNodeParameter('returnAll', itemIndex, false) === true) return Infinity;
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

/** A parameter's text; an expression may give a number, or nothing. */
export function readText(value: unknown): string {
	const text = unwrap(value);
	return typeof text === 'string' || typeof text === 'number' ? String(text).trim() : '';
}

/** Values separated by commas; none where the field is empty. */
export function readListOfText(value: unknown): string[] {
	const parts = Array.isArray(value) ? value.map(readText) : readText(value).split(',');
	return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** The value of a resource locator, or the value itself. */
function unwrap(value: unknown): unknown {
	return isResourceLocatorValue(value) ? value.value : value;
}

function wholeAboveZero(value: unknown): number | undefined {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	const isWhole = typeof number === 'number' && Number.isInteger(number);
	return isWhole && number > 0 ? number : undefined;
}
