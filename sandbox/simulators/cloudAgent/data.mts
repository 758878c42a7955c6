import type { Account, Subject } from './types.mts';

/** The rolling window of CloudAgent's AHT. */
export const AHT_WINDOW_MS = 2 * 3_600_000;

const BUCKET_MS = 600_000;

export interface Agent {
	/** Login ID: what AHT's `agentId` takes */
	agentId: string;
	agentName: string;
	/** CloudAgent's own number for the agent; AHT does not take it */
	agentIncrId: number;
	phoneNumber: string;
	state: 'READY' | 'INCALL' | 'PAUSE' | 'ACW' | 'LOGOUT';
	skill: string;
	/** Names of the campaigns the agent calls for; none for somebody who makes no calls */
	campaigns: string[];
	/** Mean handle time of the agent's calls, seconds */
	paceSeconds: number;
}

export interface Campaign {
	campaignId: string;
	campaignName: string;
	type: string;
	position: 'READY' | 'RUNNING' | 'PAUSED' | 'COMPLETED';
	did: string;
	/** How long its calls are, against the agents' usual pace */
	weight: number;
}

/** The account as the simulator publishes it. Arrays may be added to before the first request. */
export interface CloudAgentData {
	accounts: Account[];
	agents: Agent[];
	campaigns: Campaign[];
}

const CAMPAIGNS: ReadonlyArray<[string, string, string, Campaign['position'], number]> = [
	['256', 'Renewals_North', 'Predictive', 'RUNNING', 1],
	['257', 'Renewals_South', 'Predictive', 'RUNNING', 0.9],
	['261', 'Collections_30_Days', 'Progressive', 'RUNNING', 1.55],
	['274', 'Welcome_Calls', 'Preview', 'READY', 0.6],
	['280', 'Win_Back_2026', 'Preview', 'PAUSED', 1.2],
];

const NAMES = [
	'Ananya Rao',
	'Vikram Shetty',
	'Priya Menon',
	'Imran Sheikh',
	'Kavya Reddy',
	'Arjun Nair',
	'Meera Joshi',
	'Daniel Fernandes',
	'Sneha Kulkarni',
	'Rahul Banerjee',
	'Fatima Ansari',
	'Karthik Iyer',
];

const STATES: ReadonlyArray<Agent['state']> = ['READY', 'INCALL', 'ACW', 'INCALL', 'PAUSE'];

/** `agentCount` agents (the last one makes no calls) and five campaigns (the last one stands still). */
export function makeData(accounts: Account[], agentCount: number, seed: number): CloudAgentData {
	const campaigns = CAMPAIGNS.map(([campaignId, campaignName, type, position, weight], i) => ({
		campaignId,
		campaignName,
		type,
		position,
		did: `91806700${4410 + i}`,
		weight,
	}));
	const agents = Array.from({ length: agentCount }, (_, i) =>
		makeAgent(i, i === agentCount - 1, seed),
	);
	return { accounts, agents, campaigns };
}

function makeAgent(index: number, isOnLeave: boolean, seed: number): Agent {
	const round = Math.floor(index / NAMES.length);
	const agentName = `${NAMES[index % NAMES.length]}${round === 0 ? '' : ` ${round + 1}`}`;
	const active = CAMPAIGNS.slice(0, -1).map(([, name]) => name);
	const first = index % active.length;
	return {
		agentId: agentName.toLowerCase().replaceAll(' ', '.'),
		agentName,
		agentIncrId: 41_200 + index,
		phoneNumber: `${900_000_0000 + index}`,
		state: isOnLeave ? 'LOGOUT' : (STATES[index % STATES.length] ?? 'READY'),
		skill: index % 3 === 0 ? 'Collections' : 'Sales',
		campaigns: isOnLeave ? [] : [...active.slice(first), ...active.slice(0, first)].slice(0, 2),
		paceSeconds: 190 + Math.round(random(seed, index, 0, 0) * 160),
	};
}

interface Call {
	endedAtMs: number;
	campaignName: string;
	seconds: number;
}

/**
 * AHT of the calls that ended in the two hours before `atMs`, in seconds; undefined without calls.
 * The same seed and moment always give the same.
 */
export function rollingAht(
	data: CloudAgentData,
	seed: number,
	subject: Subject,
	atMs: number,
): number | undefined {
	const calls =
		'agentId' in subject
			? callsInWindow(data, seed, atMs, (agent) => agent.agentId === subject.agentId)
			: callsInWindow(data, seed, atMs, () => true).filter(
					(call) => call.campaignName === subject.campaignName,
				);
	if (calls.length === 0) return undefined;
	return Math.round(calls.reduce((sum, call) => sum + call.seconds, 0) / calls.length);
}

function callsInWindow(
	data: CloudAgentData,
	seed: number,
	atMs: number,
	isWanted: (agent: Agent) => boolean,
): Call[] {
	const weights = new Map(data.campaigns.map((one) => [one.campaignName, one.weight]));
	const last = Math.floor(atMs / BUCKET_MS);
	const first = Math.floor((atMs - AHT_WINDOW_MS) / BUCKET_MS);
	const calls: Call[] = [];
	for (const agent of data.agents) {
		if (!isWanted(agent)) continue;
		for (let bucket = first; bucket <= last; bucket++) {
			calls.push(...callsOfTenMinutes(agent, bucket, seed, weights));
		}
	}
	return calls.filter(({ endedAtMs }) => endedAtMs > atMs - AHT_WINDOW_MS && endedAtMs <= atMs);
}

function callsOfTenMinutes(
	agent: Agent,
	bucket: number,
	seed: number,
	weights: ReadonlyMap<string, number>,
): Call[] {
	if (agent.campaigns.length === 0) return [];
	const many = Math.floor(random(seed, agent.agentIncrId, bucket, 1) * 3);
	return Array.from({ length: many }, (_, i) => {
		const pick = Math.floor(
			random(seed, agent.agentIncrId, bucket, 10 + i) * agent.campaigns.length,
		);
		const campaignName = agent.campaigns[pick] ?? '';
		// A slow swell over some hours, so that averages drift across a target and back
		const swell = 1 + 0.3 * Math.sin(bucket / 4 + (weights.get(campaignName) ?? 1) * 9);
		const spread = 0.4 + 1.2 * random(seed, agent.agentIncrId, bucket, 20 + i);
		return {
			endedAtMs: bucket * BUCKET_MS + Math.floor((i + spread / 1.6) * (BUCKET_MS / 3)),
			campaignName,
			seconds: agent.paceSeconds * (weights.get(campaignName) ?? 1) * swell * spread,
		};
	});
}

/** 0 up to, not including, 1, from four numbers: mixing as in MurmurHash3. */
function random(...parts: [number, number, number, number]): number {
	let hash = 0x9747b28c;
	for (const part of parts) {
		hash = Math.imul(hash ^ part, 0x85ebca6b);
		hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
		hash ^= hash >>> 16;
	}
	return (hash >>> 0) / 2 ** 32;
}
