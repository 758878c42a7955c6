import fs from 'node:fs';
import path from 'node:path';

import type { Cell } from './cell.mts';
import { rightResult, tryCell } from './cell.mts';
import { COLUMNS } from './columns.mts';
import { FAULTS } from './faults.mts';
import { writePage } from './page.mts';

jest.setTimeout(300_000);

const PAGE = path.resolve(__dirname, '../../../docs/faults.md');
const cells: Cell[] = [];

describe.each(['LivePerson', 'CloudAgent'] as const)('%s', (service) => {
	const own = COLUMNS.filter((column) => column.service === service);

	it.each(own.map((column) => [column.name, column] as const))(
		'%s: no fault passes for a right result, loses anything or shows a secret',
		async (_name, column) => {
			const right = await rightResult(column);
			const faultsFound: string[] = [];
			const isFirst = column === own[0];
			for (const fault of FAULTS.filter(
				(each) => column.takes(each) && (isFirst || !each.isAlike),
			)) {
				cells.push(await tryCell(column, fault, right, faultsFound));
			}
			expect(faultsFound).toEqual([]);
		},
	);
});

it('docs/faults.md says what was seen', () => {
	const inOrder = FAULTS.flatMap((fault) => cells.filter((cell) => cell.fault === fault));
	const page = writePage(inOrder);
	if (process.env['WRITE_FAULTS'] === '1') fs.writeFileSync(PAGE, page);
	expect(fs.readFileSync(PAGE, 'utf8')).toBe(page);
});
