import type { AgentSegment, AgentSegmentsPage } from '../parse/agentSegments';
import { parseAgentSegments } from '../parse/agentSegments';
import type { TimeFrame } from '../timeFrame';
import { splitTimeFrame, toRfc3339 } from '../timeFrame';
import type { Connection } from './connection';
import { agentSegmentsPath, ask, readBody, statusError } from './connection';

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

/** Segments that were not given before, and what is to be said about them. */
export interface SegmentsBatch {
	segments: AgentSegment[];
	/** Records without a segment id, left out */
	unreadable: number;
	/** LivePerson answered 206, as it does for the files list where hours are missing */
	isIncomplete: boolean;
	/** Surely nothing comes after it */
	isLast: boolean;
}

/**
 * Gives the segments that closed in the time frame, page by page, the newest week first. Pages are
 * asked for by our own offset: the links in the answer are `http://` and are not followed.
 */
export async function* listAgentSegments(
	connection: Connection,
	frame: TimeFrame,
	query: SegmentQuery = {},
): AsyncGenerator<SegmentsBatch, void, undefined> {
	// A segment on the border of two requests comes with both, one that moves to another page twice
	const seen = new Set<string>();
	const [oldest, ...newer] = splitTimeFrame(frame);
	for (const request of newer.reverse()) {
		for await (const batch of listPages(connection, request, query, seen)) {
			yield { ...batch, isLast: false };
		}
	}
	if (oldest) yield* listPages(connection, oldest, query, seen);
}

/**
 * The pages of one request, up to the count that LivePerson gives. Without a count it takes a page
 * with nothing new to end them, since a server may give fewer than it was asked for.
 */
async function* listPages(
	connection: Connection,
	frame: TimeFrame,
	query: SegmentQuery,
	seen: Set<string>,
): AsyncGenerator<SegmentsBatch, void, undefined> {
	const limit = Math.min(LARGEST_PAGE, query.atMost ?? LARGEST_PAGE);
	let least = 0;
	for (let offset = 0, isLast = false; !isLast;) {
		const { isIncomplete, page } = await fetchPage(connection, frame, query, { limit, offset });
		const { unreadable, totalCount } = page;
		const received = page.segments.length + unreadable;
		const segments = page.segments.filter(({ segmentId }) => addIfNew(seen, segmentId));
		// Where some are gone, others have moved up to pages that were read already
		const gone = Math.max(0, least - (totalCount ?? least));
		offset += gone > 0 ? -Math.min(gone, offset) : received;
		// Never up again: a count that goes up and down would send it back without end
		least = Math.min(least || Infinity, totalCount ?? least);
		isLast =
			received + gone === 0 ||
			(totalCount === undefined ? segments.length === 0 : offset >= totalCount);
		yield { segments, unreadable, isIncomplete, isLast };
	}
}

function addIfNew(seen: Set<string>, segmentId: string): boolean {
	const isNew = !seen.has(segmentId);
	seen.add(segmentId);
	return isNew;
}

async function fetchPage(
	connection: Connection,
	{ from, to }: TimeFrame,
	{ filters = {}, sort }: SegmentQuery,
	{ limit, offset }: { limit: number; offset: number },
): Promise<{ page: AgentSegmentsPage; isIncomplete: boolean }> {
	const response = await ask(connection, agentSegmentsPath(connection, ''), [
		['source', connection.source],
		['from', toRfc3339(from)],
		['to', toRfc3339(to)],
		['limit', String(limit)],
		['offset', String(offset)],
		...Object.entries(filters),
		...(sort ? [['sort', sort] as const] : []),
	]);
	if (response.status !== 200 && response.status !== 206) throw statusError(connection, response);
	const page = readBody(connection, response, parseAgentSegments, 'a list of agent segments');
	return { page, isIncomplete: response.status === 206 };
}
