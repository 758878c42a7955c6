import type { AhtRecord } from '../shared/ahtRecord';
import { buildAhtRecord } from '../shared/ahtRecord';
import type { Aht, AhtSubject } from './transport/requestAht';

const SERVICE = 'CloudAgent';
/** CloudAgent averages over the two hours before its answer. */
const WINDOW = { hours: 2 };

/** An AHT as items show it: the shared record, then what only CloudAgent tells. */
export type AhtItem = AhtRecord &
	({ agentId: string; agentName: string } | { campaignId: string; campaignName: string }) & {
		/** False where nothing tells of calls in the two hours; `00:00:00` counts as none */
		hasCalls: boolean;
		/** ISO 8601, UTC */
		retrievedAt: string;
	};

/**
 * Builds the item of an answer. What the answer leaves out is as it was asked for.
 *
 * @param givesZero whether an AHT without calls is given as 0, not as null
 */
export function buildAhtItem(subject: AhtSubject, aht: Aht, givesZero: boolean): AhtItem {
	const { answeredAt, ahtSeconds } = aht;
	const isAgent = 'agentId' in subject;
	const asked = isAgent ? subject.agentId : subject.campaignName;
	const id = aht.id || (isAgent ? asked : '');
	const name = aht.name || asked;
	return {
		...buildAhtRecord({
			service: SERVICE,
			subjectType: isAgent ? 'agent' : 'campaign',
			subjectId: id || asked,
			subjectName: name,
			ahtSeconds: ahtSeconds ?? (givesZero ? 0 : null),
			window: { start: answeredAt.minus(WINDOW), end: answeredAt },
		}),
		...(isAgent ? { agentId: id, agentName: name } : { campaignId: id, campaignName: name }),
		hasCalls: ahtSeconds !== null,
		retrievedAt: answeredAt.toUTC().toISO() ?? '',
	};
}
