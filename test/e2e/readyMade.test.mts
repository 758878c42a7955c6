import { after, before, describe } from 'node:test';

import type { MailCatcher } from '../../sandbox/services/mailCatcher.mts';
import { smtpCredential, startMailCatcher } from '../../sandbox/services/mailCatcher.mts';
import type { RealN8n } from '../support/n8n/n8n.mts';
import { startRealN8n } from '../support/n8n/n8n.mts';
import { alerts } from './flows/alerts.mts';
import { askAboutHandleTime } from './flows/askAboutHandleTime.mts';
import { campaignBoard } from './flows/campaignBoard.mts';
import { dailyReport } from './flows/dailyReport.mts';
import { planningIntervals } from './flows/planningIntervals.mts';

describe('A ready-made workflow, imported and run as it is,', () => {
	let n8n: RealN8n;
	let mail: MailCatcher;

	before(async () => {
		mail = await startMailCatcher();
		n8n = await startRealN8n({ name: 'ready-made', sandbox: { livePerson: { hours: 60 } } });
		await n8n.addCredential('smtp', smtpCredential(mail));
	});
	after(async () => {
		await n8n?.close();
		await mail?.close();
	});

	campaignBoard(() => n8n);
	alerts(() => n8n);
	askAboutHandleTime(() => n8n);
	dailyReport(
		() => n8n,
		() => mail,
	);
	planningIntervals(
		() => n8n,
		() => mail,
	);
});
