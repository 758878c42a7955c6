/**
 * The tables of docs/ that are made from the nodes themselves: a page has a comment
 * `<!-- table: parameters cloudAgentAht -->`, the table, and `<!-- /table -->`.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

/** Pages with such tables, in docs/. */
export const PAGES = ['agent-segments-breakdown.md', 'cloudagent.md'];

const TABLE = /(<!-- table: (\w+) (\w+) -->\n)[^]*?(<!-- \/table -->)/g;

/** The page with every table made anew from the built nodes below `root`. */
export function withTables(page: string, root: string): string {
	return page.replace(TABLE, (_all, begin: string, kind: string, node: string, end: string) => {
		const folder = path.join(root, 'dist/nodes', folderOf(node));
		const table =
			kind === 'parameters'
				? parameterTable(readDescription(folder, node))
				: outputTables(readDescription(folder, node), folder);
		return `${begin}\n${table}\n\n${end}`;
	});
}

function folderOf(node: string): string {
	return capitalized(node).replace(/Trigger$/, '');
}

function capitalized(name: string): string {
	return name.charAt(0).toUpperCase() + name.slice(1);
}

function readDescription(folder: string, node: string): INodeTypeDescription {
	const name = capitalized(node);
	const load = createRequire(path.join(folder, 'any.js'));
	const module = load(`./${name}.node.js`) as Record<string, new () => INodeType>;
	const Node = module[name];
	if (Node === undefined) throw new Error(`${name}.node.js has no class ${name}`);
	return new Node().description;
}

/** A parameter that may be shown for several operations. */
interface Row {
	name: string;
	scopes: string[];
	initially: string;
	text: string;
}

const HIDDEN = ['resource', 'operation', 'authentication', 'pollTimes'];

/** Every parameter once, with those below Options, Filters and the like after their collection. */
function parameterTable({ properties }: INodeTypeDescription): string {
	const rows = new Map<string, Row>();
	const add = (property: INodeProperties, parents: readonly string[], scope: string) => {
		if (property.type === 'notice' || HIDDEN.includes(property.name)) return;
		if (property.displayOptions?.show?.['@tool']) return; // for a model, not for people
		const names = [...parents, property.displayName];
		const children = childrenOf(property);
		if (children.length === 0 || property.description) {
			const row: Row = {
				name: names.join(' > '),
				scopes: [],
				initially: initialValue(property),
				text: textOf(property),
			};
			const key = JSON.stringify(row);
			const known = rows.get(key) ?? row;
			if (!known.scopes.includes(scope)) known.scopes.push(scope);
			rows.set(key, known);
		}
		for (const child of children) {
			const condition = conditionOf(child, children);
			add(child, names, [scope, condition].filter(Boolean).join('; '));
		}
	};
	for (const property of properties) add(property, [], scopeOf(property, properties));
	const operations = properties.filter(({ name }) => name === 'operation').flatMap(choicesOf);
	const hasScopes = operations.length > 0;
	const lines = [...rows.values()].map(({ name, scopes, initially, text }) => {
		const isForAll = scopes.includes('') || scopes.filter(isWhole).length === operations.length;
		const scope = isForAll ? 'All operations' : scopes.join('<br>');
		return [name, ...(hasScopes ? [scope] : []), initially, text];
	});
	const head = ['Parameter', ...(hasScopes ? ['For'] : []), 'At first', 'What it does'];
	return markdownTable(head, lines);
}

/** Whether a scope is an operation without conditions. */
function isWhole(scope: string): boolean {
	return !scope.includes(';');
}

function childrenOf({ type, options = [] }: INodeProperties): INodeProperties[] {
	if (type === 'collection') return options as INodeProperties[];
	if (type !== 'fixedCollection') return [];
	return (options as INodePropertyCollection[]).flatMap(({ values }) => values);
}

/** For which operations a parameter is shown, and with which other choices. */
function scopeOf(property: INodeProperties, all: readonly INodeProperties[]): string {
	const show = property.displayOptions?.show ?? {};
	const named = (name: string) => (show[name] ?? []).map((value) => nameOf(all, name, value, show));
	const resources = named('resource').join(', ');
	const operations = named('operation').join(', ');
	const place = [resources, operations].filter(Boolean).join(': ');
	return [place, conditionOf(property, all)].filter(Boolean).join('; ');
}

