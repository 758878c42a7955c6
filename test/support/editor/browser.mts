import type { Browser, Page } from 'playwright-core';
import { chromium, selectors } from 'playwright-core';

import { chromiumPath } from '../../../sandbox/debian.mts';
import { DEMO_OWNER } from '../../../sandbox/n8n/api.mts';

const FLAGS = [
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

selectors.setTestIdAttribute('data-test-id'); // as n8n marks its parts

/** Debian's Chromium without a window, under a profile of its own. */
export async function startBrowser(): Promise<Browser> {
	const isRoot = process.getuid?.() === 0;
	return await chromium.launch({
		executablePath: chromiumPath(),
		headless: true,
		args: isRoot ? [...FLAGS, '--no-sandbox'] : FLAGS,
	});
}

/** A page of n8n's editor at `address`, signed in as the demo's owner. */
export async function openEditor(browser: Browser, address: string): Promise<Page> {
	const context = await browser.newContext({
		viewport: { width: 1280, height: 800 },
		colorScheme: 'light',
		reducedMotion: 'reduce',
	});
	const page = await context.newPage();
	await page.goto(`${address}/signin`);
	await page.locator('input[name="emailOrLdapLoginId"]').fill(DEMO_OWNER.email);
	await page.locator('input[name="password"]').fill(DEMO_OWNER.password);
	await page.getByTestId('form-submit-button').click();
	await page.waitForURL((url) => !url.pathname.includes('signin'));
	return page;
}
