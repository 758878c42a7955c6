import type { IDataObject } from 'n8n-workflow';

import type {
	AuthenticationMode,
	CloudAgentSimulator,
} from '../../../sandbox/simulators/cloudAgent/index.mts';
import type { Sandbox } from '../../../sandbox/simulators/sandbox.mts';
import { startSandbox } from '../../../sandbox/simulators/sandbox.mts';
import type {
	CredentialHandle,
	Engine,
	NodeRun,
	NodeRunSetup,
} from '../../support/engine/engine.mts';
import { createEngine, CredentialStore } from '../../support/engine/engine.mts';
import { trust } from '../../support/engine/trust.mts';
import type { VirtualTime } from '../../support/engine/virtualTime.mts';
import { startVirtualTime } from '../../support/engine/virtualTime.mts';

export const API_KEY = 'fake-api-key-for-tests';
export const START_MS = Date.UTC(2026, 10, 22, 8);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

let accounts = 0;

/** A CloudAgent account on a simulator, with a credential for it, in virtual time. */
export interface CloudAgentBench {
	clock: VirtualTime;
	sandbox: Sandbox;
	cloudAgent: CloudAgentSimulator;
	store: CredentialStore;
	engine: Engine;
	credential: CredentialHandle;
	userName: string;
	/** Starts a run of the node, in this process or another; to be awaited within `clock.run` */
	start(
		parameters?: NodeRunSetup['parameters'],
		more?: Partial<NodeRunSetup>,
		engine?: Engine,
	): Promise<NodeRun>;
	/** Runs the node in virtual time; one item for each of `input` */
	run(parameters?: NodeRunSetup['parameters'], more?: Partial<NodeRunSetup>): Promise<NodeRun>;
	/** Another n8n process on the same database */
	anotherProcess(): Promise<Engine>;
	/** The credential as stored now */
	stored(): IDataObject;
	close(): Promise<void>;
}

export interface BenchOptions {
	/** API Authentication of the account, and of the credential unless that is given */
	mode?: AuthenticationMode;
	credential?: IDataObject;
	agentCount?: number;
}

/** The account's name is new each time: what the process remembers of an account is of no other test. */
export async function startBench(options: BenchOptions = {}): Promise<CloudAgentBench> {
	const { mode = 'TOKEN_AUTH', agentCount = 12 } = options;
	const userName = `account_${++accounts}`;
	const clock = startVirtualTime(START_MS);
	const sandbox = await startSandbox({
		now: clock.now,
		sleep: clock.sleep,
		cloudAgent: { accounts: [{ userName, apiKey: API_KEY, mode }], agentCount },
	});
	const stopTrusting = trust(sandbox);
	const store = new CredentialStore();
	const engine = await createEngine({ store });
	const credential = store.add('cloudAgentApi', {
		region: 'partner',
		domain: sandbox.domains.cloudAgent,
		userName,
		apiAuthentication: mode,
		apiKey: API_KEY,
		...(options.credential as object),
	});
	const start: CloudAgentBench['start'] = async (parameters = {}, more = {}, on = engine) =>
		await on.runNode({
			type: 'cloudAgentAht',
			parameters: { resource: 'agent', operation: 'getAht', ...parameters },
			credentials: [credential],
			...more,
		});
	return {
		clock,
		sandbox,
		cloudAgent: sandbox.cloudAgent,
		store,
		engine,
		credential,
		userName,
		start,
		run: async (parameters, more) => await clock.run(async () => await start(parameters, more)),
		anotherProcess: async () => await createEngine({ store, ownProcess: true }),
		stored: () => store.read(credential) as IDataObject,
		close: async () => {
			clock.stop();
			stopTrusting();
			await sandbox.close();
		},
	};
}

/** The parameters for one agent, or for the agent that each input item names. */
export function ofAgent(value = '={{ $json.agentId }}'): NodeRunSetup['parameters'] {
	return { resource: 'agent', agentId: { __rl: true, mode: 'id', value } };
}

export function ofCampaign(value = '={{ $json.campaignName }}'): NodeRunSetup['parameters'] {
	return { resource: 'campaign', campaignName: { __rl: true, mode: 'name', value } };
}

/** As many input items, each naming an agent of the simulator. */
export function agentItems(many: number, agentId = 'ananya.rao'): IDataObject[] {
	return Array.from({ length: many }, () => ({ agentId }));
}
