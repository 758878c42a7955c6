import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { MailCatcher } from '../../sandbox/services/mailCatcher.mts';
import { smtpCredential, startMailCatcher } from '../../sandbox/services/mailCatcher.mts';
import {
	AhtAlert,
	BREACH,
	OVER,
	RECOVERY,
	setAht,
	twoMorePolls,
	WITHIN,
} from '../support/n8n/ahtAlert.mts';
import type { RealQueue } from '../support/n8n/queue.mts';
import { RESULTS, startRealQueue } from '../support/n8n/queue.mts';
import { secretsFound, secretsOf } from '../support/n8n/secrets.mts';
import { textsInFiles, textsInPostgres } from '../support/n8n/storedText.mts';
import { askAboutHandleTime } from './flows/askAboutHandleTime.mts';
import { campaignBoard } from './flows/campaignBoard.mts';
import { dailyReport } from './flows/dailyReport.mts';
import { crowd } from './queue/crowd.mts';
import { intoPostgres } from './queue/intoPostgres.mts';

const ACCOUNTS = ['demo_account', 'crowd'].map((userName) => ({
	userName,
	apiKey: `fake-api-key-of-${userName}`,
	mode: 'TOKEN_AUTH' as const,
}));

describe("In n8n's queue mode with two workers", () => {
	let queue: RealQueue;
	let mail: MailCatcher;

	before(async () => {
		mail = await startMailCatcher();
		const sandbox = { livePerson: { hours: 60 }, cloudAgent: { accounts: ACCOUNTS } };
		queue = await startRealQueue({ name: 'queue', sandbox });
		await queue.addCredential('smtp', smtpCredential(mail));
	});
	after(async () => {
		await queue?.close();
		await mail?.close();
	});

	describe('a ready-made workflow,', { concurrency: true }, () => {
		campaignBoard(() => queue);
		askAboutHandleTime(() => queue);
		dailyReport(
			() => queue,
			() => mail,
		);

		it('"AHT alert to Slack", polls on the main process and sends each event once', async () => {
			setAht(queue, WITHIN);
			const alert = await AhtAlert.activate(queue, 'aht-alert');
			const polls = async () => await twoMorePolls(queue, [alert]);
			await polls();
			setAht(queue, OVER);
			await alert.untilMessages(1);
			await polls();
			setAht(queue, WITHIN);
			await alert.untilMessages(2);
			await polls();
			await queue.api.deactivate(alert.id);
			assert.deepEqual(alert.headlines(), [BREACH, RECOVERY]);
			const byWorkers = [...queue.begunBy(0), ...queue.begunBy(1)];
			const executions = queue.executions(alert.id);
			assert.equal(executions.length, 2);
			for (const { id } of executions) assert.ok(byWorkers.includes(id));
		});
	});

	crowd(() => queue);

	intoPostgres(() => queue);

	it('no API key and no token is in the database, in what workflows wrote, or in a log', () => {
		const secrets = secretsOf(queue);
		for (const { apiKey } of ACCOUNTS) assert.ok(secrets.includes(apiKey));
		const stored = [...textsInPostgres(queue.postgres)];
		const executions = stored.filter(({ where }) => where === 'execution_data');
		assert.ok(executions.some(({ text }) => text.includes('ahtSeconds')));
		assert.deepEqual(secretsFound(secrets, stored), []);
		assert.deepEqual(secretsFound(secrets, textsInPostgres(queue.postgres, RESULTS)), []);
		assert.deepEqual(secretsFound(secrets, textsInFiles(queue.home)), []);
	});
});
