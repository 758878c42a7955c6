import { UserError } from 'n8n-workflow';

import type { AhtSubjectType } from '../../shared/ahtRecord';
import { PairNumbers } from './columns';

/**
 * What is added up: handled contacts, or pieces of the work on them, by number from 0 on. There may be
 * millions, so there is no object for each.
 */
export interface Contacts {
	readonly count: number;
	/** The number of the interval in which it counts */
	intervalOf(contact: number): number;
	/** Whole milliseconds */
	handleTimeOf(contact: number): number;
	unitsOf(contact: number): number;
}

/** Something that contacts are grouped by, such as their agents. */
export interface Dimension {
	type: AhtSubjectType;
	/** The number of the contact's value */
	valueOf(contact: number): number;
	/** What rows show of a value */
	describe(value: number): DimensionValue;
}

export interface DimensionValue {
	id: string;
	name: string;
	/** Columns of its own, such as `agentId` and `agentName` */
	columns: Record<string, string | null>;
}

/** What the contacts of a group add up to. Times are whole milliseconds. */
export interface Totals {
	handleTimeMillis: number;
	units: number;
	contacts: number;
	/** Of the contacts' handle times, nearest rank; null where there are none or none were wanted */
	percentiles: { p50: number; p90: number; p95: number } | null;
}

/** Contacts of the same values (and the same interval), added up. */
export interface Group {
	/** A value for each dimension */
	values: readonly DimensionValue[];
	interval: number;
	totals: Totals;
}

export interface Grouping {
	dimensions: readonly Dimension[];
	withPercentiles: boolean;
	/**
	 * The intervals that every group is to have a row of, with zeros where it has no contacts; where left
	 * out, those that it has contacts in
	 */
	intervals?: readonly number[] | undefined;
}

const NOTHING: Totals = { handleTimeMillis: 0, units: 0, contacts: 0, percentiles: null };

/** Adds up contacts by what they are grouped by and by interval, in no particular order. */
export function groupContacts(contacts: Contacts, grouping: Grouping): Group[] {
	const { dimensions, intervals, withPercentiles } = grouping;
	const { groupOf, members } = numberGroups(contacts, dimensions);
	const values = members.map((contact) =>
		dimensions.map((dimension) => dimension.describe(dimension.valueOf(contact))),
	);
	const { cellOf, cells } = cutIntoIntervals(contacts, groupOf);
	const totals = addUp(contacts, cellOf, cells.length, withPercentiles);
	const groups = cells.map(({ group, interval }, cell) => ({
		values: values[group] ?? [],
		interval,
		totals: totals[cell] ?? NOTHING,
	}));
	return intervals ? withEmptyIntervals(groups, dimensions.length, values, intervals) : groups;
}

/** Everything in one group, even where there is nothing. */
export function groupAll(contacts: Contacts, withPercentiles: boolean): Group {
	const cellOf = new Uint32Array(contacts.count);
	const [totals = NOTHING] = addUp(contacts, cellOf, 1, withPercentiles);
	return { values: [], interval: 0, totals };
}

/** Numbers the groups of contacts that have the same values; `members` is one contact of each. */
function numberGroups(
	contacts: Contacts,
	dimensions: readonly Dimension[],
): { groupOf: Uint32Array; members: number[] } {
	const groupOf = new Uint32Array(contacts.count);
	let members = contacts.count > 0 ? [0] : [];
	for (const dimension of dimensions) {
		const groups = new PairNumbers();
		members = [];
		for (let contact = 0; contact < contacts.count; contact++) {
			const group = groups.of(groupOf[contact] ?? 0, dimension.valueOf(contact));
			if (group === members.length) members.push(contact);
			groupOf[contact] = group;
		}
	}
	return { groupOf, members };
}

interface Cell {
	group: number;
	interval: number;
}

function cutIntoIntervals(
	contacts: Contacts,
	groupOf: Uint32Array,
): { cellOf: Uint32Array; cells: Cell[] } {
	const numbers = new PairNumbers();
	const cells: Cell[] = [];
	const cellOf = groupOf.map((group, contact) => {
		const interval = contacts.intervalOf(contact);
		const cell = numbers.of(group, interval);
		if (cell === cells.length) cells.push({ group, interval });
		return cell;
	});
	return { cellOf, cells };
}

function withEmptyIntervals(
	groups: Group[],
	dimensions: number,
	values: ReadonlyArray<Group['values']>,
	intervals: readonly number[],
): Group[] {
	// Without anything to group by there is one group, even where it is empty
	const all = dimensions === 0 ? [values[0] ?? []] : values;
	const found = new Map(all.map((each) => [each, new Map<number, Group>()]));
	for (const group of groups) found.get(group.values)?.set(group.interval, group);
	return all.flatMap((each) =>
		intervals.map(
			(interval) => found.get(each)?.get(interval) ?? { values: each, interval, totals: NOTHING },
		),
	);
}

/** The totals of each cell: handle times exactly, percentiles from all contacts' times sorted. */
function addUp(
	contacts: Contacts,
	cellOf: Uint32Array,
	cells: number,
	withPercentiles: boolean,
): Totals[] {
	const sums = Array.from({ length: cells }, () => ({ ...NOTHING }));
	for (let contact = 0; contact < contacts.count; contact++) {
		const sum = sums[cellOf[contact] ?? 0];
		if (!sum) continue;
		sum.handleTimeMillis += contacts.handleTimeOf(contact);
		sum.units += contacts.unitsOf(contact);
		sum.contacts += 1;
	}
	for (const { handleTimeMillis } of sums) checkExact(handleTimeMillis);
	if (withPercentiles) addPercentiles(contacts, cellOf, sums);
	return sums;
}

/** Puts the times one cell after the other and sorts each cell's. */
function addPercentiles(contacts: Contacts, cellOf: Uint32Array, sums: Totals[]): void {
	const ends = new Uint32Array(sums.length);
	let end = 0;
	sums.forEach(({ contacts: length }, cell) => {
		ends[cell] = end;
		end += length;
	});
	const times = new Float64Array(contacts.count);
	for (let contact = 0; contact < contacts.count; contact++) {
		times[ends[cellOf[contact] ?? 0]!++] = contacts.handleTimeOf(contact);
	}
	sums.forEach((sum, cell) => {
		const ofCell = times.subarray((ends[cell] ?? 0) - sum.contacts, ends[cell]).sort();
		if (ofCell.length === 0) return;
		sum.percentiles = {
			p50: nearestRank(ofCell, 50),
			p90: nearestRank(ofCell, 90),
			p95: nearestRank(ofCell, 95),
		};
	});
}

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

/** Times are not negative, so a sum that was ever inexact has not come back below the limit. */
function checkExact(sumMillis: number): void {
	if (Number.isSafeInteger(sumMillis)) return;
	throw new UserError('The handle times add up to more than can be counted exactly', {
		description: 'Choose a shorter time frame, or look for wrong handle times in the units.',
	});
}
