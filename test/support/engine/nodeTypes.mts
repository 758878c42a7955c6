import './environment.mts';

import { UnrecognizedCredentialTypeError, UnrecognizedNodeTypeError } from 'n8n-core';
import type {
	ICredentialType,
	IExecuteFunctions,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
	INodeTypes,
	IPollFunctions,
	IVersionedNodeType,
} from 'n8n-workflow';
import { deepCopy, Node, NodeConnectionTypes, NodeHelpers } from 'n8n-workflow';

import type { BuiltPackage } from './builtPackage.mts';
import { PACKAGE_NAME } from './builtPackage.mts';

/** An error as a node threw it, before the engine turned it into plain data. */
export interface ThrownError {
	executionId: string;
	nodeName: string;
	error: unknown;
}

/** The node and credential types of a harness: those of the built package, and the test's own. */
export class TestTypes implements INodeTypes {
	/** Everything that a node threw, oldest first */
	readonly thrown: ThrownError[] = [];

	readonly #nodes = new Map<string, INodeType | IVersionedNodeType>();
	readonly #credentials = new Map<string, ICredentialType>();
	readonly #observed = new Map<string, INodeType>();

	constructor({ loader }: BuiltPackage) {
		for (const [name, { type }] of Object.entries(loader.nodeTypes)) {
			this.#nodes.set(`${PACKAGE_NAME}.${name}`, type);
		}
		for (const [name, { type }] of Object.entries(loader.credentialTypes)) {
			this.#credentials.set(name, type);
		}
	}

	/** Registers a node of the test's own under `package.name`. */
	addNode(type: string, node: INodeType): void {
		this.#nodes.set(type, node);
	}

	addCredential(credential: ICredentialType): void {
		this.#credentials.set(credential.name, credential);
	}

	getByName(type: string): INodeType | IVersionedNodeType {
		const node = this.#nodes.get(type);
		if (!node) throw new UnrecognizedNodeTypeError(...splitType(type));
		return node;
	}

	/** As n8n does it, a node `x` that may be a tool is also there as `xTool`. */
	getByNameAndVersion(type: string, version?: number): INodeType {
		const key = `${type}@${version ?? ''}`;
		const known = this.#observed.get(key);
		if (known) return known;
		const isTool = type.endsWith('Tool') && !this.#nodes.has(type);
		const name = isTool ? type.slice(0, -'Tool'.length) : type;
		const node = NodeHelpers.getVersionedNodeType(this.getByName(name), version);
		const observed = this.#observe(isTool ? asTool(node) : node);
		this.#observed.set(key, observed);
		return observed;
	}

	getKnownTypes(): Record<string, { className: string; sourcePath: string }> {
		return Object.fromEntries(
			[...this.#nodes.keys()].map((type) => [type, { className: '', sourcePath: '' }]),
		);
	}

	credentialType(name: string): ICredentialType {
		const credential = this.#credentials.get(name);
		if (!credential) throw new UnrecognizedCredentialTypeError(name);
		return credential;
	}

	hasCredentialType(name: string): boolean {
		return this.#credentials.has(name);
	}

	/** Every node that lists the credential type, as `package.name` and its type. */
	nodesWithCredential(name: string): Array<[string, INodeType]> {
		return [...this.#nodes.keys()]
			.map((type): [string, INodeType] => [type, this.getByNameAndVersion(type)])
			.filter(([, { description }]) =>
				description.credentials?.some((entry) => entry.name === name),
			);
	}

	/** The node unchanged, but what it throws is kept as it is on its way to the engine. */
	#observe(node: INodeType): INodeType {
		if (node instanceof Node) return node;
		const { execute, poll } = node;
		const note = (context: IExecuteFunctions | IPollFunctions, error: unknown): void => {
			const executionId = context.getExecutionId() ?? '';
			this.thrown.push({ executionId, nodeName: context.getNode().name, error });
		};
		return Object.create(node, {
			...(execute && {
				execute: {
					async value(this: IExecuteFunctions, ...rest: Parameters<typeof execute>) {
						try {
							return await execute.apply(this, rest);
						} catch (error) {
							note(this, error);
							throw error;
						}
					},
				},
			}),
			...(poll && {
				poll: {
					async value(this: IPollFunctions) {
						try {
							return await poll.call(this);
						} catch (error) {
							note(this, error);
							throw error;
						}
					},
				},
			}),
		}) as INodeType;
	}
}

function splitType(type: string): [packageName: string, nodeName: string] {
	const [packageName = '', nodeName = ''] = type.split('.');
	return [packageName, nodeName];
}

/** The variant of a node that an AI agent can be given. */
function asTool(node: INodeType): INodeType {
	const { usableAsTool, ...rest } = node.description;
	if (!usableAsTool) throw new Error(`${node.description.name} cannot be used as a tool`);
	const replacements = typeof usableAsTool === 'object' ? usableAsTool.replacements : {};
	const base: INodeTypeDescription = { ...deepCopy(rest), ...replacements };
	const description: INodeTypeDescription = {
		...base,
		name: `${base.name}Tool`,
		displayName: `${base.displayName} Tool`,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
		properties: [...toolProperties(base), ...base.properties],
	};
	return Object.create(node, { description: { value: description } }) as INodeType;
}

function toolProperties(base: INodeTypeDescription): INodeProperties[] {
	const names = base.properties.map(({ name }) => name);
	if (names.includes('toolDescription')) return [];
	const hasChoice = names.includes('resource') || names.includes('operation');
	const description: INodeProperties = {
		displayName: 'Description',
		name: 'toolDescription',
		type: 'string',
		default: base.description,
		required: true,
		...(hasChoice && { displayOptions: { show: { descriptionType: ['manual'] } } }),
	};
	if (!hasChoice) return [description];
	const descriptionType: INodeProperties = {
		displayName: 'Tool Description',
		name: 'descriptionType',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Set Automatically', value: 'auto' },
			{ name: 'Set Manually', value: 'manual' },
		],
		default: 'auto',
	};
	return [descriptionType, description];
}
