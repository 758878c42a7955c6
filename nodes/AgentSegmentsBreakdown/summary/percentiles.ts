/**
 * The smallest of the values that at least `percent` of them do not exceed (nearest rank): always one
 * of the values, never a mean of two.
 *
 * @param sorted ascending, at least one
 * @param percent above 0, at most 100
 */
export function nearestRank(sorted: Float64Array, percent: number): number {
	// Whole numbers throughout: 0.95 * 20 is a little more than 19 in floating point
	const rank = Math.ceil((percent * sorted.length) / 100);
	return sorted[rank - 1] ?? 0;
}
