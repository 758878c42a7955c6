import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { NodeApiError, UserError } from 'n8n-workflow';

import type { ListEntry } from '../api/lists';
import { listAgents, listCampaigns } from '../api/lists';

/** Agents of the account, for a drop-down. Typing an ID works where this does not. */
export async function searchAgents(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await search(this, listAgents, filter);
}

/** Campaigns of the account, for a drop-down. Typing a name works where this does not. */
export async function searchCampaigns(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	return await search(this, listCampaigns, filter);
}

async function search(
	context: ILoadOptionsFunctions,
	list: (context: ILoadOptionsFunctions) => Promise<ListEntry[]>,
	filter = '',
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const isWanted = ({ name, value }: ListEntry): boolean =>
		name.toLowerCase().includes(wanted) || value.toLowerCase().includes(wanted);
	try {
		return { results: (await list(context)).filter(isWanted).map(toResult) };
	} catch (caught) {
		throw toListError(context, caught);
	}
}

/** Two agents may have one name: the ID tells them apart. */
function toResult({ name, value }: ListEntry): { name: string; value: string } {
	return { name: name === value ? name : `${name} (${value})`, value };
}

/** Of a NodeApiError alone the editor shows the description, too, in place of the list. */
function toListError(context: ILoadOptionsFunctions, caught: unknown): Error {
	if (!(caught instanceof UserError)) {
		return caught instanceof Error ? caught : new Error(String(caught));
	}
	const { message, description = '' } = caught;
	return new NodeApiError(
		context.getNode(),
		{},
		{ message, description: `${description} You can type the value in instead of choosing it.` },
	);
}
