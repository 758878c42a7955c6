import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { ListedFile } from '../../api/files';
import * as fields from '../fields';
import { count, hintOnLimit } from '../hints';
import { listForUser } from '../listFiles';
import { Parameters } from '../parameters';
import { limitForTool, moreForTool, notesForTool } from '../toolOutput';

export const description = updateDisplayOptions(
	{ show: { resource: ['breakdownFile'], operation: ['getAll'] } },
	[
		...fields.timeFrameFields,
		fields.returnAll,
		fields.limit,
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
	const parameters = new Parameters(context, itemIndex);
	const frame = parameters.frame();
	const wanted = parameters.limit();
	const limit = limitForTool(context, wanted);
	const connection = await parameters.connect();
	const { files } = await listForUser(parameters, connection, frame);

	const items = files.slice(0, limit).map((file) => ({
		json: toFileJson(file),
		pairedItem: { item: itemIndex },
	}));
	if (items.length < files.length && limit < wanted) {
		return [...items, moreForTool(itemIndex, items.length), ...notesForTool(context, itemIndex)];
	}
	if (items.length < files.length) {
		const left = count(files.length - items.length, 'file');
		hintOnLimit(context, { items: items.length, limit }, `The limit left out ${left}.`);
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
