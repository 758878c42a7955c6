import { setTimeout as wait } from 'node:timers/promises';

import type { SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import { internalError, json, tooManyRequests, unavailable } from './answers.mts';
import type { RequestKind } from './requestLog.mts';

/** One way to misbehave. `latency` and `partial` still give the proper answer in the end. */
export type Misbehaviour =
	| { type: 'tooMany'; retryAfter?: { seconds: number } | { atMs: number } }
	| { type: 'internalError' }
	| { type: 'unavailable' }
	| { type: 'status'; status: number; body?: string; contentType?: string }
	| { type: 'htmlPage'; status?: number }
	| { type: 'emptyBody'; status?: number }
	| { type: 'drop' }
	/** Never answers */
	| { type: 'hang' }
	| { type: 'latency'; ms: number }
	/** To the same path on another host; what arrives there is logged as `stranger` */
	| { type: 'redirect'; host: string; status?: 301 | 302 | 303 | 307 | 308 }
	/** A good answer of the list, with status 206 */
	| { type: 'partial' };

export interface Misbehave {
	/** The next `times` requests of the kind misbehave, then those of the next call */
	next(kind: RequestKind | 'any', misbehaviour: Misbehaviour, times?: number): void;
	/** All requests of the kind, until `stop` */
	always(kind: RequestKind | 'any', misbehaviour: Misbehaviour): void;
	/** All requests to agent-activity while the simulator's clock is in the range; epoch ms */
	between(fromMs: number, toMs: number, misbehaviour?: Misbehaviour): void;
	/** Back to good behaviour */
	stop(): void;
}

interface Rule {
	kind: RequestKind | 'any';
	misbehaviour: Misbehaviour;
	timesLeft: number;
	fromMs: number;
	toMs: number;
}

const AGENT_ACTIVITY_KINDS: readonly RequestKind[] = ['list', 'file', 'segments', 'other'];

/** Holds the rules and applies them; `strangers` are the hosts that redirects have named. */
export function createMisbehave(now: () => number) {
	let rules: Rule[] = [];
	const strangers = new Set<string>();
	const always = { timesLeft: Infinity, fromMs: -Infinity, toMs: Infinity };
	const add = (rule: Partial<Rule> & Pick<Rule, 'kind' | 'misbehaviour'>) => {
		rules.push({ ...always, ...rule });
		if (rule.misbehaviour.type === 'redirect') strangers.add(rule.misbehaviour.host.toLowerCase());
	};
	const misbehave: Misbehave = {
		next: (kind, misbehaviour, times = 1) => add({ kind, misbehaviour, timesLeft: times }),
		always: (kind, misbehaviour) => add({ kind, misbehaviour }),
		between: (fromMs, toMs, misbehaviour = { type: 'unavailable' }) => {
			for (const kind of AGENT_ACTIVITY_KINDS) add({ kind, misbehaviour, fromMs, toMs });
		},
		stop: () => {
			rules = [];
		},
	};
	const take = (kind: RequestKind): Misbehaviour | undefined => {
		const rule = rules.find(
			(candidate) =>
				(candidate.kind === 'any' || candidate.kind === kind) &&
				candidate.timesLeft > 0 &&
				now() >= candidate.fromMs &&
				now() < candidate.toMs,
		);
		if (rule) rule.timesLeft--;
		return rule?.misbehaviour;
	};
	return { misbehave, take, strangers };
}

/** Answers the request badly, or gives the proper answer late or as partial. */
export async function applyMisbehaviour(
	misbehaviour: Misbehaviour | undefined,
	request: SimulatedRequest,
	properAnswer: () => Promise<SimulatedAnswer>,
): Promise<SimulatedAnswer> {
	if (!misbehaviour) return await properAnswer();
	switch (misbehaviour.type) {
		case 'latency':
			await wait(misbehaviour.ms);
			return await properAnswer();
		case 'partial': {
			const answer = await properAnswer();
			return answer === 'drop' || answer.status !== 200 ? answer : { ...answer, status: 206 };
		}
		case 'hang':
			return await new Promise<never>(() => {});
		default:
			return refuse(misbehaviour, request);
	}
}

type Refusal = Exclude<Misbehaviour, { type: 'latency' | 'partial' | 'hang' }>;

function refuse(refusal: Refusal, request: SimulatedRequest): SimulatedAnswer {
	switch (refusal.type) {
		case 'tooMany':
			return tooManyRequests(writeRetryAfter(refusal.retryAfter));
		case 'internalError':
			return internalError();
		case 'unavailable':
			return unavailable();
		case 'status':
			return refusal.body === undefined
				? json(refusal.status, { message: `HTTP ${refusal.status}` })
				: {
						status: refusal.status,
						headers: { 'content-type': refusal.contentType ?? 'text/plain' },
						body: refusal.body,
					};
		case 'htmlPage':
			return {
				status: refusal.status ?? 200,
				headers: { 'content-type': 'text/html;charset=utf-8' },
				body: '<!doctype html><html><head><title>Sign in</title></head><body>Sign in</body></html>',
			};
		case 'emptyBody':
			return { status: refusal.status ?? 200, body: '' };
		case 'drop':
			return 'drop';
		case 'redirect':
			return {
				status: refusal.status ?? 302,
				headers: { location: `https://${refusal.host}${request.rawUrl}` },
			};
	}
}

function writeRetryAfter(
	retryAfter: { seconds: number } | { atMs: number } | undefined,
): string | undefined {
	if (!retryAfter) return undefined;
	return 'seconds' in retryAfter
		? String(retryAfter.seconds)
		: new Date(retryAfter.atMs).toUTCString();
}
