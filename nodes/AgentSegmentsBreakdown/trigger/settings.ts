import type { INodeProperties, IPollFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { LivePersonCredentialType } from '../account';
import { checkAuthentication, checkSource, toBoolean, toWhole } from '../resources/parameters';
import { isRecord } from '../../shared/values';
import { emitExisting, lookBackHours, unitsPerPoll } from './fields';

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

/**
 * Reads the node's parameters; an expression may have given anything.
 *
 * @throws UserError that names the parameter
 */
export function readTriggerSettings(context: IPollFunctions): TriggerSettings {
	const given: unknown = context.getNodeParameter('options', {});
	const options = isRecord(given) ? given : {};
	// What an expression filled with nothing is there, and is named as the fault
	const optionOf = (field: INodeProperties): unknown =>
		field.name in options ? options[field.name] : field.default;
	return {
		credentialType: checkAuthentication(context.getNodeParameter('authentication')),
		triggerOn: checkTriggerOn(context.getNodeParameter('triggerOn')),
		source: checkSource(context.getNodeParameter('source')),
		lookBackHours: toWhole(optionOf(lookBackHours), lookBackHours),
		emitExisting: toBoolean(optionOf(emitExisting), emitExisting),
		unitsPerPoll: toWhole(optionOf(unitsPerPoll), unitsPerPoll),
	};
}

function checkTriggerOn(value: unknown): TriggerOn {
	if (value === 'newFile' || value === 'newUnit') return value;
	throw new UserError("No event is selected in 'Trigger On'", {
		description: "Choose 'New Breakdown File' or 'New Handling Time Unit'.",
	});
}
