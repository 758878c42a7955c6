import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Completeness } from '../../summary/completeness';
import type { GroupBy } from '../../summary/grouping';
import type { ChosenGroups, Group } from '../../summary/groups';
import type { RowOptions } from '../../summary/summaryRows';
import { RowWriter } from '../../summary/summaryRows';
import type { UnitSummary } from '../../summary/unitSummary';
import { addHint, count } from '../hints';
import type { SummaryChoices } from './summaryFields';

/** Rows that a model can read beside its conversation */
const MOST_TOOL_ROWS = 20;
const NONE: ChosenGroups = { groups: [], left: 0 };

export interface SummaryOutput {
	choices: SummaryChoices;
	summary: UnitSummary;
	completeness: Completeness;
	partial: boolean;
}

/** Writes the rows, and a last one for everything where the user wants it. */
export function toItems(
	context: IExecuteFunctions,
	itemIndex: number,
	{ choices, summary, completeness, partial }: SummaryOutput,
): INodeExecutionData[] {
	const options = { withPercentiles: choices.withPercentiles, partial };
	const { groups, left } = summary.groups(choices.mostRows);
	if (left > 0) addHint(context, `The limit left out ${count(left, 'segment')}.`, 'info');
	const items = writeItems(itemIndex, choices.groupBy, groups, options);
	// Without a row nobody would see that there is none because something is missing
	if (choices.withTotal || (partial && items.length === 0)) {
		for (const item of writeItems(itemIndex, 'total', summary.total(), options)) items.push(item);
	}
	if (choices.withCompleteness) tellCompleteness(items, completeness);
	return items;
}

/**
 * Writes what a model can read: the largest rows, and always everything in one. A model sees no hints,
 * so the last item says what is missing.
 */
export function toToolItems(
	itemIndex: number,
	{ choices, summary, completeness, partial }: SummaryOutput,
): INodeExecutionData[] {
	const { groupBy, withPercentiles } = choices;
	const options = { withPercentiles, partial };
	const most = Math.min(choices.mostRows, MOST_TOOL_ROWS);
	const { groups, left } = groupBy === 'total' ? NONE : summary.groups(most);
	const items = writeItems(itemIndex, groupBy, groups, options);
	const totals = writeItems(itemIndex, 'total', summary.total(), options);
	tellCompleteness(totals, completeness);
	for (const total of totals) {
		if (left > 0) total.json['note'] = `${count(left, 'row')} with less handle time not shown`;
		items.push(total);
	}
	return items;
}

/** Tells the user what the summary lacks. */
export function hintOnCompleteness(context: IExecuteFunctions, completeness: Completeness): void {
	const { filesDropped, filesListed, dropped, reconciliation } = completeness;
	const [first] = dropped;
	if (first) {
		addHint(
			context,
			`${count(filesDropped, 'file')} of ${filesListed} could not be read, and none of their units are in the summary. ${first.path}: ${first.reason}.`,
		);
	}
	if (!reconciliation) return;
	const { segmentsDiffering, segmentsMissing, segmentsWithoutUnits } = reconciliation;
	const differences = [
		segmentsMissing > 0 && `${count(segmentsMissing, 'segment')} with units not found`,
		segmentsDiffering > 0 && `${count(segmentsDiffering, 'segment')} with another handle time`,
		segmentsWithoutUnits > 0 && `${count(segmentsWithoutUnits, 'segment')} without units`,
	].filter((difference) => difference !== false);
	if (differences.length === 0) return;
	addHint(
		context,
		`The units do not agree with LivePerson's agent segments: ${differences.join(', ')}. Data can arrive up to 24 hours late.`,
	);
}

function writeItems(
	itemIndex: number,
	groupBy: GroupBy,
	groups: Iterable<Group>,
	options: RowOptions,
): INodeExecutionData[] {
	const pairedItem = { item: itemIndex };
	const withPercentiles = options.withPercentiles && groupBy !== 'segment';
	const writer = new RowWriter(groupBy, { ...options, withPercentiles });
	const items: INodeExecutionData[] = [];
	for (const group of groups) items.push({ json: writer.write(group), pairedItem });
	return items;
}

/** Once, since it is the same for all rows, and last, so that n8n's table begins with short rows. */
function tellCompleteness(items: INodeExecutionData[], completeness: Completeness): void {
	const last = items.at(-1);
	if (last) last.json['completeness'] = { ...completeness };
}
