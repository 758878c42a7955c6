import { UserError } from 'n8n-workflow';

import { quoteApiText } from '../../shared/apiText';
import { isBlank, isRecord, toText, unwrapLocator } from '../../shared/values';

export type SubjectType = 'agent' | 'campaign';

/** One agent or campaign to watch, as the user listed it. */
export interface Target {
	/** Names the target in the stored state */
	key: string;
	subjectType: SubjectType;
	/** The agent's ID or the campaign's name, exactly as CloudAgent has it */
	subject: string;
	/** Its own threshold as typed; an empty text or no such field takes the one for all */
	threshold: unknown;
}

/** What a row can watch. */
interface Kind {
	watch: string;
	subjectType: SubjectType;
	field: string;
	label: string;
	/** Between several in one text */
	separator?: RegExp;
}

const KINDS: readonly Kind[] = [
	{ watch: 'agent', subjectType: 'agent', field: 'agentId', label: 'Agent' },
	{ watch: 'campaign', subjectType: 'campaign', field: 'campaignName', label: 'Campaign' },
	{
		watch: 'agents',
		subjectType: 'agent',
		field: 'agentIds',
		label: 'Agent IDs',
		// A login ID has no comma in it, a campaign's name may
		separator: /[\n,;]/,
	},
	{
		watch: 'campaigns',
		subjectType: 'campaign',
		field: 'campaignNames',
		label: 'Campaign Names',
		separator: /\n/,
	},
];

const LIST = "'Agents and Campaigns to Watch'";
/** Twenty minutes of CloudAgent's rate limit; what is stored stays under 200 kB */
const MOST_TARGETS = 1000;
const LONGEST_NAME = 100;

/**
 * Lists what the 'Agents and Campaigns to Watch' parameter names, in its order; a row may name several.
 *
 * @throws UserError where there is none or too many, where a row is empty, or one stands there twice
 */
export function listTargets(parameter: unknown): Target[] {
	const rows = isRecord(parameter) && Array.isArray(parameter.target) ? parameter.target : [];
	const targets = rows.flatMap(toTargets);
	if (targets.length === 0) {
		throw new UserError(`${LIST} is empty`, { description: 'Add at least one agent or campaign.' });
	}
	if (targets.length > MOST_TARGETS) {
		throw new UserError(`${LIST} has ${targets.length} entries, more than ${MOST_TARGETS}`, {
			description: 'Spread them over several triggers, or watch campaigns in place of agents.',
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
	return `${subjectType} '${quoteApiText(subject, LONGEST_NAME)}'`;
}

function toTargets(row: unknown, index: number): Target[] {
	const values = isRecord(row) ? row : {};
	const kind = KINDS.find(({ watch }) => watch === values.watch);
	if (!kind) {
		throw new UserError(`'Watch' has an unknown value in row ${index + 1} of ${LIST}`, {
			description: "Select it again in 'Watch'.",
		});
	}
	const subjects = toSubjects(unwrapLocator(values[kind.field]), kind.separator);
	if (subjects.length === 0) {
		throw new UserError(`'${kind.label}' is empty in row ${index + 1} of ${LIST}`, {
			description: `Fill in '${kind.label}', or remove the row.`,
		});
	}
	const { subjectType } = kind;
	const threshold = 'threshold' in values ? values.threshold : '';
	return subjects.map((subject) => ({
		key: `${subjectType}:${subject}`,
		subjectType,
		subject,
		threshold,
	}));
}

/**
 * The entries of a list, blank ones left out; an expression may return the list ready-made. Blanks
 * around a single name are part of it, as CloudAgent has them; in a typed list they are not.
 */
function toSubjects(value: unknown, separator: RegExp | undefined): string[] {
	if (Array.isArray(value)) return value.map(toText).filter((text) => !isBlank(text));
	const text = toText(value);
	if (!separator) return isBlank(text) ? [] : [text];
	return text
		.split(separator)
		.map((part) => part.trim())
		.filter(Boolean);
}

function duplicate(target: Target): UserError {
	return new UserError(`The ${nameOf(target)} is in ${LIST} twice`, {
		description:
			'Remove one of the two. To be alerted at two thresholds, add a second trigger to the workflow.',
	});
}
