import type { AgentSegment, AgentSegmentsPage } from '../parse/agentSegments';
import { parseAgentSegments } from '../parse/agentSegments';
import type { TimeFrame } from '../timeFrame';
import { splitTimeFrame, toRfc3339 } from '../timeFrame';
import type { Connection } from './connection';
import { ask, readBody, refusal } from './connection';

/** Filters of "Get Agent Segments"; LivePerson writes their names with a capital letter. */
export const SEGMENT_FILTERS = [
	'AgentId',
	'ConversationId',
	'EmployeeId',
	'GroupId',
	'SkillId',
] as const;
export type SegmentFilter = (typeof SEGMENT_FILTERS)[number];

/** What the segments can be sorted by. */
export const SEGMENT_SORTS = [
	'Agent',
	'Conversation',
	'Date',
	'Employee',
	'Group',
	'Skill',
] as const;
export type SegmentSort = (typeof SEGMENT_SORTS)[number];

export interface SegmentQuery {
	filters?: Partial<Record<SegmentFilter, string>>;
	/** Without it LivePerson sorts by date, newest first */
	sort?: SegmentSort;
	/** Segments wanted, for smaller pages where few are; no bound on what is given */
	atMost?: number;
}

/** "limit: default 100, max 500" */
const LARGEST_PAGE = 500;

/**
 * Gives the segments that closed in the time frame, page by page, the newest week first. Pages are
 * asked for by our own offset: the links in the answer are `http://` and are not followed.
 */
export async function* listAgentSegments(
	connection: Connection,
	frame: TimeFrame,
	query: SegmentQuery = {},
): AsyncGenerator<AgentSegment[], void, undefined> {
	// A segment on the border of two requests comes with both, one that moves to another page twice
	const seen = new Set<string>();
	for (const request of splitTimeFrame(frame).reverse()) {
		for await (const page of listPages(connection, request, query)) {
			const fresh = page.filter(({ segmentId }) => !seen.has(segmentId));
			for (const { segmentId } of fresh) seen.add(segmentId);
			if (fresh.length > 0) yield fresh;
		}
	}
}

/** The pages of one request. Ends at an empty page, so it ends whatever `count` says. */
async function* listPages(
	connection: Connection,
	frame: TimeFrame,
	query: SegmentQuery,
): AsyncGenerator<AgentSegment[], void, undefined> {
	const limit = Math.min(LARGEST_PAGE, query.atMost ?? LARGEST_PAGE);
	for (let offset = 0; ;) {
		const page = await fetchPage(connection, frame, query, { limit, offset });
		const received = page.segments.length + page.unreadable;
		if (page.segments.length > 0) yield page.segments;
		offset += received;
		const isLast = page.totalCount === undefined ? received < limit : offset >= page.totalCount;
		if (received === 0 || isLast) return;
	}
}

async function fetchPage(
	connection: Connection,
	{ from, to }: TimeFrame,
	{ filters = {}, sort }: SegmentQuery,
	{ limit, offset }: { limit: number; offset: number },
): Promise<AgentSegmentsPage> {
	const answer = await ask(connection, '', [
		['from', toRfc3339(from)],
		['to', toRfc3339(to)],
		['limit', String(limit)],
		['offset', String(offset)],
		...Object.entries(filters),
		...(sort ? [['sort', sort] as const] : []),
	]);
	if (answer.status !== 200 && answer.status !== 206) throw refusal(connection, answer);
	return readBody(connection, answer, parseAgentSegments, 'a list of agent segments');
}
