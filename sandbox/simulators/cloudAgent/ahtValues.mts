import type { CloudAgentData } from './data.mts';
import { rollingAht } from './data.mts';
import type { AhtValue, Subject } from './types.mts';

/** From `afterSeconds` after the script was set, the AHT is `value`. */
export interface AhtStep {
	afterSeconds: number;
	value: AhtValue;
}

/** What the AHT of each agent and campaign is: as a test says, else as the simulated calls give it. */
export class AhtValues {
	readonly #data: CloudAgentData;
	readonly #now: () => number;
	readonly #seed: number;
	readonly #scripts = new Map<string, Array<{ fromMs: number; value: AhtValue }>>();

	constructor(data: CloudAgentData, now: () => number, seed: number) {
		this.#data = data;
		this.#now = now;
		this.#seed = seed;
	}

	/** Fixes the AHT from now on. */
	set(subject: Subject, value: AhtValue): void {
		this.script(subject, [{ afterSeconds: 0, value }]);
	}

	/** Sets a series over time, by the simulator's clock. Before its first step the calls rule. */
	script(subject: Subject, steps: readonly AhtStep[]): void {
		this.#mustBeKnown(subject);
		const startMs = this.#now();
		const timeline = steps
			.map(({ afterSeconds, value }) => ({ fromMs: startMs + afterSeconds * 1000, value }))
			.sort((a, b) => a.fromMs - b.fromMs);
		this.#scripts.set(keyOf(subject), timeline);
	}

	/** Back to what the simulated calls give. */
	clear(subject: Subject): void {
		this.#scripts.delete(keyOf(subject));
	}

	/** AHT at `atMs` (default now). */
	at(subject: Subject, atMs = this.#now()): AhtValue {
		const step = this.#scripts
			.get(keyOf(subject))
			?.filter(({ fromMs }) => fromMs <= atMs)
			.at(-1);
		if (step !== undefined) return step.value;
		return rollingAht(this.#data, this.#seed, subject, atMs) ?? 'noCalls';
	}

	#mustBeKnown(subject: Subject): void {
		const isKnown =
			'agentId' in subject
				? this.#data.agents.some(({ agentId }) => agentId === subject.agentId)
				: this.#data.campaigns.some(({ campaignName }) => campaignName === subject.campaignName);
		if (!isKnown) throw new Error(`The simulator has no ${JSON.stringify(subject)}`);
	}
}

function keyOf(subject: Subject): string {
	return 'agentId' in subject ? `agent ${subject.agentId}` : `campaign ${subject.campaignName}`;
}
