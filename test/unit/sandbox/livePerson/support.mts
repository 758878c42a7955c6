import type { SimulatedRequest } from '../../../../sandbox/simulators/httpsServer.mts';
import type {
	LivePersonSimulator,
	LivePersonSimulatorOptions,
} from '../../../../sandbox/simulators/livePerson/simulator.mts';
import { createLivePersonSimulator } from '../../../../sandbox/simulators/livePerson/simulator.mts';

/** 14:30 UTC on an ordinary day */
export const NOW_MS = Date.parse('2026-11-20T14:30:00Z');
export const ACTIVITY_HOST = 'va.agent-activity.liveperson.net';
export const CONFIG_HOST = 'va-a.acr.liveperson.net';

export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: Buffer;
	text: string;
	/** The body parsed as JSON */
	json: () => Record<string, unknown>;
}

export interface Call {
	host?: string;
	method?: string;
	headers?: SimulatedRequest['headers'];
	body?: string;
}

/** A simulator whose clock stands at `NOW_MS` until the test moves it. */
export function startAt(nowMs = NOW_MS, options: LivePersonSimulatorOptions = {}) {
	const clock = { nowMs };
	const simulator = createLivePersonSimulator({ now: () => clock.nowMs, ...options });
	return { simulator, clock };
}

/** Sends a request straight to the handler; by default to agent-activity with the fixed token. */
export async function send(
	simulator: LivePersonSimulator,
	rawUrl: string,
	{ host = ACTIVITY_HOST, method = 'GET', headers, body = '' }: Call = {},
): Promise<Answer> {
	const [path = '/', ...query] = rawUrl.split('?');
	const answer = await simulator.handler({
		method,
		host,
		path,
		query: new URLSearchParams(query.join('?')),
		rawUrl,
		headers: headers ?? { authorization: `Bearer ${simulator.account.token}` },
		body: Buffer.from(body),
	});
	if (answer === 'drop') throw new Error('The connection was dropped');
	const bytes = Buffer.from(answer.body ?? '');
	const text = bytes.toString('utf8');
	return {
		status: answer.status,
		headers: answer.headers ?? {},
		body: bytes,
		text,
		json: () => JSON.parse(text) as Record<string, unknown>,
	};
}

const base = (simulator: LivePersonSimulator) =>
	`/api/account/${simulator.account.accountId}/agent-segments`;

/** Calls the list; `parameters` replace the default source. */
export async function list(
	simulator: LivePersonSimulator,
	parameters: Record<string, string> = {},
): Promise<Answer> {
	const query = new URLSearchParams({ source: 'LP_AgentUI', ...parameters });
	return await send(simulator, `${base(simulator)}/breakdown?${query}`);
}

export async function getFile(
	simulator: LivePersonSimulator,
	path: string,
	parameters: Record<string, string> = {},
): Promise<Answer> {
	const query = new URLSearchParams({ source: 'LP_AgentUI', path, ...parameters });
	return await send(simulator, `${base(simulator)}/files?${query}`);
}

export async function getSegments(
	simulator: LivePersonSimulator,
	parameters: Record<string, string> = {},
): Promise<Answer> {
	const query = new URLSearchParams({ source: 'LP_AgentUI', ...parameters });
	return await send(simulator, `${base(simulator)}?${query}`);
}

/** Calls one of the lists of names; parameters that are `undefined` are left out of the usual ones. */
export async function getNames(
	simulator: LivePersonSimulator,
	list: 'users' | 'skills' | 'agentGroups',
	parameters: Record<string, string | undefined> = {},
	call: Call = {},
): Promise<Answer> {
	const given = Object.entries({ v: '2.0', select: 'id', ...parameters });
	const query = new URLSearchParams(
		given.filter((pair): pair is [string, string] => pair[1] !== undefined),
	);
	const path = `/api/account/${simulator.account.accountId}/configuration/le-users/${list}`;
	return await send(simulator, `${path}?${query}`, { host: CONFIG_HOST, ...call });
}

export async function getStatusChanges(
	simulator: LivePersonSimulator,
	parameters: Record<string, string> = {},
): Promise<Answer> {
	const query = new URLSearchParams({ source: 'LP_AgentUI', ...parameters });
	const path = `/api/v2/account/${simulator.account.accountId}/status-changes`;
	return await send(simulator, `${path}?${query}`);
}
