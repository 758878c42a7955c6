import type { StoredCredential, WorkflowFile } from '../../../sandbox/n8n/api.mts';
import type { RealQueue } from './queue.mts';
import { chainFrom, locator } from './workflows.mts';

/** What one call of the webhook asks for. */
interface AgentsCall {
	call: string;
	agents: string[];
}

/** Many calls of a workflow that asks for the AHT of agents, and the rows that they have to become. */
export interface AgentsPlan {
	calls: AgentsCall[];
	/** Call, agent and AHT, in order */
	rows: string[];
}

/**
 * In queue mode, a workflow that is started by a webhook, asks for the AHT of the agents that the call
 * names and writes a row for each into a table. Its CloudAgent account, and so 50 requests a minute,
 * is its own.
 */
export class AskForAgents {
	readonly account: string;
	readonly #queue: RealQueue;

	private constructor(queue: RealQueue, account: string) {
		this.account = account;
		this.#queue = queue;
	}

	/** Stores the workflow under the account's name and publishes it. */
	static async publish(queue: RealQueue, account: string): Promise<AskForAgents> {
		queue.results('CREATE TABLE IF NOT EXISTS answers (call text, agent text, aht integer)');
		const { cloudAgent } = queue.sandbox;
		cloudAgent.data.agents.forEach(({ agentId }, i) => cloudAgent.setAht({ agentId }, 100 + i));
		const credential: StoredCredential = await queue.cloudAgentCredential(account);
		await queue.importWorkflow(workflow(account), account, [credential]);
		await queue.api.activate(account);
		return new AskForAgents(queue, account);
	}

	/** `agentsEach` agents for each of so many calls. */
	plan(name: string, calls: number, agentsEach: number): AgentsPlan {
		const { cloudAgent } = this.#queue.sandbox;
		const known = cloudAgent.data.agents.map(({ agentId }) => agentId);
		const planned = Array.from({ length: calls }, (_, call) => ({
			call: `${name}-${call}`,
			agents: Array.from({ length: agentsEach }, (__, i) => known[(call + i) % known.length] ?? ''),
		}));
		const rows = planned.flatMap(({ call, agents }) =>
			agents.map((agentId) => [call, agentId, cloudAgent.ahtOf({ agentId })].join()),
		);
		return { calls: planned, rows: rows.sort() };
	}

	/** Starts an execution for each call, all at once. */
	async start(calls: readonly AgentsCall[]): Promise<void> {
		await Promise.all(calls.map(async (call) => await this.#queue.call(this.account, call)));
	}

	/** The rows that calls of this name have become so far, in order. */
	rows(name: string): string[] {
		const written = this.#queue.results(`SELECT * FROM answers WHERE call LIKE '${name}-%'`);
		return written.map((row) => row.join()).sort();
	}
}

function workflow(name: string): WorkflowFile {
	return chainFrom(name, [
		{
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			version: 2,
			parameters: { httpMethod: 'POST', path: name, responseMode: 'onReceived', options: {} },
		},
		{
			name: 'Agents',
			type: 'n8n-nodes-base.splitOut',
			parameters: {
				fieldToSplitOut: 'body.agents',
				options: { destinationFieldName: 'agentId' },
			},
		},
		{
			name: 'AHT',
			type: 'cloudAgentAht',
			parameters: {
				resource: 'agent',
				operation: 'getAht',
				agentId: locator('id', '={{ $json.agentId }}'),
			},
		},
		{
			name: 'Write',
			type: 'n8n-nodes-base.postgres',
			version: 2.6,
			parameters: {
				operation: 'executeQuery',
				query: 'INSERT INTO answers VALUES ($1, $2, $3)',
				options: {
					queryReplacement:
						"={{ [$('Webhook').first().json.body.call, $json.subjectId, $json.ahtSeconds] }}",
				},
			},
		},
	]);
}
