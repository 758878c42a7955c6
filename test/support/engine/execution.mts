import './environment.mts';

import { WorkflowExecute } from 'n8n-core';
import type {
	INode,
	IRun,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { inspect } from 'node:util';

import type { NodeOutcome, WorkflowOutcome } from './engineTypes.mts';
import type { TestTypes } from './nodeTypes.mts';
import { throughJson } from './plainJson.mts';

export interface Execution {
	types: TestTypes;
	workflow: Workflow;
	startNode: INode;
	mode: WorkflowExecuteMode;
	signal: AbortSignal | undefined;
	additionalData: IWorkflowExecuteAdditionalData;
}

/** Runs a workflow on n8n's engine to its end. */
export async function execute({ types, workflow, ...setup }: Execution): Promise<WorkflowOutcome> {
	const { additionalData, mode, signal, startNode } = setup;
	const uiMessages: unknown[] = [];
	additionalData.sendDataToUI = (type, data) => uiMessages.push({ type, data });
	// What n8n saves is what the first of these calls gives: on cancel it comes before the node ends
	let savedStatus: IRun['status'] | undefined;
	additionalData.hooks?.addHandler('workflowExecuteAfter', ({ status }) => {
		savedStatus ??= status;
	});
	const execution = new WorkflowExecute(additionalData, mode).run({ workflow, startNode });
	const cancel = () => execution.cancel();
	if (signal?.aborted) cancel();
	signal?.addEventListener('abort', cancel, { once: true });
	const run = await execution;
	signal?.removeEventListener('abort', cancel);
	const thrown = types.thrown.filter(
		({ executionId }) => executionId === additionalData.executionId,
	);
	return {
		run,
		status: savedStatus ?? run.status,
		staticData: throughJson(workflow.staticData),
		uiMessages,
		node: (name) =>
			nodeOutcome(run, name, thrown.findLast(({ nodeName }) => nodeName === name)?.error),
		text: () => inspect(run, { depth: 20, maxArrayLength: null, maxStringLength: null }),
	};
}

function nodeOutcome(run: IRun, name: string, thrown: unknown): NodeOutcome {
	const taskData = run.data.resultData.runData[name] ?? [];
	const last = taskData.at(-1);
	const outputs = (last?.data?.main ?? []).map((items) => items ?? []);
	const items = outputs[0] ?? [];
	const { lastNodeExecuted, error: runError } = run.data.resultData;
	const recordedError = last?.error ?? (lastNodeExecuted === name ? runError : undefined);
	return {
		items,
		json: items.map(({ json }) => json),
		errorItems: outputs[1] ?? [],
		outputs,
		hints: last?.hints ?? [],
		// A node that threw and was tried again may have come through
		error: recordedError && (thrown ?? recordedError),
		recordedError,
		taskData,
	};
}
