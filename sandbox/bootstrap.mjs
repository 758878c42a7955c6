/**
 * What `npm start`, `npm test` and `npm run test:e2e` run: brings what the project needs into its own
 * folder, then hands over to Node 24. Plain Node and no dependencies, because it runs before any is
 * installed; nothing but this check before the import, so that an old Node can read that far.
 */
if (Number(process.versions.node.split('.')[0]) < 18) {
	console.error(
		`This project needs Node.js 18 or newer to begin with; this is ${process.versions.node}.\n` +
			'Install a current Node.js and run the same command again. (Node 24, which n8n needs, is then fetched into the project folder.)',
	);
	process.exit(1);
} else {
	import('./bootstrap/main.mjs').then(({ main }) => main(process.argv.slice(2)));
}
