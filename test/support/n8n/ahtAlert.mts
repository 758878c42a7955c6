import type { Execution } from '../../../sandbox/n8n/execution.mts';
import type { RealN8n } from './n8n.mts';
import { everySeconds, fillIn, readyMade } from './readyMade.mts';
import { until } from './until.mts';
import { locator } from './workflows.mts';

export const WITHIN = 290;
export const OVER = 372;
export const BREACH = ':red_circle: *Over target*';
export const RECOVERY = ':large_green_circle: *Back within target*';

const TRIGGER = 'CloudAgent AHT Trigger';
/** No other workflow asks for its AHT, so that requests tell how often the alerts have polled */
const CAMPAIGN = 'Renewals_South';
const POLL_EVERY_SECONDS = 3;

/** What a user fills in besides the two credentials: the campaign and its target. */
const FILLED_IN = {
	threshold: '5 min',
	targets: {
		target: [
			{
				watch: 'campaign',
				campaignName: locator('name', CAMPAIGN),
				threshold: '',
			},
		],
	},
};

/** The workflow "AHT alert to Slack", filled in and activated, and the channel that it writes to. */
export class AhtAlert {
	readonly id: string;
	readonly #n8n: RealN8n;
	readonly #channel: string;

	private constructor(n8n: RealN8n, id: string, channel: string) {
		this.#n8n = n8n;
		this.id = id;
		this.#channel = channel;
	}

	/** Activates it on this n8n, polling every few seconds, with other parameters of its trigger. */
	static async activate(
		n8n: RealN8n,
		id: string,
		{ channel = 'aht-alerts', trigger = {} }: { channel?: string; trigger?: object } = {},
	): Promise<AhtAlert> {
		const parameters = { ...FILLED_IN, ...everySeconds(POLL_EVERY_SECONDS), ...trigger };
		const polled = fillIn(readyMade('aht-alert-to-slack'), TRIGGER, parameters);
		const workflow = fillIn(polled, 'Slack', { channelId: locator('name', `#${channel}`) });
		await n8n.importWorkflow(workflow, id);
		await n8n.api.activate(id);
		return new AhtAlert(n8n, id, channel);
	}

	/** What the channel has, the oldest first. */
	messages(): string[] {
		return this.#n8n.sandbox.slack.messagesIn(this.#channel).map(({ text }) => text);
	}

	/** First line of every message. */
	headlines(): string[] {
		return this.messages().map((text) => text.split('\n')[0] ?? '');
	}

	/** Until there are so many messages. */
	async untilMessages(count: number): Promise<void> {
		await until(`message ${count}`, () => this.messages().length >= count);
	}

	async executions(): Promise<Execution[]> {
		const ids = await this.#n8n.api.executionIds(this.id);
		return await Promise.all(ids.map(async (id) => await this.#n8n.api.execution(id)));
	}
}

/** The AHT that alerts watch, from now on. */
export function setAht({ sandbox }: RealN8n, seconds: number): void {
	sandbox.cloudAgent.setAht({ campaignName: CAMPAIGN }, seconds);
}

/** Until every alert has read the AHT as it is now, twice, and what they started has ended. */
export async function twoMorePolls(
	{ sandbox }: RealN8n,
	alerts: readonly AhtAlert[],
): Promise<void> {
	const asked = () =>
		sandbox.cloudAgent.requests.of('aht').filter(({ body }) => body.includes(CAMPAIGN)).length;
	const before = asked();
	await until('more polls', () => asked() >= before + 2 * alerts.length);
	await until('end of the executions', async () => {
		const executions = await Promise.all(alerts.map(async (alert) => await alert.executions()));
		return executions.flat().every(({ hasEnded }) => hasEnded);
	});
}
