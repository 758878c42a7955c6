import type { IDataObject } from 'n8n-workflow';

import { createFile } from '../../../sandbox/simulators/livePerson/dataSet.mts';
import type {
	BreakdownFile,
	HandlingTimeUnit,
} from '../../../sandbox/simulators/livePerson/records.mts';
import type { LivePersonSimulator } from '../../../sandbox/simulators/livePerson/simulator.mts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

export interface NewFile {
	/** Of the hour that began so many hours before the current one */
	hoursAgo: number;
	part?: number;
	units?: number;
	/** When the list has it; at once if left out */
	listedInMs?: number;
}

/** Adds a file to a simulator whose clock stands at `nowMs`. */
export function addBreakdownFile(
	simulator: LivePersonSimulator,
	nowMs: number,
	{ hoursAgo, part = 0, units = 2, listedInMs = 0 }: NewFile,
): BreakdownFile {
	const hourStartMs = (Math.floor(nowMs / HOUR_MS) - hoursAgo) * HOUR_MS;
	const file = createFile({
		accountId: simulator.account.accountId,
		hourStartMs,
		part,
		units: Array.from({ length: units }, (_, index) => createUnit(hourStartMs, part, index)),
		listedFromMs: nowMs + listedInMs,
	});
	simulator.data.files.push(file);
	return file;
}

function createUnit(hourStartMs: number, part: number, index: number): HandlingTimeUnit {
	return {
		segmentId: `70123456:1:${hourStartMs}:${part}`,
		sequence: index + 1,
		startReason: 'consumerMessage',
		endReason: 'agentResponse',
		startTimestamp: hourStartMs + index * 1000,
		endTimestamp: hourStartMs + index * 1000 + 900,
		handleTimeMillis: 900,
		insertTimestamp: hourStartMs + HOUR_MS,
	};
}

export const pathsOf = (items: readonly IDataObject[]) => items.map(({ path }) => path);

export const paths = (files: readonly BreakdownFile[]) => files.map(({ path }) => path);

/** Which units these are, each by what makes it the only one of its kind. */
export const unitKeysOf = (items: readonly IDataObject[]) =>
	items.map(({ segmentId, sequence }) => `${String(segmentId)}/${String(sequence)}`);

export const unitKeys = (files: readonly BreakdownFile[]) =>
	files.flatMap((file) => file.units().map((unit) => `${unit.segmentId}/${unit.sequence}`));
