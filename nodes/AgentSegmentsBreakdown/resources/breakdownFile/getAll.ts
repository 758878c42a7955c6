import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { ListedFile } from '../../api/files';
import * as fields from '../fields';
import { addHint, count } from '../hints';
import { listForUser } from '../listFiles';
import { connect, readOptions, readFrame, readLimit } from '../parameters';
import { limitForTool, moreForTool, notesForTool } from '../toolOutput';

export const description = updateDisplayOptions(
	{ show: { resource: ['breakdownFile'], operation: ['getAll'] } },
	[
		...fields.timeFrame,
		...fields.returnAllOrLimit,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				fields.stopOnMissingHoursOption,
				fields.stopOnNoFilesOption,
				fields.timeLimitOption,
			],
		} satisfies INodeProperties,
	],
);

/** Returns one item per file, by hour and part; none where the time frame has no files. */
export async function execute(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const frame = readFrame(context, itemIndex);
	const wanted = readLimit(context, itemIndex);
	const limit = limitForTool(context, wanted);
	const options = readOptions(context, itemIndex);
	const connection = await connect(context, itemIndex);
	const { files } = await listForUser(context, connection, frame, options);

	const items = files.slice(0, limit).map((file) => ({
		json: toFileJson(file),
		pairedItem: { item: itemIndex },
	}));
	if (items.length < files.length && limit < wanted) {
		return [...items, moreForTool(itemIndex, items.length), ...notesForTool(context, itemIndex)];
	}
	if (items.length < files.length) {
		addHint(context, `The limit left out ${count(files.length - items.length, 'file')}.`, 'info');
	}
	return [...items, ...notesForTool(context, itemIndex)];
}

/** Returns the fields of a file's item. */
export function toFileJson({ path, hourStart, accountId, part, frame }: ListedFile) {
	return {
		path,
		hourStart: hourStart.toISO(),
		accountId,
		part,
		timeFrameStart: frame.from.toUTC().toISO(),
		timeFrameEnd: frame.to.toUTC().toISO(),
	};
}
