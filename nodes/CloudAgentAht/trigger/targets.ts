import { UserError } from 'n8n-workflow';

import { toRecord, toText, unwrap } from './parameterValues';

export type SubjectType = 'agent' | 'campaign';

/** One agent or campaign to watch, as the user listed it. */
export interface Target {
	/** Names the target in the stored state */
	key: string;
	subjectType: SubjectType;
	/** The agent's ID or the campaign's name, as CloudAgent is asked for it */
	subject: string;
	/** Its own threshold as typed; blank or undefined takes the one for all */
	threshold: unknown;
}

/** What a row can watch. */
const KINDS: ReadonlyArray<{
	watch: string;
	subjectType: SubjectType;
	field: string;
	label: string;
	separator?: RegExp;
}> = [
	{ watch: 'agent', subjectType: 'agent', field: 'agentId', label: 'Agent' },
	// A login ID has no comma in it
	{
		watch: 'agents',
		subjectType: 'agent',
		field: 'agentIds',
		label: 'Agent IDs',
		separator: /[\n,;]/,
	},
	{ watch: 'campaign', subjectType: 'campaign', field: 'campaignName', label: 'Campaign' },
	// A campaign's name may
	{
		watch: 'campaigns',
		subjectType: 'campaign',
		field: 'campaignNames',
		label: 'Campaign Names',
		separator: /\n/,
	},
];

/**
 * Lists the targets of the 'Targets' parameter in their order; a row may name several.
 *
 * @throws UserError where there is none, where a row names nobody, or a target stands there twice
 */
export function listTargets(parameter: unknown): Target[] {
	const rows = toRows(parameter);
	const targets = rows.flatMap(toTargets);
	if (targets.length === 0) {
		throw new UserError("There is nothing in 'Targets' to watch", {
			description: "Add an agent or a campaign in 'Targets'.",
		});
	}
	const seen = new Set<string>();
	for (const target of targets) {
		if (seen.has(target.key)) throw duplicate(target);
		seen.add(target.key);
	}
	return targets;
}

/** The target as a sentence names it, e.g. `campaign 'Sales'`. */
export function nameOf({ subjectType, subject }: Target): string {
	return `${subjectType} '${subject}'`;
}

function toRows(parameter: unknown): Array<Record<string, unknown>> {
	const rows = toRecord(parameter).target;
	return Array.isArray(rows) ? rows.map(toRecord) : [];
}

function toTargets(row: Record<string, unknown>, index: number): Target[] {
	const kind = KINDS.find(({ watch }) => watch === row.watch);
	if (!kind) {
		throw new UserError(`'Watch' is none of its choices in row ${index + 1} of 'Targets'`, {
			description: "Choose it again in 'Watch'.",
		});
	}
	const { subjectType, field, label, separator } = kind;
	const subjects = split(unwrap(row[field]), separator);
	if (subjects.length === 0) {
		throw new UserError(`'${label}' is empty in row ${index + 1} of 'Targets'`, {
			description: `Fill in '${label}', or remove the row.`,
		});
	}
	return subjects.map((subject) => ({
		key: `${subjectType}:${subject}`,
		subjectType,
		subject,
		threshold: unwrap(row.threshold),
	}));
}

/** The texts of a list, blank ones left out; an expression may give the list ready-made. */
function split(value: unknown, separator: RegExp | undefined): string[] {
	if (Array.isArray(value)) return value.map(toText).filter(Boolean);
	const text = toText(value);
	const parts = separator ? text.split(separator) : [text];
	return parts.map(toText).filter(Boolean);
}

function duplicate(target: Target): UserError {
	return new UserError(`The ${nameOf(target)} is in 'Targets' twice`, {
		description:
			'Remove one of the two. To be alerted at two thresholds, add a second trigger to the workflow.',
	});
}
