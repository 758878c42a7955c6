import type { SimulatedRequest } from '../httpsServer.mts';
import { getAht } from './ahtCall.mts';
import {
	campaignStatus,
	getAgentLogins,
	getAvailableCampaigns,
	summaryReport,
} from './companionCalls.mts';
import type { CloudAgentState } from './state.mts';
import { generateToken } from './tokenCall.mts';
import type { RequestKind } from './types.mts';

/** Answers a request with its JSON body or throws a Refusal. */
export type Call = (state: CloudAgentState, request: SimulatedRequest) => unknown;

export interface Route {
	kind: RequestKind;
	methods: readonly string[];
	call: Call;
}

const TOKEN: Route = { kind: 'token', methods: ['POST'], call: generateToken };

const ROUTES: Readonly<Record<string, Route>> = {
	'/ca_apis/CAToken/generateToken': TOKEN,
	// Recorded: this spelling made a token, too
	'/ca_reports/CAToken/generateToken': TOKEN,
	'/ca_apis/aht': { kind: 'aht', methods: ['POST'], call: getAht },
	'/ca_apis/getAvailableCampaigns': {
		kind: 'campaigns',
		methods: ['GET'],
		call: getAvailableCampaigns,
	},
	'/ca_apis/campaignStatus': { kind: 'campaignStatus', methods: ['GET'], call: campaignStatus },
	'/ca_apis/getAgentLogins': { kind: 'agentLogins', methods: ['POST'], call: getAgentLogins },
	'/ca_reports/summaryReport': {
		kind: 'summaryReport',
		methods: ['POST', 'GET'],
		call: summaryReport,
	},
};

/** The call at a path; undefined where CloudAgent has none. */
export function findRoute(state: CloudAgentState, path: string): Route | undefined {
	const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
	return route?.kind === 'campaigns' && state.switches.campaignsTakePost
		? { ...route, methods: ['GET', 'POST'] }
		: route;
}
