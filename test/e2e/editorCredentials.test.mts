import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { EditorParts } from '../support/editor/editorParts.mts';
import type { EditorUser } from '../support/editor/editorUser.mts';
import type { OpenedN8n } from '../support/editor/openedN8n.mts';
import { openRealN8n } from '../support/editor/openedN8n.mts';

/** Those that editorStory.test.mts does not fill in on its way. */
const TYPES = [
	{
		label: 'LivePerson App Key OAuth1 API',
		type: 'livePersonOAuth1Api',
		fields: {
			accountId: 'Account ID',
			appKey: 'App Key',
			appSecret: 'App Secret',
			accessToken: 'Access Token',
			accessTokenSecret: 'Access Token Secret',
		},
		wrong: 'appSecret',
		advice: /did not accept the signature.*Check 'App Secret'/s,
	},
	{
		label: 'LivePerson Token API',
		type: 'livePersonTokenApi',
		fields: { accountId: 'Account ID', token: 'Token' },
		wrong: 'token',
		advice: /does not accept.*'Token'/s,
	},
] as const;

describe('A credential that is filled in from what is on the screen', () => {
	let opened: OpenedN8n;
	let user: EditorUser;
	let editor: EditorParts;

	before(async () => {
		opened = await openRealN8n({ name: 'editor-credentials', isEmpty: true });
		({ user, editor } = opened);
	});
	after(async () => await opened?.close());

	/** Opens the dialog of a new credential from the page of credentials. */
	async function openNew(label: string): Promise<void> {
		const { page } = user;
		await page.goto(`${opened.n8n.instance.url}/home/credentials/create`);
		// Without leaving the field, which would close the list
		await user.click(page.getByTestId('new-credential-type-select').locator('input'));
		await page.keyboard.type(label);
		await user.click(
			page.getByTestId('new-credential-type-select-option').filter({ hasText: label }),
		);
		await user.click(page.getByTestId('new-credential-type-button'));
		await editor.credentialDialog.waitFor();
	}

	for (const { label, type, fields, wrong, advice } of TYPES) {
		it(`${label}: says what is needed first, what is wrong, and that it connects`, async () => {
			await openNew(label);
			const dialog = editor.credentialDialog;
			await dialog.getByText('account manager').first().waitFor();
			const right: Record<string, string> = {
				...opened.n8n.sandbox.livePerson.credentials[type],
			};
			for (const [name, shown] of Object.entries(fields)) {
				// Required fields have an asterisk
				await dialog
					.getByText(new RegExp(`^${shown}\\s*\\*$`))
					.first()
					.waitFor();
				const value = name === wrong ? 'fake-wrong-secret-for-tests' : (right[name] ?? '');
				await user.fill(editor.credentialField(name), value);
			}
			await user.click(editor.saveCredential);
			await user.click(dialog.getByText('More details'));
			assert.match(await dialog.innerText(), advice);
			await user.fill(editor.credentialField(wrong), right[wrong] ?? '');
			await user.click(editor.saveCredential);
			await dialog.getByText('Connection tested successfully').waitFor();
		});
	}
});
