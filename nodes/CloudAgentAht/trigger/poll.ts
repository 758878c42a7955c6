import type { INodeExecutionData, IPollFunctions, WorkflowActivateMode } from 'n8n-workflow';

import { pollBudgetMs } from '../../shared/compat';
import { toNodeError } from '../../shared/errors';
import { readTriggerState, writeTriggerState } from '../../shared/triggerState';
import { type AhtReading, buildAlertItem, buildTestItem } from './alertItem';
import { readTargets, type TargetReadings, targetReader } from './readTargets';
import { parseSettings, type TriggerSettings, type WatchedTarget } from './settings';
import { applyReadings, parseWatchState, type WatchState } from './state';
import { errorOfAll, reportUnreadable, unknownNamesError } from './unreadable';

/** Somebody is looking at a spinner while the first poll of a trigger runs: n8n activates it with one */
const FIRST_POLL_MS = 40_000;
/** What is left of the budget for n8n to hand over the items */
const MARGIN_MS = 2_000;
/** Enough to set up a workflow with */
const MOST_TEST_ITEMS = 10;

/*
 * Both only spare requests and waiting. n8n's default scheduler keeps one context for all polls of an
 * activated trigger and starts the next poll whether or not the one before has ended.
 */
const begun = new WeakSet<IPollFunctions>();
const running = new WeakSet<IPollFunctions>();

/**
 * Polls the targets and returns an item for each event, or `null` where there is none.
 *
 * - A breach or recovery that 'Trigger On' leaves out starts a run without items. n8n's default
 *   scheduler keeps what a trigger remembers only together with a run; were there none, a kill could
 *   bring back the breach that is over, and the next one would pass unnoticed.
 * - What is stored is read and written in one go after the last answer has come, so polls that overlap
 *   cannot fire one event twice.
 * - A poll that throws leaves the stored state as it was. It throws only where no target could be
 *   read, or where a name that CloudAgent does not know can be corrected on the spot: in a manual
 *   run, and when the user activates the trigger or an edit of it.
 * - Later, a target without an AHT stops nothing: the others are watched, and n8n records a failed
 *   execution that names it (see `recordUnreadable` for when).
 * - A poll that runs out of time returns what it has; the next one begins where it stopped.
 */
export async function pollTargets(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (running.has(context)) {
		context.logger.debug('CloudAgent AHT Trigger: a poll is skipped, the one before still runs');
		return null;
	}
	running.add(context);
	try {
		const settings = readSettings(context);
		if (context.getMode() !== 'manual') return await watch(context, settings);
		const items = await test(context, settings);
		return items.length > 0 ? [items] : null;
	} catch (caught) {
		throw toNodeError(context.getNode(), caught);
	} finally {
		running.delete(context);
		begun.add(context);
	}
}

function readSettings(context: IPollFunctions): TriggerSettings {
	// A parameter that is not shown has no value, for which n8n throws unless there is a fallback
	const read = (name: string) => context.getNodeParameter(name, '');
	return parseSettings({
		triggerOn: read('triggerOn'),
		remindEvery: read('remindEvery'),
		direction: read('direction'),
		threshold: read('threshold'),
		targets: read('targets'),
		options: read('options'),
		timeZone: context.getTimezone(),
	});
}

/** The first targets as they are now. Reads no state and writes none. */
async function test(
	context: IPollFunctions,
	settings: TriggerSettings,
): Promise<INodeExecutionData[]> {
	const some = settings.targets.slice(0, MOST_TEST_ITEMS);
	const deadlineEpochMs = Date.now() + FIRST_POLL_MS;
	const answers = await readTargets(some, undefined, targetReader(context), deadlineEpochMs);
	const error = unknownNamesError(some, answers) ?? errorOfAll(some, answers);
	if (error) throw error;
	return some.flatMap((target) => {
		const reading = answers.readings.get(target.key);
		return reading ? [buildTestItem(target, reading, settings)] : [];
	});
}

async function watch(
	context: IPollFunctions,
	settings: TriggerSettings,
): Promise<INodeExecutionData[][] | null> {
	const { targets, triggerOn } = settings;
	const before = readState(context);
	const isFirst = !begun.has(context);
	const deadlineEpochMs = Date.now() + readBudgetMs(context, isFirst);
	const answers = await readTargets(
		targets,
		before.nextKey,
		targetReader(context),
		deadlineEpochMs,
	);
	const correctable = targets.filter(
		({ key }) => isFirst && canUserCorrect(context.getActivationMode(), key in before.targets),
	);
	const error = errorOfAll(targets, answers) ?? unknownNamesError(correctable, answers);
	if (error) throw error;
	const alerts = saveState(context, targets, answers);
	if (alerts.length === 0) return null;
	const items = alerts
		.filter(({ alert }) => triggerOn.has(alert.event))
		.map(({ watch: target, reading, alert }) => buildAlertItem(target, reading, alert, settings));
	return [items];
}

/**
 * Moves the stored state on by what was read, and returns the alerts. Waits for nothing, so no other
 * poll comes between.
 */
function saveState(
	context: IPollFunctions,
	watched: WatchedTarget[],
	answers: TargetReadings<AhtReading>,
) {
	const before = readState(context);
	const { targets, alerts } = applyReadings(before.targets, watched, answers.readings);
	const { nextKey } = answers;
	const after: WatchState = {
		targets,
		unreadable: reportUnreadable(context, before.unreadable, watched, answers),
		...(nextKey === undefined ? {} : { nextKey }),
	};
	writeTriggerState(context, after);
	return alerts;
}

function readState(context: IPollFunctions): WatchState {
	return parseWatchState(readTriggerState(context));
}

function readBudgetMs(context: IPollFunctions, isFirst: boolean): number {
	const budgetMs = pollBudgetMs(context) - MARGIN_MS;
	return isFirst ? Math.min(budgetMs, FIRST_POLL_MS) : budgetMs;
}

/**
 * Whether the user is there to correct a name: the trigger is being activated, or an edit of it that
 * added the target. n8n's durable scheduler passes `update` to every poll, hence the second half; a
 * restart of n8n must not take down the watch over the other targets.
 */
function canUserCorrect(activation: WorkflowActivateMode, isKnown: boolean): boolean {
	return (
		activation === 'activate' || activation === 'create' || (activation === 'update' && !isKnown)
	);
}
