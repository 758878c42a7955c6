import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

const DEFAULT_LONGEST_WAIT_MINUTES = 5;
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
				"What to give where there were no outbound calls in the last two hours. 'hasCalls' is false either way.",
		},
		{
			displayName: 'Longest Wait',
			name: 'longestWaitMinutes',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: DEFAULT_LONGEST_WAIT_MINUTES,
			description:
				"How many minutes to go on trying while other programs use up the account's 50 requests a minute",
		},
	],
};

/** Whether an AHT without calls is given as 0, not as nothing. */
export function readGivesZero(context: IExecuteFunctions, itemIndex: number): boolean {
	return context.getNodeParameter('options.ahtWithoutCalls', itemIndex, 'empty') === 'zero';
}

/** How long to wait for the limit, ms; one for the run, so of the first item. */
export function readLongestWaitMs(context: IExecuteFunctions): number {
	const value: unknown = context.getNodeParameter(
		'options.longestWaitMinutes',
		0,
		DEFAULT_LONGEST_WAIT_MINUTES,
	);
	const minutes = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof minutes === 'number' && minutes >= 0 && Number.isFinite(minutes)) {
		return minutes * MINUTE_MS;
	}
	throw new UserError("The 'Longest Wait' parameter is not a number of minutes", {
		description: 'Enter how many minutes to wait at most, e.g. 5.',
	});
}
