import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { toFailedItem } from '../../../shared/runItems';
import { UnitDecoder } from '../../decode/decodeUnits';
import type { ListedFile } from '../../api/files';
import { readFilesInOrder } from '../../api/files';
import * as fields from '../fields';
import { addHint, count, hintOnLimit } from '../hints';
import { hintOnCutHours, listForUser } from '../listFiles';
import { Parameters } from '../parameters';
import { limitForTool, moreForTool, notesForTool } from '../toolOutput';
import { filterFields, readUnitFilter } from './filter';

const properties: INodeProperties[] = [
	...fields.timeFrameFields,
	fields.returnAll,
	fields.limit,
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		options: filterFields,
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			fields.filesAtOnceOption,
			fields.stopOnMissingHoursOption,
			fields.stopOnNoFilesOption,
			fields.timeLimitOption,
		],
	},
];

export const description = updateDisplayOptions(
	{ show: { resource: ['handlingTimeUnit'], operation: ['getAll'] } },
	properties,
);

/** Lists the files and reads them until the limit is reached; one item per unit, in the files' order. */
export async function execute(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const parameters = new Parameters(context, itemIndex);
	const frame = parameters.frame();
	const limit = parameters.limit();
	const keep = readUnitFilter(parameters);
	const filesAtOnce = parameters.wholeOption(fields.filesAtOnceOption);
	const connection = await parameters.connect();
	const listing = await listForUser(parameters, connection, frame);
	hintOnCutHours(context, frame, listing);
	const { files } = listing;

	const collected = new Collected(context, itemIndex, limit);
	const decoder = new UnitDecoder();
	const outcomes = readFilesInOrder(
		connection,
		files,
		() => collected.filesWorthFetching(filesAtOnce),
		(bytes, file) => decoder.decode(bytes, file.path, keep),
	);
	for await (const outcome of outcomes) {
		if ('error' in outcome) collected.addDropped(outcome.item, outcome.error);
		else collected.add(outcome.value);
		if (collected.isFull) break;
	}
	return [...collected.finish(files.length), ...notesForTool(context, itemIndex)];
}

/** The items so far, and what is to be said about them. */
class Collected {
	private readonly items: INodeExecutionData[] = [];
	private units = 0;
	private filesRead = 0;
	private filesDropped = 0;
	private hasMore = false;
	private readonly context: IExecuteFunctions;
	private readonly itemIndex: number;
	/** One for all items: there may be a million */
	private readonly pairedItem: { item: number };
	private readonly limit: number;
	private readonly isCutForTool: boolean;

	constructor(context: IExecuteFunctions, itemIndex: number, limit: number) {
		this.context = context;
		this.itemIndex = itemIndex;
		this.pairedItem = { item: itemIndex };
		this.limit = limitForTool(context, limit);
		this.isCutForTool = this.limit < limit;
	}

	get isFull(): boolean {
		return this.units >= this.limit;
	}

	/** With a limit, no more files at a time than the rest is likely to take. */
	filesWorthFetching(filesAtOnce: number): number {
		if (this.limit === Infinity) return filesAtOnce;
		if (this.units === 0) return 1;
		const unitsAFile = this.units / this.filesRead;
		return Math.min(filesAtOnce, Math.ceil((this.limit - this.units) / unitsAFile));
	}

	add(units: ReadonlyArray<INodeExecutionData['json']>): void {
		this.filesRead++;
		for (const json of units) {
			if (this.isFull) {
				this.hasMore = true;
				return;
			}
			this.items.push({ json, pairedItem: this.pairedItem });
			this.units++;
		}
	}

	/** With Continue On Fail a file that cannot be read is an item of its own, and others follow. */
	addDropped({ path }: ListedFile, caught: unknown): void {
		const item = toFailedItem(this.context, this.itemIndex, caught, () => ({ path }));
		this.filesDropped++;
		const message = String(item.json['error']);
		// Nothing but the message goes to an error output
		if (!message.includes(path)) item.json['error'] = `${message} (file ${path})`;
		this.items.push(item);
	}

	finish(filesListed: number): INodeExecutionData[] {
		const { context, filesDropped, items } = this;
		if (filesDropped > 0) {
			addHint(
				context,
				`${count(filesDropped, 'file')} of ${filesListed} could not be read, and none of their units are in the output.`,
			);
		}
		const unread = filesListed - this.filesRead - filesDropped;
		if (!this.isFull || (!this.hasMore && unread === 0)) return items;
		if (this.isCutForTool) return [...items, moreForTool(this.itemIndex, this.units)];
		hintOnLimit(
			context,
			{ items: items.length, limit: this.limit },
			`The limit of ${this.limit} units was reached; ${unread > 0 ? `${count(unread, 'file')} of ${filesListed} were not read` : 'the last file has more'}.`,
		);
		return items;
	}
}
