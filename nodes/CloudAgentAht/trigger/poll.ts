import type { INodeExecutionData, IPollFunctions, WorkflowActivateMode } from 'n8n-workflow';

import { type AhtReading, buildAlertItem, buildSampleItem } from './alertItem';
import { askerOf } from './ask';
import { faultOfAll, toPollError, unknownNames } from './pollErrors';
import { reportTroubles } from './reportTroubles';
import { askTargets, type Round } from './round';
import { parseSettings, type TriggerSettings, type WatchedTarget } from './settings';
import { parseWatchState, serializeWatchState, takeReadings, type WatchState } from './watchState';

/** Where the state stands in the node's static data. */
const STATE = 'watch';
/** Somebody is looking at a spinner while the first poll of a trigger runs: n8n activates it with one */
const FIRST_POLL_MS = 40_000;
/** What is left of the budget for n8n to hand over the items */
const MARGIN_MS = 2_000;
/** Enough to set up a workflow with */
const MOST_SAMPLES = 10;

/*
 * Both only spare requests and waiting. n8n's default scheduler keeps one context for all polls of an
 * activated trigger and starts the next poll whether or not the one before has ended.
 */
const begun = new WeakSet<IPollFunctions>();
const running = new WeakSet<IPollFunctions>();

/**
 * Polls the targets and gives an item for each event, or `null` where there is none.
 *
 * - A breach or recovery that 'Trigger On' leaves out gives a run without items. n8n's default
 *   scheduler keeps what a trigger remembers only together with a run; were there none, a kill could
 *   bring back the breach that is over, and the next one would pass unnoticed.
 * - What is stored is read and written in one go after the last answer has come, so polls that overlap
 *   cannot fire one event twice.
 * - A poll that throws leaves the stored state as it was. It throws only where no target could be
 *   read, or where a name that CloudAgent does not know can be corrected on the spot: in a manual
 *   run, and when the user activates the trigger or an edit of it.
 * - Later, a target that gives no AHT stops nothing: the others are watched, and n8n records a failed
 *   execution that names it (see `noteTroubles` for when).
 * - A poll that runs out of time gives what it has; the next one begins where it stopped.
 */
export async function pollTargets(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (running.has(context)) {
		context.logger.debug('CloudAgent AHT: the poll before is still running, this one is skipped');
		return null;
	}
	running.add(context);
	try {
		const settings = readSettings(context);
		if (context.getMode() !== 'manual') return await watch(context, settings);
		const items = await sample(context, settings);
		return items.length > 0 ? [items] : null;
	} catch (caught) {
		throw toPollError(context.getNode(), caught);
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
	});
}

/** The first targets as they are now. Reads no state and writes none. */
async function sample(
	context: IPollFunctions,
	{ targets }: TriggerSettings,
): Promise<INodeExecutionData[]> {
	const some = targets.slice(0, MOST_SAMPLES);
	const round = await askTargets(some, undefined, askerOf(context), Date.now() + FIRST_POLL_MS);
	const fault = unknownNames(round, some) ?? faultOfAll(round, some);
	if (fault) throw fault;
	return some.flatMap((target) => {
		const reading = round.readings.get(target.key);
		return reading ? [buildSampleItem(target, reading, context.getTimezone())] : [];
	});
}

async function watch(
	context: IPollFunctions,
	{ targets, triggerOn }: TriggerSettings,
): Promise<INodeExecutionData[][] | null> {
	const before = readState(context);
	const isFirst = !begun.has(context);
	const round = await askTargets(
		targets,
		before.nextKey,
		askerOf(context),
		Date.now() + readBudgetMs(context, isFirst),
	);
	const isCorrectable = (key: string) =>
		isFirst && canUserCorrect(context.getActivationMode(), before.targets.has(key));
	const fault =
		faultOfAll(round, targets) ??
		unknownNames(
			round,
			targets.filter(({ key }) => isCorrectable(key)),
		);
	if (fault) throw fault;
	const alerts = settle(context, targets, round);
	if (alerts.length === 0) return null;
	const items = alerts
		.filter(({ alert }) => triggerOn.has(alert.event))
		.map(({ watch: target, reading, alert }) =>
			buildAlertItem(target, reading, alert, context.getTimezone()),
		);
	return [items];
}

/** Moves the stored state on by what was read. Waits for nothing, so no other poll comes between. */
function settle(context: IPollFunctions, targets: WatchedTarget[], round: Round<AhtReading>) {
	const state = readState(context);
	const taken = takeReadings(state.targets, targets, round.readings);
	const { nextKey } = round;
	const after: WatchState = {
		targets: taken.targets,
		troubles: reportTroubles(context, state.troubles, targets, round),
		...(nextKey === undefined ? {} : { nextKey }),
	};
	context.getWorkflowStaticData('node')[STATE] = serializeWatchState(after);
	return taken.alerts;
}

function readState(context: IPollFunctions): WatchState {
	return parseWatchState(context.getWorkflowStaticData('node')[STATE]);
}

function readBudgetMs(context: IPollFunctions, isFirst: boolean): number {
	const budgetMs = context.getPollBudgetMs() - MARGIN_MS;
	return isFirst ? Math.min(budgetMs, FIRST_POLL_MS) : budgetMs;
}

/**
 * Whether the user is there to correct a name: the trigger is being activated, or an edit of it that
 * added the target. n8n's durable scheduler gives `update` to every poll, hence the second half; a
 * restart of n8n must not take down the watch over the other targets.
 */
function canUserCorrect(activation: WorkflowActivateMode, isKnown: boolean): boolean {
	return (
		activation === 'activate' || activation === 'create' || (activation === 'update' && !isKnown)
	);
}
