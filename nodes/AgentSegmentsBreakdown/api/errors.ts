import { UserError } from 'n8n-workflow';

import { ApiError, quoteHidden } from '../../shared/errors';
import type { ApiErrorDetails } from '../../shared/errors';
import { isWebPage, parseJson } from '../../shared/json';
import type { ApiResponse } from '../../shared/send';
import { SendError } from '../../shared/send';
import { isRecord } from '../../shared/values';
import type { LivePersonCredentialType } from '../account';
import { retryAfterMs } from './request';
import { unauthorizedError } from './unauthorized';

/** Whom the request went to, for the wording. */
export interface RequestTarget {
	host: string;
	/** `undefined` for a request without credential */
	credentialType: LivePersonCredentialType | undefined;
	/** The host was entered as 'Domain', rather than named by LivePerson */
	isDomainGiven: boolean;
	/** Must not appear in the wording, should the other side quote them */
	secrets: readonly string[];
}

/** Explains a response that is not the one wanted. Statuses and bodies: page "Error Codes" of the API. */
export function responseError(response: ApiResponse, target: RequestTarget): ApiError {
	const { status } = response;
	const httpCode = String(status);
	const body = parseJson(response.body);
	if (status >= 300 && status < 400) return redirected(target, httpCode);
	// A gateway says in a page, too, that the server is down or wants fewer requests
	const isPassing = status === 429 || status >= 500;
	if (isWebPage(response) && !isPassing) return webPage(target);
	switch (status) {
		case 400:
			return badRequest(body, target, httpCode);
		case 401:
			return unauthorizedError(body, target, httpCode);
		case 403:
			// The look-up of the account's host sends no credential that could lack a permission
			return target.credentialType
				? unauthorizedError(body, target, httpCode, 'permission_denied')
				: undocumented(response, target, httpCode);
		case 404:
			return notFound(target, httpCode);
		case 429:
			return tooMany(response, httpCode);
		default:
			return status >= 500
				? serverTrouble(status, body, target)
				: undocumented(response, target, httpCode);
	}
}

/** Explains why no response came. What our own code or n8n said in words stays as it is. */
export function sendFailureError(caught: unknown, target: RequestTarget): Error {
	if (!(caught instanceof SendError)) {
		return caught instanceof Error ? caught : new UserError(String(caught));
	}
	const { host } = target;
	const advice = adviceOnHost(target);
	switch (caught.failure) {
		case 'noHost':
			return new ApiError(`There is no host ${host}`, { description: advice });
		case 'certificate':
			return badCertificate(target);
		case 'tooLarge':
			return new ApiError(`${host} sent more data than a response can have`, {
				description: `${caught.message}. ${advice}`,
			});
		case 'notSent':
		case 'noNewToken':
			return new ApiError(`The request to ${host} could not be made`, {
				description: `${quoteHidden(caught.message, target.secrets)}. ${advice}`,
			});
		case 'timeout':
			return passing(`${host} did not answer in time`, advice);
		case 'refused':
			return passing(`${host} does not accept connections`, advice);
		case 'unreachable':
			return passing(`${host} could not be reached`, advice);
		case 'cutOff':
			return passing(
				`The connection to ${host} was cut off before the answer was complete`,
				advice,
			);
	}
}

/** Explains a response whose status is good and whose body is not what is documented. */
export function shapeError(response: ApiResponse, target: RequestTarget, wanted: string): ApiError {
	if (isWebPage(response)) return webPage(target);
	const sent = quoteHidden(response.body.toString(), target.secrets);
	return new ApiError(`${target.host} did not answer with ${wanted}`, {
		description: `It sent: ${sent || 'nothing'}. ${adviceOnHost(target)}`,
	});
}

function adviceOnHost({ isDomainGiven }: RequestTarget): string {
	return isDomainGiven
		? "Check 'Domain' in the credential, or leave it empty to have LivePerson name the host."
		: 'Check that the network lets n8n reach this host.';
}

function passing(message: string, advice: string): ApiError {
	return new ApiError(message, {
		description: `Try again later. ${advice}`,
		failure: { cause: 'temporarily-unavailable' },
	});
}

function redirected(target: RequestTarget, httpCode: string): ApiError {
	return new ApiError(`${target.host} sent the request on to another address`, {
		description: `The redirect was not followed, so that the credential stays with its own host. ${adviceOnHost(target)}`,
		httpCode,
	});
}

/** Its status is somebody else's: it must not be taken for LivePerson's. */
function webPage(target: RequestTarget): ApiError {
	return new ApiError(`${target.host} answered with a web page instead of data`, {
		description: `It may be another server, or a proxy that wants a sign-in. ${adviceOnHost(target)}`,
		failure: { cause: 'temporarily-unavailable' },
	});
}

function badRequest(body: unknown, { secrets }: RequestTarget, httpCode: string): ApiError {
	const { causes, message } = isRecord(body) ? body : {};
	const listed = Array.isArray(causes) ? causes.map((cause) => quoteHidden(cause, secrets)) : [];
	const reason = listed.filter(Boolean).join('; ') || quoteHidden(message, secrets);
	return new ApiError(`LivePerson did not accept the request${reason ? `: ${reason}` : ''}`, {
		description: 'Change the parameters that LivePerson names and run the node again.',
		httpCode,
	});
}

function notFound(target: RequestTarget, httpCode: string): ApiError {
	return new ApiError(`${target.host} has nothing at the address that was asked for`, {
		description: `Check 'Account ID' in the credential. ${adviceOnHost(target)}`,
		httpCode,
	});
}

function tooMany(response: ApiResponse, httpCode: string): ApiError {
	const waitMs = retryAfterMs(response);
	return new ApiError("LivePerson's rate limit was reached", {
		description:
			'Try again later. To stay within the limit, run the node less often, shorten the time frame, or fetch fewer files at a time.',
		httpCode,
		failure: { cause: 'rate-limited', ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }) },
	});
}

function serverTrouble(status: number, body: unknown, target: RequestTarget): ApiError {
	const { internalCode } = isRecord(body) ? body : {};
	const code = quoteHidden(internalCode, target.secrets);
	const details: ApiErrorDetails = {
		description: `Try again later.${
			code ? ` LivePerson support can look it up by the internal code ${code}.` : ''
		}`,
		httpCode: String(status),
		failure: { cause: 'temporarily-unavailable' },
	};
	return status === 500
		? new ApiError('LivePerson could not process the request', details)
		: new ApiError(`${target.host} is not available at the moment`, details);
}

function undocumented(response: ApiResponse, target: RequestTarget, httpCode: string): ApiError {
	const text = quoteHidden(response.body.toString(), target.secrets);
	return new ApiError(`${target.host} answered in a way that its documentation does not describe`, {
		description: `It sent HTTP status ${httpCode}${text ? ` with: ${text}` : ''}. ${adviceOnHost(target)}`,
		httpCode,
	});
}

function badCertificate(target: RequestTarget): ApiError {
	return new ApiError(`The certificate of ${target.host} could not be verified`, {
		description: `Nothing was sent. ${adviceOnHost(target)} Behind a proxy that replaces certificates, n8n has to trust the proxy's own (NODE_EXTRA_CA_CERTS).`,
	});
}
