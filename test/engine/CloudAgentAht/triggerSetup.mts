import type { INodeParameters } from 'n8n-workflow';

import type { CloudAgentSimulator } from '../../../sandbox/simulators/cloudAgent/index.mts';
import type { Sandbox } from '../../../sandbox/simulators/sandbox.mts';
import { startSandbox } from '../../../sandbox/simulators/sandbox.mts';
import type {
	ActivatedTrigger,
	CredentialHandle,
	Engine,
	PollOutcome,
	PollSetup,
} from '../../support/engine/engine.mts';
import { createEngine } from '../../support/engine/engine.mts';
import { trust } from '../../support/engine/trust.mts';
import type { VirtualTime } from '../../support/engine/virtualTime.mts';
import { startVirtualTime } from '../../support/engine/virtualTime.mts';

export const API_KEY = 'fake-api-key-for-tests';
/** 10:05 in the workflow's time zone of these tests */
export const START = '2026-11-22T04:35:00Z';
const SETTINGS = { timezone: 'Asia/Kolkata' };
export const SALES = 'Renewals_North';
export const SUPPORT = 'Collections_30_Days';

export interface TimedTrigger extends ActivatedTrigger {
	/** Polls without making time pass; several can run at once within `clock.run` */
	pollNow(): Promise<PollOutcome>;
}

/** A CloudAgent, an n8n and a clock, for polling the trigger. */
export interface TriggerWorld {
	clock: VirtualTime;
	simulator: CloudAgentSimulator;
	engine: Engine;
	account: CredentialHandle;
	/** Activates the trigger; each poll takes place in virtual time */
	activate(parameters?: INodeParameters, setup?: Partial<PollSetup>): TimedTrigger;
	/** One poll of a process of its own */
	poll(parameters?: INodeParameters, setup?: Partial<PollSetup>): Promise<PollOutcome>;
	/** Lets the limit of requests recover and undoes what a test did to the simulator and the log */
	calmDown(): Promise<void>;
	close(): Promise<void>;
}

export async function startTriggerWorld(agentCount = 12): Promise<TriggerWorld> {
	const clock = startVirtualTime(START);
	const sandbox: Sandbox = await startSandbox({
		now: clock.now,
		sleep: clock.sleep,
		cloudAgent: { agentCount },
	});
	const distrust = trust(sandbox);
	const engine = await createEngine();
	const account = engine.store.add('cloudAgentApi', {
		region: 'partner',
		domain: sandbox.domains.cloudAgent,
		userName: 'demo_account',
		apiAuthentication: 'TOKEN_AUTH',
		apiKey: API_KEY,
	});
	const activate = (parameters: INodeParameters = {}, setup: Partial<PollSetup> = {}) => {
		const trigger = engine.activate({
			type: 'cloudAgentAhtTrigger',
			parameters: { ...watchCampaigns(SALES), ...parameters },
			credentials: [account],
			settings: SETTINGS,
			...setup,
		});
		return {
			poll: async () => await clock.run(async () => await trigger.poll()),
			pollNow: async () => await trigger.poll(),
		};
	};
	return {
		clock,
		simulator: sandbox.cloudAgent,
		engine,
		account,
		activate,
		poll: async (parameters, setup) => await activate(parameters, setup).poll(),
		calmDown: async () => {
			await clock.pass(2 * 60_000);
			sandbox.cloudAgent.calmDown();
			engine.logger.clear();
			await engine.store.change(account, { apiKey: API_KEY });
		},
		close: async () => {
			clock.stop();
			distrust();
			await sandbox.close();
		},
	};
}

export function watchCampaigns(...names: string[]): INodeParameters {
	return {
		threshold: '06:00',
		targets: {
			target: names.map((value) => ({
				watch: 'campaign',
				campaignName: { __rl: true, mode: 'name', value },
			})),
		},
	};
}
