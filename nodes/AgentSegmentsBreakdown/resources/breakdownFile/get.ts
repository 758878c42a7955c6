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
import { connect, readChoice, readText } from '../parameters';
import { limitForTool, moreForTool, notesForTool } from '../toolOutput';

const properties: INodeProperties[] = [
	{
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
	},
	{
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
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		displayOptions: { show: { output: ['file', 'json'] } },
		hint: 'The name of the output binary field to put the file in',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [fields.timeLimitOption],
	},
];

export const description = updateDisplayOptions(
	{ show: { resource: ['breakdownFile'], operation: ['get'] } },
	properties,
);

const OUTPUT = {
	name: 'output',
	displayName: 'Output',
	choices: ['file', 'json', 'units'],
} as const;

/** Returns the file's units as items, or one item with the file as binary data. */
export async function execute(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const file = readFile(context, itemIndex);
	const output = readChoice(context, itemIndex, OUTPUT, 'units');
	const connection = await connect(context, itemIndex);
	const bytes = await downloadFile(connection, file);
	refuseEmpty(bytes, file.path);
	if (output === 'units') return await toUnitItems(context, itemIndex, bytes, file);
	const content = output === 'json' ? Buffer.from(unpack(bytes, file.path)) : bytes;
	return [await toBinaryItem(context, itemIndex, content, file)];
}

function readFile(context: IExecuteFunctions, itemIndex: number): BreakdownFile {
	const path = readText(context.getNodeParameter('path', itemIndex), 'File');
	const file = parseFilePath(path);
	if (file) return file;
	throw new UserError(
		path === ''
			? "The 'File' parameter is empty"
			: `The 'File' parameter is not a path of a breakdown file: ${quoteApiText(path, 200)}`,
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
	context: IExecuteFunctions,
	itemIndex: number,
	content: Buffer,
	file: BreakdownFile,
): Promise<INodeExecutionData> {
	const field = readText(
		context.getNodeParameter('binaryPropertyName', itemIndex, 'data'),
		'Put Output File in Field',
	);
	// The transport may have decompressed the file already
	const isGzip = content[0] === 0x1f && content[1] === 0x8b;
	const fileName = isGzip ? fileNameOf(file) : fileNameOf(file).replace(/\.gz$/, '');
	const mimeType = isGzip ? 'application/gzip' : 'application/json';
	const { path, hourStart, accountId, part } = file;
	return {
		json: { path, hourStart: hourStart.toISO(), accountId, part },
		binary: {
			[field || 'data']: await context.helpers.prepareBinaryData(content, fileName, mimeType),
		},
		pairedItem: { item: itemIndex },
	};
}
