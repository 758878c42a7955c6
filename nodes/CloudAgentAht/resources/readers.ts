import type { IExecuteFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { AhtSubject } from '../transport/requestAht';

/** Reads from an item's parameters whose AHT it asks for. */
export type ReadSubject = (context: IExecuteFunctions, itemIndex: number) => AhtSubject;

/**
 * Reads a resource locator as text: an expression may give a number.
 *
 * @throws UserError that names the parameter, where it is empty
 */
export function readLocator(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
	displayName: string,
): string {
	const value: unknown = context.getNodeParameter(name, itemIndex, '', { extractValue: true });
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (text !== '') return text;
	throw new UserError(`The '${displayName}' parameter is empty`, {
		description: `Choose one from the list or type it in. With an expression, check that each input item gives a value for '${displayName}'.`,
	});
}
