import './environment.mts';

import type {
	EngineRequest,
	EngineResponse,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

export const START_TYPE = 'harness.start';
export const AGENT_TYPE = 'harness.agent';
export const NO_OP_TYPE = 'harness.noOp';

const BASE: Omit<INodeTypeDescription, 'displayName' | 'name'> = {
	group: ['transform'],
	version: 1,
	description: 'Part of the test harness',
	defaults: {},
	inputs: [NodeConnectionTypes.Main],
	outputs: [NodeConnectionTypes.Main],
	properties: [],
};

/** Begins a workflow with the items that the test gave. */
export class Start implements INodeType {
	description: INodeTypeDescription = {
		...BASE,
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		inputs: [],
		properties: [{ displayName: 'Items', name: 'items', type: 'json', default: '[]' }],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		// As JSON, so that an expression in an item stays the text that it is
		const items: INodeExecutionData[] = JSON.parse(
			this.getNodeParameter('items', 0, undefined, { rawExpressions: true }) as string,
		);
		return [items];
	}
}

/** Passes its input on. */
export class NoOp implements INodeType {
	description: INodeTypeDescription = { ...BASE, displayName: 'No Operation', name: 'noOp' };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

interface ConnectedTool {
	name: string;
	description: string;
	metadata: { sourceNodeName: string };
	invoke(input: IDataObject): Promise<unknown>;
}

/**
 * Stands where an AI agent stands, without a model: calls its one tool with each item as arguments,
 * and gives what the model would read, as text.
 */
export class Agent implements INodeType {
	description: INodeTypeDescription = {
		...BASE,
		displayName: 'Agent',
		name: 'agent',
		inputs: [
			NodeConnectionTypes.Main,
			{ type: NodeConnectionTypes.AiTool, maxConnections: 1, required: true },
		],
		properties: [{ displayName: 'Via', name: 'via', type: 'string', default: 'supplyData' }],
	};

	async execute(
		this: IExecuteFunctions,
		response?: EngineResponse,
	): Promise<EngineRequest | INodeExecutionData[][]> {
		const tool = (await this.getInputConnectionData(
			NodeConnectionTypes.AiTool,
			0,
		)) as ConnectedTool;
		const calls = this.getInputData().map(({ json }) => json);
		const { name, description } = tool;
		const give = (responses: string[]): INodeExecutionData[][] => [
			responses.map((text, item) => ({
				json: { name, description, response: text },
				pairedItem: { item },
			})),
		];
		if (this.getNodeParameter('via', 0) === 'supplyData') {
			const responses: string[] = [];
			for (const call of calls) responses.push(String(await tool.invoke(call)));
			return give(responses);
		}
		return response?.actionResponses.length ? give(answersOf(response)) : requestOf(tool, calls);
	}
}

/** Asks the engine to run the tool's node once for each call. */
function requestOf(tool: ConnectedTool, calls: IDataObject[]): EngineRequest {
	return {
		actions: calls.map((input, itemIndex) => ({
			actionType: 'ExecutionNodeAction',
			nodeName: tool.metadata.sourceNodeName,
			input,
			type: NodeConnectionTypes.AiTool,
			id: `call-${itemIndex}`,
			metadata: { itemIndex },
		})),
		metadata: {},
	};
}

/** What the AI Agent node makes of the answers: the items' data, or the error, as JSON text. */
function answersOf({ actionResponses }: EngineResponse): string[] {
	return actionResponses.map(({ data }) =>
		data.error
			? JSON.stringify({ error: data.error.message })
			: JSON.stringify(data.data?.ai_tool?.[0]?.map((item) => item?.json) ?? []),
	);
}
