import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');
const README = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');

function sourcesIn(folder: string): Array<{ file: string; text: string }> {
	return fs
		.readdirSync(path.join(ROOT, folder), { encoding: 'utf8', recursive: true })
		.filter((name) => name.endsWith('.ts') && !name.startsWith('CloudAgent'))
		.map((name) => path.join(folder, name))
		.map((file) => ({ file, text: fs.readFileSync(path.join(ROOT, file), 'utf8') }));
}

const sources = ['nodes/AgentSegmentsBreakdown', 'nodes/shared', 'credentials'].flatMap(sourcesIn);

/** What the user sees beside fields, and in their lists. */
const shown = new Set(
	sources.flatMap(({ text }) =>
		[...text.matchAll(/\b(?:displayName|name): '([A-Z][^']*)'/g)].map(([, name = '']) => name),
	),
);

/** Names in single quotes, within texts: 'Limit' of "The 'Limit' parameter ...". */
const named = sources.flatMap(({ file, text }) =>
	[...text.matchAll(/"[^"\n]*"|`[^`]*`/g)]
		.flatMap(([literal]) => [...literal.matchAll(/'([A-Z][\w ()]+)'/g)])
		.map(([, name = '']) => [name, file]),
);

it('messages name something', () => {
	expect(named.length).toBeGreaterThan(20);
});

it.each(named)("'%s', which %s names, is what the user sees in the editor", (name) => {
	expect([...shown]).toContain(name);
});

const [, section = ''] = /\n## Agent Segments Breakdown\n(.*?)\n## /s.exec(README) ?? [];
const inReadme = [...section.matchAll(/(?<!\*)\*([A-Z][\w ]+)\*(?!\*)/g)].map(
	([, name = '']) => name,
);

it.each(inReadme)("the README's *%s* is what the user sees in the editor", (name) => {
	// The unit in brackets may be left out
	expect([...shown].map((each) => each.replace(/ \(.*/, ''))).toContain(name);
});

const page = fs.readFileSync(path.join(ROOT, 'docs/agent-segments-breakdown.md'), 'utf8');
const NODES = ['Agent Segments Breakdown', 'Agent Segments Breakdown Trigger', 'Name'];
const parameters = sourcesIn('nodes/AgentSegmentsBreakdown').flatMap(({ text }) =>
	[...text.matchAll(/\bdisplayName: '([A-Z][^']*)'/g)].map(([, name = '']) => name),
);

it.each([...new Set(parameters)].filter((name) => !NODES.includes(name)))(
	'the page of all parameters has %s',
	(name) => {
		expect(page).toContain(name);
	},
);

const schemas = path.join(ROOT, 'nodes/AgentSegmentsBreakdown/__schema__');
const fields = fs
	.readdirSync(schemas, { encoding: 'utf8', recursive: true })
	.filter((file) => file.endsWith('.json'))
	.flatMap((file) => fieldsOf(JSON.parse(fs.readFileSync(path.join(schemas, file), 'utf8'))));

function fieldsOf(schema: { properties?: Record<string, object>; items?: object }): string[] {
	const { properties = {}, items } = schema;
	const inner = [...Object.values(properties), ...(items ? [items] : [])];
	return [...Object.keys(properties), ...inner.flatMap(fieldsOf)];
}

it.each([...new Set(fields)])('the page of all fields has %s', (field) => {
	expect(page).toContain(`\`${field}\``);
});
