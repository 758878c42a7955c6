import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { isBlank, toText } from '../../shared/values';
import type { RunLimits } from './fetchItems';

/** What an operation shows for itself, and what it returns for an input item. */
export interface Operation {
	fields: INodeProperties[];
	execute(
		context: IExecuteFunctions,
		itemIndex: number,
		limits: RunLimits,
	): Promise<INodeExecutionData[]>;
}

/** Whether the AHT of all is wanted, not of one. */
export function readIsAll(context: IExecuteFunctions, itemIndex: number): boolean {
	const scope: unknown = context.getNodeParameter('scope', itemIndex, 'one');
	if (scope === 'all' || scope === 'one') return scope === 'all';
	throw new UserError("'Get AHT Of' has an unknown value", {
		description: "Choose 'Get AHT Of' from its list.",
	});
}

/**
 * Reads a resource locator as text, exactly as it stands there: an expression may return a number.
 *
 * @throws UserError that names the parameter, where it is empty
 */
export function readLocator(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
	displayName: string,
): string {
	const text = toText(context.getNodeParameter(name, itemIndex, '', { extractValue: true }));
	if (!isBlank(text)) return text;
	throw new UserError(`The '${displayName}' parameter is empty`, {
		description: `Choose one from the list or type it in. With an expression, check that it has a value for each input item.`,
	});
}
