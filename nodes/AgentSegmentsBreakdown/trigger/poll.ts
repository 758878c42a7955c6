import { DateTime } from 'luxon';
import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { openConnection } from '../transport/connection';
import { toPollError } from './pollErrors';
import { sampleNewest } from './sample';
import { readTriggerSettings } from './settings';
import type { Poll } from './watchFiles';
import { watchFiles } from './watchFiles';

/** Of the poll's budget: after this share no file is begun, and after that one no request */
const FILES_SHARE = 0.6;
const REQUESTS_SHARE = 0.9;

/** Polls once: new files or their units as items, or `null` where there is nothing new. */
export async function pollFiles(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	try {
		const poll = await beginPoll(context);
		return context.getMode() === 'manual' ? await sampleNewest(poll) : await watchFiles(poll);
	} catch (caught) {
		throw toPollError(context.getNode(), caught);
	}
}

async function beginPoll(context: IPollFunctions): Promise<Poll> {
	const now = DateTime.now();
	const settings = readTriggerSettings(context);
	const budgetMs = context.getPollBudgetMs();
	const { credentialType, source } = settings;
	const deadlineEpochMs = now.toMillis() + budgetMs * REQUESTS_SHARE;
	return {
		context,
		connection: await openConnection(context, { credentialType, source, deadlineEpochMs }),
		settings,
		now,
		stopEpochMs: now.toMillis() + budgetMs * FILES_SHARE,
	};
}
