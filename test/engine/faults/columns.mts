import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { SimulatedRequest } from '../../../sandbox/simulators/httpsServer.mts';
import { addBreakdownFile, unitKeysOf } from '../../support/engine/breakdownFiles.mts';
import type { CredentialHandle, PollOutcome } from '../../support/engine/engine.mts';
import type { Fault } from './faults.mts';
import type { World } from './world.mts';
import { API_KEY } from './world.mts';

/** What a user sees of one run, and what n8n keeps of it. */
export interface Seen {
	/** What it gave, without what differs from run to run */
	result: unknown;
	hints: string[];
	/** What it threw or reported, the object itself */
	error: unknown;
	/** Everything that it left, to be searched for secrets */
	texts: string[];
}

/** A job in one world, with its credential; may be run again and again. */
export interface Job {
	credential: CredentialHandle;
	run(): Promise<Seen>;
	/**
	 * For a trigger: whether all of the runs together gave what there was exactly once. An action's runs
	 * each give the whole.
	 */
	gaveOnce?(runs: readonly Seen[]): boolean;
}

/** What is tried with each fault. */
export interface Column {
	service: 'CloudAgent' | 'LivePerson';
	name: string;
	/** Which of its requests meet the fault */
	hits: (request: SimulatedRequest) => boolean;
	/** Fields that another source may fill, less well: names, for which LivePerson has two */
	secondBest?: string[];
	/** Whether the fault can meet it at all */
	takes: (fault: Fault) => boolean;
	open(world: World): Job | Promise<Job>;
}

const onPath =
	(pattern: RegExp) =>
	({ path }: SimulatedRequest): boolean =>
		pattern.test(path);
const isTokenKill = ({ name }: Fault): boolean => name.startsWith('Token ended');
/** A request that goes to the Domain of the credential. */
const toDomain = (fault: Fault): boolean => !isTokenKill(fault);
/** One that goes to a host of LivePerson's, which no user enters. */
const toFixedHost = (fault: Fault): boolean => toDomain(fault) && !('address' in fault);

const NODE = 'agentSegmentsBreakdown';
const FRAME = { timeFrame: 'custom', from: '2026-11-22T03:00:00Z', to: '2026-11-22T06:00:00Z' };
const SUMMARY = {
	resource: 'handlingTimeUnit',
	operation: 'summarize',
	...FRAME,
	groupBy: ['agent'],
};

type LivePersonType = 'livePersonOAuth1Api' | 'livePersonOAuth2Api' | 'livePersonTokenApi';

const livePersonRun = (
	name: string,
	hits: Column['hits'],
	parameters: INodeParameters,
	more: { type?: LivePersonType; takes?: Column['takes'] } = {},
): Column => {
	const { type = 'livePersonTokenApi', takes = toDomain } = more;
	return {
		service: 'LivePerson',
		name,
		hits,
		takes,
		open: (world) => {
			const credential = addLivePerson(world, type, takes === toDomain);
			const authentication = type;
			const options = { timeLimit: 5 };
			return {
				credential,
				run: async () =>
					await runNode(world, NODE, { authentication, options, ...parameters }, credential),
			};
		},
	};
};

const cloudAgentRun = (
	name: string,
	hits: Column['hits'],
	parameters: INodeParameters,
	takes: Column['takes'] = () => true,
): Column => ({
	service: 'CloudAgent',
	name,
	hits,
	takes,
	open: (world) => {
		const credential = addCloudAgent(world);
		return {
			credential,
			run: async () => await runNode(world, 'cloudAgentAht', parameters, credential),
		};
	},
});

const LIST = /\/agent-segments\/breakdown$/;
const FILE = /\/agent-segments\/files$/;
const SEGMENTS = /\/agent-segments$/;
const NAMES = /\/configuration\//;
const AHT = /\/ca_apis\/aht$/;
const TOKEN = /\/generateToken$/;
const AGENTS = /\/(getAgentLogins|summaryReport)$/;
const ONE_AGENT = {
	resource: 'agent',
	operation: 'getAht',
	agentId: { __rl: true, mode: 'id', value: 'ananya.rao' },
};

