import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError, sleep, UserError } from 'n8n-workflow';

import { runItems } from '../../../nodes/shared/runItems.ts';
import type { Engine } from '../../support/engine/engine.mts';
import { createEngine } from '../../support/engine/engine.mts';
import type { VirtualTime } from '../../support/engine/virtualTime.mts';
import { startVirtualTime } from '../../support/engine/virtualTime.mts';

/** Waits as each item says, then gives as many items as it says, or throws. */
class Waiter implements INodeType {
	static begun: number[] = [];
	static atOnce = 0;
	static mostAtOnce = 0;

	description: INodeTypeDescription = {
		displayName: 'Waiter',
		name: 'waiter',
		group: ['transform'],
		version: 1,
		description: 'Waits',
		defaults: { name: 'Waiter' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [
			{ displayName: 'Wait Ms', name: 'waitMs', type: 'number', default: 0 },
			{ displayName: 'Gives', name: 'gives', type: 'number', default: 1 },
			{ displayName: 'Throws', name: 'throws', type: 'string', default: '' },
			{ displayName: 'At Once', name: 'atOnce', type: 'number', default: 1 },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runItems(
			this,
			async (item, signal) => {
				Waiter.begun.push(item);
				Waiter.mostAtOnce = Math.max(Waiter.mostAtOnce, ++Waiter.atOnce);
				try {
					await sleep(Number(this.getNodeParameter('waitMs', item)), signal);
				} finally {
					Waiter.atOnce--;
				}
				const kind = String(this.getNodeParameter('throws', item));
				if (kind === 'user') throw new UserError('It is empty', { description: 'Fill it in.' });
				if (kind === 'node') throw new NodeOperationError(this.getNode(), 'It was told');
				if (kind === 'other') throw new TypeError('x is not a function');
				return Array.from({ length: Number(this.getNodeParameter('gives', item)) }, (_, i) => ({
					json: { item, i },
				}));
			},
			{
				atOnce: Number(this.getNodeParameter('atOnce', 0)),
				subjectOf: (about) => ({ about }),
			},
		);
	}
}

let clock: VirtualTime;
let engine: Engine;

beforeEach(async () => {
	clock = startVirtualTime();
	engine = await createEngine({ nodeTypes: { 'harness.waiter': new Waiter() } });
	Object.assign(Waiter, { begun: [], atOnce: 0, mostAtOnce: 0 });
});

afterEach(() => clock.stop());

const run = async (
	input: Array<{ waitMs?: number; gives?: number; throws?: string; team?: string }>,
	{
		atOnce = 1,
		...more
	}: {
		atOnce?: number;
		onError?: 'continueErrorOutput' | 'continueRegularOutput';
		signal?: AbortSignal;
	} = {},
) =>
	await clock.run(
		async () =>
			await engine.runNode({
				type: 'harness.waiter',
				parameters: {
					waitMs: '={{ $json.waitMs ?? 0 }}',
					gives: '={{ $json.gives ?? 1 }}',
					throws: '={{ $json.throws ?? "" }}',
					atOnce,
				},
				input,
				...more,
			}),
	);

describe('the items of a run', () => {
	it('are paired with what they give, be it none or many', async () => {
		const { items } = await run([{ gives: 2 }, { gives: 0 }, { gives: 1 }]);
		expect(items).toEqual([
			{ json: { item: 0, i: 0 }, pairedItem: { item: 0 } },
			{ json: { item: 0, i: 1 }, pairedItem: { item: 0 } },
			{ json: { item: 2, i: 0 }, pairedItem: { item: 2 } },
		]);
	});

	it('may give more than a call can have arguments', async () => {
		const { items } = await run([{ gives: 150_000 }]);
		expect(items).toHaveLength(150_000);
	});

	it('run one after the other unless the node wants more', async () => {
		await run([{ waitMs: 50 }, { waitMs: 10 }, { waitMs: 10 }]);
		expect(Waiter.mostAtOnce).toBe(1);
		expect(clock.elapsedMs).toBe(70);
	});

	it('keep their order when several run at once', async () => {
		const waits = [500, 100, 300, 50, 200, 10];
		const { json } = await run(
			waits.map((waitMs) => ({ waitMs })),
			{ atOnce: 3 },
		);
		expect(json.map(({ item }) => item)).toEqual([0, 1, 2, 3, 4, 5]);
		expect(Waiter.mostAtOnce).toBe(3);
		expect(clock.elapsedMs).toBe(500);
	});
});

describe('an item that throws', () => {
	it.each([
		['a user error', 'user', 'It is empty', 'Fill it in.'],
		['a node error', 'node', 'It was told', undefined],
		['a bug', 'other', 'x is not a function', undefined],
	])('stops the run with %s, which names the item', async (_label, kind, message, description) => {
		const { error, status } = await run([{}, { throws: kind }, {}]);
		expect(status).toBe('error');
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({ message, context: { itemIndex: 1 } });
		expect((error as NodeOperationError).description ?? undefined).toBe(description);
		expect(Waiter.begun).toEqual([0, 1]);
	});

	it('becomes an item of its own with Continue (using regular output)', async () => {
		const input = [{}, { throws: 'user', team: 'Blue' }, {}];
		const outcome = await run(input, { onError: 'continueRegularOutput' });
		expect(outcome.json).toEqual([
			{ item: 0, i: 0 },
			{ throws: 'user', team: 'Blue', about: 1, error: 'It is empty' },
			{ item: 2, i: 0 },
		]);
		expect(outcome.items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	it('goes to the error output with Continue (using error output)', async () => {
		const outcome = await run([{}, { throws: 'user', team: 'Blue' }, { throws: 'other' }, {}], {
			onError: 'continueErrorOutput',
			atOnce: 2,
		});
		expect(outcome.json).toEqual([
			{ item: 0, i: 0 },
			{ item: 3, i: 0 },
		]);
		expect(outcome.errorItems.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual([
			['It is empty', { item: 1 }],
			['x is not a function', { item: 2 }],
		]);
		expect(outcome.errorItems[0]?.json).toMatchObject({ throws: 'user', team: 'Blue' });
	});

	it('ends the waits of the others, and no further item begins', async () => {
		const waits = [{ waitMs: 60_000 }, { waitMs: 20, throws: 'user' }, { waitMs: 60_000 }, {}, {}];
		const { error } = await run(waits, { atOnce: 3 });
		expect(error).toMatchObject({ message: 'It is empty', context: { itemIndex: 1 } });
		expect(clock.elapsedMs).toBe(20);
		expect(Waiter.begun).toEqual([0, 1, 2]);
	});
});

describe('a run that is cancelled', () => {
	it.each([undefined, 'continueRegularOutput' as const])(
		'ends at once, with On Error %s',
		async (onError) => {
			const stop = new AbortController();
			const outcome = await clock.run(async () => {
				const running = engine.runNode({
					type: 'harness.waiter',
					parameters: { waitMs: 60_000, atOnce: 2 },
					input: [{}, {}, {}, {}],
					signal: stop.signal,
					...(onError && { onError }),
				});
				await clock.sleep(100);
				stop.abort();
				return await running;
			});
			expect(outcome.status).toBe('canceled');
			expect(clock.elapsedMs).toBe(100);
			expect(Waiter.begun).toEqual([0, 1]);
		},
	);
});
