import type { IPollFunctions } from 'n8n-workflow';

import { buildAhtItem } from '../ahtItem';
import { untilMoment } from '../transport/limitPatience';
import { requestAht } from '../transport/requestAht';
import type { AhtReading } from './alertItem';
import type { Ask } from './round';

/** Asks CloudAgent for the AHT of a target, at the pace of its limit. */
export function askerOf(context: IPollFunctions): Ask<AhtReading> {
	return async ({ subjectType, subject }, deadlineEpochMs) => {
		const asked = subjectType === 'agent' ? { agentId: subject } : { campaignName: subject };
		const aht = await requestAht(context, asked, { patience: untilMoment(deadlineEpochMs) });
		return {
			ahtSeconds: aht.ahtSeconds,
			readAtEpochMs: aht.answeredAt.toMillis(),
			item: buildAhtItem(asked, aht, false),
		};
	};
}
