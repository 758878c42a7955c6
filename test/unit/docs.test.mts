import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'bench/README.md'].concat(
	filesIn('docs', '.md'),
);

function filesIn(folder: string, ending: string): string[] {
	return fs
		.readdirSync(path.join(ROOT, folder), { encoding: 'utf8', recursive: true })
		.filter((name) => name.endsWith(ending))
		.map((name) => path.join(folder, name));
}

function read(file: string): string {
	return fs.readFileSync(path.join(ROOT, file), 'utf8');
}

/** The anchors of a page's headings, as GitHub and npm make them. */
function anchorsOf(page: string): string[] {
	return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replace(/[^\w\- ]/g, '')
			.replace(/ /g, '-'),
	);
}

/** Where a page's links and pictures lead within the project: from the page, to a path and an anchor. */
function localLinksOf(page: string): string[][] {
	const links = [...read(page).matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g)];
	return links
		.map(([, link = '', picture = '']) => link || picture)
		.filter((link) => !/^https?:/.test(link))
		.map((link) => {
			const [file = '', anchor = ''] = link.split('#');
			return [page, file ? path.join(path.dirname(page), file) : page, anchor];
		});
}

// npm's page makes such links whole with the repository of package.json, so files need not be packed
it.each(PAGES.flatMap(localLinksOf))(
	'%s links to %s, which is there (#%s)',
	(_page, file, anchor) => {
		expect(fs.existsSync(path.join(ROOT, file))).toBe(true);
		if (anchor) expect(anchorsOf(file)).toContain(anchor);
	},
);

it('is a repository for which npm makes relative links whole', () => {
	const { repository } = JSON.parse(read('package.json')) as { repository: { url: string } };
	expect(repository.url).toMatch(/^git\+https:\/\/github\.com\/[\w-]+\/[\w-]+\.git$/);
});

const DOCUMENTED = [
	...filesIn('credentials', '.credentials.ts'),
	...filesIn('nodes', '.node.json'),
].map((file) => [file, [...read(file).matchAll(/handle-time#([\w-]+)/g)].map(([, to]) => to)]);

it.each(DOCUMENTED)("%s leads to the README's own section: %s", (_file, anchors) => {
	expect(anchors).not.toEqual([]);
	expect(anchorsOf('README.md')).toEqual(expect.arrayContaining(anchors as string[]));
});

const SOURCES = filesIn('nodes', '.ts').map(read).join('\n');
const [, TROUBLESHOOTING = ''] = read('README.md').split('## Troubleshooting');
const MESSAGES = [...TROUBLESHOOTING.matchAll(/^\| (?!Message)(\w.*?) \|/gm)].map(
	([, message = '']) => message,
);

it('explains messages that users meet', () => {
	expect(MESSAGES.length).toBeGreaterThan(4);
});

it.each(MESSAGES)('explains "%s", which a node says', (message) => {
	// The name of a parameter and what follows are filled in
	for (const part of message.split(/\.\.\.|'From'/)) expect(SOURCES).toContain(part.trim());
});
