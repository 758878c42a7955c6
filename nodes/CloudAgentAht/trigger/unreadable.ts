import type { IPollFunctions } from 'n8n-workflow';
import { BaseError } from 'n8n-workflow';

import { ApiError, toNodeError } from '../../shared/errors';
import { isUnknownName, type TargetReadings } from './readTargets';
import type { Reading, WatchState } from './state';
import { nameOf, type Target } from './targets';

type Answers = Pick<TargetReadings<Reading>, 'errors' | 'readings'>;

const MINUTE_MS = 60_000;
// Shorter outages pass unnoticed, but for the log: the next polls make up for them
const REPORT_AFTER_MS = 60 * MINUTE_MS;
const REPORT_AGAIN_AFTER_MS = 24 * REPORT_AFTER_MS;
const LONGEST_LIST = 5;

/**
 * Logs each target without an AHT and, where it is time (see {@link recordUnreadable}), has n8n record
 * a failed execution that names it, which also starts the error workflow. Throwing would do that too,
 * but give up the events of the other targets and make n8n poll them less often.
 */
export function reportUnreadable(
	context: IPollFunctions,
	before: WatchState['unreadable'],
	targets: readonly Target[],
	answers: Answers,
): WatchState['unreadable'] {
	for (const target of targets) {
		const error = answers.errors.get(target.key);
		if (!error) continue;
		context.logger.warn(
			`CloudAgent AHT Trigger: no AHT of the ${nameOf(target)}: ${error.message}`,
		);
	}
	const { unreadable, due } = recordUnreadable(before, targets, answers, Date.now());
	const error = errorOf(
		due,
		answers,
		'The others are still watched. This is reported once a day while it lasts.',
	);
	if (error) context.__emitError(toNodeError(context.getNode(), error));
	return unreadable;
}

/**
 * Keeps account of the targets without an AHT while others have one, and of which of them are due to be
 * reported: a refused one (a name that CloudAgent does not know) at once, one that just fails when that
 * has lasted an hour; either again after a day. Otherwise a misspelt name would be a silence that nobody
 * can distinguish from good news. A target that was not read stays as it was.
 *
 * @param targets those watched now; others are forgotten
 */
export function recordUnreadable<T extends Pick<Target, 'key'>>(
	before: Readonly<WatchState['unreadable']>,
	targets: readonly T[],
	{ errors, readings }: Answers,
	nowEpochMs: number,
): { unreadable: WatchState['unreadable']; due: T[] } {
	const unreadable: WatchState['unreadable'] = {};
	const due: T[] = [];
	for (const target of targets) {
		const known = before[target.key];
		const error = errors.get(target.key);
		if (!error) {
			if (known && !readings.has(target.key)) unreadable[target.key] = known;
			continue;
		}
		const { sinceEpochMs, reportedEpochMs = -Infinity } = known ?? { sinceEpochMs: nowEpochMs };
		const isWorthIt = isUnknownName(error) || nowEpochMs - sinceEpochMs >= REPORT_AFTER_MS;
		const isDue = isWorthIt && nowEpochMs - reportedEpochMs >= REPORT_AGAIN_AFTER_MS;
		if (isDue) due.push(target);
		unreadable[target.key] = {
			...(known ?? { sinceEpochMs }),
			...(isDue ? { reportedEpochMs: nowEpochMs } : {}),
		};
	}
	return { unreadable, due };
}

/** The targets among these whose name CloudAgent does not know, as one error. */
export function unknownNamesError(targets: readonly Target[], answers: Answers): Error | undefined {
	return errorOf(
		targets.filter(({ key }) => isUnknownName(answers.errors.get(key))),
		answers,
	);
}

/** Why nothing at all could be read; undefined where something was. */
export function errorOfAll(targets: readonly Target[], answers: Answers): Error | undefined {
	if (answers.readings.size > 0) return undefined;
	const others = [...answers.errors.values()].filter((error) => !isUnknownName(error));
	// The last one kept the poll from going on
	return others.at(-1) ?? unknownNamesError(targets, answers);
}

/** Names the targets that have no AHT, with the reason of the first of them. */
function errorOf(
	targets: readonly Target[],
	{ errors }: Answers,
	addition = '',
): ApiError | undefined {
	const [first] = targets;
	const error = first && errors.get(first.key);
	if (!error) return undefined;
	const failure = error instanceof ApiError ? error.failure : undefined;
	const details = failure === undefined ? {} : { failure };
	const advice = `${descriptionOf(error)} ${addition}`.trim();
	if (targets.length === 1) return new ApiError(error.message, { description: advice, ...details });
	const names = targets.slice(0, LONGEST_LIST).map(nameOf);
	const more = targets.length > LONGEST_LIST ? ` and ${targets.length - LONGEST_LIST} more` : '';
	return new ApiError(
		`CloudAgent returned no AHT for ${targets.length} of the watched: ${names.join(', ')}${more}`,
		{ description: `${error.message}. ${advice}`.trim(), ...details },
	);
}

function descriptionOf(error: Error): string {
	return (error instanceof BaseError && error.description) || '';
}
