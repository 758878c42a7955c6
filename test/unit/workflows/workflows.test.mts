import fs from 'node:fs';
import path from 'node:path';

import type { INode, IConnections, INodeTypeDescription } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

interface WorkflowFile {
	id: string;
	name: string;
	active: boolean;
	nodes: INode[];
	connections: IConnections;
	pinData: object;
}

const ROOT = path.resolve(__dirname, '../../..');
const FOLDER = path.join(ROOT, 'workflows');
const packageJson = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
	name: string;
	n8n: { nodes: string[] };
};
const STICKY_NOTE = 'n8n-nodes-base.stickyNote';
/** Nodes of n8n's own that need a credential */
const NEED_A_CREDENTIAL = [
	'n8n-nodes-base.slack',
	'n8n-nodes-base.microsoftTeams',
	'n8n-nodes-base.emailSend',
	'n8n-nodes-base.postgres',
	'@n8n/n8n-nodes-langchain.lmChatOpenAi',
];
/**
 * The newest versions of n8n's nodes in n8n 1.123, the last of its first generation. A later one shows as a
 * question mark there, and the workflow does not run.
 */
const NEWEST_VERSIONS: Readonly<Record<string, number>> = {
	'n8n-nodes-base.aggregate': 1,
	'n8n-nodes-base.convertToFile': 1.1,
	'n8n-nodes-base.dataTable': 1,
	'n8n-nodes-base.emailSend': 2.1,
	'n8n-nodes-base.filter': 2.3,
	'n8n-nodes-base.html': 1.2,
	'n8n-nodes-base.if': 2.3,
	'n8n-nodes-base.merge': 3.2,
	'n8n-nodes-base.microsoftTeams': 2,
	'n8n-nodes-base.postgres': 2.6,
	'n8n-nodes-base.removeDuplicates': 2,
	'n8n-nodes-base.scheduleTrigger': 1.3,
	'n8n-nodes-base.set': 3.4,
	'n8n-nodes-base.slack': 2.4,
	'n8n-nodes-base.splitOut': 1,
	'n8n-nodes-base.stickyNote': 1,
	'n8n-nodes-base.stopAndError': 1,
	'n8n-nodes-base.wait': 1.1,
	'@n8n/n8n-nodes-langchain.agent': 3,
	'@n8n/n8n-nodes-langchain.chatTrigger': 1.4,
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': 1.3,
	'@n8n/n8n-nodes-langchain.memoryBufferWindow': 1.3,
};
const NODE_SIZE = 96;

const files = fs.readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const workflows = files.map((file): [string, WorkflowFile] => [
	file,
	JSON.parse(fs.readFileSync(path.join(FOLDER, file), 'utf8')) as WorkflowFile,
]);

/** Descriptions of this package's nodes by their type. */
const ours = new Map(
	packageJson.n8n.nodes
		.map((built) => path.join(ROOT, built.replace(/^dist\/(.*)\.js$/, '$1.ts')))
		.filter((source) => fs.existsSync(source))
		.map((source): [string, INodeTypeDescription] => {
			const exported = require(source) as Record<
				string,
				new () => { description: INodeTypeDescription }
			>;
			const NodeClass = exported[path.basename(source, '.node.ts')];
			if (NodeClass === undefined) throw new Error(`${source} does not export its node`);
			const { description } = new NodeClass();
			return [`${packageJson.name}.${description.name}`, description];
		}),
);

it('there are ready-made workflows', () => {
	expect(files.length).toBeGreaterThan(0);
});

