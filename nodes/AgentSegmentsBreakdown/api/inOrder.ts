import { sleep } from 'n8n-workflow';

// Much shorter, and pauses cost more than they let in; longer, and requests stand still
const WORK_WITHOUT_PAUSE_MS = 8;

/** What became of one item: a value, or what was thrown. */
export type Settled<In, Out> = { item: In; value: Out } | { item: In; error: unknown };

/**
 * Works on several items at a time and gives the results in the order of the items. No more than
 * `concurrency()` results exist at a moment, finished or not; it is asked before each item, so that a
 * reader who needs little more can lower it. When the reader stops, no further item is begun.
 */
export async function* inOrder<In, Out>(
	items: Iterable<In>,
	concurrency: () => number,
	work: (item: In) => Promise<Out>,
): AsyncGenerator<Settled<In, Out>, void, undefined> {
	const waiting: Array<Promise<Settled<In, Out>>> = [];
	for (const item of items) {
		while (waiting.length >= Math.max(1, concurrency())) {
			const first = waiting.shift();
			if (first) yield await first;
		}
		waiting.push(settle(item, work));
	}
	for (const each of waiting) yield await each;
}

/**
 * Fetches several items at a time and reads them one after the other, each as soon as it is there. The
 * next item is asked for before one is read: up to `concurrency` items are on their way and as many
 * again wait to be read.
 *
 * @param read what it throws stops the beginning of further items and is thrown when no fetch is under
 * way any more
 */
export async function readEach<In, Fetched>(
	items: Iterable<In>,
	concurrency: number,
	fetch: (item: In) => Promise<Fetched>,
	read: (outcome: Settled<In, Fetched>) => void,
): Promise<void> {
	const iterator = items[Symbol.iterator]();
	const turns = new Turns();
	const begin = () => {
		const next = turns.isOver ? undefined : iterator.next();
		return next === undefined || next.done ? undefined : settle(next.value, fetch);
	};
	const lane = async (): Promise<void> => {
		for (let fetching = begin(); fetching;) {
			const outcome = await fetching;
			fetching = begin();
			await turns.take(() => read(outcome));
		}
	};
	await Promise.all(Array.from({ length: Math.max(1, concurrency) }, lane));
	await turns.end();
}

/**
 * Does pieces of work one after the other, until one of them throws. Work keeps the thread busy, and
 * requests would stand still meanwhile: between two pieces, whatever has arrived is let in.
 */
class Turns {
	isOver = false;
	private last: Promise<void> = Promise.resolve();
	private pausedAtMs = 0;

	/** Settles when the work is done, or passed over because an earlier piece threw. */
	async take(work: () => void): Promise<void> {
		this.last = this.last.then(async () => {
			await this.pause();
			if (!this.isOver) work();
		});
		await this.last.catch(() => {
			this.isOver = true;
		});
	}

	/** Throws what a piece of work threw. */
	async end(): Promise<void> {
		await this.last;
	}

	private async pause(): Promise<void> {
		if (Date.now() - this.pausedAtMs < WORK_WITHOUT_PAUSE_MS) return;
		await sleep(0);
		this.pausedAtMs = Date.now();
	}
}

async function settle<In, Out>(
	item: In,
	work: (item: In) => Promise<Out>,
): Promise<Settled<In, Out>> {
	try {
		return { item, value: await work(item) };
	} catch (error) {
		return { item, error };
	}
}
