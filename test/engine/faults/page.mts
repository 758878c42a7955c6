import type { Cell } from './cell.mts';
import type { Column } from './columns.mts';

const INTRODUCTION = `# When something goes wrong

What the nodes and triggers do, fault by fault: made by the engine tests (\`test/engine/faults\`), which let each fault
happen to one request of a run, and to all of them. "complete" is the right result, as if nothing had happened. After
each fault that ended, the next run gave the right result, a trigger gave each unit or alert exactly once, and no secret
was in what n8n shows, stores or logs. Clocks that are wrong did not end. Each message comes with advice, which is left out here. Decompression bombs, which the
tests cannot time alike, are held by tests of their own (test/engine/shared/send.test.mts).
`;

/** The Markdown of docs/faults.md. */
export function writePage(cells: readonly Cell[]): string {
	const sections = (['LivePerson', 'CloudAgent'] as const).map((service) => {
		const own = cells.filter(({ column }) => column.service === service);
		const faults = [...new Set(own.map(({ fault }) => fault.name))];
		const rows = faults.flatMap((name) => rowsOf(own.filter(({ fault }) => fault.name === name)));
		return `## ${service}\n\n| Fault | Where | For one request | For all |\n|---|---|---|---|\n${rows.join('\n')}\n`;
	});
	return [INTRODUCTION, ...sections].join('\n');
}

/** Of one fault: a row for each way in which it is taken. */
function rowsOf(cells: readonly Cell[]): string[] {
	const ways = new Map<string, Cell[]>();
	for (const cell of cells) {
		const key = JSON.stringify([cell.once, cell.stays]);
		ways.set(key, [...(ways.get(key) ?? []), cell]);
	}
	return [...ways.values()].map((alike, index) => {
		const [{ fault, once, stays } = { fault: { name: '' }, once: '', stays: '' }] = alike;
		const where =
			alike.length === cells.length
				? cells.length === 1
					? placesOf(alike)
					: 'everywhere'
				: placesOf(alike);
		const name = index === 0 ? fault.name : '';
		return `| ${[name, where, once, stays].map(escape).join(' | ')} |`;
	});
}

/** "Summarize, a file; Trigger": the parts of one operation together. */
function placesOf(cells: ReadonlyArray<{ column: Column }>): string {
	return cells.map(({ column }) => column.name).join('; ');
}

function escape(text: string): string {
	return text.replace(/\|/g, '\\|').replace(/\s+/g, ' ');
}
