export const DIRECTIONS = ['above', 'below'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const NO_CALLS_CHOICES = ['ignore', 'recovered', 'zero'] as const;
/** What a poll that finds no calls in the two hours counts as; see {@link sideOf}. */
export type NoCallsChoice = (typeof NO_CALLS_CHOICES)[number];

/** When an average handling time is a breach, and when the breach is over. */
export interface AlertRule {
	direction: Direction;
	thresholdSeconds: number;
	/** How far the AHT must come back past the threshold before it counts as recovered; 0 is none */
	recoveryMarginSeconds: number;
	/** Polls in a row that it takes to be a breach; at least 1 */
	pollsToBreach: number;
	/** Polls in a row that it takes to have recovered; at least 1 */
	pollsToRecover: number;
	/** Time between two events of one breach; `undefined` gives no reminders */
	remindEverySeconds: number | undefined;
	noCalls: NoCallsChoice;
}

/** Where a reading stands: past the threshold, back from it, or past neither line. */
export type Side = 'back' | 'between' | 'past';

/**
 * Says where a reading stands.
 *
 * - `past`: strictly over the threshold (`above`), or strictly under it (`below`). An AHT that is
 *   exactly the threshold has met the target.
 * - `back`: at the threshold less the recovery margin, or under that (`above`); at the threshold plus
 *   the margin, or over that (`below`).
 * - `between`: neither. There is such a zone only where there is a margin.
 * - `undefined`: no calls, and the user chose to ignore that. The poll counts for nothing.
 *
 * @param ahtSeconds `null` where there were no calls
 */
export function sideOf(ahtSeconds: number | null, rule: AlertRule): Side | undefined {
	if (ahtSeconds === null) {
		if (rule.noCalls === 'ignore') return undefined;
		if (rule.noCalls === 'recovered') return 'back';
	}
	const overBySeconds = secondsPast(ahtSeconds ?? 0, rule);
	if (overBySeconds > 0) return 'past';
	return overBySeconds <= -rule.recoveryMarginSeconds ? 'back' : 'between';
}

/** How far a reading is past the threshold, in the direction that is watched; negative: within it. */
export function secondsPast(
	ahtSeconds: number,
	{ direction, thresholdSeconds }: Pick<AlertRule, 'direction' | 'thresholdSeconds'>,
): number {
	return direction === 'above' ? ahtSeconds - thresholdSeconds : thresholdSeconds - ahtSeconds;
}
