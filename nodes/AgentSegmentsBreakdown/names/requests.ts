import { DateTime } from 'luxon';

import { parseJson } from '../../shared/json';
import { sendWithCredential } from '../../shared/send';
import type { Connection } from '../api/connection';
import { agentSegmentsPath, ask } from '../api/connection';
import { toRfc3339 } from '../timeFrame';
import type { NamedKind } from './names';

/** What came back: the status, and the body where it is JSON. */
export interface NamesResponse {
	status: number;
	body: unknown;
}

/** A report does not wait longer for its names; an account of 18,000 users takes a few seconds */
const PATIENCE_MS = 30_000;
/** Ten times what such an account takes */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * The lists, always with `select`: without it LivePerson sends too little of users, and `$all` would
 * bring e-mail addresses and phone numbers along.
 */
const LISTS: Readonly<Record<NamedKind, { list: string; v: string; select: string }>> = {
	agent: {
		list: 'users',
		v: '6.0',
		select: 'id,fullName,nickname,loginName,deleted,userTypeId',
	},
	skill: { list: 'skills', v: '4.0', select: 'id,name,deleted' },
	group: { list: 'agentGroups', v: '2.0', select: 'id,name,deleted' },
};

/** Requests the whole list of users, skills or agent groups; LivePerson has no pages of it. */
export async function requestNameList(
	connection: Connection,
	kind: NamedKind,
): Promise<NamesResponse> {
	const { list, v, select } = LISTS[kind];
	const path = `/api/account/${connection.accountId}/configuration/le-users/${list}`;
	const query = [
		['v', v],
		['select', select],
		['include_deleted', 'true'],
	] as const;
	const send = async () => await request(connection, path, query, 'accountConfigReadOnly');
	const response = await send();
	const isTokenProven = 'getInputData' in connection.context;
	if (response.status !== 401 || isTokenProven) return response;
	// In the editor's lists nothing has used the token yet: this renews one that has run out
	await ask(connection, agentSegmentsPath(connection, ''), [
		['source', connection.source],
		['limit', '1'],
	]);
	return await send();
}

/** Requests a page of agents' status changes of the last 28 days, the newest first. */
export async function requestStatusChanges(
	connection: Connection,
	page: { limit: number; offset: number },
): Promise<NamesResponse> {
	const now = DateTime.now();
	const query = [
		['source', connection.source],
		['from', toRfc3339(now.minus({ days: 28 }))],
		['to', toRfc3339(now)],
		['limit', String(page.limit)],
		['offset', String(page.offset)],
	] as const;
	const path = `/api/v2/account/${connection.accountId}/status-changes`;
	return await request(connection, path, query, 'agentActivityDomain');
}

async function request(
	connection: Connection,
	path: string,
	query: Parameters<typeof ask>[2],
	service: 'accountConfigReadOnly' | 'agentActivityDomain',
): Promise<NamesResponse> {
	const { context, limits } = connection;
	const { credentialType } = connection.target;
	const deadlineEpochMs = Math.min(limits.deadlineEpochMs, Date.now() + PATIENCE_MS);
	// A 401 is a missing permission here: a new token, which `connection.send` would fetch, does not help
	const send = credentialType ? sendWithCredential(context, credentialType) : connection.send;
	const { status, body } = await ask(
		{ ...connection, send, limits: { ...limits, deadlineEpochMs } },
		path,
		query,
		{ service, maxBytes: MAX_BYTES, accept: 'application/json' },
	);
	return { status, body: parseJson(body) };
}
