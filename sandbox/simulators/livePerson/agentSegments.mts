import type { SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import type { LivePersonState } from './account.mts';
import { badRequest, json } from './answers.mts';
import { writeTimeFrame } from './breakdownList.mts';
import type { TimeFrame } from './parameters.mts';
import { checkSource, readTimeFrame, readWhole } from './parameters.mts';
import type { AgentSegment, SegmentList } from './records.mts';

/** Filter parameters and the field that each compares; names as in the document's table */
const FILTERS = {
	ConversationId: 'conversationId',
	AgentId: 'agentId',
	EmployeeId: 'employeeId',
	SkillId: 'skillId',
	GroupId: 'groupId',
} as const satisfies Record<string, keyof AgentSegment>;

const SORT_FIELDS = {
	date: 'endTimeL',
	conversation: 'conversationId',
	agent: 'agentId',
	employee: 'employeeId',
	skill: 'skillId',
	group: 'groupId',
} as const satisfies Record<string, keyof AgentSegment>;

type SortName = keyof typeof SORT_FIELDS;

interface Page {
	limit: number;
	offset: number;
}

/** Get Agent Segments. Parameters that the service does not know are ignored. */
export function answerSegments(state: LivePersonState, request: SimulatedRequest): SimulatedAnswer {
	const { query } = request;
	const { causes: frameCauses, frame } = readTimeFrame(query, state.now());
	const causes = [...checkSource(query), ...frameCauses];
	const limit = readWhole(query, 'limit', { lowest: 1, highest: 500, missing: 100 }, causes);
	const offset = readWhole(query, 'offset', { lowest: 0, highest: Infinity, missing: 0 }, causes);
	const sort = (query.get('sort') ?? query.get('sortType') ?? 'date').toLowerCase();
	if (!isSortName(sort)) causes.push('sort: unknown value');
	if (causes.length > 0 || !isSortName(sort)) return badRequest(causes);

	const page = { limit, offset };
	// A data set may hold segments that are still to come
	const until = { ...frame, toMs: Math.min(frame.toMs, state.now()) };
	const { count, records } = select(state.data.segments, until, query, sort, page);
	return json(200, {
		timeframe: writeTimeFrame(frame, state.switches.epochs, 'number'),
		[state.switches.segmentsKey]: records,
		...(state.switches.pagination ? { pagination: writePagination(request, page, count) } : {}),
	});
}

function isSortName(name: string): name is SortName {
	return Object.hasOwn(SORT_FIELDS, name);
}

/** Segments that closed within the frame and match the filters; by date the newest comes first. */
function select(
	segments: SegmentList,
	frame: TimeFrame,
	query: URLSearchParams,
	sort: SortName,
	{ limit, offset }: Page,
): { count: number; records: AgentSegment[] } {
	const first = firstFrom(segments, frame.fromMs);
	const end = firstFrom(segments, frame.toMs + 1);
	const filters = Object.entries(FILTERS).filter(([name]) => query.has(name));
	if (filters.length === 0 && sort === 'date') {
		// Straight to the page: a big data set makes its segments only as they are asked for
		const count = Math.max(0, end - first);
		const size = Math.max(0, Math.min(limit, count - offset));
		return { count, records: take(segments, size, (index) => end - 1 - offset - index) };
	}
	const matching = take(segments, Math.max(0, end - first), (index) => end - 1 - index).filter(
		(segment) => filters.every(([name, field]) => String(segment[field]) === query.get(name)),
	);
	if (sort !== 'date') matching.sort((a, b) => compare(a, b, SORT_FIELDS[sort]));
	return { count: matching.length, records: matching.slice(offset, offset + limit) };
}

/** Index of the first segment that closed at `epochMs` or later. */
function firstFrom(segments: SegmentList, epochMs: number): number {
	let low = 0;
	let high = segments.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		const endTime = segments.endTimeAt?.(middle) ?? segments.at(middle)?.endTimeL ?? Infinity;
		if (endTime < epochMs) low = middle + 1;
		else high = middle;
	}
	return low;
}

function take(
	segments: SegmentList,
	count: number,
	indexOf: (n: number) => number,
): AgentSegment[] {
	return Array.from({ length: count }, (_, n) => segments.at(indexOf(n))).filter(
		(segment) => segment !== undefined,
	);
}

function compare(a: AgentSegment, b: AgentSegment, field: keyof AgentSegment): number {
	const [left, right] = [a[field], b[field]];
	if (left === right) return 0;
	return left < right ? -1 : 1;
}

/** The links are `http://` and carry `sortType`, as in the document's example. */
function writePagination({ host, path, query }: SimulatedRequest, page: Page, count: number) {
	const link = (rel: string, offset: number) => {
		const parameters = new URLSearchParams(query);
		parameters.set('offset', String(offset));
		parameters.set('limit', String(page.limit));
		parameters.set('sortType', 'DATE');
		return { rel, href: `http://${host}${path}?${parameters}` };
	};
	const { limit, offset } = page;
	const last = Math.max(0, Math.ceil(count / limit) - 1) * limit;
	return {
		count,
		references: [
			link('self', offset),
			...(offset + limit < count ? [link('next', offset + limit)] : []),
			...(offset > 0 ? [link('previous', Math.max(0, offset - limit))] : []),
			link('first', 0),
			link('last', last),
		],
	};
}
