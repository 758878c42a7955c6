import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

/** Gives the output of one input item. */
export type Operation = (
	context: IExecuteFunctions,
	itemIndex: number,
) => Promise<INodeExecutionData[]>;

/** What a resource adds to the node. */
export interface Resource {
	/** By the value of the 'Operation' parameter */
	operations: Readonly<Record<string, Operation>>;
	/** The 'Operation' parameter and those of each operation */
	properties: INodeProperties[];
}
