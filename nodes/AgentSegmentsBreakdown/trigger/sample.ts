import type { INodeExecutionData } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { decodeUnits } from '../decode/decodeUnits';
import { downloadFile, listFiles } from '../transport/files';
import { toFileItem, toUnitItem } from './items';
import type { Poll } from './watchFiles';
import { firstHourToWatch, frameToList } from './watchWindow';

/** Enough to build a workflow with */
const MOST_UNITS = 20;

/**
 * For a test run in the editor: the newest file of the window, or its first units. Reads no state and
 * writes none.
 */
export async function sampleNewest(poll: Poll): Promise<INodeExecutionData[][]> {
	const { connection, settings, now } = poll;
	const fromHour = firstHourToWatch(now, settings.lookBackHours);
	const { files } = await listFiles(connection, frameToList({ fromHour }, now));
	const newest = files.at(-1);
	if (!newest) throw noFiles(settings.lookBackHours);
	if (settings.triggerOn === 'newFile') return [[toFileItem(newest)]];
	const units = await decodeUnits(await downloadFile(connection, newest), newest.path);
	return [units.slice(0, MOST_UNITS).map(toUnitItem)];
}

function noFiles(lookBackHours: number): UserError {
	return new UserError(`LivePerson has no breakdown files of the last ${lookBackHours} hours`, {
		description:
			"There is nothing to show as an example. Data can arrive up to 24 hours late: raise 'Look Back (Hours)' under Options, or try again later.",
	});
}
