import type { NodeApiError } from 'n8n-workflow';

import type { LivePersonCredentialType } from '../auth/account';
import { readAccount, secretsOf } from '../auth/account';
import { withinMonth } from '../timeFrame';
import { findDomain } from './domain';
import type { LivePersonContext } from './egress';
import { sendPlain, sendWithCredential } from './egress';
import { describeAnswer, describeFault, describeShape } from './errors';
import type { Asked, Explanation } from './explanation';
import { toApiError } from './explanation';
import type { Answer, Send } from './http';
import { writeQuery } from './http';
import { parseJson } from './json';
import { Pace } from './pace';
import type { Patience } from './request';
import { isTimeout, sendPatiently } from './request';

const TIMEOUT_MS = 120_000;

export interface ConnectionOptions {
	credentialType: LivePersonCredentialType;
	/** Who asks, as LivePerson wants every request to say */
	source: string;
	/** No request starts after this moment, and no wait ends after it (epoch ms) */
	deadlineEpochMs: number;
}

/** An account of LivePerson, ready to be asked; everything that requests of one job have in common. */
export interface Connection {
	readonly context: LivePersonContext;
	readonly send: Send;
	readonly accountId: string;
	readonly source: string;
	readonly asked: Asked;
	readonly patience: Patience & { pace: Pace };
}

/**
 * Reads the credential and finds the host to ask.
 *
 * @throws UserError where the credential is incomplete or LivePerson does not know the account
 */
export async function openConnection(
	context: LivePersonContext,
	{ credentialType, source, deadlineEpochMs }: ConnectionOptions,
): Promise<Connection> {
	const data = await context.getCredentials(credentialType);
	const { accountId, domain } = readAccount(data);
	const signal = cancelSignalOf(context);
	const patience = { deadlineEpochMs, signal, pace: new Pace() };
	const host =
		domain ??
		(await findDomain(sendPlain(context, signal), accountId, 'agentActivityDomain', patience));
	return {
		context,
		send: sendWithCredential(context, credentialType),
		accountId,
		source,
		asked: { host, credentialType, isDomainGiven: domain !== undefined, secrets: secretsOf(data) },
		patience,
	};
}

const HEADERS = {
	'': { accept: '*/*' },
	'/breakdown': { accept: '*/*' },
	// What the transport compresses, n8n's HTTP client unpacks, and takes as whole where it is cut off
	'/files': { accept: '*/*', 'accept-encoding': 'identity' },
} as const;

/**
 * Asks one of the `agent-segments` methods, patiently, and gives whatever was answered.
 *
 * @param method the path below `agent-segments`, such as `/files`, or nothing
 * @throws NodeApiError where no answer came
 */
export async function ask(
	connection: Connection,
	method: '' | '/breakdown' | '/files',
	parameters: ReadonlyArray<readonly [string, string]>,
): Promise<Answer> {
	const { send, asked, accountId, source, patience } = connection;
	if (isOutOfTime(connection)) throw apiError(connection, outOfTime(connection));
	const url = `https://${asked.host}/api/account/${accountId}/agent-segments${method}`;
	const query = () =>
		writeQuery([
			['source', source],
			...parameters.map(
				([name, value]) => [name, name === 'from' ? withinMonth(value) : value] as const,
			),
		]);
	try {
		return await sendPatiently(
			async (request) => await send({ ...request, url: url + query() }),
			{ method: 'GET', url, headers: HEADERS[method], timeoutMs: TIMEOUT_MS },
			patience,
		);
	} catch (fault) {
		const isTime = isOutOfTime(connection) && isTimeout(fault);
		throw apiError(connection, isTime ? outOfTime(connection) : describeFault(fault, asked));
	}
}

/** Reads a good answer's JSON with a parser that gives `undefined` for what it does not know. */
export function readBody<T>(
	connection: Connection,
	answer: Answer,
	parse: (body: unknown) => T | undefined,
	wanted: string,
): T {
	const parsed = parse(parseJson(answer.body));
	if (parsed !== undefined) return parsed;
	throw apiError(connection, describeShape(answer, connection.asked, wanted));
}

/** The error that explains an answer of another status than the wanted ones. */
export function refusal(connection: Connection, answer: Answer): NodeApiError {
	return apiError(connection, describeAnswer(answer, connection.asked));
}

export function apiError({ context }: Connection, explanation: Explanation): NodeApiError {
	return toApiError(context.getNode(), explanation);
}

function isOutOfTime({ patience }: Connection): boolean {
	return Date.now() >= patience.deadlineEpochMs;
}

/** Only an execution has the option that the advice names; a poll goes on at the next one. */
function outOfTime({ context, asked }: Connection): Explanation {
	if (!('addExecutionHints' in context)) {
		return {
			message: `${asked.host} did not answer in time`,
			description: 'Try again later.',
			failure: { cause: 'temporarily-unavailable' },
		};
	}
	return {
		message: 'The time limit was reached before all of the data was fetched',
		description: "Shorten the time frame, or raise 'Time Limit (Minutes)' under Options.",
	};
}

/** Polls and lists in the editor cannot be cancelled. */
function cancelSignalOf(context: LivePersonContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}
