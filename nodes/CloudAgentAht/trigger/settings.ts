import { UserError } from 'n8n-workflow';

import { formatSeconds, parseDurationSeconds } from '../../shared/durations';
import { checkTimeZone } from '../../shared/timeZone';
import { isBlank, isRecord, quoteValue, toWholeNumber } from '../../shared/values';
import {
	ALERT_EVENTS,
	type AlertEvent,
	type AlertRule,
	DIRECTIONS,
	NO_CALLS_CHOICES,
} from './breach';
import type { Watch } from './state';
import { listTargets, nameOf, type Target } from './targets';

/** The node's parameters as n8n returns them: an expression may make anything of each. */
export interface TriggerParameters {
	triggerOn: unknown;
	remindEvery: unknown;
	direction: unknown;
	threshold: unknown;
	targets: unknown;
	options: unknown;
	/** The workflow's time zone */
	timeZone: string;
}

/** A target with the rule that applies to it. */
export type WatchedTarget = Target & Watch;

export interface TriggerSettings {
	/** The events that start the workflow */
	triggerOn: ReadonlySet<AlertEvent>;
	targets: WatchedTarget[];
	/** One that exists */
	timeZone: string;
}

const HOW_TO_WRITE_A_TIME = 'Enter it as 6 min, 06:00, 00:06:00 or 360 (seconds).';
const SHORTEST_REMINDER_SECONDS = 60;
const MOST_POLLS_IN_A_ROW = 100;

/**
 * Parses the parameters.
 *
 * @throws UserError that names the parameter, what it was and what is wanted
 */
export function parseSettings(parameters: TriggerParameters): TriggerSettings {
	const timeZone = checkTimeZone(parameters.timeZone);
	const triggerOn = parseTriggerOn(parameters.triggerOn);
	const common = parseCommonRule(parameters, triggerOn);
	const targets = listTargets(parameters.targets).map((target) => {
		const isOwn = !isEmptyText(target.threshold);
		const threshold = isOwn
			? parseThreshold(target.threshold, ` of the ${nameOf(target)}`)
			: parseThreshold(parameters.threshold);
		const rule = { ...common, thresholdSeconds: threshold };
		checkRecoveryIsPossible(rule, target);
		return { ...target, rule };
	});
	return { triggerOn, targets, timeZone };
}

function parseTriggerOn(value: unknown): ReadonlySet<AlertEvent> {
	const chosen: unknown[] = Array.isArray(value) ? value : [value];
	const events = new Set(ALERT_EVENTS.filter((event) => chosen.includes(event)));
	if (events.size > 0) return events;
	throw new UserError("No event is selected in 'Trigger On'", {
		description: 'Select at least one of Breach, Recovery and Reminder.',
	});
}

function parseCommonRule(
	{ direction, remindEvery, options }: TriggerParameters,
	triggerOn: ReadonlySet<AlertEvent>,
): Omit<AlertRule, 'thresholdSeconds'> {
	// An option with an expression that returned nothing is not the same as one that was not added
	const { noCalls, pollsToBreach, pollsToRecover, recoveryMargin } = {
		noCalls: 'ignore',
		pollsToBreach: 1,
		pollsToRecover: 1,
		recoveryMargin: '',
		...(isRecord(options) ? options : {}),
	};
	return {
		direction: parseChoice(direction, DIRECTIONS, 'Alert When AHT Is'),
		noCalls: parseChoice(noCalls, NO_CALLS_CHOICES, 'No Calls'),
		pollsToBreach: parsePolls(pollsToBreach, 'Polls Before Breach'),
		pollsToRecover: parsePolls(pollsToRecover, 'Polls Before Recovery'),
		recoveryMarginSeconds: isEmptyText(recoveryMargin)
			? 0
			: parseTime(recoveryMargin, "'Recovery Margin'"),
		remindEverySeconds: triggerOn.has('reminder') ? parseReminder(remindEvery) : undefined,
	};
}

function parseChoice<T extends string>(value: unknown, choices: readonly T[], name: string): T {
	const choice = choices.find((one) => one === value);
	if (choice !== undefined) return choice;
	throw new UserError(`'${name}' has an unknown value: ${quoteValue(value)}`, {
		description: `Select it again. An expression must return one of ${choices.join(', ')}.`,
	});
}

function parsePolls(value: unknown, name: string): number {
	const polls = toWholeNumber(value);
	if (polls !== undefined && polls >= 1 && polls <= MOST_POLLS_IN_A_ROW) return polls;
	throw new UserError(`'${name}' is not a number of polls: ${quoteValue(value)}`, {
		description: `Enter a whole number from 1 to ${MOST_POLLS_IN_A_ROW}.`,
	});
}

function parseReminder(value: unknown): number {
	const seconds = parseTime(value, "'Remind Every'");
	if (seconds >= SHORTEST_REMINDER_SECONDS) return seconds;
	throw new UserError(`'Remind Every' is shorter than a minute: ${quoteValue(value)}`, {
		description: 'n8n polls at most once a minute. Enter 1 min or more.',
	});
}

function parseThreshold(value: unknown, where = ''): number {
	const seconds = parseTime(value, `'Threshold'${where}`);
	if (seconds > 0) return seconds;
	throw new UserError(`'Threshold'${where} is zero`, {
		description: `Enter a time of at least one second. ${HOW_TO_WRITE_A_TIME}`,
	});
}

function parseTime(value: unknown, name: string): number {
	if (isBlank(value)) {
		throw new UserError(`${name} is empty`, { description: HOW_TO_WRITE_A_TIME });
	}
	const seconds = parseDurationSeconds(value);
	if (seconds !== undefined) return seconds;
	throw new UserError(`${name} cannot be read as a time: ${quoteValue(value)}`, {
		description: HOW_TO_WRITE_A_TIME,
	});
}

/** A field left empty; an expression that returned nothing is none. */
function isEmptyText(value: unknown): boolean {
	return typeof value === 'string' && value.trim() === '';
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
