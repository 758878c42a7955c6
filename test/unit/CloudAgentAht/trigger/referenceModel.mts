import type { AlertRule } from '../../../../nodes/CloudAgentAht/trigger/breach.ts';

/** A reading that one target got; the model keeps all of them. */
export interface LoggedReading {
	ahtSeconds: number | null;
	readAtEpochMs: number;
}

export interface ExpectedAlert {
	event: string;
	sinceEpochMs: number;
	untilEpochMs: number;
}

/**
 * The alert semantics said another way, slow and plain: writes the whole history of a target as a word
 * (P: past the threshold, B: back, x: between) and looks for breaches and recoveries with regular
 * expressions. Gives what the last reading of the history must fire.
 */
export function expectedAtLast(
	history: readonly LoggedReading[],
	rule: AlertRule,
): ExpectedAlert | undefined {
	const counted = history.filter(
		({ ahtSeconds }) => ahtSeconds !== null || rule.noCalls !== 'ignore',
	);
	if (counted.length === 0 || counted.at(-1) !== history.at(-1)) return undefined;
	const word = counted.map(({ ahtSeconds }) => letterOf(ahtSeconds, rule)).join('');
	const timeOf = (index: number) => counted[index]?.readAtEpochMs ?? Number.NaN;
	const last = word.length - 1;

	let start = 0;
	for (;;) {
		const breach = find(`P{${rule.pollsToBreach}}`, word, start);
		if (!breach) return undefined;
		const sinceEpochMs = timeOf(breach.first);
		if (breach.last === last) {
			return { event: 'breached', sinceEpochMs, untilEpochMs: timeOf(last) };
		}
		const recovery = find(`B{${rule.pollsToRecover}}`, word, breach.last + 1);
		if (!recovery) {
			const reminded = remindersAt(word, timeOf, breach.last, rule).includes(last);
			return reminded ? { event: 'reminder', sinceEpochMs, untilEpochMs: timeOf(last) } : undefined;
		}
		if (recovery.last === last) {
			return { event: 'recovered', sinceEpochMs, untilEpochMs: timeOf(recovery.first) };
		}
		start = recovery.last + 1;
	}
}

function letterOf(ahtSeconds: number | null, rule: AlertRule): 'B' | 'P' | 'x' {
	if (ahtSeconds === null && rule.noCalls === 'recovered') return 'B';
	const seconds = ahtSeconds ?? 0;
	const { thresholdSeconds, recoveryMarginSeconds } = rule;
	if (rule.direction === 'above') {
		if (seconds > thresholdSeconds) return 'P';
		return seconds <= thresholdSeconds - recoveryMarginSeconds ? 'B' : 'x';
	}
	if (seconds < thresholdSeconds) return 'P';
	return seconds >= thresholdSeconds + recoveryMarginSeconds ? 'B' : 'x';
}

function find(pattern: string, word: string, start: number) {
	const match = new RegExp(pattern).exec(word.slice(start));
	if (!match) return undefined;
	const first = start + match.index;
	return { first, last: first + match[0].length - 1 };
}

/** Indexes of the reminders of a breach that nothing has ended. */
function remindersAt(
	word: string,
	timeOf: (index: number) => number,
	firedAt: number,
	{ remindEverySeconds }: AlertRule,
): number[] {
	const reminders: number[] = [];
	if (remindEverySeconds === undefined) return reminders;
	for (let index = firedAt + 1; index < word.length; index++) {
		const quietSeconds = (timeOf(index) - timeOf(reminders.at(-1) ?? firedAt)) / 1000;
		// Half a minute of allowance, as the trigger documents
		if (word[index] !== 'B' && quietSeconds >= remindEverySeconds - 30) reminders.push(index);
	}
	return reminders;
}
