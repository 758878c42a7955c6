import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions, UserError } from 'n8n-workflow';

import { quoteApiText } from '../../../shared/apiText';
import { refuseEmpty } from '../../decode/brokenFile';
import { decodeUnits } from '../../decode/decodeUnits';
import { unpack } from '../../decode/unpack';
import type { BreakdownFile } from '../../parse/filePath';
import { fileNameOf, parseFilePath } from '../../parse/filePath';
import { downloadFile } from '../../api/files';
import * as fields from '../fields';
import { Parameters } from '../parameters';
import { limitForTool, moreForTool, notesForTool } from '../toolOutput';

const OUTPUTS = ['file', 'json', 'units'] as const;

const path: INodeProperties = {
	displayName: 'File',
	name: 'path',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The breakdown file to get',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a file...',
			typeOptions: { searchListMethod: 'searchBreakdownFiles', searchable: true },
		},
		{
			displayName: 'By Path',
			name: 'path',
			type: 'string',
			placeholder:
				'e.g. /year=2026/month=11/day=20/hour=14/accountId=12345678/sequences.00001.json.gz',
			hint: 'The path as the operation Get Many returns it',
		},
	],
};

const output: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	default: 'units',
	description: 'What to make of the file',
	options: [
		{
			name: 'File as Delivered',
			value: 'file',
			description: 'The bytes that LivePerson sent, usually compressed, as binary data',
		},
		{
			name: 'Handling Time Units',
			value: 'units',
			description: 'One item per handling time unit in the file',
		},
		{
			name: 'Unpacked JSON File',
			value: 'json',
			description: 'The JSON text in the file as binary data',
		},
	],
};

const binaryPropertyName: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	displayOptions: { show: { output: ['file', 'json'] } },
	hint: 'The name of the output binary field to put the file in',
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [fields.timeLimitOption],
};

export const description = updateDisplayOptions(
	{ show: { resource: ['breakdownFile'], operation: ['get'] } },
	[path, output, binaryPropertyName, options],
);

/** Returns the file's units as items, or one item with the file as binary data. */
export async function execute(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const parameters = new Parameters(context, itemIndex);
	const file = toFile(parameters.text(path));
	const wanted = parameters.choice(output, OUTPUTS);
	const connection = await parameters.connect();
	const bytes = await downloadFile(connection, file);
	refuseEmpty(bytes, file.path);
	if (wanted === 'units') return await toUnitItems(context, itemIndex, bytes, file);
	const content = wanted === 'json' ? Buffer.from(unpack(bytes, file.path)) : bytes;
	const field = parameters.text(binaryPropertyName) || 'data';
	return [
		{ ...(await toBinaryItem(context, content, file, field)), pairedItem: { item: itemIndex } },
	];
}

function toFile(given: string): BreakdownFile {
	const file = parseFilePath(given);
	if (file) return file;
	throw new UserError(
		given === ''
			? "The 'File' parameter is empty"
			: `The 'File' parameter is not a path of a breakdown file: ${quoteApiText(given, 200)}`,
		{ description: 'Choose a file from the list, or use a path that Get Many returned.' },
	);
}

async function toUnitItems(
	context: IExecuteFunctions,
	itemIndex: number,
	bytes: Buffer,
	file: BreakdownFile,
): Promise<INodeExecutionData[]> {
	const units = decodeUnits(bytes, file.path);
	const shown = units.slice(0, limitForTool(context, Infinity));
	const items: INodeExecutionData[] = shown.map((json) => ({
		json,
		pairedItem: { item: itemIndex },
	}));
	if (shown.length < units.length) items.push(moreForTool(itemIndex, shown.length));
	return [...items, ...notesForTool(context, itemIndex)];
}

async function toBinaryItem(
	{ helpers }: IExecuteFunctions,
	content: Buffer,
	file: BreakdownFile,
	field: string,
): Promise<INodeExecutionData> {
	// The transport may have decompressed the file already
	const isGzip = content[0] === 0x1f && content[1] === 0x8b;
	const fileName = isGzip ? fileNameOf(file) : fileNameOf(file).replace(/\.gz$/, '');
	const mimeType = isGzip ? 'application/gzip' : 'application/json';
	const { hourStart, accountId, part } = file;
	return {
		json: { path: file.path, hourStart: hourStart.toISO(), accountId, part },
		binary: { [field]: await helpers.prepareBinaryData(content, fileName, mimeType) },
	};
}
