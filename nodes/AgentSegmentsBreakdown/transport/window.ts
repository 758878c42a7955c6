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
 * Works on several items at a time, in no particular order. `work` deals with its own errors; one
 * that it throws stops the beginning of further items and is thrown when the others have ended.
 */
export async function forEachConcurrently<In>(
	items: Iterable<In>,
	concurrency: number,
	work: (item: In) => Promise<void>,
): Promise<void> {
	const iterator = items[Symbol.iterator]();
	const errors: unknown[] = [];
	const worker = async (): Promise<void> => {
		while (errors.length === 0) {
			const next = iterator.next();
			if (next.done) return;
			const outcome = await settle(next.value, work);
			if ('error' in outcome) errors.push(outcome.error);
		}
	};
	await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker));
	if (errors.length > 0) throw errors[0];
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
