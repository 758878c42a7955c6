import { setTimeout as realSleep } from 'node:timers/promises';

import type { Handler, SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import type { LivePersonAccount, LivePersonHosts, LivePersonState } from './account.mts';
import { DEFAULT_ACCOUNT, DEFAULT_HOSTS, writeCredentials } from './account.mts';
import { answerList as answerNames, listOfPath } from './accountConfig.mts';
import { answerSegments } from './agentSegments.mts';
import { json, methodNotAllowed, notFound } from './answers.mts';
import { createAuthentication } from './authentication.mts';
import { answerFile } from './breakdownFile.mts';
import { answerList, filesWithin } from './breakdownList.mts';
import type { DataSetOptions } from './dataSet.mts';
import { createDataSet } from './dataSet.mts';
import type { Directory } from './directory.mts';
import { createDirectory } from './directory.mts';
import { answerDomainApi } from './domainApi.mts';
import type { Misbehave } from './misbehave.mts';
import { applyMisbehaviour, createMisbehave } from './misbehave.mts';
import type { TimeFrame } from './parameters.mts';
import type { LivePersonData } from './records.mts';
import { segmentsOf, unitsOf } from './records.mts';
import type { RequestKind, RequestLog } from './requestLog.mts';
import { createRequestLog } from './requestLog.mts';
import type { TokenStore } from './sentinel.mts';
import { createSentinel } from './sentinel.mts';
import { answerStatusChanges } from './statusChanges.mts';
import type { LivePersonSwitches } from './switches.mts';
import { defaultSwitches } from './switches.mts';
import type { Totals } from './totals.mts';
import { sumUp } from './totals.mts';

export interface LivePersonSimulatorOptions extends Partial<Omit<DataSetOptions, 'nowMs'>> {
	/** Epoch ms */
	now?: () => number;
	/** Waits for latency; default real time */
	sleep?: (ms: number) => Promise<void>;
	account?: Partial<LivePersonAccount>;
	hosts?: Partial<LivePersonHosts>;
	/** Instead of generated data, e.g. a big set for a benchmark */
	data?: LivePersonData;
}

export interface LivePersonSimulator {
	/**
	 * Serves the Domain API, the sentinel, agent-activity and the lists of users, skills and groups, each
	 * under its host name; these two under every other, as a gateway of a company would
	 */
	handler: Handler;
	/** The secrets that are accepted */
	account: LivePersonAccount;
	/** The same as data of n8n's credential types; `domain` is left for the Domain API to find */
	credentials: ReturnType<typeof writeCredentials>;
	/** May be changed while it runs */
	hosts: LivePersonHosts;
	data: LivePersonData;
	/** Who and what the ids of `data` are; may be changed while it runs */
	directory: Directory;
	switches: LivePersonSwitches;
	misbehave: Misbehave;
	tokens: TokenStore;
	requests: RequestLog;
	/** Known sums over the files that the list has by now, of all hours or of a time frame's */
	totals(options?: { zone?: string; frame?: TimeFrame }): Totals;
}

const DEFAULT_DATA: Omit<DataSetOptions, 'accountId' | 'nowMs'> = {
	seed: 1,
	hours: 36,
	hoursAhead: 0,
	filesPerHour: 3,
	segmentsPerAgentHour: 6,
	shortNumbers: false,
};
const METHODS = /^\/api\/account\/([^/]+)\/agent-segments(?:\/(breakdown|files))?$/;

const STATUS_CHANGES = /^\/api\/v2\/account\/([^/]+)\/status-changes$/;

/** A stand-in for LivePerson's Actual Handle Time API and the services around it. */
export function createLivePersonSimulator(
	options: LivePersonSimulatorOptions = {},
): LivePersonSimulator {
	const { now = Date.now, sleep = realSleep, account, hosts, data, ...dataOptions } = options;
	const state = createState(now, account, hosts, data, dataOptions);
	const { requests, track } = createRequestLog(now);
	const { misbehave, take, latencyOf, strangers } = createMisbehave(now);
	const sentinel = createSentinel(state);
	const authenticate = createAuthentication(state, sentinel.tokens);

	const kindOf = (request: SimulatedRequest): RequestKind => {
		const host = request.host.replace(/:443$/, '');
		if (strangers.has(host)) return 'stranger';
		if (host === state.hosts.domainApi) return 'domain';
		if (host === state.hosts.sentinel) return 'token';
		const list = listOfPath(request.path);
		if (host === state.hosts.accountConfigReadOnly) return list ?? 'other';
		if (host === state.hosts.agentActivity) return kindOfMethod(request.path);
		return list ?? kindOfMethod(request.path);
	};
	const answer = (kind: RequestKind, request: SimulatedRequest) => {
		if (kind === 'stranger') return json(200, {});
		if (kind === 'domain') return answerDomainApi(state, request);
		if (kind === 'token') return sentinel.answer(request);
		return authenticate(kind, request) ?? answerMethod(state, kind, request);
	};
	const handler: Handler = async (request) => {
		const kind = kindOf(request);
		return await track(kind, request, async () => {
			const misbehaviour = take(kind);
			if (latencyOf(kind) > 0) await sleep(latencyOf(kind));
			return await applyMisbehaviour(
				misbehaviour,
				request,
				async () => await answer(kind, request),
				sleep,
			);
		});
	};
	return {
		handler,
		account: state.account,
		credentials: writeCredentials(state.account),
		hosts: state.hosts,
		data: state.data,
		directory: state.directory,
		switches: state.switches,
		misbehave,
		tokens: sentinel.tokens,
		requests,
		totals: ({ zone, frame = { fromMs: -Infinity, toMs: Infinity } } = {}) => {
			const files = filesWithin(state.data.files, frame, now());
			return sumUp(unitsOf(files), segmentsOf(state.data.segments), zone);
		},
	};
}

function createState(
	now: () => number,
	account: Partial<LivePersonAccount> | undefined,
	hosts: Partial<LivePersonHosts> | undefined,
	data: LivePersonData | undefined,
	dataOptions: Partial<DataSetOptions>,
): LivePersonState {
	const accepted = { ...DEFAULT_ACCOUNT, ...account };
	if (data) accepted.accountId = data.accountId;
	const ownData =
		data ??
		createDataSet({
			...DEFAULT_DATA,
			accountId: accepted.accountId,
			...dataOptions,
			nowMs: now(),
		});
	return {
		account: accepted,
		hosts: { ...DEFAULT_HOSTS, ...hosts },
		switches: defaultSwitches(),
		data: ownData,
		directory: createDirectory(ownData),
		now,
	};
}

function kindOfMethod(path: string): RequestKind {
	if (STATUS_CHANGES.test(path)) return 'statusChanges';
	const match = METHODS.exec(path);
	if (!match) return 'other';
	if (match[2] === 'breakdown') return 'list';
	return match[2] === 'files' ? 'file' : 'segments';
}

/** For a request that has proved who it is. */
function answerMethod(
	state: LivePersonState,
	kind: RequestKind,
	request: SimulatedRequest,
): Promise<SimulatedAnswer> | SimulatedAnswer {
	if (kind === 'users' || kind === 'skills' || kind === 'agentGroups') {
		return answerNames(state, request);
	}
	const account = (METHODS.exec(request.path) ?? STATUS_CHANGES.exec(request.path))?.[1];
	if (kind === 'other' || account !== state.account.accountId) return notFound();
	if (request.method !== 'GET') return methodNotAllowed('GET');
	if (kind === 'list') return answerList(state, request);
	if (kind === 'statusChanges') return answerStatusChanges(state, request);
	return kind === 'file' ? answerFile(state, request) : answerSegments(state, request);
}