/** In the order of the page. */
export const COLUMNS: readonly Column[] = [
	livePersonRun('Summarize, list of files', onPath(LIST), SUMMARY, { type: 'livePersonOAuth1Api' }),
	livePersonRun('Summarize, a file', onPath(FILE), SUMMARY),
	livePersonRun('Summarize, agent segments', onPath(SEGMENTS), SUMMARY),
	{
		...livePersonRun('Summarize, names', onPath(NAMES), SUMMARY),
		secondBest: ['subjectName', 'agentName'],
	},
	livePersonRun('Summarize, access token', onPath(/\/app\/token$/), SUMMARY, {
		type: 'livePersonOAuth2Api',
		takes: toFixedHost,
	}),
	livePersonRun('Summarize, look-up of the host', onPath(/\/service\//), SUMMARY, {
		takes: toFixedHost,
	}),
	livePersonRun('Get Many units, a file', onPath(FILE), {
		resource: 'handlingTimeUnit',
		operation: 'getAll',
		...FRAME,
		returnAll: true,
	}),
	livePersonRun('Get Many files', onPath(LIST), {
		resource: 'breakdownFile',
		operation: 'getAll',
		...FRAME,
		returnAll: true,
	}),
	livePersonRun('Get Many agent segments', onPath(SEGMENTS), {
		resource: 'agentSegment',
		operation: 'getAll',
		...FRAME,
		returnAll: true,
	}),
	{
		service: 'LivePerson',
		name: 'From List',
		hits: onPath(LIST),
		// What there is by LivePerson's clock is the right list
		takes: (fault) => toDomain(fault) && !('skewMs' in fault),
		open: (world) => {
			const credential = addLivePerson(world, 'livePersonTokenApi', true);
			return {
				credential,
				run: async () =>
					await search(world, {
						type: NODE,
						method: 'searchBreakdownFiles',
						path: 'parameters.path',
						parameters: {
							authentication: credential.type,
							resource: 'breakdownFile',
							operation: 'get',
						},
						credentials: [credential],
					}),
			};
		},
	},
	{
		service: 'LivePerson',
		name: 'Credential test',
		hits: onPath(/\/agent-segments/),
		takes: toDomain,
		open: (world) => testOf(world, addLivePerson(world, 'livePersonTokenApi', true)),
	},
	...(['list of files', 'a file'] as const).map((what): Column => ({
		service: 'LivePerson',
		name: `Trigger, ${what}`,
		hits: onPath(what === 'a file' ? FILE : LIST),
		takes: toDomain,
		open: async (world) => {
			world.livePerson.data.files.length = 0;
			const credential = addLivePerson(world, 'livePersonTokenApi', true);
			const job = await triggerOf(world, credential, 'agentSegmentsBreakdownTrigger', {
				authentication: credential.type,
				triggerOn: 'newUnit',
			});
			const nowMs = world.clock.now();
			const { units } = addBreakdownFile(world.livePerson, nowMs, { hoursAgo: 3 });
			const expected = unitKeysOf(units().map((unit) => ({ ...unit }))).sort();
			const keysOf = ({ result }: Seen) => unitKeysOf(result as IDataObject[]);
			return {
				...job,
				gaveOnce: (runs) => String(runs.flatMap(keysOf).sort()) === String(expected),
			};
		},
	})),
	cloudAgentRun('Get AHT', onPath(AHT), ONE_AGENT),
	cloudAgentRun('Get AHT, token', onPath(TOKEN), ONE_AGENT, (fault) => !isTokenKill(fault)),
	cloudAgentRun('All Agents, their list', onPath(AGENTS), {
		resource: 'agent',
		operation: 'getAht',
		scope: 'all',
	}),
	{
		service: 'CloudAgent',
		name: 'From List',
		hits: onPath(AGENTS),
		takes: () => true,
		open: (world) => {
			const credential = addCloudAgent(world);
			return {
				credential,
				run: async () =>
					await search(world, {
						type: 'cloudAgentAht',
						method: 'searchAgents',
						credentials: [credential],
					}),
			};
		},
	},
	{
		service: 'CloudAgent',
		name: 'Credential test',
		hits: onPath(/\/ca_apis\//),
		takes: () => true,
		open: (world) => testOf(world, addCloudAgent(world)),
	},
	{
		service: 'CloudAgent',
		name: 'Trigger',
		hits: onPath(AHT),
		takes: () => true,
		open: async (world) => {
			const credential = addCloudAgent(world);
			world.cloudAgent.setAht({ campaignName: 'Renewals_North' }, 300);
			const job = await triggerOf(world, credential, 'cloudAgentAhtTrigger', {
				threshold: '06:00',
				targets: {
					target: [
						{
							watch: 'campaign',
							campaignName: { __rl: true, mode: 'name', value: 'Renewals_North' },
						},
					],
				},
			});
			world.cloudAgent.setAht({ campaignName: 'Renewals_North' }, 500);
			return {
				...job,
				gaveOnce: (runs) => {
					const events = runs.flatMap(({ result }) => result as IDataObject[]);
					return events.length === 1 && events[0]?.['event'] === 'breached';
				},
			};
		},
	},
];

function addLivePerson(world: World, type: LivePersonType, withDomain: boolean): CredentialHandle {
	return world.engine.store.add(type, {
		...world.livePerson.credentials[type],
		...(withDomain && { domain: world.domains.livePerson }),
	});
}

function addCloudAgent({ engine, cloudAgent, domains }: World): CredentialHandle {
	for (const { agentId } of cloudAgent.data.agents) cloudAgent.setAht({ agentId }, 240);
	return engine.store.add('cloudAgentApi', {
		region: 'partner',
		domain: domains.cloudAgent,
		userName: cloudAgent.account().userName,
		apiAuthentication: 'TOKEN_AUTH',
		apiKey: API_KEY,
	});
}

async function runNode(
	{ clock, engine }: World,
	type: string,
	parameters: INodeParameters,
	credential: CredentialHandle,
): Promise<Seen> {
	engine.logger.clear();
	const run = await clock.run(
		async () => await engine.runNode({ type, parameters, credentials: [credential] }),
	);
	const hints = run.hints.map(({ message }) => message);
	return {
		result: run.json.map(lasting),
		hints,
		error: run.error,
		texts: [run.text(), engine.logger.text(), textOf([hints, run.recordedError, run.uiMessages])],
	};
}

/** An item without the moments of the run. */
function lasting({ retrievedAt, windowStart, windowEnd, ...item }: IDataObject): IDataObject {
	return item;
}

type EditorSearch = Parameters<World['engine']['listSearch']>[0];

async function search({ clock, engine }: World, setup: EditorSearch): Promise<Seen> {
	engine.logger.clear();
	try {
		const { results } = await clock.run(async () => await engine.listSearch(setup));
		return { result: results, hints: [], error: undefined, texts: [textOf(results)] };
	} catch (error) {
		return { result: undefined, hints: [], error, texts: [engine.logger.text()] };
	}
}

function testOf({ clock, engine }: World, credential: CredentialHandle): Job {
	return {
		credential,
		run: async () => {
			engine.logger.clear();
			const { status, message } = await clock.run(
				async () => await engine.testCredential(credential),
			);
			const [told = '', ...advice] = message.split(/\. (?=[A-Z])/);
			const description = advice.join('. ');
			const isGood = status === 'OK';
			return {
				result: status,
				hints: [],
				error: isGood ? undefined : { message: told, description },
				texts: [message, engine.logger.text()],
			};
		},
	};
}

/** A trigger that is active and has polled once. */
async function triggerOf(
	{ clock, engine }: World,
	credential: CredentialHandle,
	type: string,
	parameters: INodeParameters,
): Promise<Job> {
	const trigger = engine.activate({
		type,
		parameters,
		credentials: [credential],
		budgetMs: 36_000,
	});
	const poll = async (): Promise<PollOutcome> => await clock.run(async () => await trigger.poll());
	await poll();
	return {
		credential,
		run: async () => {
			engine.logger.clear();
			const { json, error, reported, staticData } = await poll();
			const errors = [error, ...reported].filter((each) => each !== undefined);
			return {
				result: json,
				hints: [],
				error: error ?? reported[0],
				texts: [textOf([json, staticData]), engine.logger.text(), ...errors.map(textOf)],
			};
		},
	};
}

/** All that can be read of a value, errors and what they hold included. */
export function textOf(value: unknown): string {
	if (!(value instanceof Error)) return JSON.stringify(value) ?? '';
	const { message, stack, cause } = value;
	return [message, stack, JSON.stringify({ ...value }), cause ? textOf(cause) : ''].join('\n');
}
