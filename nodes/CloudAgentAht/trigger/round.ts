import { CloudAgentFault } from '../transport/faults';
import { NoRoomFault } from '../transport/limitPatience';
import type { Target } from './targets';
import type { Reading } from './watchState';

/** Asks for one target; throws a CloudAgentFault, a NoRoomFault once the deadline has come. */
export type Ask<R extends Reading> = (target: Target, deadlineEpochMs: number) => Promise<R>;

/** What one poll got out of CloudAgent. */
export interface Round<R extends Reading> {
	readings: Map<string, R>;
	/** Why a target gave no AHT, by target key */
	faults: Map<string, CloudAgentFault>;
	/** The first target that was not asked; undefined where all were */
	nextKey: string | undefined;
}

/** After so many targets in a row without an answer, nobody is answering: the rest waits. */
const MOST_FAULTS_IN_A_ROW = 3;

/**
 * Asks for one target after the other, beginning with `firstKey`, until all are asked, the deadline
 * has come, or it is plain that the others would fare no better. At least one is asked.
 *
 * One after the other: with answers that take a second, that is as fast as the limit of 50 requests a
 * minute lets it be.
 */
export async function askTargets<R extends Reading>(
	targets: readonly Target[],
	firstKey: string | undefined,
	ask: Ask<R>,
	deadlineEpochMs: number,
): Promise<Round<R>> {
	const round: Round<R> = { readings: new Map(), faults: new Map(), nextKey: undefined };
	let faultsInARow = 0;
	for (const target of rotate(targets, firstKey)) {
		const isFirst = round.readings.size + round.faults.size === 0;
		if (!isFirst && Date.now() >= deadlineEpochMs) return { ...round, nextKey: target.key };
		const outcome = await attempt(ask, target, deadlineEpochMs);
		if (!(outcome instanceof CloudAgentFault)) {
			round.readings.set(target.key, outcome);
			faultsInARow = 0;
			continue;
		}
		// Its turn did not come, which is no fault of the target's
		if (outcome instanceof NoRoomFault && !isFirst) return { ...round, nextKey: target.key };
		round.faults.set(target.key, outcome);
		if (outcome.kind === 'input') continue;
		faultsInARow++;
		if (concernsAll(outcome) || faultsInARow >= MOST_FAULTS_IN_A_ROW) {
			return { ...round, nextKey: target.key };
		}
	}
	return round;
}

async function attempt<R extends Reading>(
	ask: Ask<R>,
	target: Target,
	deadlineEpochMs: number,
): Promise<CloudAgentFault | R> {
	try {
		return await ask(target, deadlineEpochMs);
	} catch (caught) {
		if (caught instanceof CloudAgentFault) return caught;
		// Not about CloudAgent: a credential that is gone, a bug
		return await Promise.reject(caught);
	}
}

/** Whether the next target would meet the same. */
function concernsAll(fault: CloudAgentFault): boolean {
	return fault.kind === 'account' || fault.kind === 'tokenLimit' || fault instanceof NoRoomFault;
}

function rotate(targets: readonly Target[], firstKey: string | undefined): readonly Target[] {
	const first = targets.findIndex(({ key }) => key === firstKey);
	return first <= 0 ? targets : [...targets.slice(first), ...targets.slice(0, first)];
}
