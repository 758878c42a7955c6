import '../../support/engine/environment.mts';

import { PollContext } from 'n8n-core';
import type { IDataObject, INode, INodeTypes, IWorkflowExecuteAdditionalData } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import { readTriggerState, writeTriggerState } from '../../../nodes/shared/triggerState.ts';
import { throughJson } from '../../support/engine/plainJson.mts';

const OURS = 'package.trigger';

function trigger(id: string, name: string, type = OURS): INode {
	return { id, name, type, typeVersion: 1, position: [0, 0], parameters: {} };
}

/** n8n's own workflow and poll contexts, with what the database has. */
class Database {
	staticData: IDataObject = {};
	/** By the id of the node; only with durable cursors */
	readonly cursors = new Map<string, IDataObject>();

	/** Activates the workflow; gives what each trigger reads and writes in a poll. */
	activate(nodes: INode[], { durable = false } = {}) {
		const workflow = new Workflow({
			id: 'workflow',
			nodes,
			connections: {},
			active: true,
			nodeTypes: { getByNameAndVersion: () => undefined } as unknown as INodeTypes,
			staticData: throughJson(this.staticData),
		});
		return (index: number) => {
			const node = nodes[index] ?? trigger('none', 'none');
			const ownData = () => workflow.getStaticData('node', node) as IDataObject;
			// As n8n: a cursor that was made once is used from then on
			if (durable && !this.cursors.has(node.id)) this.cursors.set(node.id, throughJson(ownData()));
			const cursor = structuredClone(this.cursors.get(node.id));
			const context = new PollContext(
				workflow,
				node,
				{} as IWorkflowExecuteAdditionalData,
				'trigger',
				'activate',
				undefined,
				undefined,
				undefined,
				undefined,
				() => cursor ?? ownData(),
			);
			return {
				read: () => readTriggerState(context),
				/** Ends the poll as n8n does when it starts an execution */
				write: (state: IDataObject) => {
					writeTriggerState(context, state);
					if (cursor) this.cursors.set(node.id, throughJson(cursor));
					if (workflow.staticData.__dataChanged === true) {
						this.staticData = throughJson(workflow.staticData as IDataObject);
					}
				},
			};
		};
	}
}

let database: Database;
beforeEach(() => (database = new Database()));

describe.each([
	['n8n by default', false],
	['durable cursors', true],
])('what a trigger stored, with %s,', (_label, durable) => {
	const activate = (...nodes: INode[]) => database.activate(nodes, { durable });

	it('is there at its next poll and after a restart, and not before', () => {
		const poll = activate(trigger('a', 'A'));
		expect(poll(0).read()).toBeUndefined();
		poll(0).write({ count: 1 });
		expect(poll(0).read()).toEqual({ count: 1 });
		poll(0).write({ count: 2 });
		expect(activate(trigger('a', 'A'))(0).read()).toEqual({ count: 2 });
	});

	it('follows the node when it is renamed, back and forth and into the name of another', () => {
		activate(trigger('a', 'A'), trigger('b', 'B'))(0).write({ of: 'a' });
		activate(trigger('a', 'A'), trigger('b', 'B'))(1).write({ of: 'b' });
		const swapped = activate(trigger('a', 'B'), trigger('b', 'A'));
		expect([swapped(0).read(), swapped(1).read()]).toEqual([{ of: 'a' }, { of: 'b' }]);
		swapped(0).write({ of: 'a', newer: true });
		const back = activate(trigger('a', 'A'), trigger('b', 'B'));
		expect([back(0).read(), back(1).read()]).toEqual([{ of: 'a', newer: true }, { of: 'b' }]);
	});

	it('is its own beside another trigger that is active in the same workflow', () => {
		const poll = activate(trigger('a', 'A'), trigger('b', 'B'), trigger('c', 'C', 'package.other'));
		for (const index of [0, 1, 2, 0, 1, 2]) poll(index).write({ index });
		const again = activate(
			trigger('a', 'A'),
			trigger('b', 'B'),
			trigger('c', 'C', 'package.other'),
		);
		expect([0, 1, 2].map((index) => again(index).read())).toEqual([
			{ index: 0 },
			{ index: 1 },
			{ index: 2 },
		]);
	});

	it('is not for a copy of the node, which takes over its name when the first is deleted', () => {
		activate(trigger('a', 'A'))(0).write({ of: 'a' });
		expect(activate(trigger('copy', 'A'))(0).read()).toBeUndefined();
	});

	it('leaves nothing under the old name, however often the node is renamed', () => {
		activate(trigger('a', 'A'))(0).write({ count: 0 });
		const sizeOf = () => JSON.stringify([database.staticData, ...database.cursors]).length;
		const size = sizeOf();
		for (let count = 1; count < 9; count++) activate(trigger('a', `A${count}`))(0).write({ count });
		// n8n itself notes each name that was looked at
		expect(sizeOf() - size).toBeLessThan(9 * '"node:A1":{},'.length);
	});
});

it('goes on from what it stored when durable cursors are switched on, and off again', () => {
	const node = trigger('a', 'A');
	database.activate([node])(0).write({ count: 1 });
	const poll = database.activate([trigger('a', 'Renamed')], { durable: true });
	expect(poll(0).read()).toEqual({ count: 1 });
	poll(0).write({ count: 2 });
	expect(
		database
			.activate([trigger('a', 'Again')])(0)
			.read(),
	).toEqual({ count: 2 });
});

it('leaves the static data of the workflow alone with durable cursors', () => {
	database.staticData = { global: { written: 'by a Code node' } };
	database
		.activate([trigger('a', 'A')], { durable: true })(0)
		.write({ count: 1 });
	expect(database.staticData).toEqual({ global: { written: 'by a Code node' } });
	database
		.activate([trigger('b', 'B')])(0)
		.write({ count: 1 });
	expect(database.staticData).toMatchObject({ global: { written: 'by a Code node' } });
});

it('is not read from another workflow that was imported with the same ids', () => {
	database
		.activate([trigger('a', 'A')])(0)
		.write({ count: 1 });
	expect(
		new Database()
			.activate([trigger('a', 'A')])(0)
			.read(),
	).toBeUndefined();
});
