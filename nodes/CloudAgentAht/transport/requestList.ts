import { DateTime } from 'luxon';

import { quoteApiText } from '../../shared/apiText';
import type { Account } from './account';
import { secretKey } from './account';
import type { Refusal } from './answers';
import { refusalOf } from './answers';
import { AWAITING, TokenAwaited } from './authenticate';
import type { CloudAgentContext, CloudAgentRequest, CloudAgentResponse } from './egress';
import { sendSigned } from './egress';
import { CloudAgentFault, refusalFault, undocumentedFault, unreadableFault } from './faults';
import { field, fromJson, isObject, textOf } from './fields';
import { readAccount, readLiveAccount } from './liveToken';
import type { ListEntry } from './parseList';
import { parseAgents, parseCampaigns } from './parseList';
import { TokenTrust } from './tokenTrust';

interface ListRequest extends Omit<CloudAgentRequest, 'headers' | 'signal'> {
	parse: (body: unknown) => ListEntry[];
}

const SEEN_LATELY_DAYS = 7;
const REPORT_TIME = 'yyyy-MM-dd HH:mm:ss';
// CloudAgent answers five such requests a minute, and a drop-down asks at each key that a user presses
const CACHED_MS = 60_000;
const TOO_MANY_REQUESTS = 429;
const SUCCESS = /^(success|ok|true|1)$/i;

const cache = new Map<string, { list: Promise<ListEntry[]>; untilEpochMs: number }>();

/** Agents that are logged in; where CloudAgent names none, those that its report has seen lately. */
export async function listAgents(context: CloudAgentContext): Promise<ListEntry[]> {
	return await cached(context, 'agents', async () => {
		const [loggedIn] = await Promise.allSettled([
			requestList(context, {
				method: 'POST',
				path: '/ca_apis/getAgentLogins',
				body: {},
				parse: parseAgents,
			}),
		]);
		const isRefused = loggedIn.status === 'rejected';
		if (isRefused && isFinal(loggedIn.reason)) throw loggedIn.reason;
		if (!isRefused && loggedIn.value.length > 0) return loggedIn.value;
		const [seenLately] = await Promise.allSettled([requestList(context, summaryReport(context))]);
		if (seenLately.status === 'fulfilled') return seenLately.value;
		if (isRefused) throw loggedIn.reason;
		return loggedIn.value;
	});
}

/** The account's campaigns. */
export async function listCampaigns(context: CloudAgentContext): Promise<ListEntry[]> {
	return await cached(
		context,
		'campaigns',
		async () =>
			await requestList(context, {
				// As GET with a body: see `method`
				path: '/ca_apis/getAvailableCampaigns',
				body: {},
				parse: parseCampaigns,
			}),
	);
}

function summaryReport(context: CloudAgentContext): ListRequest {
	const now = DateTime.now().setZone(context.getTimezone());
	return {
		method: 'POST',
		path: '/ca_reports/summaryReport',
		body: {
			fromDate: now.minus({ days: SEEN_LATELY_DAYS }).toFormat(REPORT_TIME),
			toDate: now.toFormat(REPORT_TIME),
		},
		parse: parseAgents,
	};
}

async function requestList(
	context: CloudAgentContext,
	{ parse, ...call }: ListRequest,
): Promise<ListEntry[]> {
	const trust = new TokenTrust();
	for (;;) {
		const account = await readLiveAccount(context);
		const body = { ...call.body, userName: account.userName };
		const request = { ...call, body, headers: AWAITING };
		const response = await sendSigned(context, account, request).catch((caught: unknown) =>
			caught instanceof TokenAwaited ? caught : Promise.reject(caught),
		);
		if (response instanceof TokenAwaited) continue;
		const entries = parse(response.body);
		if (entries.length > 0) return entries;
		const { refusal, text, isSuccess } = readEnvelope(response);
		if (refusal === 'noCalls' || isSuccess) return [];
		if (!refusal) throw unknownAnswer(account, response, text);
		if (!trust.isToRenew(account, refusal)) {
			throw refusalFault(refusal, account.apiAuthentication);
		}
	}
}

interface Envelope {
	refusal: Refusal | undefined;
	text: string;
	isSuccess: boolean;
}

function readEnvelope({ body, statusCode }: CloudAgentResponse): Envelope {
	const value = fromJson(body);
	const envelope = isObject(value) ? value : {};
	const text = textOf(field(envelope, 'message')) || textOf(field(envelope, 'error'));
	const isLimit = statusCode === TOO_MANY_REQUESTS;
	return {
		refusal: isLimit ? 'limitExceeded' : refusalOf(text || textOf(value)),
		text,
		isSuccess: Array.isArray(value) || SUCCESS.test(textOf(field(envelope, 'status'))),
	};
}

function unknownAnswer(account: Account, response: CloudAgentResponse, text: string) {
	const { body, statusCode } = response;
	if (text !== '') return undocumentedFault(quoteApiText(text), statusCode);
	const began = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
	return unreadableFault(account, quoteApiText(began, 200), statusCode);
}

/** Whether another call of the same account would be refused just the same. */
function isFinal(reason: unknown): boolean {
	return reason instanceof CloudAgentFault && ['account', 'tokenLimit'].includes(reason.kind);
}

async function cached(
	context: CloudAgentContext,
	what: string,
	load: () => Promise<ListEntry[]>,
): Promise<ListEntry[]> {
	const key = `${secretKey(await readAccount(context))}|${what}`;
	const known = cache.get(key);
	if (known && known.untilEpochMs > Date.now()) return await known.list;
	const list = load();
	cache.set(key, { list, untilEpochMs: Date.now() + CACHED_MS });
	// A list that could not be loaded is asked for again
	list.catch(() => cache.delete(key));
	return await list;
}
