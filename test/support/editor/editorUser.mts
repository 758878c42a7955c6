import type { Locator, Page } from 'playwright-core';

/** What a user had to do: values typed or picked, and clicks, those on a list and its entry included. */
export interface Effort {
	clicks: number;
	fields: number;
}

/** Somebody who uses n8n's editor with mouse and keyboard, and counts. */
export class EditorUser {
	readonly page: Page;
	readonly effort: Effort = { clicks: 0, fields: 0 };

	constructor(page: Page) {
		this.page = page;
	}

	async click(target: Locator): Promise<void> {
		this.effort.clicks++;
		await target.click();
	}

	/** A double click is one. */
	async doubleClick(target: Locator): Promise<void> {
		this.effort.clicks++;
		await target.dblclick();
	}

	/** Types into a field; the way there is counted with it. */
	async fill(field: Locator, text: string): Promise<void> {
		this.effort.fields++;
		await field.fill(text);
		await field.blur();
	}

	/** Opens a field's list and picks from it. */
	async pick(field: Locator, entry: Locator): Promise<void> {
		this.effort.fields++;
		await this.click(field);
		await this.click(entry);
	}

	/** Picks a file in the dialog that `opener` opens. */
	async pickFile(opener: Locator, file: string): Promise<void> {
		const [chooser] = await Promise.all([
			this.page.waitForEvent('filechooser'),
			this.click(opener),
		]);
		this.effort.clicks++;
		await chooser.setFiles(file);
	}
}
