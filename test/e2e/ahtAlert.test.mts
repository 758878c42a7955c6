import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import {
	AhtAlert,
	BREACH,
	OVER,
	RECOVERY,
	setAht,
	twoMorePolls,
	WITHIN,
} from '../support/n8n/ahtAlert.mts';
import type { RealN8n } from '../support/n8n/n8n.mts';
import { startRealN8n } from '../support/n8n/n8n.mts';

describe('The workflow "AHT alert to Slack", activated', () => {
	let n8n: RealN8n;
	let alert: AhtAlert;
	/** The same with Trigger On without Recovery */
	let breachesOnly: AhtAlert;

	before(async () => {
		n8n = await startRealN8n({ name: 'aht-alert' });
		setAht(n8n, WITHIN);
		alert = await AhtAlert.activate(n8n, 'aht-alert');
		breachesOnly = await AhtAlert.activate(n8n, 'breaches-only', {
			channel: 'team-leads',
			trigger: { triggerOn: ['breached'] },
		});
	});
	after(async () => {
		await n8n?.close();
	});

	const polls = async () => await twoMorePolls(n8n, [alert, breachesOnly]);

	it('says nothing while the AHT is within its target', async () => {
		await polls();
		assert.deepEqual(alert.messages(), []);
	});

	it('sends one message when the AHT goes over, in words to read', async () => {
		setAht(n8n, OVER);
		await alert.untilMessages(1);
		await polls();
		assert.deepEqual(alert.headlines(), [BREACH]);
		assert.match(
			alert.messages()[0]?.split('\n')[1] ?? '',
			/^Campaign Renewals_South: average handling time 6 min 12 s is 1 min 12 s over the threshold of 5 min/,
		);
	});

	it('says nothing again after a restart of n8n while the AHT stays over', async () => {
		await n8n.instance.stop();
		await n8n.instance.start();
		await polls();
		assert.deepEqual(alert.headlines(), [BREACH]);
	});

	it('nor after kill -9', async () => {
		await n8n.instance.kill();
		await n8n.instance.start();
		await polls();
		assert.deepEqual(alert.headlines(), [BREACH]);
	});

	it('sends one message when the AHT is back', async () => {
		setAht(n8n, WITHIN);
		await alert.untilMessages(2);
		await polls();
		assert.deepEqual(alert.headlines(), [BREACH, RECOVERY]);
	});

	it('sends the breach that came while n8n was gone, whatever it was told to be silent about', async () => {
		assert.deepEqual(breachesOnly.headlines(), [BREACH]);
		await n8n.instance.kill();
		setAht(n8n, OVER);
		await n8n.instance.start();
		await alert.untilMessages(3);
		await polls();
		assert.deepEqual(alert.headlines(), [BREACH, RECOVERY, BREACH]);
		assert.deepEqual(breachesOnly.headlines(), [BREACH, BREACH]);
	});

	it('sends the recovery that came while n8n was gone', async () => {
		await n8n.instance.kill();
		setAht(n8n, WITHIN);
		await n8n.instance.start();
		await alert.untilMessages(4);
		await polls();
		assert.deepEqual(alert.headlines(), [BREACH, RECOVERY, BREACH, RECOVERY]);
		assert.deepEqual(breachesOnly.headlines(), [BREACH, BREACH]);
	});

	it('has run once for each event, and every run has ended well', async () => {
		const executions = [await alert.executions(), await breachesOnly.executions()];
		assert.deepEqual(
			executions.map((each) => each.map(({ status }) => status)),
			[Array(4).fill('success'), Array(4).fill('success')],
		);
		// Nothing goes to Slack from a run that only keeps a recovery
		const sent = executions[1]?.map((each) => each.items('Slack').length);
		assert.deepEqual(sent, [0, 1, 0, 1]);
	});
});
