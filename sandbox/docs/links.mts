/** A link or picture of a Markdown page, up to its address */
const ADDRESS = /(\]\(|src=")([^)"#]+)/g;
const IN_PACKAGE = ['LICENSE'];

/**
 * Gives the page with addresses of the repository in place of paths in it, so that they lead somewhere from
 * the package, too, which has neither docs nor pictures.
 *
 * @param repository its address, as package.json has it
 */
export function withAbsoluteLinks(page: string, repository: string): string {
	const root = repository.replace(/^git\+/, '').replace(/\.git$/, '');
	return page.replace(ADDRESS, (link, before: string, address: string) => {
		if (/^https?:/.test(address) || IN_PACKAGE.includes(address)) return link;
		const view = address.endsWith('.png') ? 'raw' : 'blob';
		return `${before}${root}/${view}/main/${address}`;
	});
}
