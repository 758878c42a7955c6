import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';

import type { RealN8n } from '../n8n/n8n.mts';
import { screenshotOf } from './pictures.mts';
import { readyMade } from '../n8n/readyMade.mts';
import { until } from '../n8n/until.mts';

/** Larger than any ready-made workflow, so that n8n shows it in full size with nothing over it */
const LARGE = { width: 1800, height: 1700 };
const MARGIN = 16;

/** Saves what a ready-made workflow looks like on the canvas, cut to the workflow. */
export async function pictureOfWorkflow(page: Page, n8n: RealN8n, name: string): Promise<void> {
	const workflow = readyMade(name);
	const id = await n8n.importWorkflow(workflow, name);
	const usual = page.viewportSize();
	await page.setViewportSize(LARGE);
	await page.goto(`${n8n.instance.url}/workflow/${id}`);
	await page
		.locator('.vue-flow__node')
		.nth(workflow.nodes.length - 1)
		.waitFor();
	await page.getByTestId('zoom-to-fit').click();
	await page.mouse.move(0, 0);
	const clip = await until('workflow that stands still', async () => await boundsAtRest(page));
	const hash = createHash('sha256').update(JSON.stringify(workflow)).digest('hex');
	await screenshotOf(page, clip, { name: `workflow-${name}`, words: `Workflow ${hash}` });
	if (usual) await page.setViewportSize(usual);
}

/** Where all nodes and notes are, once they no longer move and their icons are there. */
async function boundsAtRest(page: Page) {
	const before = await bounds(page);
	const after = await bounds(page);
	const hasIcons = await page.evaluate(() =>
		Array.from(document.images).every((image) => image.complete),
	);
	return hasIcons && JSON.stringify(before) === JSON.stringify(after) && after;
}

async function bounds(page: Page) {
	return await page.locator('.vue-flow__node').evaluateAll(async (nodes, margin) => {
		await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
		const boxes = nodes.map((node) => node.getBoundingClientRect());
		const x = Math.floor(Math.min(...boxes.map(({ left }) => left)) - margin);
		const y = Math.floor(Math.min(...boxes.map(({ top }) => top)) - margin);
		const right = Math.max(...boxes.map((box) => box.right)) + margin;
		const bottom = Math.max(...boxes.map((box) => box.bottom)) + margin;
		return { x, y, width: Math.ceil(right - x), height: Math.ceil(bottom - y) };
	}, MARGIN);
}
