import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';

import { pictureOfWorkflow } from '../support/editor/canvas.mts';
import type { OpenedN8n } from '../support/editor/openedN8n.mts';
import { openRealN8n } from '../support/editor/openedN8n.mts';
import type { RealN8n } from '../support/n8n/n8n.mts';
import { keptPictures, picturesOfReadme, screenshot } from '../support/editor/pictures.mts';
import { readyMadeNames } from '../support/n8n/readyMade.mts';

/** What each node's description in the panel begins with; n8n shows a trigger without "Trigger". */
const NODES = {
	'Agent Segments Breakdown': 'Get actual handle time',
	'Agent Segments Breakdown Trigger': 'Starts the workflow when LivePerson',
	'CloudAgent AHT': 'Get the average handling time',
	'CloudAgent AHT Trigger': 'Starts the workflow when the average handling time',
};
type NodeName = keyof typeof NODES;

const LIVEPERSON: NodeName[] = ['Agent Segments Breakdown', 'Agent Segments Breakdown Trigger'];
const CLOUDAGENT: NodeName[] = ['CloudAgent AHT', 'CloudAgent AHT Trigger'];

describe("In n8n's editor", () => {
	let opened: OpenedN8n;
	let n8n: RealN8n;
	let page: Page;

	before(async () => {
		opened = await openRealN8n({ name: 'editor' });
		({ n8n, page } = opened);
		await openNewWorkflow();
	});
	after(async () => await opened?.close());

	/** With the panel of nodes open. */
	async function openNewWorkflow(): Promise<void> {
		await page.goto(`${n8n.instance.url}/workflow/new`);
		await page.getByTestId('canvas-plus-button').click();
	}

	/** Looks for `words` in the panel of nodes of an empty workflow. */
	async function search(words: string): Promise<void> {
		const bar = page.getByTestId('node-creator-search-bar');
		await bar.fill('');
		// The list follows what is typed with a short delay
		await page.getByText('Trigger manually').waitFor();
		await bar.fill(words);
		await page.getByText('Trigger manually').waitFor({ state: 'hidden' });
		await page.getByTestId('node-creator-item-name').first().waitFor();
	}

	function inPanel(name: NodeName): Locator {
		return page.getByTestId('item-iterator-item').filter({ hasText: NODES[name] });
	}

	/** Adds a node by its panel, a trigger by one of its events; leaves its parameters open. */
	async function add(name: NodeName, choice = 'Add to workflow'): Promise<void> {
		const close = page.getByTestId('ndv-close-button');
		if (await close.isVisible()) await close.click();
		const bar = page.getByTestId('node-creator-search-bar');
		if (!(await bar.isVisible())) await page.getByTestId('node-creator-plus-button').click();
		await bar.fill(name);
		await inPanel(name).click();
		await page.getByText('Node details').waitFor();
		await page.getByText(choice, { exact: true }).click();
		await page.getByTestId('ndv').waitFor();
		await page.getByTestId('node-parameters').waitFor();
	}

	for (const [words, expected] of [
		['handle time', [...LIVEPERSON, ...CLOUDAGENT]],
		['liveperson', LIVEPERSON],
		['ozonetel', CLOUDAGENT],
	] as const) {
		it(`"${words}" finds ${expected.join(', ')}`, async () => {
			await search(words);
			for (const name of expected) await inPanel(name).waitFor();
			await screenshot(page.getByTestId('node-creator'), `find-${words.replace(' ', '-')}`);
		});
	}

	it('Agent Segments Breakdown opens ready to run, with the credential that is there', async () => {
		await add('Agent Segments Breakdown');
		const panel = page.getByTestId('node-parameters');
		await panel.getByTestId('parameter-input-source').waitFor();
		const credential = page.getByTestId('node-credentials-select').locator('input');
		assert.equal(await credential.inputValue(), 'LivePerson (sandbox)');
		assert.equal(await issues(), 0);
		await screenshot(page.getByTestId('ndv'), 'agent-segments-breakdown');
	});

	it('a Source of 21 characters is marked before anything runs, and one of 20 is not', async () => {
		const source = page.getByTestId('parameter-input-source').getByTestId('rlc-input');
		const input = source.locator('input').or(source).first();
		await input.fill('a23456789_123456789_1');
		await input.blur();
		await page.getByTestId('parameter-issues').first().hover();
		await page.getByText('Use 1 to 20 letters, digits and underscores').waitFor();
		await screenshot(page.getByTestId('ndv'), 'source-too-long');
		await input.fill('a23456789_123456789_');
		await input.blur();
		await page.getByTestId('parameter-issues').first().waitFor({ state: 'detached' });
		assert.equal(n8n.sandbox.livePerson.requests.counts.list ?? 0, 0);
	});

	it('CloudAgent AHT opens with its resources and a list to choose an agent from', async () => {
		await openNewWorkflow();
		await add('CloudAgent AHT');
		await page.getByTestId('parameter-input-agentId').waitFor();
		await screenshot(page.getByTestId('ndv'), 'cloudagent-aht');
		await page.getByTestId('parameter-input-agentId').getByTestId('rlc-input').click();
		await page.getByText('Ananya Rao').first().waitFor();
		await screenshot(page.getByTestId('ndv'), 'cloudagent-agent-list');
	});

	for (const [name, event, image] of [
		[
			'Agent Segments Breakdown Trigger',
			'On new breakdown file',
			'agent-segments-breakdown-trigger',
		],
		['CloudAgent AHT Trigger', 'On breach', 'cloudagent-aht-trigger'],
	] as const) {
		it(`${name} opens with the credential that is there`, async () => {
			await add(name, event);
			const credential = page.getByTestId('node-credentials-select').locator('input');
			assert.match(await credential.inputValue(), /\(sandbox\)$/);
			await screenshot(page.getByTestId('ndv'), image);
		});
	}

	describe('the ready-made workflows look as the README shows them:', () => {
		before(async () => {
			// Their nodes would be marked without
			await n8n.addCredential('smtp', { host: '127.0.0.1', user: 'fake', password: 'fake' });
			await n8n.addCredential('postgres', { host: '127.0.0.1', user: 'fake', password: 'fake' });
		});

		for (const name of readyMadeNames()) {
			it(name, async () => {
				await pictureOfWorkflow(page, n8n, name);
				assert.equal(await page.getByTestId('node-issues').count(), 0);
			});
		}
	});

	it('the README shows every ready-made workflow, every kept picture, and no other', () => {
		const shown = picturesOfReadme().sort();
		assert.deepEqual(keptPictures(), { images: shown, inWords: shown });
		for (const name of readyMadeNames()) assert.ok(shown.includes(`workflow-${name}`));
	});

	/** Number of fields that the open panel marks. */
	async function issues(): Promise<number> {
		return await page.getByTestId('parameter-issues').count();
	}
});
