import type { SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import type { LivePersonState } from './account.mts';
import { badRequest, json, notFound } from './answers.mts';
import type { TimeFrame } from './parameters.mts';
import { checkSource, readTimeFrame } from './parameters.mts';
import { createRandom } from './random.mts';
import type { BreakdownFile } from './records.mts';
import { MS_PER_HOUR } from './records.mts';
import type { LivePersonSwitches } from './switches.mts';
import { writeEpoch } from './switches.mts';

/** The documented text of 404 */
const NO_FILES = 'no paths were found in hdfs for the given timeframe';

/** Get Agent Segments Breakdown Files List. */
export function answerList(state: LivePersonState, { query }: SimulatedRequest): SimulatedAnswer {
	const { causes, frame } = readTimeFrame(query, state.now());
	const allCauses = [...checkSource(query), ...causes];
	if (allCauses.length > 0) return badRequest(allCauses);

	const { switches } = state;
	const inFrame = filesWithin(state.data.files, frame, state.now());
	const listed = inFrame.filter((file) => !switches.missingHours.has(file.hourStartMs));
	if (listed.length === 0) return answerNoFiles(switches);
	const isPartial = hoursWithin(frame).some((hour) => switches.missingHours.has(hour));
	return json(isPartial ? 206 : 200, {
		timeframe: writeTimeFrame(frame, switches.epochs, 'string'),
		files: order(listed, switches.listOrder).map((file) => file.path),
	});
}

/** Files whose UTC hour has a moment in common with the frame and that are listed by now. */
export function filesWithin(
	files: readonly BreakdownFile[],
	{ fromMs, toMs }: TimeFrame,
	nowMs: number,
): BreakdownFile[] {
	return files.filter(
		(file) =>
			file.hourStartMs < toMs &&
			file.hourStartMs + MS_PER_HOUR > fromMs &&
			file.listedFromMs <= nowMs,
	);
}

function hoursWithin({ fromMs, toMs }: TimeFrame): number[] {
	const first = Math.floor(fromMs / MS_PER_HOUR) * MS_PER_HOUR;
	const count = Math.max(0, Math.ceil((toMs - first) / MS_PER_HOUR));
	return Array.from({ length: count }, (_, index) => first + index * MS_PER_HOUR);
}

/** `timeframe` as both methods answer it. */
export function writeTimeFrame(
	{ fromMs, toMs }: TimeFrame,
	epochs: LivePersonSwitches['epochs'],
	documented: 'string' | 'number',
): Record<string, unknown> {
	return {
		startTime: new Date(fromMs).toISOString(),
		endTime: new Date(toMs).toISOString(),
		startTimeL: writeEpoch(fromMs, epochs, documented),
		endTimeL: writeEpoch(toMs, epochs, documented),
	};
}

function answerNoFiles({ noFilesBody }: LivePersonSwitches): SimulatedAnswer {
	if (noFilesBody === 'json') return notFound(NO_FILES);
	return {
		status: 404,
		headers: { 'content-type': 'text/plain;charset=utf-8' },
		body: noFilesBody === 'text' ? NO_FILES : '',
	};
}

function order(
	files: readonly BreakdownFile[],
	listOrder: LivePersonSwitches['listOrder'],
): BreakdownFile[] {
	const ascending = [...files].sort((a, b) => a.hourStartMs - b.hourStartMs);
	if (listOrder === 'ascending') return ascending;
	if (listOrder === 'descending') return ascending.reverse();
	const random = createRandom(files.length);
	return ascending
		.map((file) => ({ file, place: random.whole(0, 1_000_000) }))
		.sort((a, b) => a.place - b.place)
		.map(({ file }) => file);
}
