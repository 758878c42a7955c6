import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { parseDurationSeconds } from '../../shared/durations';
import { isBlank, isRecord, quoteValue } from '../../shared/values';

const DEFAULT_MAX_WAIT_MINUTES = 5;
const MINUTE_MS = 60_000;

/** The options of every operation. */
export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'AHT Without Calls',
			name: 'ahtWithoutCalls',
			type: 'options',
			options: [
				{
					name: 'Empty',
					value: 'empty',
					description: 'So that an average or a threshold further on leaves it out',
				},
				{ name: 'Zero', value: 'zero', description: '00:00:00 and 0 seconds' },
			],
			default: 'empty',
			description:
				"What to return where there were no outbound calls in the last two hours. 'hasCalls' is false either way.",
		},
		{
			displayName: 'Include Input Fields',
			name: 'includeInputFields',
			type: 'boolean',
			default: true,
			description:
				'Whether to keep the fields of the input item, such as a team, beside the AHT. An AHT field replaces an input field of the same name.',
		},
		{
			displayName: 'Max Wait (Minutes)',
			name: 'maxWaitMinutes',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: DEFAULT_MAX_WAIT_MINUTES,
			description:
				"How long to keep retrying while other programs use up the account's 50 requests per minute",
		},
		{
			displayName: 'Target',
			name: 'target',
			type: 'string',
			default: '06:00',
			placeholder: 'e.g. 06:00',
			description:
				"The AHT not to exceed, e.g. 06:00, 6 min or 360 (seconds). Adds 'status' and 'overBySeconds'. With an expression, each input item can have its own.",
		},
	],
};

/** The options of one input item. */
export interface ItemOptions {
	isZeroWithoutCalls: boolean;
	includesInputFields: boolean;
	/** `null` where the item has no target, `undefined` where the option is not used */
	targetSeconds: number | null | undefined;
}

export function readItemOptions(context: IExecuteFunctions, itemIndex: number): ItemOptions {
	const values: unknown = context.getNodeParameter('options', itemIndex, {});
	const { ahtWithoutCalls, includeInputFields, target } = isRecord(values) ? values : {};
	return {
		isZeroWithoutCalls: ahtWithoutCalls === 'zero',
		includesInputFields: includeInputFields === true,
		targetSeconds: isRecord(values) && 'target' in values ? parseTargetSeconds(target) : undefined,
	};
}

function parseTargetSeconds(value: unknown): number | null {
	if (isBlank(value)) return null;
	const seconds = parseDurationSeconds(value);
	if (seconds !== undefined && seconds > 0) return seconds;
	throw new UserError(`'Target' is not a length of time: ${quoteValue(value)}`, {
		description: 'Enter minutes and seconds, e.g. 06:00, or 6 min, or seconds, e.g. 360.',
	});
}

/** How long to wait for the rate limit, ms; one for the run, so of the first item. */
export function readMaxWaitMs(context: IExecuteFunctions): number {
	const value: unknown = context.getNodeParameter(
		'options.maxWaitMinutes',
		0,
		DEFAULT_MAX_WAIT_MINUTES,
	);
	const minutes = typeof value === 'string' && !isBlank(value) ? Number(value) : value;
	if (typeof minutes === 'number' && minutes >= 0 && Number.isFinite(minutes)) {
		return minutes * MINUTE_MS;
	}
	throw new UserError(`'Max Wait (Minutes)' is not a number of minutes: ${quoteValue(value)}`, {
		description: 'Enter how many minutes to wait at most, e.g. 5.',
	});
}
