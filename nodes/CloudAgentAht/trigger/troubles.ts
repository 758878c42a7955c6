/** A target that gave no AHT when it was last asked. */
export interface Trouble {
	/** The first of the polls in a row without an answer for it */
	sinceEpochMs: number;
	/** When the user was last told; never if left out */
	toldEpochMs?: number;
}

/** How a target did in a poll; a target that was not asked has no outcome. */
export type Outcome = 'failed' | 'read' | 'refused';

// Shorter outages pass unnoticed, but for the log: the next polls make up for them
const TELL_AFTER_MS = 3_600_000;
const TELL_AGAIN_AFTER_MS = 24 * TELL_AFTER_MS;

/**
 * Keeps account of the targets that give no AHT while others do, and says which of them the user has
 * to hear of now: a refused one (a name that CloudAgent does not know) at once, one that just fails
 * when that has lasted an hour; either again after a day. Otherwise a misspelt name would be a
 * silence that nobody tells from good news.
 *
 * @param keys the targets watched now; others are forgotten
 */
export function noteTroubles(
	before: ReadonlyMap<string, Trouble>,
	keys: readonly string[],
	outcomes: ReadonlyMap<string, Outcome>,
	nowEpochMs: number,
): { troubles: Map<string, Trouble>; toTell: string[] } {
	const troubles = new Map<string, Trouble>();
	const toTell: string[] = [];
	for (const key of keys) {
		const outcome = outcomes.get(key);
		if (outcome === 'read') continue;
		const known = before.get(key);
		if (outcome === undefined) {
			if (known) troubles.set(key, known);
			continue;
		}
		const trouble = known ?? { sinceEpochMs: nowEpochMs };
		const isDue = isTimeToTell(trouble, outcome, nowEpochMs);
		if (isDue) toTell.push(key);
		troubles.set(key, isDue ? { ...trouble, toldEpochMs: nowEpochMs } : trouble);
	}
	return { troubles, toTell };
}

function isTimeToTell(
	{ sinceEpochMs, toldEpochMs }: Trouble,
	outcome: Outcome,
	nowEpochMs: number,
): boolean {
	if (outcome === 'failed' && nowEpochMs - sinceEpochMs < TELL_AFTER_MS) return false;
	return toldEpochMs === undefined || nowEpochMs - toldEpochMs >= TELL_AGAIN_AFTER_MS;
}