/** As in "Return All is off". */
function conditionOf(property: INodeProperties, all: readonly INodeProperties[]): string {
	const show = property.displayOptions?.show ?? {};
	return Object.entries(show)
		.map(([key, values]) => ({ key: key.replace(/^\//, ''), values: values ?? [] }))
		.filter(({ key }) => !HIDDEN.includes(key) && all.some(({ name }) => name === key))
		.map(({ key, values }) => {
			const label = all.find(({ name }) => name === key)?.displayName ?? key;
			return `${label} is ${values.map((value) => nameOf(all, key, value, show)).join(' or ')}`;
		})
		.join(', ');
}

type Show = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

/** What the editor shows for a value of the parameter `name`. */
function nameOf(
	all: readonly INodeProperties[],
	name: string,
	value: unknown,
	{ resource = [] }: Show,
): string {
	const choices = all
		.filter((property) => property.name === name)
		.filter(({ displayOptions }) => {
			const shown = displayOptions?.show?.['resource'];
			return !shown || name === 'resource' || resource.some((one) => shown.includes(one));
		})
		.flatMap(choicesOf);
	return choices.find((choice) => choice.value === value)?.name ?? plain(value);
}

function choicesOf({ type, options = [] }: INodeProperties): INodePropertyOptions[] {
	return type === 'options' || type === 'multiOptions' ? (options as INodePropertyOptions[]) : [];
}

function plain(value: unknown): string {
	if (typeof value === 'boolean') return value ? 'on' : 'off';
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function initialValue(property: INodeProperties): string {
	const { default: initial } = property;
	const choices = choicesOf(property);
	const label = (value: unknown) =>
		choices.find((choice) => choice.value === value)?.name ?? plain(value);
	if (Array.isArray(initial)) return initial.map(label).join(', ');
	if (property.type !== 'resourceLocator') return label(initial);
	return plain((initial as { value?: unknown } | undefined)?.value);
}

/** What the editor says about it, and its choices. */
function textOf(property: INodeProperties): string {
	const choices = choicesOf(property).map(({ name }) => name);
	const modes = property.modes?.map(({ displayName }) => displayName) ?? [];
	return [
		sentence(property.description ?? ''),
		choices.length > 0 && `Choices: ${choices.join(', ')}.`,
		modes.length > 1 && `${modes.join(' or ')}.`,
	]
		.filter(Boolean)
		.join(' ');
}

function sentence(text: string): string {
	return text === '' || text.endsWith('.') ? text : `${text}.`;
}

interface OutputSchema {
	properties: Record<string, { type?: string[] | string; description?: string }>;
}

/** A table of output fields for each operation that has a schema. */
function outputTables({ properties }: INodeTypeDescription, folder: string): string {
	const operations = properties.filter(({ name }) => name === 'operation');
	return operations
		.flatMap((property) => {
			const resource = String(property.displayOptions?.show?.['resource']?.[0]);
			const resourceName = nameOf(properties, 'resource', resource, {});
			return choicesOf(property).map(({ name, value }) => {
				const file = path.join(folder, '__schema__/v1.0.0', resource, `${String(value)}.json`);
				const schema = JSON.parse(fs.readFileSync(file, 'utf8')) as OutputSchema;
				return `**${resourceName}: ${name}**\n\n${fieldTable(schema)}`;
			});
		})
		.join('\n\n');
}

function fieldTable({ properties }: OutputSchema): string {
	const fields = Object.entries(properties);
	const hasText = fields.some(([, { description }]) => description);
	const lines = fields.map(([name, { type = 'any', description = '' }]) => {
		const types = [type].flat().map((one) => (one === 'null' ? 'empty' : one));
		return [`\`${name}\``, types.join(' or '), ...(hasText ? [description] : [])];
	});
	return markdownTable(['Field', 'Type', ...(hasText ? ['What it is'] : [])], lines);
}

function markdownTable(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
	return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
