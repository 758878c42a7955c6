import type { SimulatedRequest } from '../httpsServer.mts';
import { authenticate, readJsonBody, textOf } from './gateway.mts';
import type { JsonObject } from './gateway.mts';
import { Refusal } from './refusal.mts';
import type { CloudAgentState } from './state.mts';
import type { AhtValue, KeyCase, NoCallsForm, Subject } from './types.mts';

/** `POST /ca_apis/aht`: the AHT of one agent or campaign over the last two hours. */
export function getAht(state: CloudAgentState, request: SimulatedRequest): unknown {
	const body = readJsonBody(state, request);
	const account = authenticate(state, request, body, 'aht');
	state.limits.enterAht(account.userName);
	const subject = readSubject(state, body);
	const owner = ownerFields(state, subject);
	const value = state.aht.at(subject);
	if (value === 'noCalls' && state.switches.noCalls === 'noDataFound') {
		return { status: 'error', message: state.switches.texts.noData };
	}
	const aht = ahtText(value, state.switches.noCalls);
	const fields = aht === undefined ? owner : { ...owner, AHT: aht };
	return shapeAnswer(state, inCase(fields, state.switches.keyCase));
}

/** Exactly one of `agentId` and `campaignName`; an empty text counts as not passed. */
function readSubject(state: CloudAgentState, body: JsonObject): Subject {
	const { texts } = state.switches;
	const agentId = textOf(body, 'agentId');
	// Taken exactly as it is, blanks in front and behind included
	const campaignName = textOf(body, 'campaignName') && String(body['campaignName']);
	if (agentId !== '' && campaignName !== '') throw ahtRefusal(state, texts.bothPassed);
	if (agentId !== '') return { agentId };
	if (campaignName !== '') return { campaignName };
	throw ahtRefusal(state, texts.bothEmpty);
}

function ownerFields(state: CloudAgentState, subject: Subject): JsonObject {
	const { texts } = state.switches;
	if ('agentId' in subject) {
		const agent = state.data.agents.find(({ agentId }) => agentId === subject.agentId);
		if (agent === undefined) throw ahtRefusal(state, texts.agentInvalid);
		return { AgentID: agent.agentId, AgentName: agent.agentName };
	}
	const campaign = state.data.campaigns.find(
		({ campaignName }) => campaignName === subject.campaignName,
	);
	if (campaign === undefined) throw ahtRefusal(state, texts.campaignInvalid);
	return { CampaignID: campaign.campaignId, CampaignName: campaign.campaignName };
}

function ahtRefusal(state: CloudAgentState, message: string): Refusal {
	return new Refusal(message, 'error', state.switches.errorStatus);
}

const NO_CALLS_TEXTS: Record<Exclude<NoCallsForm, 'noDataFound'>, unknown> = {
	zero: '00:00:00',
	empty: '',
	null: null,
	missing: undefined,
	NA: 'NA',
	'N/A': 'N/A',
};

/** `HH:MM:SS` with hours of any width; undefined leaves the field out. */
function ahtText(value: AhtValue, noCalls: NoCallsForm): unknown {
	if (typeof value === 'number') return clockText(value);
	if (value !== 'noCalls') return value.raw;
	return noCalls === 'noDataFound' ? undefined : NO_CALLS_TEXTS[noCalls];
}

/** Seconds as `HH:MM:SS`. */
export function clockText(seconds: number): string {
	const whole = Math.round(seconds);
	const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
	return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

function inCase(fields: JsonObject, keyCase: KeyCase): JsonObject {
	const entries = Object.entries(fields).map(([key, value]) => [caseOf(key, keyCase), value]);
	return Object.fromEntries(entries) as JsonObject;
}

function caseOf(key: string, keyCase: KeyCase): string {
	if (keyCase === 'lower') return key.toLowerCase();
	if (keyCase === 'upper') return key.toUpperCase();
	if (keyCase === 'documented') return key;
	return key === 'AHT' ? 'aht' : key.charAt(0).toLowerCase() + key.slice(1).replace(/ID$/, 'Id');
}

function shapeAnswer(state: CloudAgentState, record: JsonObject): JsonObject {
	const done = { message: 'success', status: 'success' };
	switch (state.switches.ahtShape) {
		case 'messageObject':
			return { status: 'success', message: record };
		case 'messageArray':
			return { status: 'success', message: [record] };
		case 'messageJsonText':
			return { status: 'success', message: JSON.stringify(record) };
		case 'messageLooseText':
			return { status: 'success', message: looseText(record) };
		case 'detailsArray':
			return { details: [record], ...done };
		case 'detailsObject':
			return { details: record, ...done };
		case 'dataArray':
			return { ...done, data: [record] };
		case 'dataObject':
			return { ...done, data: record };
		case 'topLevel':
			return { status: 'success', ...record };
	}
}

function looseText(record: JsonObject): string {
	return Object.entries(record)
		.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
		.join(' ');
}
