import type { SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import type { LivePersonHosts, LivePersonState } from './account.mts';
import { badRequest, json, methodNotAllowed, notFound } from './answers.mts';

const PATH = /^\/api\/account\/([^/]+)\/service(?:\/([^/]+))?\/baseURI\.json$/;

/** The Domain API: which host serves a service for an account. No authentication. */
export function answerDomainApi(
	state: LivePersonState,
	{ method, path, query }: SimulatedRequest,
): SimulatedAnswer {
	const match = PATH.exec(path);
	if (!match) return notFound();
	if (method !== 'GET') return methodNotAllowed('GET');
	if (query.get('version') !== '1.0') return badRequest(['version: must be 1.0']);
	const [, account, service] = match;
	if (account !== state.account.accountId) return refuseSite(state);

	const baseURIs = listBaseUris(state.hosts, account);
	if (service === undefined) return json(200, { baseURIs });
	const found = baseURIs.find((entry) => entry.service === service);
	if (!found) return refuseService(state);
	return json(200, state.switches.oneServiceShape === 'list' ? { baseURIs: [found] } : found);
}

/** Service names are case-sensitive. */
function listBaseUris(hosts: LivePersonHosts, account: string) {
	return [
		{ service: 'agentActivityDomain', account, baseURI: hosts.agentActivity },
		{ service: 'accountConfigReadOnly', account, baseURI: hosts.accountConfigReadOnly },
		{ service: 'sentinel', account, baseURI: hosts.sentinel },
		{ service: 'agentVep', account, baseURI: 'va.agentvep.liveperson.net' },
		{ service: 'leDataReporting', account, baseURI: 'va.data.liveperson.net' },
	];
}

function refuseSite({ switches }: LivePersonState): SimulatedAnswer {
	return json(switches.invalidSite, { message: 'Invalid site' });
}

function refuseService({ switches }: LivePersonState): SimulatedAnswer {
	if (switches.unknownService === 'emptyList') return json(200, { baseURIs: [] });
	if (switches.unknownService === 'badRequest400') return badRequest(['service: unknown']);
	return notFound('Unknown service');
}
