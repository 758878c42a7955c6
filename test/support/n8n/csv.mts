/** Rows of a CSV text by the names in its first line; quoted fields may hold anything (RFC 4180). */
export function parseCsv(text: string): Array<Record<string, string>> {
	const [header = [], ...rows] = parseRows(text.replace(/^\uFEFF/, ''));
	return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])));
}

const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;

function parseRows(text: string): string[][] {
	const rows: string[][] = [];
	let row: string[] = [];
	for (const [whole, quoted, bare = '', end] of text.matchAll(FIELD)) {
		if (whole === '' && row.length === 0) break; // after the last line's end
		row.push(quoted?.replaceAll('""', '"') ?? bare);
		if (end === ',') continue;
		rows.push(row);
		row = [];
	}
	return rows;
}
