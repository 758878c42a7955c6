import { gzipSync } from 'node:zlib';

import type { SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import { internalError, json, tooManyRequests, unavailable } from './answers.mts';
import type { RequestKind } from './requestLog.mts';

/** One way to misbehave; after a `latency`, or as `partial` or `cut`, the proper answer comes after all. */
export type Misbehaviour =
	| { type: 'tooMany'; retryAfter?: { seconds: number } | { atMs: number } }
	| { type: 'internalError' }
	| { type: 'unavailable' }
	| { type: 'status'; status: number; body?: string; contentType?: string }
	| { type: 'htmlPage'; status?: number }
	| { type: 'emptyBody'; status?: number }
	| { type: 'drop' }
	/** Half of the proper answer, and then the connection is gone */
	| { type: 'cut'; transfer: 'contentLength' | 'chunked' | 'chunkedGzip' }
	/** Never answers */
	| { type: 'hang' }
	| { type: 'latency'; ms: number }
	/** To the same path on another host; what arrives there is logged as `stranger` */
	| { type: 'redirect'; host: string; status?: 301 | 302 | 303 | 307 | 308 }
	/** A good answer of the list, with status 206 */
	| { type: 'partial' };

export interface Misbehave {
	/** The next `times` requests of the kind; calls queue up, and go before `between` and `always` */
	next(kind: RequestKind | 'any', misbehaviour: Misbehaviour, times?: number): void;
	/** All requests to agent-activity while the simulator's clock is in the range; epoch ms */
	between(fromMs: number, toMs: number, misbehaviour?: Misbehaviour): void;
	/** All requests of the kind, until `stop` */
	always(kind: RequestKind | 'any', misbehaviour: Misbehaviour): void;
	/** How long every answer of the kind takes, good or bad; ms */
	latency(kind: RequestKind | 'any', ms: number): void;
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

const ANY_TIME = { timesLeft: Infinity, fromMs: -Infinity, toMs: Infinity };

const AGENT_ACTIVITY_KINDS: readonly RequestKind[] = [
	'list',
	'file',
	'segments',
	'statusChanges',
	'other',
];

/** Holds the rules: `take` gives the one for a request, `strangers` the hosts of all redirects. */
export function createMisbehave(now: () => number) {
	const rules = { next: [] as Rule[], between: [] as Rule[], always: [] as Rule[] };
	const latencies = new Map<RequestKind | 'any', number>();
	const strangers = new Set<string>();
	const add = (list: Rule[], rule: Pick<Rule, 'kind' | 'misbehaviour'> & Partial<Rule>) => {
		list.push({ ...ANY_TIME, ...rule });
		if (rule.misbehaviour.type === 'redirect') strangers.add(rule.misbehaviour.host.toLowerCase());
	};
	const misbehave: Misbehave = {
		next: (kind, misbehaviour, times = 1) =>
			add(rules.next, { kind, misbehaviour, timesLeft: times }),
		between: (fromMs, toMs, misbehaviour = { type: 'unavailable' }) => {
			for (const kind of AGENT_ACTIVITY_KINDS) {
				add(rules.between, { kind, misbehaviour, fromMs, toMs });
			}
		},
		always: (kind, misbehaviour) => add(rules.always, { kind, misbehaviour }),
		latency: (kind, ms) => latencies.set(kind, ms),
		stop: () => {
			for (const list of Object.values(rules)) list.length = 0;
			latencies.clear();
		},
	};
	const take = (kind: RequestKind): Misbehaviour | undefined => {
		const rule = [...rules.next, ...rules.between, ...rules.always].find((each) =>
			isFor(each, kind, now()),
		);
		if (rule) rule.timesLeft--;
		return rule?.misbehaviour;
	};
	const latencyOf = (kind: RequestKind) => latencies.get(kind) ?? latencies.get('any') ?? 0;
	return { misbehave, take, latencyOf, strangers };
}

function isFor(rule: Rule, kind: RequestKind, nowMs: number): boolean {
	const isKind = rule.kind === 'any' || rule.kind === kind;
	return isKind && rule.timesLeft > 0 && nowMs >= rule.fromMs && nowMs < rule.toMs;
}

/** Answers the request badly, or gives the proper answer late or as partial. */
export async function applyMisbehaviour(
	misbehaviour: Misbehaviour | undefined,
	request: SimulatedRequest,
	properAnswer: () => Promise<SimulatedAnswer>,
	sleep: (ms: number) => Promise<void>,
): Promise<SimulatedAnswer> {
	if (!misbehaviour) return await properAnswer();
	switch (misbehaviour.type) {
		case 'latency':
			await sleep(misbehaviour.ms);
			return await properAnswer();
		case 'partial': {
			const answer = await properAnswer();
			return answer === 'drop' || answer.status !== 200 ? answer : { ...answer, status: 206 };
		}
		case 'cut':
			return cutInHalf(await properAnswer(), misbehaviour.transfer);
		case 'hang':
			return await new Promise<never>(() => {});
		default:
			return refuse(misbehaviour, request);
	}
}

type Refusal = Exclude<Misbehaviour, { type: 'latency' | 'partial' | 'cut' | 'hang' }>;

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

function cutInHalf(
	answer: SimulatedAnswer,
	transfer: (Misbehaviour & { type: 'cut' })['transfer'],
): SimulatedAnswer {
	if (answer === 'drop') return answer;
	const plain = Buffer.from(answer.body ?? '');
	const body = transfer === 'chunkedGzip' ? gzipSync(plain) : plain;
	const headers = { ...answer.headers };
	if (transfer === 'contentLength') headers['content-length'] = String(body.length);
	if (transfer === 'chunkedGzip') headers['content-encoding'] = 'gzip';
	return { ...answer, headers, body: body.subarray(0, Math.floor(body.length / 2)), isCut: true };
}

function writeRetryAfter(
	retryAfter: { seconds: number } | { atMs: number } | undefined,
): string | undefined {
	if (!retryAfter) return undefined;
	return 'seconds' in retryAfter
		? String(retryAfter.seconds)
		: new Date(retryAfter.atMs).toUTCString();
}
