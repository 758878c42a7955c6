import type { Page } from 'playwright-core';

import type { RealN8n, RealN8nOptions } from '../n8n/n8n.mts';
import { startRealN8n } from '../n8n/n8n.mts';
import { openEditor, startBrowser } from './browser.mts';
import { EditorParts } from './editorParts.mts';
import { EditorUser } from './editorUser.mts';

/** An n8n of its own with somebody in front of its editor. */
export interface OpenedN8n {
	n8n: RealN8n;
	page: Page;
	user: EditorUser;
	editor: EditorParts;
	/** Closes the browser and stops n8n and the simulators. */
	close(): Promise<void>;
}

/** Starts n8n and opens its editor, signed in, in a browser. */
export async function openRealN8n(options: RealN8nOptions): Promise<OpenedN8n> {
	const n8n = await startRealN8n(options);
	try {
		const browser = await startBrowser();
		const page = await openEditor(browser, n8n.instance.url);
		const close = async () => {
			await browser.close();
			await n8n.close();
		};
		return { n8n, page, user: new EditorUser(page), editor: new EditorParts(page), close };
	} catch (error) {
		await n8n.close();
		throw error;
	}
}
