import { UserError } from 'n8n-workflow';

import { parseDomain } from '../../shared/domain';
import { EXAMPLE_DOMAIN } from '../auth/account';
import { isLivePersonHost } from '../auth/authenticate';
import { describeAnswer, describeFault } from './errors';
import type { Asked } from './explanation';
import { toUserError } from './explanation';
import type { Answer, Send } from './http';
import { isRecord, writeQuery } from './http';
import { parseJson } from './json';
import type { Patience } from './request';
import { sendPatiently } from './request';

/** Case-sensitive names of LivePerson's services. */
export type LivePersonService = 'agentActivityDomain' | 'sentinel';

const DOMAIN_API: Asked = {
	host: 'api.liveperson.net',
	credentialType: undefined,
	isDomainGiven: false,
};
const TIMEOUT_MS = 30_000;
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
	patience: Patience,
): Promise<string> {
	const key = `${accountId}/${service}`;
	const kept = known.get(key);
	if (kept && kept.untilEpochMs > Date.now()) return kept.domain;
	const domain = await askDomainApi(send, accountId, service, patience);
	if (known.size >= MOST_KEPT) known.clear();
	known.set(key, { domain, untilEpochMs: Date.now() + KEPT_FOR_MS });
	return domain;
}

async function askDomainApi(
	send: Send,
	accountId: string,
	service: LivePersonService,
	patience: Patience,
): Promise<string> {
	const answer = await requestBaseUri(send, accountId, service, patience);
	// Documented are 400 and 401 ("invalid site"); what an unknown service gets is not
	if (answer.status === 400 || answer.status === 401) throw unknownAccount(accountId);
	if (answer.status === 404) throw noService(accountId, service);
	if (answer.status !== 200) throw toUserError(describeAnswer(answer, DOMAIN_API));
	const domain = parseBaseUri(answer, service);
	if (domain === undefined) throw noService(accountId, service);
	// The credential goes there: only the account's owner may name a host outside LivePerson's own
	if (!isLivePersonHost(domain)) throw foreignHost(domain);
	return domain;
}

async function requestBaseUri(
	send: Send,
	accountId: string,
	service: LivePersonService,
	patience: Patience,
): Promise<Answer> {
	const url =
		`https://${DOMAIN_API.host}/api/account/${encodeURIComponent(accountId)}` +
		`/service/${service}/baseURI.json${writeQuery([['version', '1.0']])}`;
	const headers = { accept: 'application/json' };
	try {
		return await sendPatiently(
			send,
			{ method: 'GET', url, headers, timeoutMs: TIMEOUT_MS },
			patience,
		);
	} catch (fault) {
		throw toUserError(describeFault(fault, DOMAIN_API));
	}
}

/** The answer is one service or a list with that one; its documentation shows both for this call. */
function parseBaseUri(answer: Answer, service: LivePersonService): string | undefined {
	const body = parseJson(answer.body);
	if (!isRecord(body)) return undefined;
	const entries: unknown[] = Array.isArray(body['baseURIs']) ? body['baseURIs'] : [body];
	const entry = entries.find((each) => isRecord(each) && each['service'] === service);
	const baseUri = isRecord(entry) ? entry['baseURI'] : undefined;
	if (typeof baseUri !== 'string') return undefined;
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
	return new UserError(`LivePerson names no host of the service ${service} for ${accountId}`, {
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
