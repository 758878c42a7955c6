import type { IPollFunctions } from 'n8n-workflow';

import { toPollError, troublesFault } from './pollErrors';
import type { Round } from './round';
import { nameOf, type Target } from './targets';
import { noteTroubles, type Outcome, type Trouble } from './troubles';
import type { Reading } from './watchState';

/**
 * Logs each target that gave no AHT and, where it is time (see `noteTroubles`), has n8n record a
 * failed execution that names it, which also starts the error workflow. Throwing would do that too,
 * but give up the events of the other targets and make n8n poll them less often.
 */
export function reportTroubles(
	context: IPollFunctions,
	before: ReadonlyMap<string, Trouble>,
	targets: readonly Target[],
	round: Round<Reading>,
): Map<string, Trouble> {
	const outcomes = new Map<string, Outcome>();
	for (const target of targets) {
		const fault = round.faults.get(target.key);
		if (fault) {
			context.logger.warn(
				`CloudAgent AHT: nothing read for the ${nameOf(target)}: ${fault.message}`,
			);
			outcomes.set(target.key, fault.kind === 'input' ? 'refused' : 'failed');
		} else if (round.readings.has(target.key)) {
			outcomes.set(target.key, 'read');
		}
	}
	const keys = targets.map(({ key }) => key);
	const { troubles, toTell } = noteTroubles(before, keys, outcomes, Date.now());
	const fault = troublesFault(
		round,
		targets.filter(({ key }) => toTell.includes(key)),
	);
	if (fault) context.__emitError(toPollError(context.getNode(), fault));
	return troubles;
}
