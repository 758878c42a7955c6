import type { IConnections, INode, INodeExecutionData } from 'n8n-workflow';
import { deepCopy, NodeConnectionTypes } from 'n8n-workflow';

import { PACKAGE_NAME } from './builtPackage.mts';
import type { NodeSetup } from './engineTypes.mts';
import { START_TYPE } from './helperNodes.mts';
import type { TestTypes } from './nodeTypes.mts';

/** The name of a node that was given none. */
export const UNDER_TEST = 'Node';

/** The name of the node that every workflow of the harness begins with. */
export const START = 'Start';

/** The node that gives the items. */
export function startNode(items: INodeExecutionData[]): INode {
	return {
		id: START,
		name: START,
		type: START_TYPE,
		typeVersion: 1,
		position: [0, 0],
		parameters: { items: JSON.stringify(items) },
	};
}

/** A node's type with its package. */
export function fullType(type: string): string {
	return type.includes('.') ? type : `${PACKAGE_NAME}.${type}`;
}

/** Makes a node of a workflow from what a test says of it; more than that is left aside. */
export function toNode(types: TestTypes, setup: NodeSetup): INode {
	const type = fullType(setup.type);
	const { version, defaultVersion } = types.getByNameAndVersion(type).description;
	const { name = UNDER_TEST, credentials = [], parameters = {} } = setup;
	const { alwaysOutputData, disabled, executeOnce, maxTries, onError, retryOnFail } = setup;
	return {
		id: setup.id ?? name,
		name,
		type,
		typeVersion: setup.typeVersion ?? defaultVersion ?? [version].flat().at(-1) ?? 1,
		position: [0, 0],
		parameters: deepCopy(parameters),
		alwaysOutputData,
		disabled,
		executeOnce,
		maxTries,
		onError,
		retryOnFail,
		waitBetweenTries: setup.waitBetweenTries,
		...(credentials.length > 0 && {
			credentials: Object.fromEntries(
				credentials.map(({ type: of, id, name: label }) => [of, { id, name: label }]),
			),
		}),
	};
}

/** Connects nodes one after the other. */
export function chain(names: string[]): IConnections {
	return Object.fromEntries(
		names.slice(1).map((node, index) => {
			const main = [[{ node, type: NodeConnectionTypes.Main, index: 0 }]];
			return [names[index] ?? '', { main }];
		}),
	);
}
