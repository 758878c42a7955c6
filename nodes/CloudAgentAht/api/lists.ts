import { DateTime } from 'luxon';

import type { RequestContext } from '../../shared/compat';
import { ApiError } from '../../shared/errors';
import { isRecord, toText } from '../../shared/values';
import { secretKey } from './account';
import type { Fields } from './answers';
import { field, parseText, readEnvelope, textOf } from './answers';
import { refusalError, undocumentedError, unreadableError } from './errors';
import type { CloudAgentRequest } from './request';
import { quote } from './request';
import type { Attempt } from './signedRequest';
import { isTokenRefusal, readAccount, requestRepeatedly, TOKEN_REFUSED } from './signedRequest';
import { secretsOf } from './token';

/** An agent or a campaign of the account: `value` is what AHT takes. */
export interface ListEntry {
	value: string;
	name: string;
}

interface ListRequest extends CloudAgentRequest {
	toEntry: (row: Fields) => ListEntry;
}

const SEEN_LATELY_DAYS = 7;
const REPORT_TIME = 'yyyy-MM-dd HH:mm:ss';
// CloudAgent answers five such requests a minute, and a drop-down asks at each key that a user presses
const CACHED_MS = 60_000;
/** Attempts and pauses together: somebody is looking at the list */
const LIST_MS = 40_000;
const DEEPEST = 5;
const LONGEST_LIST = 10_000;

const cache = new Map<string, { list: Promise<ListEntry[]>; untilEpochMs: number }>();

/**
 * Agents that are logged in; where CloudAgent has none, those in its report on the last days.
 *
 * @throws ApiError that tells why there is no list
 */
export async function listAgents(context: RequestContext): Promise<ListEntry[]> {
	return await cached(context, 'agents', async () => {
		const [loggedIn] = await Promise.allSettled([
			requestList(context, {
				method: 'POST',
				path: '/ca_apis/getAgentLogins',
				body: {},
				toEntry: toAgent,
			}),
		]);
		const isRefused = loggedIn.status === 'rejected';
		if (isRefused && isFinal(loggedIn.reason)) throw loggedIn.reason;
		if (!isRefused && loggedIn.value.length > 0) return loggedIn.value;
		const [seenLately] = await Promise.allSettled([requestList(context, summaryReport(context))]);
		if (seenLately.status === 'fulfilled' && seenLately.value.length > 0) return seenLately.value;
		if (isRefused) throw loggedIn.reason;
		if (seenLately.status === 'rejected') throw seenLately.reason;
		return [];
	});
}

/**
 * The account's campaigns.
 *
 * @throws ApiError that tells why there is no list
 */
export async function listCampaigns(context: RequestContext): Promise<ListEntry[]> {
	return await cached(
		context,
		'campaigns',
		async () =>
			await requestList(context, {
				method: 'GET',
				path: '/ca_apis/getAvailableCampaigns',
				body: {},
				toEntry: toCampaign,
			}),
	);
}

function summaryReport(context: RequestContext): ListRequest {
	const now = DateTime.now().setZone(context.getTimezone());
	return {
		method: 'POST',
		path: '/ca_reports/summaryReport',
		body: {
			fromDate: now.minus({ days: SEEN_LATELY_DAYS }).toFormat(REPORT_TIME),
			toDate: now.toFormat(REPORT_TIME),
		},
		toEntry: toAgent,
	};
}

async function requestList(context: RequestContext, request: ListRequest): Promise<ListEntry[]> {
	return await requestRepeatedly(context, async (attempt) => await attemptList(attempt, request), {
		deadlineEpochMs: Date.now() + LIST_MS,
	});
}

async function attemptList(
	{ account, send }: Attempt,
	{ toEntry, ...call }: ListRequest,
): Promise<ListEntry[] | typeof TOKEN_REFUSED> {
	const body = { ...call.body, userName: account.userName };
	const { status, text } = await send({ ...call, body });
	const value = parseText(text);
	const entries = parseList(value, toEntry);
	if (entries.length > 0) return entries;
	const { isSuccess, refusal, text: told } = readEnvelope(status, value);
	if (refusal === 'noCalls') return [];
	if (refusal) {
		if (isTokenRefusal(account, refusal)) return TOKEN_REFUSED;
		throw refusalError(refusal, account.apiAuthentication);
	}
	const secrets = secretsOf(account);
	if (told !== '' && isRecord(value)) throw undocumentedError(quote(told, secrets), status);
	if ((isSuccess || Array.isArray(value)) && !hasRows(value)) return [];
	throw unreadableError(account, quote(text, secrets, 200), status);
}

/**
 * The entries of a list, wherever it stands in an answer and in whatever case its keys are, each once,
 * by name.
 */
export function parseList(value: unknown, toEntry: (row: Fields) => ListEntry): ListEntry[] {
	const entries = new Map<string, ListEntry>();
	for (const row of rowsOf(value, DEEPEST)) {
		const entry = toEntry(row);
		// The report has a row for each of an agent's modes
		if (entry.value !== '' && !entries.has(entry.value)) entries.set(entry.value, entry);
		if (entries.size >= LONGEST_LIST) break;
	}
	return [...entries.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/**
 * An agent in the answer of getAgentLogins or of the summary report. Of an agent's identifiers the
 * login ID is taken, not the number.
 */
export function toAgent(row: Fields): ListEntry {
	const value = firstText(row, ['agentId', 'agentUniqueId', 'agent_id']).trim();
	return { value, name: firstText(row, ['agentName', 'agent_name']).trim() || value };
}

/** A campaign in the answer of getAvailableCampaigns. No page says how a campaign's name is called. */
export function toCampaign(row: Fields): ListEntry {
	const isCampaign = firstText(row, ['campaignId', 'campaignType', 'did']) !== '';
	const names = ['campaignName', 'campaign', 'campaign_name', ...(isCampaign ? ['name'] : [])];
	// Blanks in front and behind are part of the name that AHT takes
	const value = firstText(row, names);
	return { value, name: value };
}

function* rowsOf(value: unknown, depth: number): Generator<Fields> {
	const inner = typeof value === 'string' && /^\s*[[{]/.test(value) ? parseText(value) : value;
	if (depth < 0 || typeof inner !== 'object' || inner === null) return;
	if (isRecord(inner)) yield inner;
	for (const part of Object.values(inner)) yield* rowsOf(part, depth - 1);
}

/** Whether there is anything within the answer, if nothing that is known. */
function hasRows(value: unknown): boolean {
	const [, ...within] = rowsOf([value], DEEPEST);
	return within.some((row) => Object.values(row).some((each) => textOf(each) !== ''));
}

function firstText(row: Fields, names: readonly string[]): string {
	const texts = names.map((name) => toText(field(row, name)));
	return texts.find((text) => text.trim() !== '') ?? '';
}

/** Whether another request of the same account would be refused just the same. */
function isFinal(reason: unknown): boolean {
	if (!(reason instanceof ApiError)) return true;
	const { cause } = reason.failure ?? {};
	return cause === 'credential-invalid' || cause === 'quota-exhausted';
}

async function cached(
	context: RequestContext,
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
