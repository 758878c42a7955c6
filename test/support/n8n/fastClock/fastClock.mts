import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { ClockRate } from './time.mts';
import { timeAt } from './time.mts';

const PRELOAD = fileURLToPath(new URL('preload.mts', import.meta.url));

/** So long before a new rate holds, every process can know of it */
const ANNOUNCED_MS = 200;
/** While time is made to pass. Faster, n8n would take what it waits for seconds for lost */
const RATE = 250;

/**
 * A clock that several processes share, with which hours pass in seconds: n8n's processes, with their
 * `Date` and their timers, and so with the product's waits; and the simulators that are given `now`.
 * It is only fast while it is made to pass. At any other time it runs as time does, so that whatever
 * processes do at once they do as they always would.
 */
export class FastClock {
	/** Settings with which a process of n8n goes by this clock */
	readonly env: Record<string, string>;
	readonly #file: string;
	readonly #rates: ClockRate[] = [{ sinceMs: 0, showsMs: 0, rate: 1 }];

	/** @param file where processes read how fast the clock runs */
	constructor(file: string) {
		this.#file = file;
		fs.mkdirSync(path.dirname(file), { recursive: true });
		this.env = { NODE_OPTIONS: `--import ${PRELOAD}`, FAST_CLOCK_FILE: file };
		this.#write();
	}

	/** Epoch ms by this clock. */
	readonly now = (): number => Math.floor(timeAt(this.#rates, Date.now()));

	/** Lets time pass, everywhere alike, until it shows this moment. */
	async passUntil(momentMs: number): Promise<void> {
		const sinceMs = Date.now() + ANNOUNCED_MS;
		const showsMs = timeAt(this.#rates, sinceMs);
		const fastMs = Math.max(0, momentMs - showsMs) / RATE;
		this.#rates.push(
			{ sinceMs, showsMs, rate: RATE },
			{ sinceMs: sinceMs + fastMs, showsMs: showsMs + fastMs * RATE, rate: 1 },
		);
		this.#write();
		await wait(ANNOUNCED_MS + fastMs);
	}

	/** In one step, so that nobody reads half of it. */
	#write(): void {
		const draft = `${this.#file}.new`;
		fs.writeFileSync(draft, JSON.stringify(this.#rates));
		fs.renameSync(draft, this.#file);
	}
}
