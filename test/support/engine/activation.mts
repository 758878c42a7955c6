import './environment.mts';

import { PollContext } from 'n8n-core';
import type {
	IDataObject,
	INode,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import type { ActivatedTrigger, PollOutcome, PollSetup } from './engineTypes.mts';
import type { TestTypes } from './nodeTypes.mts';
import { throughJson } from './plainJson.mts';

const POLL_BUDGET_MS = 5 * 60_000;

type CreateAdditionalData = (
	mode: WorkflowExecuteMode,
	more: Partial<IWorkflowExecuteAdditionalData>,
) => IWorkflowExecuteAdditionalData;

/** Activates a polling trigger as n8n does: one context and static data in memory for all polls. */
export function activate(
	types: TestTypes,
	node: INode,
	setup: PollSetup,
	createAdditionalData: CreateAdditionalData,
): ActivatedTrigger {
	const { settings, mode = 'trigger', staticData = {}, budgetMs = POLL_BUDGET_MS } = setup;
	const { activation = 'activate' } = setup;
	const workflow = new Workflow({
		id: 'harness-workflow',
		name: 'Harness',
		nodes: [node],
		connections: {},
		active: mode === 'trigger',
		nodeTypes: types,
		settings: { executionOrder: 'v1', ...settings },
		staticData: throughJson(staticData),
	});
	const placed = workflow.nodes[node.name] ?? node;
	const poll = types.getByNameAndVersion(placed.type, placed.typeVersion).poll;
	if (!poll) throw new Error(`${placed.type} is no polling trigger`);
	const isDurable = setup.durable === true && mode === 'trigger';
	const reported: unknown[] = [];
	// n8n keeps a durable cursor under the node's id, and goes on with one that was made once
	const cursorKey = `cursor:${placed.id}`;
	let saved = throughJson(staticData);
	let staged: IDataObject = {};
	const hasCursor = () => isDurable || (mode === 'trigger' && cursorKey in saved);
	let isFirst = true;
	const context = new PollContext(
		workflow,
		placed,
		createAdditionalData(mode, { currentNodeParameters: placed.parameters }),
		mode,
		mode === 'manual' ? 'manual' : activation,
		undefined,
		mode === 'manual' ? undefined : (error) => reported.push(error),
		undefined,
		undefined,
		() => (hasCursor() ? staged : workflow.getStaticData('node', placed)),
		() => budgetMs,
	);
	return {
		poll: async () => {
			const seed = saved[cursorKey] ?? workflow.getStaticData('node', placed);
			staged = throughJson(seed as IDataObject);
			let outputs: PollOutcome['outputs'] = null;
			let error: unknown;
			try {
				outputs = await workflow.expression.withIsolate(async () => await poll.call(context));
			} catch (thrown) {
				error = thrown;
			}
			const cursor = hasCursor() ? staged : undefined;
			const isActivation = isFirst && error === undefined;
			isFirst = false;
			const inMemory = { ...saved, ...withoutEmpty(workflow.staticData) };
			// Static data is saved with items, and once more when n8n has activated the trigger
			const isSaved = mode === 'trigger' && (outputs !== null || isActivation);
			if (isSaved) saved = inMemory;
			if (cursor && error === undefined) saved = { ...saved, [cursorKey]: throughJson(cursor) };
			const items = outputs?.[0] ?? [];
			return {
				outputs,
				items,
				json: items.map(({ json }) => json),
				error,
				reported: reported.splice(0),
				staticData: mode === 'manual' || cursor ? saved : inMemory,
				savedStaticData: saved,
			};
		},
	};
}

/** n8n saves nothing for a node that has only looked at its static data. */
function withoutEmpty(staticData: IDataObject): IDataObject {
	const entries = Object.entries(throughJson(staticData));
	return Object.fromEntries(
		entries.filter(([, value]) => Object.keys((value ?? {}) as IDataObject).length > 0),
	);
}
