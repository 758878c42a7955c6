/**
 * What saved workflows hold on to: parameters, their options and defaults, output fields, credentials. A
 * line each, so that a change can be read in a diff.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type {
	ICredentialType,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';

/** The surface of the built package below `root`, sorted. */
export function readSurface(root: string): string[] {
	const load = createRequire(path.join(root, 'package.json'));
	const { n8n }: { n8n: { nodes: string[]; credentials: string[] } } = load('./package.json');
	const nodes = n8n.nodes.flatMap((file) => {
		const { description } = instanceOf<INodeType>(load(`./${file}`));
		const name = `node ${description.name}`;
		return [
			`${name} version ${String(description.version)}`,
			...(description.credentials ?? []).map((credential) => `${name} uses ${credential.name}`),
			...linesOf(`${name} parameter`, description.properties),
		];
	});
	const credentials = n8n.credentials.flatMap((file) => {
		const { name, properties } = instanceOf<ICredentialType>(load(`./${file}`));
		return linesOf(`credential ${name} field`, properties);
	});
	const schemas = fs
		.globSync('dist/nodes/*/__schema__/**/*.json', { cwd: root })
		.flatMap((file) => schemaLines(root, file));
	return [...new Set([...nodes, ...credentials, ...schemas])].sort();
}

/** A change of the surface, and whether a workflow that was saved before it works on as it did. */
export interface SurfaceChange {
	line: string;
	kind: 'added' | 'removed';
	breaks: boolean;
}

/** What is gone breaks workflows that use it; what is new does not, unless it has to be filled in. */
export function compareSurfaces(
	before: readonly string[],
	after: readonly string[],
): SurfaceChange[] {
	const known = new Set(before);
	const still = new Set(after);
	const removed = before.filter((line) => !still.has(line));
	const added = after.filter((line) => !known.has(line));
	return [
		...removed.map((line) => ({ line, kind: 'removed' as const, breaks: !isRequired(line) })),
		...added.map((line) => ({ line, kind: 'added' as const, breaks: isRequired(line) })),
	];
}

function isRequired(line: string): boolean {
	return line.endsWith(' is required');
}

/** Properties of one name, for several operations, are one parameter with all their options. */
function linesOf(scope: string, properties: readonly INodeProperties[]): string[] {
	return properties.flatMap((property) => {
		if (property.type === 'notice') return [];
		const name = `${scope} ${property.name}`;
		return [
			`${name}: ${property.type}`,
			// n8n saves no value that is the default, so a workflow depends on what that is
			...(isPlain(property.default) ? [`${name} default ${JSON.stringify(property.default)}`] : []),
			...(property.required === true ? [`${name} is required`] : []),
			...(property.options ?? []).flatMap((option) => optionLines(name, option)),
		];
	});
}

function optionLines(
	name: string,
	option: INodeProperties | INodePropertyCollection | INodePropertyOptions,
): string[] {
	if ('value' in option) return [`${name} option ${JSON.stringify(option.value)}`];
	return 'values' in option
		? linesOf(`${name}.${option.name}`, option.values)
		: linesOf(`${name}.`, [option]);
}

function isPlain(value: unknown): boolean {
	return typeof value !== 'object' || Array.isArray(value);
}

function schemaLines(root: string, file: string): string[] {
	const schema: { properties?: object } = JSON.parse(
		fs.readFileSync(path.join(root, file), 'utf8'),
	);
	const [node, ...operation] = file
		.replace(/^dist\/nodes\//, '')
		.replace(/__schema__\/v[\d.]+\/?|\.json$/g, '')
		.split('/')
		.filter(Boolean);
	return Object.keys(schema.properties ?? {}).map(
		(field) => `output ${node} ${operation.join(' ')} field ${field}`,
	);
}

/** The one class of a node's or credential's file. */
function instanceOf<T>(module: Record<string, new () => T>): T {
	const [Class] = Object.values(module);
	if (Class === undefined) throw new Error('The file has no class');
	return new Class();
}
