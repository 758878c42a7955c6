import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { runItems } from '../../shared/runItems';
import * as agentSegment from './agentSegment';
import * as breakdownFile from './breakdownFile';
import * as handlingTimeUnit from './handlingTimeUnit';
import { notesForTool } from './toolOutput';

/** Runs the chosen operation for every input item. */
export async function router(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const resource = context.getNodeParameter('resource', 0);
	const operation = context.getNodeParameter('operation', 0);
	const execute = findOperation(`${resource}:${operation}`);
	return await runItems(context, async (itemIndex) => {
		const items = await execute(context, itemIndex);
		// A summary says all of it in its last row
		if (operation !== 'summarize') items.push(...notesForTool(context, itemIndex));
		return items;
	});
}

type Operation = (context: IExecuteFunctions, itemIndex: number) => Promise<INodeExecutionData[]>;

function findOperation(name: string): Operation {
	switch (name) {
		case 'agentSegment:getAll':
			return agentSegment.getAll.execute;
		case 'breakdownFile:get':
			return breakdownFile.get.execute;
		case 'breakdownFile:getAll':
			return breakdownFile.getAll.execute;
		case 'handlingTimeUnit:getAll':
			return handlingTimeUnit.getAll.execute;
		case 'handlingTimeUnit:summarize':
			return handlingTimeUnit.summarize.execute;
		default:
			throw new UserError(`There is no operation ${name}`, {
				description: "Choose 'Resource' and 'Operation' from their lists.",
			});
	}
}
