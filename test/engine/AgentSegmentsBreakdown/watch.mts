import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { LivePersonSimulator } from '../../../sandbox/simulators/livePerson/simulator.mts';
import type { Sandbox } from '../../../sandbox/simulators/sandbox.mts';
import { startSandbox } from '../../../sandbox/simulators/sandbox.mts';
import type { NewFile } from '../../support/engine/breakdownFiles.mts';
import { addBreakdownFile } from '../../support/engine/breakdownFiles.mts';
import type { ActivatedTrigger, Engine, PollOutcome } from '../../support/engine/engine.mts';
import { createEngine, PACKAGE_NAME } from '../../support/engine/engine.mts';
import { trust } from '../../support/engine/trust.mts';
import type { VirtualTime } from '../../support/engine/virtualTime.mts';
import { startVirtualTime } from '../../support/engine/virtualTime.mts';

/** Half past two, UTC */
export const START = '2026-11-20T14:30:00Z';
/** n8n's own default */
const BUDGET_MS = 36_000;
const TYPE = `${PACKAGE_NAME}.agentSegmentsBreakdownTrigger`;

export interface WatchOptions {
	triggerOn?: 'newFile' | 'newUnit';
	options?: INodeParameters;
	budgetMs?: number;
	/** n8n's durable scheduler */
	durable?: boolean;
}

/** The trigger on an account that has no files but those that a test adds, under a clock of its own. */
export class Watch {
	readonly clock: VirtualTime;
	readonly sandbox: Sandbox;
	readonly engine: Engine;
	readonly stopTrusting: () => void;
	options: WatchOptions;
	/** The node's name, and its id, which n8n keeps when the node is renamed */
	name = 'LivePerson files';
	id = 'f0a1b2c3-0000-4000-8000-000000000001';
	/** What a restarted n8n would find in its database */
	saved: IDataObject = {};
	#trigger: ActivatedTrigger | undefined;

	private constructor(
		parts: Pick<Watch, 'clock' | 'engine' | 'sandbox' | 'stopTrusting'>,
		options: WatchOptions,
	) {
		this.clock = parts.clock;
		this.sandbox = parts.sandbox;
		this.engine = parts.engine;
		this.stopTrusting = parts.stopTrusting;
		this.options = options;
	}

	static async start(options: WatchOptions = {}): Promise<Watch> {
		const clock = startVirtualTime(START);
		const sandbox = await startSandbox({
			now: clock.now,
			sleep: clock.sleep,
			livePerson: { hours: 0 },
		});
		const stopTrusting = trust(sandbox);
		return new Watch({ clock, sandbox, engine: await createEngine(), stopTrusting }, options);
	}

	get simulator(): LivePersonSimulator {
		return this.sandbox.livePerson;
	}

	async stop(): Promise<void> {
		this.clock.stop();
		this.stopTrusting();
		await this.sandbox.close();
	}

	/** Polls the trigger that is active, after activating one where there is none. */
	async poll(): Promise<PollOutcome> {
		this.#trigger ??= this.#activate('trigger');
		const trigger = this.#trigger;
		const outcome = await this.clock.run(async () => await trigger.poll());
		this.saved = outcome.savedStaticData;
		return outcome;
	}

	/** A test run in the editor, which is of no consequence to the active trigger. */
	async pollManually(): Promise<PollOutcome> {
		const trigger = this.#activate('manual');
		return await this.clock.run(async () => await trigger.poll());
	}

	/** n8n ends and starts again with what its database has; `kill -9` if it was not asked to end. */
	restart(staticData: IDataObject = this.saved): void {
		this.saved = staticData;
		this.#trigger = undefined;
	}

	/** The user renames the node and saves; n8n activates the workflow anew. */
	rename(name: string): void {
		this.name = name;
		this.restart();
	}

	/** What a restarted n8n finds, with this in place of what the trigger stored. */
	restartWith(state: IDataObject): void {
		this.restart({ global: { [`${TYPE}:${this.id}`]: state } });
	}

	#activate(mode: 'manual' | 'trigger'): ActivatedTrigger {
		const { triggerOn = 'newFile', options = {}, budgetMs = BUDGET_MS, durable } = this.options;
		const credential = this.engine.store.add('livePersonTokenApi', {
			...this.simulator.credentials.livePersonTokenApi,
			domain: this.sandbox.domains.livePerson,
		});
		return this.engine.activate({
			type: TYPE,
			id: this.id,
			name: this.name,
			credentials: [credential],
			parameters: {
				authentication: 'livePersonTokenApi',
				triggerOn,
				source: { __rl: true, mode: 'name', value: 'LP_AgentUI' },
				options,
			},
			staticData: this.saved,
			budgetMs,
			mode,
			durable,
		});
	}

	addFile(file: NewFile) {
		return addBreakdownFile(this.simulator, this.clock.now(), file);
	}
}
