import type { ICredentialType, INodeType } from 'n8n-workflow';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { BuiltPackage } from '../support/engine/builtPackage.mts';
import { loadBuiltPackage, PACKAGE_ROOT } from '../support/engine/builtPackage.mts';

const NODES = [
	['agentSegmentsBreakdown', 'Agent Segments Breakdown'],
	['agentSegmentsBreakdownTrigger', 'Agent Segments Breakdown Trigger'],
	['cloudAgentAht', 'CloudAgent AHT'],
	['cloudAgentAhtTrigger', 'CloudAgent AHT Trigger'],
] as const;
const CREDENTIALS = [
	['livePersonOAuth2Api', 'LivePerson OAuth2 API'],
	['livePersonTokenApi', 'LivePerson Token API'],
	['livePersonOAuth1Api', 'LivePerson App Key OAuth1 API'],
	['cloudAgentApi', 'CloudAgent API'],
] as const;

describe('n8n, when it loads the package,', () => {
	let built: BuiltPackage;
	const node = (name: string) => built.loader.getNode(name).type as INodeType;
	const credential = (name: string): ICredentialType => built.loader.getCredential(name).type;

	beforeAll(async () => {
		built = await loadBuiltPackage();
	});

	it('finds every file that package.json lists, and no node or credential beside them', () => {
		expect(built.missing).toEqual([]);
		expect(Object.keys(built.loader.nodeTypes).sort()).toEqual(NODES.map(([name]) => name).sort());
		expect(Object.keys(built.loader.credentialTypes).sort()).toEqual(
			CREDENTIALS.map(([name]) => name).sort(),
		);
	});

	it.each(NODES)('knows %s as %s, with words to find it by and icons', (name, displayName) => {
		const { description } = node(name);
		expect(description.displayName).toBe(displayName);
		expect(description.codex?.categories?.length).toBeGreaterThan(0);
		expect(description.codex?.alias?.length).toBeGreaterThan(0);
		expect(iconFiles(description.iconUrl)).toEqual([true, true]);
	});

	it.each(['AHT', 'average handle time', 'call center', 'contact centre', 'WFM'])(
		'finds all of them by "%s"',
		(words) => {
			for (const [name] of NODES) expect(node(name).description.codex?.alias).toContain(words);
		},
	);

	it.each(CREDENTIALS)('knows %s as %s, with icons, a test and nodes', (name, displayName) => {
		const type = credential(name);
		expect(type.displayName).toBe(displayName);
		expect(iconFiles(type.iconUrl)).toEqual([true, true]);
		expect(type.supportedNodes).toHaveLength(2);
		const isTested = (entry: { name: string; testedBy?: unknown }) =>
			entry.name === name && (type.test ?? entry.testedBy) !== undefined;
		const untested = (type.supportedNodes ?? []).filter(
			(of) => !node(of).description.credentials?.some(isTested),
		);
		expect(untested).toEqual([]);
	});

	it.each(NODES)('finds only credentials of the package in %s', (name) => {
		const known: string[] = CREDENTIALS.map(([type]) => type);
		const used = node(name).description.credentials ?? [];
		expect(used.length).toBeGreaterThan(0);
		expect(used.filter((entry) => !known.includes(entry.name))).toEqual([]);
	});

	it.each(NODES)('polls %s, or offers it to AI agents', (name) => {
		const { description, execute, poll } = node(name);
		const isTrigger = name.endsWith('Trigger');
		expect({
			polling: description.polling === true,
			tool: Boolean(description.usableAsTool),
			polls: poll !== undefined,
			executes: execute !== undefined,
		}).toEqual({ polling: isTrigger, tool: !isTrigger, polls: isTrigger, executes: !isTrigger });
	});

	it('finds a schema for the output of every operation', () => {
		const lacking = NODES.map(([name]) => name)
			.filter((name) => !name.endsWith('Trigger'))
			.flatMap((name) => operationsOf(name, node(name)))
			.filter(({ schema }) => !existsSync(join(PACKAGE_ROOT, schema)));
		expect(lacking).toEqual([]);
	});
});

type IconUrl = INodeType['description']['iconUrl'];

/** Whether the file is there, of the light icon and of the dark one. */
function iconFiles(icon: IconUrl): boolean[] {
	if (typeof icon !== 'object') return [];
	return [icon.light, icon.dark].map((url) => {
		const [, , ...path] = url.split('/');
		return (
			existsSync(join(PACKAGE_ROOT, ...path)) &&
			readFileSync(join(PACKAGE_ROOT, ...path)).length > 0
		);
	});
}

/** Every resource and operation of a node, with the place of its output schema. */
function operationsOf(name: string, { description }: INodeType) {
	const folder = name.charAt(0).toUpperCase() + name.slice(1);
	return description.properties
		.filter((property) => property.name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			(displayOptions?.show?.resource ?? []).flatMap((resource) =>
				options.map((option) => {
					const operation = 'value' in option ? String(option.value) : '';
					const schema = `dist/nodes/${folder}/__schema__/v1.0.0/${String(resource)}/${operation}.json`;
					return { name, resource, operation, schema };
				}),
			),
		);
}
