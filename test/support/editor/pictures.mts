import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';

import { ROOT, RUNTIME } from '../../../sandbox/bootstrap/paths.mjs';

/*
 * Every run writes its pictures to .runtime/docs/images. Those that the README shows are also kept in
 * docs/images, with what they show in words in shown.json: pixels differ from machine to machine, the
 * words do not. A run in which the editor shows something else fails; with SCREENSHOTS set it replaces
 * picture and words instead.
 */
const KEPT = path.join(ROOT, 'docs/images');
const TAKEN = path.join(RUNTIME, 'docs/images');
const SHOWN = path.join(KEPT, 'shown.json');
const MAX_IMAGE_BYTES = 200_000;
/** Passing messages of n8n, which come and go, and where a next node could be added */
const HIDDEN = '.el-notification, [data-test-id="canvas-handle-plus-wrapper"]';
const STYLE = `${HIDDEN} { visibility: hidden !important }`;

/** Names of what is kept, sorted. */
export function keptPictures(): { images: string[]; inWords: string[] } {
	const images = fs
		.readdirSync(KEPT)
		.filter((file) => file.endsWith('.png'))
		.map((file) => path.basename(file, '.png'));
	return { images: images.sort(), inWords: Object.keys(readShown()).sort() };
}

/** What every kept picture shows, by its name. */
function readShown(): Record<string, string> {
	return fs.existsSync(SHOWN)
		? (JSON.parse(fs.readFileSync(SHOWN, 'utf8')) as Record<string, string>)
		: {};
}

/** Names of the pictures that the README shows. */
export function picturesOfReadme(): string[] {
	const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
	return [...readme.matchAll(/docs\/images\/([\w-]+)\.png/g)].map(([, name = '']) => name);
}

/**
 * Saves what a part of the page looks like now.
 * @param spoken the piece of it whose words stand for what it shows, where some change by themselves
 */
export async function screenshot(part: Locator, name: string, spoken = part): Promise<void> {
	const words = await spoken.evaluate((element) => {
		const inputs = element.querySelectorAll('input, textarea');
		const typed = Array.from(inputs, (input) => (input as HTMLInputElement).value);
		return [(element as HTMLElement).innerText, ...typed].join(' ');
	});
	const image = await part.screenshot({ animations: 'disabled', style: STYLE });
	keep(name, image, words.replace(/\d+(?:\.\d+)?/g, '0')); // times and counts aside
}

/** Saves what a piece of the page looks like now; `words` stand for what it shows. */
export async function screenshotOf(
	page: Page,
	clip: { x: number; y: number; width: number; height: number },
	{ name, words }: { name: string; words: string },
): Promise<void> {
	const image = await page.screenshot({ clip, animations: 'disabled', style: STYLE });
	keep(name, image, words);
}

function keep(name: string, image: Buffer, words: string): void {
	write(TAKEN, name, image);
	if (image.length > MAX_IMAGE_BYTES) {
		throw new Error(`${name}.png has ${image.length} bytes, too many for a README`);
	}
	if (!picturesOfReadme().includes(name)) return;
	const shown = readShown();
	const now = words.replace(/\s+/g, ' ').trim();
	if (process.env['SCREENSHOTS']) {
		write(KEPT, name, image);
		const all = Object.entries({ ...shown, [name]: now }).sort(([a], [b]) => (a < b ? -1 : 1));
		fs.writeFileSync(SHOWN, `${JSON.stringify(Object.fromEntries(all), undefined, '\t')}\n`);
	} else {
		assert.equal(now, shown[name], `docs/images/${name}.png is out of date; see CONTRIBUTING.md`);
	}
}

function write(folder: string, name: string, image: Buffer): void {
	fs.mkdirSync(folder, { recursive: true });
	fs.writeFileSync(path.join(folder, `${name}.png`), image);
}
