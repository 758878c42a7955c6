import type { Locator, Page } from 'playwright-core';

import { until } from '../n8n/until.mts';

/** The parts of n8n's editor that the tests use, by what they are to a user. */
export class EditorParts {
	readonly page: Page;
	/** The open node */
	readonly node: Locator;
	readonly executeStep: Locator;
	readonly closeNode: Locator;
	/** Behind the last node on the canvas, where the next one is added */
	readonly addNext: Locator;
	readonly issues: Locator;
	readonly errorTitle: Locator;
	readonly errorDescription: Locator;
	readonly output: Locator;
	readonly credential: Locator;
	readonly editCredential: Locator;
	/** The dialog in which a credential is made or changed */
	readonly credentialDialog: Locator;
	readonly saveCredential: Locator;
	readonly closeCredential: Locator;

	constructor(page: Page) {
		this.page = page;
		this.node = page.getByTestId('ndv');
		this.executeStep = this.node.getByTestId('node-execute-button');
		this.closeNode = page.getByTestId('ndv-close-button');
		this.addNext = page.getByTestId('canvas-handle-plus').last();
		this.issues = page.getByTestId('parameter-issues');
		this.errorTitle = page.getByTestId('node-error-message');
		this.errorDescription = page.getByTestId('node-error-description');
		this.output = this.node.getByTestId('output-panel');
		this.credential = page.getByTestId('node-credentials-select').locator('input');
		this.editCredential = page.getByTestId('credential-edit-button');
		this.credentialDialog = page.getByTestId('editCredential-modal');
		this.saveCredential = page.getByTestId('credential-save-button');
		this.closeCredential = this.credentialDialog.locator('.el-dialog__headerbtn');
	}

	/** A node on the canvas. */
	onCanvas(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	button(name: string): Locator {
		return this.page.getByRole('button', { name, exact: true });
	}

	/** A parameter of the open node; the first where rows repeat it. */
	parameter(name: string): Locator {
		return this.node.getByTestId(`parameter-input-${name}`).first();
	}

	/** Where a parameter with several ways to give it is typed or picked. */
	chooser(name: string): Locator {
		return this.parameter(name).getByTestId('rlc-input');
	}

	/** An entry of the open From List. */
	listed(text: RegExp | string): Locator {
		return this.page.getByTestId('rlc-item').filter({ hasText: text }).first();
	}

	/** An entry of the open drop-down, by its whole name; its description follows the name. */
	option(name: string): Locator {
		const title = this.page.getByText(name, { exact: true });
		return this.page.getByRole('option').filter({ has: title }).first();
	}

	credentialField(name: string): Locator {
		return this.credentialDialog.getByTestId(`parameter-input-${name}`).locator('input');
	}

	/** The output's table, header first, once its first columns are `columns`. */
	async table(columns: readonly string[]): Promise<string[][]> {
		const rows = this.output.locator('table tr');
		return await until(`table of ${columns.join(', ')}`, async () => {
			const cells = await rows.evaluateAll((all) =>
				all.map((row) => Array.from((row as HTMLTableRowElement).cells, (cell) => cell.innerText)),
			);
			const isWanted = columns.every((column, i) => cells[0]?.[i] === column);
			return isWanted && cells.length > 1 && cells;
		});
	}
}
