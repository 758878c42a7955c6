import { UserError } from 'n8n-workflow';

import { parseDomain } from '../../shared/domain';
import { isWebPage, parseJson } from '../../shared/json';
import type { ApiResponse, Send } from '../../shared/send';
import { isRecord } from '../../shared/values';
import { EXAMPLE_DOMAIN, isLivePersonHost } from '../account';
import { writeQuery } from '../query';
import type { RequestTarget } from './errors';
import { responseError, sendFailureError, shapeError } from './errors';
import type { RequestLimits } from './request';
import { sendWithRetries } from './request';

/** Case-sensitive names of LivePerson's services. */
export type LivePersonService = 'accountConfigReadOnly' | 'agentActivityDomain' | 'sentinel';

const DOMAIN_API: RequestTarget = {
	host: 'api.liveperson.net',
	credentialType: undefined,
	isDomainGiven: false,
	secrets: [],
};
const KEPT_FOR_MS = 60 * 60 * 1000;
const MOST_KEPT = 500;

/** Saves a request for each execution; nothing depends on it, so every process may have its own. */
const known = new Map<string, { domain: string; untilEpochMs: number }>();

/**
 * Asks LivePerson's Domain API (no credential needed) which host serves the account. A good answer is
 * kept for an hour, a bad one is not.
 *
 * @throws UserError where the account is not known or has no such service
 */
export async function findDomain(
	send: Send,
	accountId: string,
	service: LivePersonService,
	limits: RequestLimits,
): Promise<string> {
	const key = `${accountId}/${service}`;
	const kept = known.get(key);
	if (kept && kept.untilEpochMs > Date.now()) return kept.domain;
	const domain = await askDomainApi(send, accountId, service, limits);
	if (known.size >= MOST_KEPT) known.clear();
	known.set(key, { domain, untilEpochMs: Date.now() + KEPT_FOR_MS });
	return domain;
}

async function askDomainApi(
	send: Send,
	accountId: string,
	service: LivePersonService,
	limits: RequestLimits,
): Promise<string> {
	const response = await requestBaseUri(send, accountId, service, limits);
	// A proxy's page says nothing of the account, whatever its status
	if (isWebPage(response)) throw responseError(response, DOMAIN_API);
	// Documented are 400 and 401 ("invalid site"); what an unknown service gets is not
	if (response.status === 400 || response.status === 401) throw unknownAccount(accountId);
	if (response.status === 404) throw noService(accountId, service);
	if (response.status !== 200) throw responseError(response, DOMAIN_API);
	const baseUri = parseBaseUri(response, service);
	if (baseUri === undefined) throw shapeError(response, DOMAIN_API, "an account's host");
	const domain = toHost(baseUri);
	if (domain === undefined) throw noService(accountId, service);
	// The credential goes there: only the account's owner may name a host outside LivePerson's own
	if (!isLivePersonHost(domain)) throw foreignHost(domain);
	return domain;
}

async function requestBaseUri(
	send: Send,
	accountId: string,
	service: LivePersonService,
	limits: RequestLimits,
): Promise<ApiResponse> {
	const url =
		`https://${DOMAIN_API.host}/api/account/${encodeURIComponent(accountId)}` +
		`/service/${service}/baseURI.json${writeQuery([['version', '1.0']])}`;
	try {
		const headers = { accept: 'application/json' };
		return await sendWithRetries(send, { method: 'GET', url, headers }, limits);
	} catch (caught) {
		throw sendFailureError(caught, DOMAIN_API);
	}
}

/**
 * The answer is one service or a list with that one; its documentation shows both for this call. Empty
 * where it has no host for the service; `undefined` where it is something else.
 */
function parseBaseUri({ body }: ApiResponse, service: LivePersonService): string | undefined {
	const answer = parseJson(body);
	if (!isRecord(answer)) return undefined;
	const listed = answer['baseURIs'];
	if (!Array.isArray(listed) && typeof answer['baseURI'] !== 'string') return undefined;
	const entries: unknown[] = Array.isArray(listed) ? listed : [answer];
	const entry = entries.find((each) => isRecord(each) && each['service'] === service);
	const baseUri = isRecord(entry) ? entry['baseURI'] : undefined;
	return typeof baseUri === 'string' ? baseUri : '';
}

function toHost(baseUri: string): string | undefined {
	try {
		return parseDomain(baseUri, EXAMPLE_DOMAIN);
	} catch {
		// Its message is about what a user typed; this was LivePerson
		return undefined;
	}
}

function unknownAccount(accountId: string): UserError {
	return new UserError(`LivePerson knows no account ${accountId}`, {
		description:
			"Check 'Account ID' in the credential: it is the account number (site ID) that you sign in to LivePerson with.",
	});
}

function noService(accountId: string, service: LivePersonService): UserError {
	return new UserError(`LivePerson has no host for service ${service} in account ${accountId}`, {
		description:
			"Check 'Account ID' in the credential. If it is right, ask your LivePerson account manager to enable the service, or fill in 'Domain' in the credential.",
	});
}

function foreignHost(domain: string): UserError {
	return new UserError(`LivePerson's Domain API named ${domain}, a host that is not LivePerson's`, {
		description:
			"Nothing was sent there. If the host is right, enter it as 'Domain' in the credential.",
	});
}
