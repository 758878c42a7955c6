import type { HandlingTimeUnit } from '../../../../sandbox/simulators/livePerson/records.mts';
import { segmentsOf } from '../../../../sandbox/simulators/livePerson/records.mts';
import type { LivePersonSimulator } from '../../../../sandbox/simulators/livePerson/simulator.mts';
import type { Totals } from '../../../../sandbox/simulators/livePerson/totals.mts';
import { sumUp } from '../../../../sandbox/simulators/livePerson/totals.mts';

export interface Frame {
	fromMs: number;
	toMs: number;
}

/** The units of segments whose last unit ended in the time frame, out of those given or of all. */
export function unitsEndedWithin(
	units: readonly HandlingTimeUnit[],
	{ fromMs, toMs }: Frame,
): HandlingTimeUnit[] {
	const ended = new Map<string, number>();
	for (const { segmentId, endTimestamp } of units) {
		ended.set(segmentId, Math.max(ended.get(segmentId) ?? 0, endTimestamp));
	}
	return units.filter(({ segmentId }) => {
		const end = ended.get(segmentId) ?? 0;
		return end >= fromMs && end < toMs;
	});
}

export function endedWithin({ data }: LivePersonSimulator, frame: Frame): Totals {
	const units = data.files.flatMap((file) => [...file.units()]);
	return sumUp(unitsEndedWithin(units, frame), segmentsOf(data.segments));
}
