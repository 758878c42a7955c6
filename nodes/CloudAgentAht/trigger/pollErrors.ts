import type { Failure, INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, UserError } from 'n8n-workflow';

import { CloudAgentFault } from '../transport/faults';
import { NoRoomFault } from '../transport/limitPatience';
import type { Round } from './round';
import { nameOf, type Target } from './targets';
import type { Reading } from './watchState';

type Answers = Pick<Round<Reading>, 'faults' | 'readings'>;

const LONGEST_LIST = 5;
const MINUTE_MS = 60_000;

/**
 * Gives what ended a poll as a node error with the cause declared, from which n8n takes how long to
 * leave the trigger alone. What the answer does not prove stays undeclared.
 */
export function toPollError(node: INode, caught: unknown): Error {
	if (caught instanceof NodeApiError || caught instanceof NodeOperationError) return caught;
	if (!(caught instanceof UserError)) {
		return new NodeOperationError(node, caught instanceof Error ? caught : String(caught));
	}
	const failure = failureOf(caught);
	return new NodeOperationError(node, caught, {
		message: caught.message,
		...(caught.description ? { description: caught.description } : {}),
		...(failure ? { failure } : {}),
	});
}

function failureOf(error: UserError): Failure | undefined {
	// Any other UserError is about a parameter
	if (!(error instanceof CloudAgentFault)) return { cause: 'configuration-invalid' };
	if (error instanceof NoRoomFault) return { cause: 'rate-limited', retryAfterMs: MINUTE_MS };
	switch (error.kind) {
		case 'account':
			return { cause: 'credential-invalid' };
		case 'input':
			return { cause: 'configuration-invalid' };
		case 'busy':
			return { cause: 'temporarily-unavailable', retryAfterMs: MINUTE_MS };
		case 'tokenLimit':
			return { cause: 'quota-exhausted' };
		default:
			return undefined;
	}
}

/** The targets among these whose name CloudAgent does not know, as one fault. */
export function unknownNames(
	round: Answers,
	targets: readonly Target[],
): CloudAgentFault | undefined {
	return listFaults(
		targets.filter(({ key }) => round.faults.get(key)?.kind === 'input'),
		round,
	);
}

/** Why nothing at all could be read; undefined where something was. */
export function faultOfAll(
	round: Answers,
	targets: readonly Target[],
): CloudAgentFault | undefined {
	if (round.readings.size > 0) return undefined;
	const others = [...round.faults.values()].filter(({ kind }) => kind !== 'input');
	// The last one kept the round from going on
	return others.at(-1) ?? unknownNames(round, targets);
}

/** What to tell of targets that give no AHT while others do. */
export function troublesFault(
	round: Answers,
	targets: readonly Target[],
): CloudAgentFault | undefined {
	return listFaults(
		targets,
		round,
		'The other targets are watched. This is told once a day while it lasts.',
	);
}

/** Says which targets give no AHT, and why the first of them gives none. */
function listFaults(
	targets: readonly Target[],
	{ faults }: Answers,
	addition = '',
): CloudAgentFault | undefined {
	const [first] = targets;
	const fault = first && faults.get(first.key);
	if (!fault) return undefined;
	const { kind, message, description = '' } = fault;
	if (targets.length === 1) {
		return new CloudAgentFault(kind, message, `${description} ${addition}`.trim());
	}
	const names = targets.slice(0, LONGEST_LIST).map(nameOf);
	const more = targets.length > LONGEST_LIST ? ` and ${targets.length - LONGEST_LIST} more` : '';
	return new CloudAgentFault(
		kind,
		`CloudAgent gives no AHT for ${targets.length} targets: ${names.join(', ')}${more}`,
		`${message}. ${description} ${addition}`.trim(),
	);
}
