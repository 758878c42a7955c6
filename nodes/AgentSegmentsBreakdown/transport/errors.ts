import { BaseError, UserError } from 'n8n-workflow';

import type { Asked, Explanation } from './explanation';
import { quote } from './explanation';
import type { Answer } from './http';
import { causesOf, isRecord } from './http';
import { isWebPage, parseJson } from './json';
import { askedMs, faultCode, isTimeout, mayPass } from './request';
import { explainUnauthorized } from './unauthorized';

/** Explains an answer that is not the one wanted. Statuses and bodies: page "Error Codes" of the API. */
export function describeAnswer(answer: Answer, asked: Asked): Explanation {
	const httpCode = String(answer.status);
	const body = parseJson(answer.body);
	if (answer.status >= 300 && answer.status < 400) return { ...redirected(asked), httpCode };
	// A gateway says in a page, too, that the server is down or wants fewer requests
	const isPassing = answer.status === 429 || answer.status >= 500;
	if (isWebPage(answer) && !isPassing) return { ...webPage(asked), httpCode };
	switch (answer.status) {
		case 400:
			return { ...badRequest(body, asked), httpCode };
		case 401:
			return { ...explainUnauthorized(body, asked), httpCode };
		case 403:
			return { ...explainUnauthorized(body, asked, 'permission_denied'), httpCode };
		case 404:
			return { ...notFound(asked), httpCode };
		case 429:
			return { ...tooMany(answer), httpCode };
		default:
			return answer.status >= 500
				? { ...serverTrouble(answer.status, body, asked), httpCode }
				: { ...undocumented(answer, asked), httpCode };
	}
}

/** Explains why no answer came. */
export function describeFault(fault: unknown, asked: Asked): Explanation {
	// Thrown by our own code inside n8n's helpers (signing, asking for a token), already in words
	const ours = causesOf(fault).find((cause) => cause instanceof UserError);
	if (ours instanceof BaseError) {
		return { message: ours.message, description: ours.description ?? '' };
	}
	const code = faultCode(fault) ?? '';
	if (code === 'ENOTFOUND') {
		return { message: `There is no host ${asked.host}`, description: adviceOnHost(asked) };
	}
	if (/CERT|ERR_TLS|^ERR_SSL|^EPROTO$|^UNABLE_TO_VERIFY/.test(code)) return badCertificate(asked);
	if (!mayPass(fault)) return notSent(fault, asked);
	return {
		...unreachable(fault, asked),
		failure: { cause: 'temporarily-unavailable' },
	};
}

/** Explains an answer whose status is good and whose body is not what is documented. */
export function describeShape(answer: Answer, asked: Asked, wanted: string): Explanation {
	if (isWebPage(answer)) return webPage(asked);
	const sent = quote(answer.body.toString('utf8', 0, 300), asked.secrets);
	return {
		message: `${asked.host} did not answer with ${wanted}`,
		description: `It sent: ${sent || 'nothing'}. ${adviceOnHost(asked)}`,
	};
}

function adviceOnHost({ isDomainGiven }: Asked): string {
	return isDomainGiven
		? "Check 'Domain' in the credential, or leave it empty to have LivePerson name the host."
		: 'Check that the network lets n8n reach this host.';
}

function redirected(asked: Asked): Explanation {
	return {
		message: `${asked.host} sent the request on to another address`,
		description: `The redirect was not followed, so that the credential stays with its own host. ${adviceOnHost(asked)}`,
	};
}

function webPage(asked: Asked): Explanation {
	return {
		message: `${asked.host} answered with a web page instead of data`,
		description: `It may be another server, or a proxy that wants a sign-in. ${adviceOnHost(asked)}`,
	};
}

function badRequest(body: unknown, { secrets }: Asked): Explanation {
	const { causes, message } = isRecord(body) ? body : {};
	const listed = Array.isArray(causes) ? causes.map((cause) => quote(cause, secrets)) : [];
	const reason = listed.filter(Boolean).join('; ') || quote(message, secrets);
	return {
		message: `LivePerson did not accept the request${reason ? `: ${reason}` : ''}`,
		description: 'Change the parameters that LivePerson names and run the node again.',
	};
}

function notFound(asked: Asked): Explanation {
	return {
		message: `${asked.host} has nothing at the address that was asked for`,
		description: `Check 'Account ID' in the credential. ${adviceOnHost(asked)}`,
	};
}

function tooMany(answer: Answer): Explanation {
	const retryAfterMs = askedMs({ answer });
	return {
		message: 'LivePerson asks for fewer requests',
		description:
			'Try again later. To stay within what LivePerson allows, run the node less often, shorten the time frame, or fetch fewer files at a time.',
		failure: {
			cause: 'rate-limited',
			...(retryAfterMs === undefined ? {} : { retryAfterMs }),
		},
	};
}

function serverTrouble(status: number, body: unknown, { host, secrets }: Asked): Explanation {
	const { internalCode } = isRecord(body) ? body : {};
	const code = quote(internalCode, secrets);
	return {
		message:
			status === 500
				? 'LivePerson could not process the request'
				: `${host} is not available at the moment`,
		description: `Try again later.${
			code ? ` LivePerson support can look it up by the internal code ${code}.` : ''
		}`,
		failure: { cause: 'temporarily-unavailable' },
	};
}

function undocumented(answer: Answer, asked: Asked): Explanation {
	const text = quote(answer.body.toString('utf8', 0, 2000), asked.secrets);
	const sent = text ? `HTTP status ${answer.status} with: ${text}` : `HTTP status ${answer.status}`;
	return {
		message: `${asked.host} answered in a way that its documentation does not describe`,
		description: `It sent ${sent}. ${adviceOnHost(asked)}`,
	};
}

function badCertificate(asked: Asked): Explanation {
	return {
		message: `The certificate of ${asked.host} could not be verified`,
		description: `Nothing was sent. ${adviceOnHost(asked)} Behind a proxy that replaces certificates, n8n has to trust the proxy's own (NODE_EXTRA_CA_CERTS).`,
	};
}

/** Such as n8n's own refusal of an address; its words are all there is. */
function notSent(fault: unknown, asked: Asked): Explanation {
	const text = isRecord(fault) ? quote(fault['message'], asked.secrets) : '';
	return {
		message: `The request to ${asked.host} could not be made`,
		description: `${text ? `n8n says: ${text}. ` : ''}${adviceOnHost(asked)}`,
	};
}

function unreachable(fault: unknown, asked: Asked): Explanation {
	const description = `Try again later. ${adviceOnHost(asked)}`;
	if (isTimeout(fault)) return { message: `${asked.host} did not answer in time`, description };
	return {
		message:
			faultCode(fault) === 'ECONNREFUSED'
				? `${asked.host} does not accept connections`
				: `The connection to ${asked.host} was cut off before the answer was complete`,
		description,
	};
}
