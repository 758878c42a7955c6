import type { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { RequestContext } from '../../shared/compat';
import { cancelSignalOf } from '../../shared/compat';
import { ApiError, toNodeError } from '../../shared/errors';
import { parseJson } from '../../shared/json';
import type { ApiResponse, Send } from '../../shared/send';
import { SendError, sendPlain } from '../../shared/send';
import type { LivePersonCredentialType } from '../account';
import { isLivePersonHost, readAccount, secretsOf } from '../account';
import type { QueryParameter } from '../query';
import { writeQuery } from '../query';
import { withinMonth } from '../timeFrame';
import type { LivePersonService } from './domainApi';
import { findDomain } from './domainApi';
import type { RequestTarget } from './errors';
import { responseError, sendFailureError, shapeError } from './errors';
import { Pace } from './pace';
import type { RequestLimits } from './request';
import { sendSigned, sendWithRetries } from './request';

export interface ConnectionOptions {
	credentialType: LivePersonCredentialType;
	/** Identifies the workflow to LivePerson, as its AHT API wants every request to */
	source: string;
	/** No request starts after this moment, and no wait ends after it (epoch ms) */
	deadlineEpochMs: number;
}

/** An account of LivePerson, ready for requests; everything that the requests of one job share. */
export interface Connection {
	readonly context: RequestContext;
	readonly send: Send;
	readonly accountId: string;
	readonly source: string;
	/** The host of the AHT API, and how to speak of it */
	readonly target: RequestTarget;
	readonly limits: RequestLimits & { pace: Pace };
}

/**
 * Reads the credential and finds the host of the AHT API.
 *
 * @throws UserError where the credential is incomplete or LivePerson does not know the account
 */
export async function openConnection(
	context: RequestContext,
	{ credentialType, source, deadlineEpochMs }: ConnectionOptions,
): Promise<Connection> {
	const data = await context.getCredentials(credentialType);
	const { accountId, domain } = readAccount(data);
	const secrets = secretsOf(data);
	const limits = { deadlineEpochMs, signal: cancelSignalOf(context), pace: new Pace() };
	const host = domain ?? (await lookUpHost(context, accountId, 'agentActivityDomain', limits));
	return {
		context,
		send: sendSigned(context, credentialType, secrets),
		accountId,
		source,
		target: { host, credentialType, isDomainGiven: domain !== undefined, secrets },
		limits,
	};
}

export interface AskOptions {
	/** Whose host is asked: that of the AHT API where left out */
	service?: LivePersonService;
	/** Of the body; 64 MB where left out */
	maxBytes?: number;
	accept?: string;
}

/**
 * Sends a GET with the credential, with retries, and gives whatever came back.
 *
 * @param path below the service's host, such as `/api/account/12345678/agent-segments`
 * @throws NodeApiError where no response came; NodeOperationError where the credential is at fault
 */
export async function ask(
	connection: Connection,
	path: string,
	query: readonly QueryParameter[],
	{ service, accept = '*/*', ...options }: AskOptions = {},
): Promise<ApiResponse> {
	const { send, limits } = connection;
	if (isOutOfTime(connection)) throw nodeError(connection, outOfTime(connection));
	const target = await targetOf(connection, service);
	// Anew at each attempt: a retry may be too late for a time frame that began a month ago
	const url = () => {
		const parameters = query.map(
			([name, value]) => [name, name === 'from' ? withinMonth(value) : value] as const,
		);
		return `https://${target.host}${path}${writeQuery(parameters)}`;
	};
	try {
		return await sendWithRetries(
			async (request) => await send({ ...request, url: url() }),
			{ method: 'GET', url: url(), headers: { accept }, ...options },
			limits,
		);
	} catch (caught) {
		const isTime =
			isOutOfTime(connection) && caught instanceof SendError && caught.failure === 'timeout';
		throw nodeError(connection, isTime ? outOfTime(connection) : sendFailureError(caught, target));
	}
}

/** The path of a method of the AHT API, such as `/files`, or of the one without a name. */
export function agentSegmentsPath(
	{ accountId }: Connection,
	method: '' | '/breakdown' | '/files',
): string {
	return `/api/account/${accountId}/agent-segments${method}`;
}

/** Reads a good response's JSON with a parser that gives `undefined` for what it does not know. */
export function readBody<T>(
	connection: Connection,
	response: ApiResponse,
	parse: (body: unknown) => T | undefined,
	wanted: string,
): T {
	const parsed = parse(parseJson(response.body));
	if (parsed !== undefined) return parsed;
	throw nodeError(connection, shapeError(response, connection.target, wanted));
}

/** The error that explains a response of another status than the wanted ones. */
export function statusError(connection: Connection, response: ApiResponse): Error {
	return nodeError(connection, responseError(response, connection.target));
}

export function nodeError(
	{ context }: Connection,
	error: unknown,
): NodeApiError | NodeOperationError {
	return toNodeError(context.getNode(), error);
}

/** A Domain that is not LivePerson's own stands for all services: a gateway, say. */
async function targetOf(
	{ context, accountId, target, limits }: Connection,
	service: LivePersonService | undefined,
): Promise<RequestTarget> {
	const isGateway = target.isDomainGiven && !isLivePersonHost(target.host);
	if (service === undefined || service === 'agentActivityDomain' || isGateway) return target;
	const host = await lookUpHost(context, accountId, service, limits);
	return { ...target, host, isDomainGiven: false };
}

async function lookUpHost(
	context: RequestContext,
	accountId: string,
	service: LivePersonService,
	limits: RequestLimits,
): Promise<string> {
	return await findDomain(sendPlain(context, limits.signal), accountId, service, limits);
}

function isOutOfTime({ limits }: Connection): boolean {
	return Date.now() >= limits.deadlineEpochMs;
}

/** Only an execution has the option that the advice names; a poll goes on at the next one. */
function outOfTime({ context, target }: Connection): ApiError {
	if (!('getInputData' in context)) {
		return new ApiError(`${target.host} did not answer in time`, {
			description: 'Try again later.',
			failure: { cause: 'temporarily-unavailable' },
		});
	}
	return new ApiError('The time limit was reached before all of the data was fetched', {
		description: "Shorten the time frame, or raise 'Time Limit (Minutes)' under Options.",
	});
}
