import fc from 'fast-check';

import { inOrder, readEach } from '../../../../nodes/AgentSegmentsBreakdown/api/inOrder.ts';

/** Items that end in an order chosen by the scheduler, and how many are under way at a time. */
function watched(scheduler: fc.Scheduler) {
	const watch = { underWay: 0, most: 0, begun: [] as number[] };
	const work = async (item: number): Promise<number> => {
		watch.begun.push(item);
		watch.most = Math.max(watch.most, ++watch.underWay);
		await scheduler.schedule(Promise.resolve(), `item ${item}`);
		watch.underWay--;
		if (item % 7 === 3) throw new Error(`broken ${item}`);
		return item * 2;
	};
	return { watch, work };
}

const items = fc.integer({ min: 0, max: 20 }).map((length) => Array.from({ length }, (_, i) => i));
const concurrency = fc.integer({ min: 1, max: 6 });

describe('working in order', () => {
	it('gives every result in the order of the items, whichever ends first, within the window', async () => {
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), items, concurrency, async (scheduler, list, most) => {
				const { watch, work } = watched(scheduler);
				const read = async () => {
					const outcomes: unknown[] = [];
					for await (const outcome of inOrder(list, () => most, work)) {
						outcomes.push('error' in outcome ? String(outcome.error) : outcome.value);
					}
					return outcomes;
				};
				const outcomes = await scheduler.waitFor(read());
				expect(outcomes).toEqual(
					list.map((item) => (item % 7 === 3 ? `Error: broken ${item}` : item * 2)),
				);
				expect(watch.most).toBeLessThanOrEqual(most);
			}),
		);
	});

	it('begins nothing more when the reader stops', async () => {
		const begun: number[] = [];
		const work = async (item: number) => {
			begun.push(item);
			return item;
		};
		for await (const outcome of inOrder([0, 1, 2, 3, 4, 5, 6, 7], () => 2, work)) {
			if ('value' in outcome && outcome.value === 2) break;
		}
		expect(begun).toEqual([0, 1, 2, 3]);
	});

	it('follows a window that grows and shrinks', async () => {
		let most = 1;
		const begunAt: number[] = [];
		const work = async (item: number) => item;
		for await (const outcome of inOrder(
			[0, 1, 2, 3, 4, 5],
			() => most,
			async (item) => {
				begunAt[item] = most;
				return await work(item);
			},
		)) {
			most = outcome.item === 0 ? 3 : 1;
		}
		expect(begunAt).toEqual([1, 3, 3, 3, 1, 1]);
	});
});

describe('fetching several at a time and reading one after the other', () => {
	it('reads every item once, no more than so many on their way, and as many again waiting', async () => {
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), items, concurrency, async (scheduler, list, most) => {
				const { watch, work } = watched(scheduler);
				const read: number[] = [];
				let mostUnread = 0;
				const fetch = async (item: number) => {
					mostUnread = Math.max(mostUnread, watch.begun.length + 1 - read.length);
					return await work(item);
				};
				await scheduler.waitFor(
					readEach(list, most, fetch, (outcome) => {
						const value = 'error' in outcome ? String(outcome.error) : outcome.value;
						expect(value).toBe(
							outcome.item % 7 === 3 ? `Error: broken ${outcome.item}` : outcome.item * 2,
						);
						read.push(outcome.item);
					}),
				);
				expect([...read].sort((a, b) => a - b)).toEqual(list);
				expect(watch.most).toBeLessThanOrEqual(most);
				expect(mostUnread).toBeLessThanOrEqual(2 * most);
			}),
		);
	});

	it('has asked for the next ones before it reads what arrived at once', async () => {
		const begun: number[] = [];
		const begunAtRead: number[] = [];
		const fetch = async (item: number) => {
			begun.push(item);
			return await Promise.resolve(item);
		};
		await readEach([0, 1, 2, 3, 4, 5, 6, 7], 2, fetch, () => {
			begunAtRead.push(begun.length);
		});
		expect(begunAtRead[0]).toBe(4);
	});

	it('throws what reading throws, begins nothing more, and leaves nothing under way', async () => {
		const begun: number[] = [];
		let underWay = 0;
		const fetch = async (item: number) => {
			begun.push(item);
			underWay++;
			await Promise.resolve();
			underWay--;
			return item;
		};
		const done = readEach([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 2, fetch, (outcome) => {
			if (outcome.item === 2) throw new Error('broken');
		});
		await expect(done).rejects.toThrow('broken');
		expect(underWay).toBe(0);
		expect(begun.length).toBeLessThanOrEqual(7);
	});
});
