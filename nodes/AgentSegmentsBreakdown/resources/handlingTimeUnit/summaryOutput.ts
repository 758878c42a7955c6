import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Completeness } from '../../summary/completeness';
import type { SummaryNames } from '../../summary/dimensions';
import type { Group } from '../../summary/groups';
import { averageMillis, RowWriter, sortGroups } from '../../summary/rows';
import type { UnitSummary } from '../../summary/summary';
import type { TimeFrame } from '../../timeFrame';
import { addHint, count, hasHints, hintOnLimit } from '../hints';
import { isTool } from '../toolOutput';
import type { SummaryChoices } from './summaryFields';

/** Rows that a model can read beside its conversation; a day of hours is among them */
const MOST_TOOL_ROWS = 24;

export interface SummaryOutput {
	choices: SummaryChoices;
	frame: TimeFrame;
	summary: UnitSummary;
	names: SummaryNames;
	completeness: Completeness;
	partial: boolean;
}

/** Writes the rows, and a last one for everything where the user wants it or a model reads it. */
export function toItems(
	context: IExecuteFunctions,
	itemIndex: number,
	output: SummaryOutput,
): INodeExecutionData[] {
	const { choices, completeness, summary } = output;
	const isForModel = isTool(context);
	const groups = findGroups(output);
	const most = isForModel ? Math.min(choices.mostRows, MOST_TOOL_ROWS) : choices.mostRows;
	const left = Math.max(0, groups.length - most);
	const writer = new RowWriter({
		service: 'LivePerson',
		types: choices.groupBy,
		columns: summary.ownColumns,
		frame: { start: output.frame.from, end: output.frame.to },
		intervals: summary.buckets,
		asWorked: choices.asWorked,
		withMilliseconds: choices.withMilliseconds,
		withPercentiles: choices.withPercentiles,
		partial: output.partial,
	});
	const pairedItem = { item: itemIndex };
	const items: INodeExecutionData[] = groups
		.slice(0, most)
		.map((group) => ({ json: writer.write(group), pairedItem }));
	// Without a row nobody would see that there is none because something is missing
	if (choices.withTotal || (output.partial && items.length === 0)) {
		const total = writer.writeTotal(summary.total(choices.withPercentiles));
		items.push({ json: { ...total }, pairedItem });
	}
	if (left > 0 && !isForModel) {
		const given = { items: items.length, limit: most };
		hintOnLimit(context, given, `The limit left out ${count(left, 'item')}.`);
	}
	const last = items.at(-1);
	if (last && (choices.withCompleteness || isForModel)) {
		last.json['completeness'] = { ...completeness };
	}
	if (last && isForModel && left > 0) {
		last.json['note'] =
			`${count(left, 'item')} not shown. Ask for a shorter time frame, a longer interval or fewer groups.`;
	}
	return items;
}

function findGroups({ choices, names, summary }: SummaryOutput): Group[] {
	const { ahtOverMs, leastSegments, sortBy, withEmptyIntervals, withPercentiles } = choices;
	const groups = summary
		.groups({ names, withPercentiles, withEmptyIntervals })
		.filter(({ totals }) => totals.contacts >= leastSegments)
		.filter(({ totals }) => ahtOverMs < 0 || (averageMillis(totals) ?? -1) > ahtOverMs);
	return sortGroups(groups, sortBy, summary.buckets);
}

/** Tells the user in plain words whether the summary is complete, or what it lacks. */
export function hintOnCompleteness(context: IExecuteFunctions, completeness: Completeness): void {
	const { filesDropped, filesListed, filesRead, dropped, unitsRepeated } = completeness;
	const [first] = dropped;
	if (first) {
		addHint(
			context,
			`${count(filesDropped, 'file')} of ${filesListed} could not be read, and none of their units are in the summary. ${first.path}: ${first.reason}.`,
		);
	}
	const differences = differencesOf(completeness);
	if (differences.length > 0) {
		addHint(
			context,
			`The units do not agree with LivePerson's agent segments: ${differences.join(', ')}. Data can arrive up to 24 hours late.`,
		);
	}
	// One for every item of many would hide the others
	if (hasHints(context) || filesListed === 0 || context.getInputData().length > 1) return;
	const matched = completeness.reconciliation?.segmentsMatched;
	const agrees =
		matched === undefined
			? ''
			: `; all ${count(matched, 'segment')} agree with LivePerson's agent segments`;
	const repeated =
		unitsRepeated === 0 ? '' : ` ${count(unitsRepeated, 'unit')} came twice and counted once.`;
	addHint(
		context,
		`Complete: ${filesRead} of ${count(filesListed, 'file')} read${agrees}.${repeated}`,
		'info',
	);
}

function differencesOf({ reconciliation }: Completeness): string[] {
	if (!reconciliation) return [];
	const { segmentsDiffering, segmentsMissing, segmentsWithoutUnits } = reconciliation;
	return [
		segmentsMissing > 0 && `${count(segmentsMissing, 'segment')} with units not found`,
		segmentsDiffering > 0 && `${count(segmentsDiffering, 'segment')} with another handle time`,
		segmentsWithoutUnits > 0 && `${count(segmentsWithoutUnits, 'segment')} without units`,
	].filter((difference) => difference !== false);
}
