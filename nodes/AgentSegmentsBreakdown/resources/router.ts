import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { runItems } from '../../shared/runItems';
import { agentSegment } from './agentSegment';
import { breakdownFile } from './breakdownFile';
import { handlingTimeUnit } from './handlingTimeUnit';
import type { Operation, Resource } from './operation';

/** By the value of the 'Resource' parameter. */
export const resources: Readonly<Record<string, Resource>> = {
	handlingTimeUnit,
	breakdownFile,
	agentSegment,
};

/** Runs the chosen operation for every input item. */
export async function router(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const resource: unknown = context.getNodeParameter('resource', 0);
	const operation: unknown = context.getNodeParameter('operation', 0);
	const execute = findOperation(resource, operation);
	return await runItems(context, async (itemIndex) => await execute(context, itemIndex));
}

function findOperation(resource: unknown, operation: unknown): Operation {
	const execute = own(own(resources, resource)?.operations ?? {}, operation);
	if (execute) return execute;
	throw new UserError(`There is no operation ${String(operation)} of ${String(resource)}`, {
		description: "Choose 'Resource' and 'Operation' from their lists.",
	});
}

/** `toString` and the like are in every object, and no operation. */
function own<T>(map: Readonly<Record<string, T>>, name: unknown): T | undefined {
	return typeof name === 'string' && Object.hasOwn(map, name) ? map[name] : undefined;
}
