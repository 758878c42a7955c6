import type { SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import type { LoggedRequest, RequestKind } from './types.mts';

const LONGEST_LOG = 5_000;
const LONGEST_BODY = 2_000;

/** What the simulator was asked. Counts go on for ever, the log keeps the last 5,000. */
export class RequestLog {
	counts = noCounts();
	/** Refusals of all kinds by CloudAgent's message; a wrong path or method by its HTTP status */
	refusals: Record<string, number> = {};
	log: LoggedRequest[] = [];

	/** Logged requests of one kind. */
	of(kind: RequestKind): LoggedRequest[] {
		return this.log.filter((entry) => entry.kind === kind);
	}

	/** Refusals of all kinds together. */
	get refused(): number {
		return Object.values(this.refusals).reduce((sum, count) => sum + count, 0);
	}

	reset(): void {
		this.counts = noCounts();
		this.refusals = {};
		this.log = [];
	}

	add(
		request: SimulatedRequest,
		about: Pick<LoggedRequest, 'at' | 'kind' | 'outcome' | 'reason'>,
		answer: SimulatedAnswer,
	): void {
		this.counts[about.kind]++;
		if (about.outcome === 'refused') {
			this.refusals[about.reason] = (this.refusals[about.reason] ?? 0) + 1;
		}
		this.log.push({
			...about,
			method: request.method,
			host: request.host,
			path: request.rawUrl,
			headers: request.headers,
			body: request.body.toString('utf8').slice(0, LONGEST_BODY),
			status: answer === 'drop' ? 0 : answer.status,
		});
		if (this.log.length > LONGEST_LOG) this.log.shift();
	}
}

function noCounts(): Record<RequestKind, number> {
	return {
		token: 0,
		aht: 0,
		campaigns: 0,
		campaignStatus: 0,
		agentLogins: 0,
		summaryReport: 0,
		other: 0,
	};
}
