import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { toNodeError } from '../../shared/errors';
import { runItems } from '../../shared/runItems';
import { buildAhtItem } from '../ahtItem';
import { RunPatience } from '../transport/limitPatience';
import { requestAht } from '../transport/requestAht';
import * as agent from './agent/getAht';
import * as campaign from './campaign/getAht';
import { readGivesZero, readLongestWaitMs } from './options';
import type { ReadSubject } from './readers';
import { RunProgress } from './runProgress';

// More than the pacer has under way, so that one is always waiting for its turn
const ITEMS_AT_ONCE = 16;

/** Asks for the AHT of each input item's agent or campaign. */
export async function router(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { readSubject, longestWaitMs } = readRun(context);
	const total = context.getInputData().length;
	const patience = new RunPatience(longestWaitMs, total);
	const progress = new RunProgress(context, total);
	return await runItems(
		context,
		async (itemIndex, signal) => {
			const subject = readSubject(context, itemIndex);
			const aht = await requestAht(context, subject, { patience, signal });
			patience.noteDone();
			progress.noteDone();
			const json = buildAhtItem(subject, aht, readGivesZero(context, itemIndex));
			return [{ json, pairedItem: { item: itemIndex } }];
		},
		{ atOnce: ITEMS_AT_ONCE },
	);
}

/** What holds for the whole run. */
function readRun(context: IExecuteFunctions): { readSubject: ReadSubject; longestWaitMs: number } {
	try {
		const resource = context.getNodeParameter('resource', 0);
		const operation = context.getNodeParameter('operation', 0);
		return {
			readSubject: findReader(`${resource}:${operation}`),
			longestWaitMs: readLongestWaitMs(context),
		};
	} catch (caught) {
		throw toNodeError(context.getNode(), caught, 0);
	}
}

function findReader(name: string): ReadSubject {
	switch (name) {
		case 'agent:getAht':
			return agent.readSubject;
		case 'campaign:getAht':
			return campaign.readSubject;
		default:
			throw new UserError(`There is no operation ${name}`, {
				description: "Choose 'Resource' and 'Operation' from their lists.",
			});
	}
}
