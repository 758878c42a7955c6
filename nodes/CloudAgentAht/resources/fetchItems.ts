import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { formatSeconds } from '../../shared/durations';
import { toFailedItem } from '../../shared/runItems';
import type { AhtItem } from '../ahtItem';
import { buildAhtItem } from '../ahtItem';
import type { AhtOptions } from '../api/getAht';
import { fetchAht } from '../api/getAht';
import type { AhtTarget } from '../api/readAht';
import type { ItemOptions } from './options';
import { readItemOptions } from './options';

/** What holds for all items of a run. */
export type RunLimits = Pick<AhtOptions, 'maxWait' | 'signal'>;

/** Fetches the AHT of each of an input item's targets: one item per target. */
export async function fetchItems(
	context: IExecuteFunctions,
	itemIndex: number,
	targets: readonly AhtTarget[],
	limits: RunLimits,
): Promise<INodeExecutionData[]> {
	const options = readItemOptions(context, itemIndex);
	const input = context.getInputData()[itemIndex]?.json ?? {};
	return await Promise.all(
		targets.map(async (target) => {
			try {
				const aht = await fetchAht(context, target, limits);
				const item = buildAhtItem(target, aht, options.isZeroWithoutCalls);
				return { json: addColumns(item, options, input) };
			} catch (caught) {
				return toFailedItem(context, itemIndex, caught, () => ({ ...target }));
			}
		}),
	);
}

/** Puts the columns that were asked for where people read them first, and what never differs last. */
function addColumns(item: AhtItem, options: ItemOptions, input: IDataObject): IDataObject {
	const { subjectName, aht, ...rest } = item;
	const { subjectType, service, ...middle } = rest;
	const own = { subjectName, aht, ...toTargetColumns(item, options), ...middle };
	const last = { subjectType, service };
	if (!options.includesInputFields) return { ...own, ...last };
	const others = Object.entries(input).filter(([name]) => !(name in own) && !(name in last));
	return { ...own, ...Object.fromEntries(others), ...last };
}

function toTargetColumns(
	{ ahtSeconds, hasCalls }: AhtItem,
	{ targetSeconds }: ItemOptions,
): IDataObject {
	if (targetSeconds === undefined) return {};
	if (targetSeconds === null) return { status: 'No target', overBySeconds: null, target: null };
	const target = formatSeconds(targetSeconds);
	if (!hasCalls || ahtSeconds === null) return { status: 'No calls', overBySeconds: null, target };
	const overBySeconds = ahtSeconds - targetSeconds;
	return { status: overBySeconds > 0 ? 'Over target' : 'On target', overBySeconds, target };
}
