import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { HandlingTimeUnit } from '../decode/handlingTimeUnit';
import type { ListedFile } from '../transport/files';

/** A new file, as Breakdown File: Get Many gives it. */
export function toFileItem(file: ListedFile): INodeExecutionData {
	const { path, hourStart, accountId, part, frame } = file;
	const json: IDataObject = {
		path,
		hourStart: hourStart.toISO(),
		accountId,
		part,
		timeFrameStart: frame.from.toUTC().toISO(),
		timeFrameEnd: frame.to.toUTC().toISO(),
	};
	return { json };
}

/** A unit, as Handling Time Unit: Get Many gives it. */
export function toUnitItem(unit: HandlingTimeUnit): INodeExecutionData {
	return { json: unit };
}
