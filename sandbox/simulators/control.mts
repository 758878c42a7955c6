import type { ChatModelSimulator } from './chatModel/index.mts';
import type { CloudAgentSimulator, CloudAgentSwitches } from './cloudAgent/index.mts';
import type { LivePersonSimulator } from './livePerson/simulator.mts';
import type { LivePersonSwitches } from './livePerson/switches.mts';
import type { SlackSimulator } from './slack/index.mts';

interface Simulators {
	livePerson: LivePersonSimulator;
	cloudAgent: CloudAgentSimulator;
	slack: SlackSimulator;
	chatModel: ChatModelSimulator;
}

/**
 * What another process may ask of the simulators and do to them: a test of the whole n8n, above all.
 * Arguments and results travel as JSON, so no Map, Set or Infinity.
 */
export function controlOperations({ livePerson, cloudAgent, slack, chatModel }: Simulators) {
	return {
		livePerson: {
			counts: () => livePerson.requests.counts,
			totals: (zone?: string) => livePerson.totals(zone === undefined ? {} : { zone }),
			tokensMade: () => livePerson.tokens.minted.length,
			next: livePerson.misbehave.next,
			always: livePerson.misbehave.always,
			between: livePerson.misbehave.between,
			stop: livePerson.misbehave.stop,
			/** Hours (epoch ms) whose files hdfs lost */
			loseHours: (hours: number[]) => {
				livePerson.switches.missingHours = new Set(hours);
			},
			/** Sets switches other than those that JSON cannot hold */
			set: (switches: Partial<Omit<LivePersonSwitches, 'deliveryByPath' | 'missingHours'>>) => {
				Object.assign(livePerson.switches, switches);
			},
		},
		cloudAgent: {
			counts: () => cloudAgent.requests.counts,
			refusals: () => cloudAgent.requests.refusals,
			tokensMade: () => cloudAgent.tokens.minted,
			ahtOf: cloudAgent.ahtOf.bind(cloudAgent),
			setAht: cloudAgent.setAht.bind(cloudAgent),
			scriptAht: cloudAgent.scriptAht.bind(cloudAgent),
			clearAht: cloudAgent.clearAht.bind(cloudAgent),
			setMode: cloudAgent.setMode.bind(cloudAgent),
			killToken: cloudAgent.killToken.bind(cloudAgent),
			useUpLimit: cloudAgent.useUpLimit.bind(cloudAgent),
			usedInLastMinute: cloudAgent.usedInLastMinute.bind(cloudAgent),
			failNext: cloudAgent.failNext.bind(cloudAgent),
			calmDown: cloudAgent.calmDown.bind(cloudAgent),
			set: (switches: Partial<CloudAgentSwitches>) => {
				Object.assign(cloudAgent.misbehave, switches);
			},
		},
		slack: {
			counts: () => slack.counts,
			messages: () => slack.messages,
			messagesIn: slack.messagesIn.bind(slack),
			failNext: slack.failNext.bind(slack),
		},
		chatModel: {
			requests: () => chatModel.requests,
			toolResults: chatModel.toolResults.bind(chatModel),
			script: chatModel.script.bind(chatModel),
		},
	};
}

export type ControlOperations = ReturnType<typeof controlOperations>;

/** The same operations from another process: each gives a promise. */
export type RemoteControl = {
	[Service in keyof ControlOperations]: {
		[Operation in keyof ControlOperations[Service]]: ControlOperations[Service][Operation] extends (
			...args: infer Args
		) => infer Result
			? (...args: Args) => Promise<Awaited<Result>>
			: never;
	};
};

/** Controls the sandbox of another process, by its `controlUrl`. */
export function connectToSandbox(controlUrl: string): RemoteControl {
	const service = (name: string) =>
		new Proxy(
			{},
			{
				get:
					(_target, operation) =>
					async (...args: unknown[]): Promise<unknown> =>
						await call(`${controlUrl}/${name}/${String(operation)}`, args),
			},
		);
	return {
		livePerson: service('livePerson'),
		cloudAgent: service('cloudAgent'),
		slack: service('slack'),
		chatModel: service('chatModel'),
	} as RemoteControl;
}

async function call(url: string, args: unknown[]): Promise<unknown> {
	const answer = await fetch(url, { method: 'POST', body: JSON.stringify(args) });
	const { result, error } = (await answer.json()) as { result?: unknown; error?: string };
	if (error !== undefined) throw new Error(`${url}: ${error}`);
	return result;
}
