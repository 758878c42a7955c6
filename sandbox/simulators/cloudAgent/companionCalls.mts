import type { SimulatedRequest } from '../httpsServer.mts';
import type { Agent, Campaign } from './data.mts';
import { authenticate, readJsonBody, textOf } from './gateway.mts';
import type { JsonObject } from './gateway.mts';
import { Refusal } from './refusal.mts';
import type { CloudAgentState } from './state.mts';

/**
 * `GET /ca_apis/getAvailableCampaigns` with a JSON body. Known from clients only: where the list
 * stands and what the name's field is called are switches.
 */
export function getAvailableCampaigns(state: CloudAgentState, request: SimulatedRequest): unknown {
	const body = readJsonBody(state, request);
	authenticate(state, request, body, 'gateway');
	const rows = state.data.campaigns.map((campaign) => ({
		CampaignID: campaign.campaignId,
		[state.switches.campaignNameKey]: campaign.campaignName,
		CampaignType: campaign.type,
		Position: campaign.position,
		DID: campaign.did,
	}));
	return shapeList(state, rows);
}

/** `GET /ca_apis/campaignStatus` with a JSON body: documented, for one campaign by its name. */
export function campaignStatus(state: CloudAgentState, request: SimulatedRequest): unknown {
	const { texts, errorStatus, campaignStatusListsAll } = state.switches;
	const body = readJsonBody(state, request);
	const account = authenticate(state, request, body, 'gateway');
	const name = textOf(body, 'campaignName');
	if (name === '' && !campaignStatusListsAll) {
		throw new Refusal(texts.parametersMandatory, 'failure', errorStatus);
	}
	const isWanted = (one: Campaign) => name === '' || one.campaignName === name;
	const found = state.data.campaigns.filter(isWanted);
	if (found.length === 0) throw new Refusal(texts.noRecord, 'failure', errorStatus);
	return {
		status: 'success',
		message: found.map((campaign) => ({
			CampaignID: campaign.campaignId,
			CampaignName: campaign.campaignName,
			UserName: account.userName,
			Position: campaign.position,
		})),
	};
}

/** `POST /ca_apis/getAgentLogins`: agents logged in now, five requests a minute. */
export function getAgentLogins(state: CloudAgentState, request: SimulatedRequest): unknown {
	const body = readJsonBody(state, request);
	const account = authenticate(state, request, body, 'gateway');
	state.limits.enterCompanion('agentLogins', account.userName);
	const rows = state.data.agents
		.filter((agent) => agent.state !== 'LOGOUT')
		.map((agent) => ({
			AgentId: agent.agentId,
			AgentName: agent.agentName,
			PhoneNumber: agent.phoneNumber,
			AgentState: agent.state,
			SkillName: agent.skill,
		}));
	return shapeList(state, rows);
}

const DATE_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const LONGEST_REPORT_MS = 30 * 24 * 3_600_000;

/** `POST` or `GET /ca_reports/summaryReport`: a row an agent and mode, five requests a minute. */
export function summaryReport(state: CloudAgentState, request: SimulatedRequest): unknown {
	const { texts, errorStatus, summaryShape } = state.switches;
	const body = readJsonBody(state, request);
	const account = authenticate(state, request, body, 'reports');
	state.limits.enterCompanion('summaryReport', account.userName);
	const [from, to] = [textOf(body, 'fromDate'), textOf(body, 'toDate')];
	if (!DATE_TIME.test(from) || !DATE_TIME.test(to)) {
		throw new Refusal('Invalid date format', 'error', errorStatus);
	}
	const spanMs = Date.parse(`${to.replace(' ', 'T')}Z`) - Date.parse(`${from.replace(' ', 'T')}Z`);
	if (!(spanMs >= 0 && spanMs <= LONGEST_REPORT_MS)) {
		throw new Refusal('Date range should not exceed 30 days', 'error', errorStatus);
	}
	const rows = state.data.agents
		.filter((agent) => agent.campaigns.length > 0)
		.flatMap((agent) => ['Manual', 'Progressive'].map((mode) => summaryRow(agent, mode, from)));
	if (rows.length === 0) throw new Refusal(texts.noData, 'error', errorStatus);
	if (summaryShape === 'documented') {
		return { status: 'success', message: rows.length === 1 ? rows[0] : rows };
	}
	return { details: rows, message: 'success', status: 'success' };
}

function summaryRow(agent: Agent, mode: string, from: string): JsonObject {
	return {
		AgentIncrID: agent.agentIncrId,
		AgentUniqueID: agent.agentId,
		AgentName: agent.agentName,
		ModeType: mode,
		CallDate: from.slice(0, 10),
		TotalLoginDuration: '08:00:00',
		TotalBusyTime: '03:41:10',
		TotalDialTime: '00:32:05',
		TotalIdleTime: '02:20:00',
		TotalPauseTime: '00:45:00',
		TotalWrapupTime: '00:41:45',
	};
}

function shapeList(state: CloudAgentState, rows: JsonObject[]): unknown {
	switch (state.switches.listShape) {
		case 'message':
			return { status: 'success', message: rows };
		case 'details':
			return { details: rows, message: 'success', status: 'success' };
		case 'data':
			return { status: 'success', message: 'success', data: rows };
		case 'bare':
			return rows;
		case 'nested':
			return { status: 'success', message: { result: { list: rows } } };
	}
}
