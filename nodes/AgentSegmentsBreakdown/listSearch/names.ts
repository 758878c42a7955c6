import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { fetchNameList } from '../names/findNames';
import type { NamedKind } from '../names/names';
import { toName } from '../names/names';
import type { NamedRecord, NamedRecords } from '../names/parse';
import { openForList } from './open';

const PAGE_SIZE = 500;

type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

export const searchAgents = searchNames('agent');
export const searchGroups = searchNames('group');
export const searchSkills = searchNames('skill');

/** Lists agents, skills or groups for the editor, by name; the deleted ones come last. */
function searchNames(kind: NamedKind): ListSearch {
	return async function (filter, paginationToken) {
		const { records, problem } = await fetchNameList(await openForList(this), kind);
		if (problem && records.size === 0) {
			throw new UserError(problem.message, {
				description: `${problem.advice} You can enter an ID instead.`,
			});
		}
		const first = Number(paginationToken ?? 0);
		const found = [...records.values()].filter((record) => matches(record, filter));
		const results = toListItems(found, records).slice(first, first + PAGE_SIZE);
		const isLastPage = first + PAGE_SIZE >= found.length;
		return isLastPage ? { results } : { results, paginationToken: String(first + PAGE_SIZE) };
	};
}

function matches(record: NamedRecord, filter = ''): boolean {
	const { id, fullName, nickname, loginName, isMachine } = record;
	const wanted = filter.trim().toLowerCase();
	const texts = [id, fullName, nickname, loginName];
	return !isMachine && texts.some((text) => text.toLowerCase().includes(wanted));
}

/** Where two have the same name, the ID tells them apart. */
function toListItems(found: readonly NamedRecord[], all: NamedRecords): INodeListSearchItems[] {
	const counts = new Map<string, number>();
	for (const record of all.values()) {
		const name = toName(record, 'fullName');
		counts.set(name, (counts.get(name) ?? 0) + 1);
	}
	return found
		.map((record) => ({ record, name: toName(record, 'fullName') }))
		.sort(
			(a, b) =>
				Number(a.record.isDeleted) - Number(b.record.isDeleted) || a.name.localeCompare(b.name),
		)
		.map(({ record: { id }, name }) => ({
			name: (counts.get(name) ?? 0) > 1 ? `${name} (${id})` : name,
			value: id,
		}));
}