describe.each(workflows)('%s', (file, workflow) => {
	it('has no node that n8n 1.123 does not know', () => {
		const newer = workflow.nodes.filter(({ type, typeVersion }) => {
			const isOurs = type.startsWith(`${packageJson.name}.`);
			return !isOurs && !(typeVersion <= (NEWEST_VERSIONS[type] ?? 0));
		});
		expect(newer.map(({ name, type, typeVersion }) => [name, type, typeVersion])).toEqual([]);
	});

	const steps = workflow.nodes.filter(({ type }) => type !== STICKY_NOTE);
	const notes = workflow.nodes.filter(({ type }) => type === STICKY_NOTE);
	const ownSteps = steps.filter(({ type }) => type.startsWith(`${packageJson.name}.`));

	it('has the id that its file is named after, and is not active', () => {
		expect(workflow.id).toBe(path.basename(file, '.json'));
		expect(workflow.name).not.toBe('');
		expect(workflow.active).toBe(false);
	});

	it('has no credential, no data and nobody’s instance in it', () => {
		const text = JSON.stringify(workflow);
		expect(text).not.toMatch(/"credentials":|"instanceId":|"webhookId":|"staticData":/);
		expect(workflow.pinData).toEqual({});
	});

	it('has names and ids of which none occurs twice', () => {
		const { nodes } = workflow;
		expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
	});

	it('connects nodes that it has, and leaves none alone', () => {
		const links = linksOf(workflow.connections);
		const names = new Set(steps.map(({ name }) => name));
		const linked = new Set(links.flatMap(({ from, to }) => [from, to]));
		expect([...linked].filter((name) => !names.has(name))).toEqual([]);
		expect([...names].filter((name) => !linked.has(name))).toEqual([]);
	});

	it('uses nodes of this package as they are, with every required parameter filled in', () => {
		expect(ownSteps).not.toEqual([]);
		for (const step of ownSteps) expect([step.name, troublesOf(step)]).toEqual([step.name, []]);
	});

	it('says in a note what to fill in, and names each node that needs a credential', () => {
		const text = notes.map(({ parameters }) => String(parameters['content'])).join('\n');
		expect(text).toContain('**What to fill in**');
		const others = steps.filter(({ type }) => NEED_A_CREDENTIAL.includes(type));
		for (const { name } of [...ownSteps, ...others]) expect(text).toContain(`**${name}**`);
	});

	it('is laid out so that no node covers another', () => {
		for (const [i, one] of steps.entries()) {
			for (const other of steps.slice(i + 1)) {
				const isApart = one.position.some(
					(at, axis) => Math.abs(at - (other.position[axis] ?? 0)) > NODE_SIZE,
				);
				expect([one.name, other.name, isApart]).toEqual([one.name, other.name, true]);
			}
		}
	});
});

function linksOf(connections: IConnections): Array<{ from: string; to: string }> {
	return Object.entries(connections).flatMap(([from, byKind]) =>
		Object.values(byKind)
			.flat()
			.flatMap((targets) => (targets ?? []).map(({ node }) => ({ from, to: node }))),
	);
}

/** Unknown node types, versions and parameters, and what n8n would mark red in the editor. */
function troublesOf(step: INode): string[] {
	const isTool = step.type.endsWith('Tool');
	const description = ours.get(isTool ? step.type.slice(0, -'Tool'.length) : step.type);
	if (description === undefined) return [`unknown type ${step.type}`];
	if (isTool && description.usableAsTool === undefined) return ['is no tool'];
	const { properties, version } = description;
	const known = new Set([
		...properties.map(({ name }) => name),
		...(description.polling === true ? ['pollTimes'] : []),
		...(isTool ? ['descriptionType', 'toolDescription'] : []),
	]);
	const unknown = Object.keys(step.parameters).filter((name) => !known.has(name));
	const filled = NodeHelpers.getNodeParameters(
		properties,
		step.parameters,
		true,
		false,
		step,
		description,
	);
	const issues = NodeHelpers.getNodeParametersIssues(
		properties,
		{ ...step, parameters: filled ?? {} },
		description,
	);
	return [
		...([version].flat().includes(step.typeVersion) ? [] : ['unknown version']),
		...unknown.map((name) => `unknown parameter ${name}`),
		...Object.values(issues?.parameters ?? {}).flat(),
	];
}
