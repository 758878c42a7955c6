import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { ROOT } from '../../sandbox/bootstrap/paths.mjs';
import type { EditorParts } from '../support/editor/editorParts.mts';
import type { EditorUser } from '../support/editor/editorUser.mts';
import type { OpenedN8n } from '../support/editor/openedN8n.mts';
import { openRealN8n } from '../support/editor/openedN8n.mts';
import type { RealN8n } from '../support/n8n/n8n.mts';
import { readyMadeFile } from '../support/n8n/readyMade.mts';
import { until } from '../support/n8n/until.mts';

const CAMPAIGN = 'Renewals_North';
const ANOTHER = 'Renewals_South';
const OVER = 372;

describe('A new user of the ready-made Slack alert', () => {
	let opened: OpenedN8n;
	let n8n: RealN8n;
	let user: EditorUser;
	let editor: EditorParts;

	before(async () => {
		opened = await openRealN8n({ name: 'editor-slack-alert', isEmpty: true });
		({ n8n, user, editor } = opened);
		n8n.sandbox.cloudAgent.setAht({ campaignName: CAMPAIGN }, OVER);
	});
	after(async () => await opened?.close());

	it('imports the file into an n8n that has nothing yet', async () => {
		await user.click(user.page.getByTestId('new-workflow-card'));
		await importFile();
	});

	it('connects to CloudAgent, types the threshold and picks the campaign', async () => {
		const { userName, apiKey } = n8n.sandbox.cloudAgent.account();
		await user.doubleClick(editor.onCanvas('CloudAgent AHT Trigger'));
		await user.click(editor.button('Connect to CloudAgent'));
		await user.fill(editor.credentialField('userName'), userName);
		await user.fill(editor.credentialField('apiKey'), apiKey);
		await saveCredential();
		await user.fill(editor.parameter('threshold').locator('input').first(), '05:00');
		await user.pick(editor.chooser('campaignName'), editor.listed(CAMPAIGN));
		assert.equal(await editor.issues.count(), 0);
	});

	it('connects to Slack', async () => {
		await user.click(user.page.getByTestId('floating-node'));
		await user.click(editor.button('Connect to Slack'));
		const [app] = n8n.sandbox.slack.workspace.tokens;
		await user.fill(editor.credentialField('accessToken'), app?.token ?? '');
		await saveCredential();
		await user.click(editor.closeNode);
		await editor.node.waitFor({ state: 'detached' });
		assert.equal(await user.page.getByTestId('node-issues').count(), 0);
	});

	it('publishes, and has the first alert in Slack with the first poll', async () => {
		await publish();
		const messages = () => n8n.sandbox.slack.messagesIn('aht-alerts');
		await until('alert', () => messages().length > 0);
		assert.equal(messages().length, 1);
		assert.match(messages()[0]?.text ?? '', /Over target[^]*Renewals_North/);
		assert.equal(n8n.sandbox.cloudAgent.requests.counts.aht, 2, 'the credential test and one poll');
	});

	it('has needed as many clicks and fields as the README says', () => {
		const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
		const [, clicks, fields] = /(\d+) clicks and (\d+) fields/.exec(readme) ?? [];
		assert.deepEqual(user.effort, { clicks: Number(clicks), fields: Number(fields) });
	});

	it('has another alert, with the credentials at hand, in 15 clicks and three fields', async () => {
		const { page } = user;
		const before = { ...user.effort };
		n8n.sandbox.cloudAgent.setAht({ campaignName: ANOTHER }, OVER);
		await page.goto(`${n8n.instance.url}/workflow/new`);
		await importFile();
		await user.doubleClick(editor.onCanvas('CloudAgent AHT Trigger'));
		await takeCredential();
		await user.fill(editor.parameter('threshold').locator('input').first(), '05:00');
		await user.pick(editor.chooser('campaignName'), editor.listed(ANOTHER));
		await user.click(page.getByTestId('floating-node'));
		await takeCredential();
		await user.click(editor.closeNode);
		await editor.node.waitFor({ state: 'detached' });
		await publish();
		const messages = () => n8n.sandbox.slack.messagesIn('aht-alerts');
		await until('alert', () => messages().some(({ text }) => text.includes(ANOTHER)));
		const clicks = user.effort.clicks - before.clicks;
		const fields = user.effort.fields - before.fields;
		assert.ok(clicks <= 15 && fields <= 3, `${clicks} clicks, ${fields} fields`);
	});

	async function importFile(): Promise<void> {
		const { page } = user;
		await user.click(page.getByTestId('workflow-menu'));
		await user.click(page.getByTestId('workflow-menu-item-import'));
		await user.pickFile(page.getByText('From file'), readyMadeFile('aht-alert-to-slack'));
		await editor.onCanvas('Slack').waitFor();
	}

	/** Chooses the one there is, unless n8n has done so. */
	async function takeCredential(): Promise<void> {
		await editor.credential.waitFor();
		if ((await editor.credential.inputValue()) !== '') return;
		await user.click(editor.credential);
		await user.click(user.page.getByRole('option').first());
	}

	async function publish(): Promise<void> {
		await user.click(user.page.getByTestId('workflow-open-publish-modal-button'));
		await user.click(user.page.getByTestId('workflow-publish-button'));
	}

	/** n8n tests what it saves, and closes the dialog when that went well. */
	async function saveCredential(): Promise<void> {
		await user.click(editor.saveCredential);
		await editor.credentialDialog.waitFor({ state: 'detached' });
	}
});
