import type { AhtRecord } from '../shared/ahtRecord';
import { buildAhtRecord } from '../shared/ahtRecord';
import type { Aht } from './api/getAht';
import type { AhtTarget } from './api/readAht';
import { nameOfTarget } from './api/readAht';

const SERVICE = 'CloudAgent';
/** CloudAgent averages over the two hours before its answer. */
const WINDOW = { hours: 2 };

/** An AHT as items show it: the shared record, and between its fields what only CloudAgent has. */
export type AhtItem = AhtRecord & {
	/** False where nothing shows calls in the two hours; `00:00:00` counts as none */
	hasCalls: boolean;
	agentId?: string;
	agentName?: string;
	campaignId?: string;
	campaignName?: string;
	/** ISO 8601, UTC */
	retrievedAt: string;
};

/**
 * Builds the item of an answer. What the answer leaves out is as it was asked for.
 *
 * @param isZeroWithoutCalls whether an AHT without calls is 0, not null
 */
export function buildAhtItem(target: AhtTarget, aht: Aht, isZeroWithoutCalls: boolean): AhtItem {
	const { answeredAt, ahtSeconds } = aht;
	const isAgent = 'agentId' in target;
	const asked = nameOfTarget(target);
	const id = aht.id || (isAgent ? asked : '');
	const name = aht.name || asked;
	const {
		subjectName,
		aht: clock,
		subjectId,
		...rest
	} = buildAhtRecord({
		service: SERVICE,
		subjectType: isAgent ? 'agent' : 'campaign',
		subjectId: id || asked,
		subjectName: name,
		ahtSeconds: ahtSeconds ?? (isZeroWithoutCalls ? 0 : null),
		window: { start: answeredAt.minus(WINDOW), end: answeredAt },
	});
	return {
		subjectName,
		aht: clock,
		ahtSeconds: rest.ahtSeconds,
		hasCalls: ahtSeconds !== null,
		subjectId,
		...(isAgent ? { agentId: id, agentName: name } : { campaignId: id, campaignName: name }),
		windowStart: rest.windowStart,
		windowEnd: rest.windowEnd,
		retrievedAt: answeredAt.toUTC().toISO() ?? '',
		subjectType: rest.subjectType,
		service: rest.service,
	};
}
