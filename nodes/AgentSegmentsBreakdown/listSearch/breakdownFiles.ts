import { DateTime } from 'luxon';
import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import type { BreakdownFile } from '../parse/filePath';
import type { TimeFrame } from '../timeFrame';
import { oldestMoment, toRfc3339 } from '../timeFrame';
import { listFiles } from '../api/files';
import { openForList } from './open';

const DATE = /^\s*(\d{4}-\d{2}-\d{2})/;
/** An hour as Get Many gives it */
const ISO_HOUR = /^(\S{10})t(\d{2}:\d{2})(?::[\d.]+)?z?$/;

/**
 * Lists files for the editor, the newest first, a week a page; a search that begins with a date looks
 * at that day only. Times are UTC, as in the paths.
 */
export async function searchBreakdownFiles(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const now = DateTime.utc();
	const oldest = oldestMoment(now).plus({ minutes: 5 });
	const frame = pageOf(filter, paginationToken, now, oldest);
	if (frame.from >= frame.to) return { results: [] };
	const { files } = await listFiles(await openForList(this), frame);
	const results = files
		.reverse()
		.map(toListItem)
		.filter((item) => matches(item, filter));
	const isLastPage = DATE.test(filter ?? '') || frame.from <= oldest;
	return isLastPage ? { results } : { results, paginationToken: toRfc3339(frame.from) };
}

/** The day that the search names, or a week before what was shown already. */
function pageOf(
	filter: string | undefined,
	paginationToken: string | undefined,
	now: DateTime,
	oldest: DateTime,
): TimeFrame {
	const day = DateTime.fromISO(DATE.exec(filter ?? '')?.[1] ?? '', { zone: 'utc' });
	if (day.isValid) {
		return {
			from: DateTime.max(day, oldest),
			to: DateTime.min(day.plus({ days: 1 }), now),
		};
	}
	const shown = DateTime.fromISO(paginationToken ?? '', { zone: 'utc' });
	const to = shown.isValid ? shown.minus(1) : now;
	// An hour (UTC) that two pages share would be listed with both
	const from = to.toUTC().minus({ days: 7 }).endOf('hour').plus(1);
	return { from: DateTime.max(from, oldest), to };
}

function toListItem({ path, hourStart, part }: BreakdownFile): INodeListSearchItems {
	const hour = hourStart.toFormat('yyyy-MM-dd HH:mm');
	return { name: `${hour} UTC${part === null ? '' : `, part ${part}`}`, value: path };
}

/** By the hour as it is shown, or, where the search looks like a path, by path. */
function matches({ name, value }: INodeListSearchItems, filter: string | undefined): boolean {
	const wanted = (filter ?? '').trim().toLowerCase().replace(ISO_HOUR, '$1 $2');
	const text = /[/=]/.test(wanted) ? String(value) : name;
	return text.toLowerCase().includes(wanted);
}
