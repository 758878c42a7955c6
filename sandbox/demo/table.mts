export type Row = Record<string, boolean | number | string>;

/** Rows as a plain text table; columns are those of the first row, numbers stand to the right. */
export function table(rows: readonly Row[]): string {
	const [first] = rows;
	if (!first) return '  (no rows)';
	const columns = Object.keys(first);
	const widths = columns.map((column) =>
		Math.max(column.length, ...rows.map((row) => text(row[column]).length)),
	);
	const line = (cells: readonly string[]) => `  ${cells.join('   ').trimEnd()}`;
	const cell = (value: string, i: number, toTheRight: boolean) =>
		toTheRight ? value.padStart(widths[i] ?? 0) : value.padEnd(widths[i] ?? 0);
	const isNumber = columns.map((column) => rows.some((row) => typeof row[column] === 'number'));
	return [
		line(columns.map((column, i) => cell(column, i, isNumber[i] === true))),
		line(widths.map((width) => '-'.repeat(width))),
		...rows.map((row) =>
			line(columns.map((column, i) => cell(text(row[column]), i, isNumber[i] === true))),
		),
	].join('\n');
}

function text(value: Row[string] | undefined): string {
	return typeof value === 'number' ? value.toLocaleString('en-US') : String(value ?? '');
}
