import type { SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';

/** What a request is for. `stranger` is whatever reaches a host that a redirect pointed to. */
export const REQUEST_KINDS = [
	'domain',
	'token',
	'list',
	'file',
	'segments',
	'statusChanges',
	'users',
	'skills',
	'agentGroups',
	'other',
	'stranger',
] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

export interface LoggedRequest {
	/** The simulator's clock, epoch ms */
	atMs: number;
	kind: RequestKind;
	method: string;
	host: string;
	rawUrl: string;
	headers: SimulatedRequest['headers'];
	body: string;
	/** Unset while it is being answered */
	answered?: number | 'drop';
}

export interface RequestLog {
	/** Requests so far by kind */
	readonly counts: Record<RequestKind, number>;
	/** The newest requests, oldest first */
	readonly log: readonly LoggedRequest[];
	/** The most requests that were being answered at one moment, by kind */
	readonly mostInFlight: Record<RequestKind, number>;
	/** Forgets counts, log and the most in flight */
	reset(): void;
}

const LONGEST_LOG = 1000;

const zeros = () =>
	Object.fromEntries(REQUEST_KINDS.map((kind) => [kind, 0])) as Record<RequestKind, number>;

/** Counts requests; `track` wraps the answering of one. */
export function createRequestLog(now: () => number) {
	const counts = zeros();
	const inFlight = zeros();
	const mostInFlight = zeros();
	const log: LoggedRequest[] = [];

	const track = async (
		kind: RequestKind,
		request: SimulatedRequest,
		answer: () => Promise<SimulatedAnswer>,
	): Promise<SimulatedAnswer> => {
		const { method, host, rawUrl, headers } = request;
		const body = request.body.toString('utf8');
		const entry: LoggedRequest = { atMs: now(), kind, method, host, rawUrl, headers, body };
		log.push(entry);
		if (log.length > LONGEST_LOG) log.shift();
		counts[kind]++;
		inFlight[kind]++;
		mostInFlight[kind] = Math.max(mostInFlight[kind], inFlight[kind]);
		try {
			const result = await answer();
			entry.answered = result === 'drop' ? 'drop' : result.status;
			return result;
		} finally {
			inFlight[kind]--;
		}
	};

	const requests: RequestLog = {
		counts,
		log,
		mostInFlight,
		reset: () => {
			Object.assign(counts, zeros());
			Object.assign(mostInFlight, zeros());
			log.length = 0;
		},
	};
	return { requests, track };
}
