import { NumberList } from './numberList';
import type { UnitTotals } from './unitTotals';

/** What a summary needs to know of a segment, as Agent Segments gives it. */
export interface OwnedSegment {
	segmentId: string;
	/** The agent's, skill's or group's id */
	ownerId: string;
	ownerName: string;
	totalHandleTimeMillis: number | null;
}

/**
 * How the units agree with Agent Segments. A segment is compared by the sum of its units against the
 * `totalHandleTimeMillis` that Agent Segments gives for it.
 */
export type Reconciliation = {
	/** Segments found on both sides */
	segmentsMatched: number;
	/** Of these, segments whose units add up to another handle time */
	segmentsDiffering: number;
	/** Segments with units that Agent Segments does not give */
	segmentsMissing: number;
	/** Segments with a handle time of which no unit was read */
	segmentsWithoutUnits: number;
	/** Handle time of matched segments by Agent Segments less that by their units */
	differenceMillis: number;
};

export interface Owner {
	/** Empty for segments that Agent Segments does not give */
	id: string;
	name: string;
}

const NOBODY = 0;

/**
 * Finds the owner of every segment that has units. Segments are taken page by page and not kept; the
 * join is on the whole segment id. `totals` must hold every segment in bucket 0.
 */
export class SegmentOwners {
	/** Numbered as they come; number 0 is for segments that Agent Segments does not give */
	readonly owners: Owner[] = [{ id: '', name: 'Not in Agent Segments' }];
	private readonly numberById = new Map<string, number>();
	private readonly totals: UnitTotals;
	private readonly ownerOfPair: Uint32Array;
	private matched = 0;
	private differing = 0;
	private withoutUnits = 0;
	private differenceMillis = 0;

	constructor(totals: UnitTotals) {
		this.totals = totals;
		this.ownerOfPair = new Uint32Array(totals.pairs.count);
	}

	/** Takes one segment; a segment that paging gives twice counts once. */
	take(segment: OwnedSegment): void {
		const pair = this.totals.pairOf(segment.segmentId, 0);
		if (pair === -1) {
			if ((segment.totalHandleTimeMillis ?? 0) > 0) this.withoutUnits++;
			return;
		}
		if (this.ownerOfPair[pair] !== NOBODY) return;
		this.ownerOfPair[pair] = this.numberOf(segment);
		this.matched++;
		if (segment.totalHandleTimeMillis === null) return;
		const difference = segment.totalHandleTimeMillis - this.totals.pairs.millisOf(pair);
		this.differenceMillis += difference;
		if (difference !== 0) this.differing++;
	}

	ownerOf(pair: number): number {
		return this.ownerOfPair[pair] ?? NOBODY;
	}

	/** Units by owner. */
	ownerUnits(): NumberList {
		const { pairs, pairUnits } = this.totals;
		const units = new NumberList();
		for (let owner = 0; owner < this.owners.length; owner++) units.push(0);
		for (let pair = 0; pair < pairs.count; pair++)
			units.add(this.ownerOf(pair), pairUnits.at(pair));
		return units;
	}

	reconcile(): Reconciliation {
		return {
			segmentsMatched: this.matched,
			segmentsDiffering: this.differing,
			segmentsMissing: this.totals.pairs.count - this.matched,
			segmentsWithoutUnits: this.withoutUnits,
			differenceMillis: this.differenceMillis,
		};
	}

	private numberOf({ ownerId, ownerName }: OwnedSegment): number {
		const known = this.numberById.get(ownerId);
		if (known !== undefined) return known;
		const number = this.owners.push({ id: ownerId, name: ownerName }) - 1;
		this.numberById.set(ownerId, number);
		return number;
	}
}
