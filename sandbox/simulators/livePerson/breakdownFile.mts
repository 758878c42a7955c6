import type { SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import type { LivePersonState } from './account.mts';
import { badRequest, notFound } from './answers.mts';
import { deliver } from './delivery.mts';
import { checkSource } from './parameters.mts';
import { PATH_PATTERN } from './paths.mts';

/** Get Agent Segments Breakdown File. */
export async function answerFile(
	state: LivePersonState,
	{ query }: SimulatedRequest,
): Promise<SimulatedAnswer> {
	const path = query.get('path') ?? '';
	const match = PATH_PATTERN.exec(path);
	const causes = checkSource(query);
	if (path === '') causes.push('path: may not be empty');
	else if (!match) causes.push(`path: must match "${PATH_PATTERN.source.replaceAll('\\/', '/')}"`);
	if (causes.length > 0) return badRequest(causes);

	const file = state.data.files.find(
		(candidate) => candidate.path === path && candidate.listedFromMs <= state.now(),
	);
	if (match?.[1] !== state.account.accountId || !file) return notFound('File not found');

	const { delivery, deliveryByPath } = state.switches;
	const wanted = { ...delivery, ...deliveryByPath.get(path) };
	if (!file.bytes) return { status: 200, ...deliver(file.units(), wanted) };
	return {
		status: 200,
		headers: { 'content-type': wanted.contentType },
		body: await file.bytes(),
	};
}
