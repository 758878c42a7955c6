import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DateTime } from 'luxon';

import type { EditorParts } from '../support/editor/editorParts.mts';
import type { EditorUser } from '../support/editor/editorUser.mts';
import type { OpenedN8n } from '../support/editor/openedN8n.mts';
import { openRealN8n } from '../support/editor/openedN8n.mts';
import type { RealN8n } from '../support/n8n/n8n.mts';
import { screenshot } from '../support/editor/pictures.mts';
import { clock } from '../support/n8n/reportSums.mts';
import { createDataSet } from '../../sandbox/simulators/livePerson/dataSet.mts';
import { segmentsOf } from '../../sandbox/simulators/livePerson/records.mts';
import { endedWithin } from '../engine/AgentSegmentsBreakdown/handlingTimeUnit/ended.mts';

/** What every average handling time begins with */
const AHT_COLUMNS = ['subjectName', 'aht'];
const CLOCK = /^\d\d:\d\d:\d\d$/;

describe("A new user in n8n's editor", () => {
	let opened: OpenedN8n;
	let n8n: RealN8n;
	let user: EditorUser;
	let editor: EditorParts;

	before(async () => {
		opened = await openRealN8n({
			name: 'editor-story',
			isEmpty: true,
			sandbox: { livePerson: { hours: 49 } },
		});
		({ n8n, user, editor } = opened);
	});
	after(async () => await opened?.close());

	/** Searches the panel of nodes, which is open, and adds what is found. */
	async function add(words: string, description: string): Promise<void> {
		const { page } = user;
		await user.fill(page.getByTestId('node-creator-search-bar'), words);
		const found = page.getByTestId('item-iterator-item').filter({ hasText: description });
		await user.click(found);
		await user.click(page.getByText('Add to workflow', { exact: true }));
		await editor.node.waitFor();
	}

	/** Half a day of last week's Wednesday, beside the last two days. */
	function addToLastWeek(): void {
		const { data } = n8n.sandbox.livePerson;
		const noon = DateTime.now().startOf('week').minus({ days: 5 }).set({ hour: 12 });
		const { files, segments } = createDataSet({
			seed: 2,
			accountId: data.accountId,
			nowMs: noon.toMillis(),
			hours: 12,
			hoursAhead: 0,
			filesPerHour: 1,
			segmentsPerAgentHour: 2,
			shortNumbers: false,
		});
		data.files.unshift(...files);
		data.segments = [...segmentsOf(segments), ...segmentsOf(data.segments)];
	}

	/** Saves what n8n then tries and finds wanting; gives what it says. */
	async function saveInVain(): Promise<string> {
		const { credentialDialog } = editor;
		await user.click(editor.saveCredential);
		await user.click(credentialDialog.getByText('More details'));
		return await credentialDialog.innerText();
	}

	/** Saves what n8n then tries and finds right; it closes the dialog itself. */
	async function saveAndConnect(): Promise<void> {
		await user.click(editor.saveCredential);
		await editor.credentialDialog.waitFor({ state: 'detached' });
		await user.click(editor.editCredential);
		await editor.credentialDialog.getByText('Connection tested successfully').waitFor();
		await user.click(editor.closeCredential);
		await editor.credentialDialog.waitFor({ state: 'detached' });
	}

	it('finds CloudAgent AHT in the panel and adds it to a new workflow', async () => {
		await user.click(user.page.getByTestId('new-workflow-card'));
		await user.click(user.page.getByTestId('canvas-plus-button'));
		await add('CloudAgent AHT', 'Get the average handling time');
	});

	it('reads in words that the API key is wrong, and connects with the right one', async () => {
		const { userName, apiKey } = n8n.sandbox.cloudAgent.account();
		await user.click(editor.button('Connect to CloudAgent'));
		await user.fill(editor.credentialField('userName'), userName);
		await user.fill(editor.credentialField('apiKey'), 'fake-wrong-key-for-tests');
		assert.match(await saveInVain(), /CloudAgent does not accept the user name or the API key/);
		await user.fill(editor.credentialField('apiKey'), apiKey);
		await saveAndConnect();
		assert.equal(await editor.credential.inputValue(), 'CloudAgent account');
	});

	it('reads it also where a key that worked is changed', async () => {
		await user.click(editor.editCredential);
		await user.fill(editor.credentialField('apiKey'), 'fake-wrong-key-for-tests');
		assert.match(await saveInVain(), /CloudAgent does not accept the user name or the API key/);
		const { apiKey } = n8n.sandbox.cloudAgent.account();
		await user.fill(editor.credentialField('apiKey'), apiKey);
		await user.click(editor.saveCredential);
		await editor.credentialDialog.getByText('Connection tested successfully').waitFor();
		await user.click(editor.closeCredential);
	});

	it("picks an agent by name from the list, and reads the agent's AHT in the first columns", async () => {
		n8n.sandbox.cloudAgent.setAht({ agentId: 'ananya.rao' }, 241);
		await user.pick(editor.chooser('agentId'), editor.listed('Ananya Rao'));
		await user.click(editor.executeStep);
		const [, row] = await editor.table(AHT_COLUMNS);
		assert.deepEqual(row?.slice(0, 2), ['Ananya Rao', '00:04:01']);
		await screenshot(editor.node, 'cloudagent-output');
	});

	it('opens what went wrong, and reads what it was and what to do', async () => {
		const { errorDescription, errorTitle } = editor;
		await user.pick(
			editor.parameter('agentId').getByTestId('rlc-mode-selector'),
			editor.option('By ID'),
		);
		// Until the field is another one, what is typed goes into the list's
		await editor.node.getByText('The ID that the agent logs in with').waitFor();
		// The editor takes what is typed a moment after the last key, and then saves it: nobody is as quick
		// to run the node as a test is
		const saved = user.page.waitForRequest(
			(request) =>
				request.method() !== 'GET' && request.postData()?.includes('nobody.here') === true,
		);
		await user.fill(editor.chooser('agentId'), 'nobody.here');
		await saved;
		await user.click(editor.executeStep);
		await errorTitle.getByText("CloudAgent does not know the agent 'nobody.here'").waitFor();
		assert.match(await errorDescription.innerText(), /enter the ID that the agent logs in with/);
		await screenshot(editor.node, 'cloudagent-error');
		await user.click(editor.closeNode);
		await editor.node.waitFor({ state: 'detached' });
	});

	it('adds Agent Segments Breakdown, and reads in words that its secret is wrong', async () => {
		await user.page.goto(`${n8n.instance.url}/workflow/new`);
		await user.click(user.page.getByTestId('canvas-plus-button'));
		await add('Agent Segments Breakdown', 'Get actual handle time');
		const { accountId, clientId, clientSecret } = n8n.sandbox.livePerson.account;
		await user.click(editor.button('Connect to LivePerson'));
		await user.fill(editor.credentialField('accountId'), accountId);
		await user.fill(editor.credentialField('clientId'), clientId);
		await user.fill(editor.credentialField('clientSecret'), 'fake-wrong-secret-for-tests');
		assert.match(await saveInVain(), /does not accept the 'Client ID' and 'Client Secret'/);
		await screenshot(editor.credentialDialog, 'livePerson-wrong-secret');
		await user.fill(editor.credentialField('clientSecret'), clientSecret);
		await saveAndConnect();
		assert.equal(await editor.credential.inputValue(), 'LivePerson account');
	});

	it('picks a file from the list, and reads its handling time units', async () => {
		await user.pick(editor.parameter('resource'), editor.option('Breakdown File'));
		await user.pick(editor.parameter('operation'), editor.option('Get'));
		const file = n8n.sandbox.livePerson.data.files.at(-1) ?? assert.fail();
		const hour = DateTime.fromMillis(file.hourStartMs).toUTC().toFormat('yyyy-MM-dd HH:mm');
		const part = Number(/\.(\d+)\.json/.exec(file.path)?.[1]);
		await user.pick(editor.chooser('path'), editor.listed(`${hour} UTC, part ${part}`));
		await user.click(editor.executeStep);
		await editor.table(['segmentId', 'sequence', 'startReason', 'endReason']);
		await editor.output.getByText(`${file.units().length} items`).waitFor();
	});

	it('reads a summary with names and durations first', async () => {
		await user.pick(editor.parameter('resource'), editor.option('Handling Time'));
		await user.click(editor.executeStep);
		const [, ...rows] = await editor.table(AHT_COLUMNS);
		assert.equal(rows.length, n8n.sandbox.livePerson.data.agents.length);
		for (const row of rows) assert.doesNotMatch(row[0] ?? '', /^\d*$/, 'an ID in place of a name');
		for (const row of rows) assert.match(row[1] ?? '', CLOCK);
		// The order of the names is that of the day's figures
		await screenshot(editor.node, 'summary-by-agent', editor.output.locator('tr').first());
	});

	it('has yesterday by agent with three more clicks and nothing typed', async () => {
		const clicksBefore = user.effort.clicks;
		await user.pick(editor.parameter('timeFrame'), editor.option('Yesterday'));
		await user.click(editor.executeStep);
		assert.equal(user.effort.clicks - clicksBefore, 3);
		const today = DateTime.now().startOf('day');
		const frame = { fromMs: today.minus({ days: 1 }).toMillis(), toMs: today.toMillis() };
		const { byAgent } = endedWithin(n8n.sandbox.livePerson, frame);
		for (const { handleTimeMillis, segments } of Object.values(byAgent)) {
			const aht = clock(handleTimeMillis / segments);
			await editor.output.getByText(aht, { exact: true }).first().waitFor();
		}
	});

	it('reads what is wrong with a time frame that LivePerson no longer has', async () => {
		const from = DateTime.now().minus({ days: 40 });
		await user.pick(editor.parameter('timeFrame'), editor.option('Custom'));
		const input = editor.parameter('from').locator('input');
		await user.fill(input, from.toFormat('yyyy-MM-dd HH:mm:ss'));
		await user.click(editor.executeStep);
		await editor.errorTitle.getByText("The 'From' parameter is more than a month back").waitFor();
		assert.match(await editor.errorDescription.innerText(), /keeps handle times for a month/);
	});

	it('has last week by skill and half hour as a CSV file in twelve clicks', async () => {
		addToLastWeek();
		const { page } = user;
		const clicksBefore = user.effort.clicks;
		await user.pick(editor.parameter('timeFrame'), editor.option('Last Week'));
		await user.click(editor.parameter('groupBy'));
		await user.click(editor.option('Agent'));
		await user.click(editor.option('Skill'));
		await page.keyboard.press('Escape');
		await user.pick(editor.parameter('interval'), editor.option('30 Minutes'));
		await user.click(editor.closeNode);
		await editor.node.waitFor({ state: 'detached' });
		await user.click(editor.addNext);
		await user.fill(page.getByTestId('node-creator-search-bar'), 'Convert to File');
		await user.click(page.getByTestId('item-iterator-item').filter({ hasText: 'Convert to File' }));
		await user.click(page.getByText('Convert to CSV', { exact: true }));
		await editor.node.waitFor();
		await user.click(editor.executeStep);
		await editor.output.getByText('text/csv').waitFor();
		const clicks = user.effort.clicks - clicksBefore;
		assert.ok(clicks <= 12, `${clicks} clicks`);
	});
});
