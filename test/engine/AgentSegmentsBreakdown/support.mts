import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { LivePersonSimulator } from '../../../sandbox/simulators/livePerson/simulator.mts';
import type { LivePersonSimulatorOptions } from '../../../sandbox/simulators/livePerson/simulator.mts';
import type { Sandbox } from '../../../sandbox/simulators/sandbox.mts';
import { startSandbox } from '../../../sandbox/simulators/sandbox.mts';
import type {
	CredentialHandle,
	Engine,
	NodeRun,
	NodeRunSetup,
} from '../../support/engine/engine.mts';
import { createEngine } from '../../support/engine/engine.mts';
import { trust } from '../../support/engine/trust.mts';
import type { VirtualTime } from '../../support/engine/virtualTime.mts';
import { startVirtualTime } from '../../support/engine/virtualTime.mts';

// Each test starts servers and sends real requests, on a machine that may be busy
jest.setTimeout(60_000);

export const TYPES = ['livePersonOAuth2Api', 'livePersonTokenApi', 'livePersonOAuth1Api'] as const;
export type CredentialType = (typeof TYPES)[number];

/** Sunday, 08:30 UTC; the simulated account has files of the 36 whole hours before */
export const NOW = '2026-11-22T08:30:00Z';
export const ACTIVITY_HOST = 'va.agent-activity.liveperson.net';
export const NODE = 'agentSegmentsBreakdown';

/** A LivePerson account and an n8n to ask it with, on one virtual clock. */
export interface Scene {
	clock: VirtualTime;
	sandbox: Sandbox;
	livePerson: LivePersonSimulator;
	engine: Engine;
	/** Adds a credential that the simulator accepts, with changes */
	addCredential(type?: CredentialType, changes?: IDataObject): CredentialHandle;
	/** Runs the node and lets time pass while it waits */
	run(parameters: INodeParameters, setup?: RunOptions): Promise<NodeRun>;
	end(): Promise<void>;
}

export type RunOptions = Partial<Omit<NodeRunSetup, 'parameters' | 'type'>>;

let scenes = 0;

/** Sets a scene. Each has an account number of its own, since the node remembers hosts of accounts. */
export async function setScene(options: LivePersonSimulatorOptions = {}): Promise<Scene> {
	// First: where it throws, nobody would end virtual time, in which jest does not end either
	const engine = await createEngine();
	const clock = startVirtualTime(NOW);
	const account = { accountId: String(70_000_000 + ++scenes), ...options.account };
	const sandbox = await startSandbox({
		now: clock.now,
		sleep: clock.sleep,
		livePerson: { ...options, account },
	});
	const stopTrusting = trust(sandbox);
	const { livePerson } = sandbox;
	const addCredential: Scene['addCredential'] = (type = 'livePersonOAuth2Api', changes = {}) =>
		engine.store.add(type, {
			...livePerson.credentials[type],
			...(changes as Record<string, string>),
		});
	return {
		clock,
		sandbox,
		livePerson,
		engine,
		addCredential,
		run: async (parameters, { credentials = [addCredential()], ...setup } = {}) =>
			await clock.run(
				async () =>
					await engine.runNode({
						type: NODE,
						parameters: { authentication: credentials[0]?.type ?? TYPES[0], ...parameters },
						credentials,
						...setup,
					}),
			),
		end: async () => {
			clock.stop();
			stopTrusting();
			await sandbox.close();
		},
	};
}

/** A query parameter of the newest request of the kind. */
export function lastQuery(
	{ livePerson }: Scene,
	kind: Parameters<LivePersonSimulator['misbehave']['next']>[0],
): URLSearchParams {
	const request = livePerson.requests.log.findLast((each) => each.kind === kind);
	return new URLSearchParams(request?.rawUrl.split('?')[1]);
}

export const FILES = { resource: 'breakdownFile', operation: 'getAll', timeFrame: 'custom' };
export const FILE = { resource: 'breakdownFile', operation: 'get' };
export const UNITS = { resource: 'handlingTimeUnit', operation: 'getAll', timeFrame: 'custom' };
export const SEGMENTS = { resource: 'agentSegment', operation: 'getAll', timeFrame: 'custom' };
export const SUMMARY = {
	...UNITS,
	operation: 'summarize',
	groupBy: [] as string[],
	include: ['completeness', 'percentiles'],
};
