import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { RealN8n } from '../support/n8n.mts';
import { startRealN8n } from '../support/n8n.mts';
import { everySeconds, fillIn, readyMade } from '../support/readyMade.mts';
import { until } from '../support/until.mts';
import { locator } from '../support/workflows.mts';

const CAMPAIGN = 'Renewals_North';
const WITHIN = 290;
const OVER = 372;
const TRIGGER = 'CloudAgent AHT Trigger';

/** What a user fills in besides the two credentials: the campaign and its target. */
const FILLED_IN = {
	threshold: locator('time', '05:00'),
	targets: {
		target: [
			{
				watch: 'campaign',
				campaignName: locator('name', CAMPAIGN),
				threshold: locator('time', ''),
			},
		],
	},
};

describe('The workflow "AHT alert to Slack", activated', () => {
	let n8n: RealN8n;
	let id: string;
	/** The same with Trigger On without Recovery, and another channel */
	let breachesOnly: string;

	before(async () => {
		n8n = await startRealN8n({ name: 'aht-alert' });
		setAht(WITHIN);
		const filledIn = fillIn(readyMade('aht-alert-to-slack'), TRIGGER, FILLED_IN);
		const polled = fillIn(filledIn, TRIGGER, everySeconds(10));
		id = await n8n.importWorkflow(polled, 'aht-alert');
		await n8n.api.activate(id);
		const breaches = fillIn(polled, TRIGGER, { triggerOn: ['breached'] });
		const toLeads = fillIn(breaches, 'Slack', { channelId: locator('name', '#team-leads') });
		breachesOnly = await n8n.importWorkflow(toLeads, 'breaches-only');
		await n8n.api.activate(breachesOnly);
	});
	after(async () => {
		await n8n?.close();
	});

	function setAht(seconds: number): void {
		n8n.sandbox.cloudAgent.setAht({ campaignName: CAMPAIGN }, seconds);
	}

	/** First line of every message in the channel, the oldest first. */
	function headlines(channel?: string): string[] {
		return messages(channel).map((text) => text.split('\n')[0] ?? '');
	}

	function messages(channel = 'aht-alerts'): string[] {
		return n8n.sandbox.slack.messagesIn(channel).map(({ text }) => text);
	}

	/** The messages once there are so many. */
	async function untilMessages(count: number): Promise<void> {
		await until(`message ${count}`, () => messages().length >= count);
	}

	/** Until both triggers have read the AHT as it is now, and what they started has ended. */
	async function twoMorePolls(): Promise<void> {
		const { counts } = n8n.sandbox.cloudAgent.requests;
		const before = counts.aht;
		await until('more polls', () => counts.aht >= before + 4);
		await until('end of the executions', async () => {
			const executions = await Promise.all([id, breachesOnly].map(executionsOf));
			return executions.flat().every(({ hasEnded }) => hasEnded);
		});
	}

	async function executionsOf(workflow: string) {
		const ids = await n8n.api.executionIds(workflow);
		return await Promise.all(ids.map(async (each) => await n8n.api.execution(each)));
	}

	it('says nothing while the AHT is within its target', async () => {
		await twoMorePolls();
		assert.deepEqual(messages(), []);
	});

	it('sends one message when the AHT goes over, in words to read', async () => {
		setAht(OVER);
		await untilMessages(1);
		await twoMorePolls();
		assert.deepEqual(headlines(), [BREACH]);
		assert.match(
			messages()[0]?.split('\n')[1] ?? '',
			/^Campaign Renewals_North: average handling time 00:06:12 is 1 min 12 s over the target of 00:05:00/,
		);
	});

	it('says nothing again after a restart of n8n while the AHT stays over', async () => {
		await n8n.instance.stop();
		await n8n.instance.start();
		await twoMorePolls();
		assert.deepEqual(headlines(), [BREACH]);
	});

	it('nor after kill -9', async () => {
		await n8n.instance.kill();
		await n8n.instance.start();
		await twoMorePolls();
		assert.deepEqual(headlines(), [BREACH]);
	});

	it('sends one message when the AHT is back', async () => {
		setAht(WITHIN);
		await untilMessages(2);
		await twoMorePolls();
		assert.deepEqual(headlines(), [BREACH, RECOVERY]);
	});

	it('sends the breach that came while n8n was gone, whatever it was told to be silent about', async () => {
		assert.deepEqual(headlines('team-leads'), [BREACH]);
		await n8n.instance.kill();
		setAht(OVER);
		await n8n.instance.start();
		await untilMessages(3);
		await twoMorePolls();
		assert.deepEqual(headlines(), [BREACH, RECOVERY, BREACH]);
		assert.deepEqual(headlines('team-leads'), [BREACH, BREACH]);
	});

	it('sends the recovery that came while n8n was gone', async () => {
		await n8n.instance.kill();
		setAht(WITHIN);
		await n8n.instance.start();
		await untilMessages(4);
		await twoMorePolls();
		assert.deepEqual(headlines(), [BREACH, RECOVERY, BREACH, RECOVERY]);
		assert.deepEqual(headlines('team-leads'), [BREACH, BREACH]);
	});

	it('has run once for each event, and every run has ended well', async () => {
		const executions = [await executionsOf(id), await executionsOf(breachesOnly)];
		assert.deepEqual(
			executions.map((each) => each.map(({ status }) => status)),
			[Array(4).fill('success'), Array(4).fill('success')],
		);
		// Nothing goes to Slack from a run that only keeps a recovery
		const sent = executions[1]?.map((each) => each.items('Slack').length);
		assert.deepEqual(sent, [0, 1, 0, 1]);
	});
});

const BREACH = ':red_circle: *Over target*';
const RECOVERY = ':large_green_circle: *Back within target*';
