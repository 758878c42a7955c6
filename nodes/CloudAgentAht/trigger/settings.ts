import { UserError } from 'n8n-workflow';

import { formatSeconds, parseDurationSeconds } from '../../shared/durations';
import { type AlertRule, DIRECTIONS, NO_CALLS_CHOICES } from './alertRule';
import { isBlank, quote, toRecord, unwrap } from './parameterValues';
import { listTargets, nameOf, type Target } from './targets';
import { ALERT_EVENTS, type AlertEvent } from './targetState';
import type { Watch } from './watchState';

/** The node's parameters as n8n gives them: an expression may make anything of each. */
export interface TriggerParameters {
	triggerOn: unknown;
	remindEvery: unknown;
	direction: unknown;
	threshold: unknown;
	targets: unknown;
	options: unknown;
}

/** A target with the rule that applies to it. */
export type WatchedTarget = Target & Watch;

export interface TriggerSettings {
	/** The events that the user wants to hear of */
	triggerOn: ReadonlySet<AlertEvent>;
	targets: WatchedTarget[];
}

const HOW_TO_WRITE_A_TIME =
	'Enter seconds, MM:SS or HH:MM:SS. Six minutes are 360, 06:00 or 00:06:00.';
const SHORTEST_REMINDER_SECONDS = 60;
const MOST_POLLS_IN_A_ROW = 100;

/**
 * Reads the parameters.
 *
 * @throws UserError that names the parameter, what was given and what is wanted
 */
export function parseSettings(parameters: TriggerParameters): TriggerSettings {
	const triggerOn = parseTriggerOn(parameters.triggerOn);
	const common = parseCommonRule(parameters, triggerOn);
	const targets = listTargets(parameters.targets).map((target) => {
		const threshold = isBlank(target.threshold) ? parameters.threshold : target.threshold;
		const where = isBlank(target.threshold) ? '' : ` of the ${nameOf(target)}`;
		const rule = { ...common, thresholdSeconds: parseThreshold(threshold, where) };
		checkRecoveryIsPossible(rule, target);
		return { ...target, rule };
	});
	return { triggerOn, targets };
}

function parseTriggerOn(value: unknown): ReadonlySet<AlertEvent> {
	const chosen: unknown[] = Array.isArray(value) ? value : [value];
	const events = new Set(ALERT_EVENTS.filter((event) => chosen.includes(event)));
	if (events.size > 0) return events;
	throw new UserError("'Trigger On' names no event", {
		description: "Choose at least one event in 'Trigger On'.",
	});
}

function parseCommonRule(
	{ direction, remindEvery, options }: TriggerParameters,
	triggerOn: ReadonlySet<AlertEvent>,
): Omit<AlertRule, 'thresholdSeconds'> {
	const given = toRecord(options);
	return {
		direction: parseChoice(direction, DIRECTIONS, 'Alert When AHT Is'),
		noCalls: parseChoice(given.noCalls ?? 'ignore', NO_CALLS_CHOICES, 'No Calls'),
		pollsToBreach: parsePolls(given.pollsToBreach, 'Polls Before Breach'),
		pollsToRecover: parsePolls(given.pollsToRecover, 'Polls Before Recovery'),
		recoveryMarginSeconds: isBlank(given.recoveryMargin)
			? 0
			: parseTime(given.recoveryMargin, "'Recovery Margin'"),
		remindEverySeconds: triggerOn.has('reminder') ? parseReminder(remindEvery) : undefined,
	};
}

function parseChoice<T extends string>(value: unknown, choices: readonly T[], name: string): T {
	const choice = choices.find((one) => one === value);
	if (choice !== undefined) return choice;
	throw new UserError(`'${name}' is none of its choices`, {
		description: `Choose it again in '${name}'. An expression may give ${choices.join(', ')}.`,
	});
}

function parsePolls(value: unknown, name: string): number {
	const polls = isBlank(value) ? 1 : Number(value);
	if (Number.isInteger(polls) && polls >= 1 && polls <= MOST_POLLS_IN_A_ROW) return polls;
	throw new UserError(`'${name}' is not a number of polls: ${quote(value)}`, {
		description: `Enter a whole number from 1 to ${MOST_POLLS_IN_A_ROW}.`,
	});
}

function parseReminder(value: unknown): number {
	const seconds = parseTime(value, "'Remind Every'");
	if (seconds >= SHORTEST_REMINDER_SECONDS) return seconds;
	throw new UserError(`'Remind Every' is shorter than a minute: ${quote(unwrap(value))}`, {
		description: 'n8n polls at most once a minute. Enter 01:00 or more.',
	});
}

function parseThreshold(value: unknown, where: string): number {
	const seconds = parseTime(value, `'Threshold'${where}`);
	if (seconds > 0) return seconds;
	throw new UserError(`'Threshold'${where} is zero`, {
		description: `Enter a time of at least one second. ${HOW_TO_WRITE_A_TIME}`,
	});
}

function parseTime(parameter: unknown, name: string): number {
	const value = unwrap(parameter);
	if (isBlank(value)) throw new UserError(`${name} is empty`, { description: HOW_TO_WRITE_A_TIME });
	const seconds = parseDurationSeconds(value);
	if (seconds !== undefined) return seconds;
	throw new UserError(`${name} cannot be read as a time: ${quote(value)}`, {
		description: HOW_TO_WRITE_A_TIME,
	});
}

/** An AHT cannot fall under zero, so a margin as wide as an upper threshold would never be reached. */
function checkRecoveryIsPossible(rule: AlertRule, target: Target): void {
	const { direction, recoveryMarginSeconds, thresholdSeconds } = rule;
	if (direction === 'below' || recoveryMarginSeconds < thresholdSeconds) return;
	const threshold = formatSeconds(thresholdSeconds);
	throw new UserError(
		`'Recovery Margin' is not smaller than the threshold of ${threshold} for the ${nameOf(target)}`,
		{ description: 'With this margin no AHT would count as recovered. Enter a smaller one.' },
	);
}
