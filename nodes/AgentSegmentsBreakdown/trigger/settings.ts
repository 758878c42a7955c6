import type { IPollFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { LivePersonCredentialType } from '../account';
import { checkAuthentication, checkSource, checkWholeOption } from '../resources/parameters';
import { isRecord } from '../../shared/values';

/** What an item stands for. */
export type TriggerOn = 'newFile' | 'newUnit';

export interface TriggerSettings {
	credentialType: LivePersonCredentialType;
	triggerOn: TriggerOn;
	source: string;
	/** How long after its end an hour's files may still arrive */
	lookBackHours: number;
	/** Also emit the files that are there when the trigger starts */
	emitExisting: boolean;
	/** No further file is begun once this many units were read in a poll */
	unitsPerPoll: number;
}

export const DEFAULT_LOOK_BACK_HOURS = 24;
export const LONGEST_LOOK_BACK_HOURS = 7 * 24;
export const DEFAULT_UNITS_PER_POLL = 20_000;
export const MOST_UNITS_PER_POLL = 1_000_000;
const DEFAULTS: Record<string, unknown> = {
	lookBackHours: DEFAULT_LOOK_BACK_HOURS,
	emitExisting: false,
	unitsPerPoll: DEFAULT_UNITS_PER_POLL,
};

/**
 * Reads the node's parameters; an expression may have given anything.
 *
 * @throws UserError that names the parameter
 */
export function readTriggerSettings(context: IPollFunctions): TriggerSettings {
	const given: unknown = context.getNodeParameter('options', {});
	const options = isRecord(given) ? given : {};
	// What an expression filled with nothing is there, and is named as the fault
	const { lookBackHours, emitExisting, unitsPerPoll } = { ...DEFAULTS, ...options };
	return {
		credentialType: checkAuthentication(context.getNodeParameter('authentication')),
		triggerOn: checkTriggerOn(context.getNodeParameter('triggerOn')),
		source: checkSource(context.getNodeParameter('source')),
		lookBackHours: checkWholeOption(lookBackHours, 'Look Back (Hours)', LONGEST_LOOK_BACK_HOURS),
		emitExisting: checkSwitch(emitExisting, 'Emit Existing Files'),
		unitsPerPoll: checkWholeOption(unitsPerPoll, 'Units per Run', MOST_UNITS_PER_POLL),
	};
}

function checkSwitch(value: unknown, displayName: string): boolean {
	if (typeof value === 'boolean') return value;
	throw new UserError(`The '${displayName}' option is neither true nor false`, {
		description: `Change '${displayName}' under Options, or remove it to use the default.`,
	});
}

function checkTriggerOn(value: unknown): TriggerOn {
	if (value === 'newFile' || value === 'newUnit') return value;
	throw new UserError("No event is selected in 'Trigger On'", {
		description: "Choose 'New Breakdown File' or 'New Handling Time Unit'.",
	});
}
