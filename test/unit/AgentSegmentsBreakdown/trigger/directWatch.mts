import '../../../support/engine/environment.mts';

import { DateTime } from 'luxon';
import { PollContext } from 'n8n-core';
import type { IDataObject, INode, INodeTypes, IWorkflowExecuteAdditionalData } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import type { TriggerSettings } from '../../../../nodes/AgentSegmentsBreakdown/trigger/settings.ts';
import { watchFiles } from '../../../../nodes/AgentSegmentsBreakdown/trigger/poll.ts';
import { SendError } from '../../../../nodes/shared/send.ts';
import type { ApiResponse, Send } from '../../../../nodes/shared/send.ts';
import { Pace } from '../../../../nodes/AgentSegmentsBreakdown/api/pace.ts';
import { createLivePersonSimulator } from '../../../../sandbox/simulators/livePerson/simulator.mts';
import { HOUR_MS } from '../../../support/engine/breakdownFiles.mts';
import { throughJson } from '../../../support/engine/plainJson.mts';

/** n8n's own; it leaves 32 seconds for requests, so the clock may be wound on in whole seconds */
const BUDGET_MS = 36_000;
const NODE: INode = {
	id: 'trigger',
	name: 'Trigger',
	type: 'trigger',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

export interface DirectPoll {
	json: IDataObject[];
	reported: string[];
	error?: unknown;
}

/**
 * The watch on n8n's own poll context, but with requests handed straight to the simulator and a clock
 * that only they and the test move: thousands of polls in seconds.
 */
export class DirectWatch {
	nowMs = Date.parse('2026-11-20T14:30:00Z');
	/** How long the simulator takes for a request */
	latencyMs = 0;
	settings: TriggerSettings = {
		credentialType: 'livePersonTokenApi',
		triggerOn: 'newUnit',
		source: 'LP_AgentUI',
		lookBackHours: 24,
		emitExisting: false,
		unitsPerPoll: 100,
	};
	/** What a restarted n8n finds: saved with items, and by the first poll after a start */
	saved: IDataObject = {};
	readonly simulator = createLivePersonSimulator({ now: () => this.nowMs, hours: 0 });
	/** What n8n's log has */
	readonly logged: string[] = [];
	readonly #reported: string[] = [];
	#context: PollContext | undefined;

	pass(ms: number): void {
		this.nowMs += ms;
	}

	restart(): void {
		this.#context = undefined;
	}

	async poll(): Promise<DirectPoll> {
		const isFirst = this.#context === undefined;
		const context = (this.#context ??= this.#start());
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => this.nowMs);
		try {
			const outputs = await this.#watch(context);
			if (outputs !== null || isFirst) {
				this.saved = throughJson({ global: context.getWorkflowStaticData('global') });
			}
			return {
				json: (outputs?.[0] ?? []).map(({ json }) => json),
				reported: this.#reported.splice(0),
			};
		} catch (error) {
			// n8n does not activate a trigger whose first poll throws, and tries again from the start
			if (isFirst) this.restart();
			return { json: [], reported: this.#reported.splice(0), error };
		} finally {
			clock.mockRestore();
		}
	}

	async #watch(context: PollContext) {
		const deadlineEpochMs = this.nowMs + BUDGET_MS * 0.9;
		return await watchFiles({
			context,
			settings: this.settings,
			now: DateTime.fromMillis(this.nowMs),
			stopEpochMs: this.nowMs + BUDGET_MS * 0.6,
			connection: {
				context,
				send: this.#send,
				accountId: this.simulator.account.accountId,
				source: this.settings.source,
				target: {
					host: 'va.agent-activity.liveperson.net',
					credentialType: this.settings.credentialType,
					isDomainGiven: true,
					secrets: [],
				},
				limits: { deadlineEpochMs, pace: new Pace() },
			},
		});
	}

	readonly #send: Send = async ({ method, url, headers, body = '' }): Promise<ApiResponse> => {
		const { host, pathname, search, searchParams } = new URL(url);
		const authorization = `Bearer ${this.simulator.account.token}`;
		const answer = await this.simulator.handler({
			method,
			host,
			path: pathname,
			query: searchParams,
			rawUrl: pathname + search,
			headers: { ...headers, authorization },
			body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
		});
		this.nowMs += this.latencyMs;
		if (answer === 'drop') throw new SendError('cutOff', 'cut off', 'ECONNRESET');
		return {
			status: answer.status,
			headers: answer.headers ?? {},
			body: Buffer.from(answer.body ?? ''),
		};
	};

	#start(): PollContext {
		const workflow = new Workflow({
			id: 'watch',
			name: 'Watch',
			nodes: [NODE],
			connections: {},
			active: true,
			nodeTypes: {
				getByNameAndVersion: () => undefined,
			} as unknown as INodeTypes,
			staticData: throughJson(this.saved),
		});
		const context = new PollContext(
			workflow,
			NODE,
			{} as IWorkflowExecuteAdditionalData,
			'trigger',
			'activate',
			undefined,
			(error) => this.#reported.push(error.message),
		);
		const log = (text: string) => void this.logged.push(text);
		Object.defineProperty(context, 'logger', { value: { warn: log, debug: log } });
		return context;
	}
}

/** The hour that the clock stands in. */
export const hourOf = (epochMs: number) => Math.floor(epochMs / HOUR_MS);
