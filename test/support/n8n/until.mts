import { setTimeout as wait } from 'node:timers/promises';

const LOOK_EVERY_MS = 100;

/**
 * Waits until `look` gives something that is not undefined or false.
 * @param what it waits for, in the message when it does not come
 */
export async function until<T>(
	what: string,
	look: () => Promise<T | false | undefined> | T | false | undefined,
	withinMs = 60_000,
): Promise<T> {
	const deadline = Date.now() + withinMs;
	while (Date.now() < deadline) {
		const seen = await look();
		if (seen !== undefined && seen !== false) return seen;
		await wait(LOOK_EVERY_MS);
	}
	throw new Error(`In ${withinMs / 1000} s there was no ${what}`);
}
