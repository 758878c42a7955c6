import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { checkAuthentication, checkSource } from '../resources/parameters';
import type { Connection } from '../api/connection';
import { openConnection } from '../api/connection';

/** The editor waits */
const PATIENCE_MS = 20_000;

/** Connects with the credential and the source that are chosen in the editor. */
export async function openForList(context: ILoadOptionsFunctions): Promise<Connection> {
	return await openConnection(context, {
		credentialType: checkAuthentication(context.getCurrentNodeParameter('authentication')),
		source: checkSource(context.getCurrentNodeParameter('source')),
		deadlineEpochMs: Date.now() + PATIENCE_MS,
	});
}
