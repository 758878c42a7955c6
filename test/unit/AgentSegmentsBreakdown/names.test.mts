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

/** n8n's own: a choice under Poll Times, and a setting of the workflow. */
const OF_N8N = ['Every X', 'Timezone'];

/** A bracket behind the name, such as a unit or "(Optional)", may be left out. */
const known = [...shown].flatMap((name) => [name, name.replace(/ \(.*/, '')]).concat(OF_N8N);

it.each(named)("'%s', which %s names, is what the user sees in the editor", (name) => {
	expect(known).toContain(name);
});

const [, section = ''] = /\n## Agent Segments Breakdown\n(.*?)\n## /s.exec(README) ?? [];
const inReadme = [...section.matchAll(/(?<!\*)\*([A-Z][\w ]+)\*(?!\*)/g)].map(
	([, name = '']) => name,
);

it.each(inReadme)("the README's *%s* is what the user sees in the editor", (name) => {
	expect(known).toContain(name);
});
