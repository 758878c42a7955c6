import type { IDataObject } from 'n8n-workflow';

import type { Column, Job, Seen } from './columns.mts';
import { textOf } from './columns.mts';
import type { Fault } from './faults.mts';
import type { World } from './world.mts';
import { openWorld } from './world.mts';

/** How one column takes one fault. */
export interface Cell {
	column: Column;
	fault: Fault;
	/** What the user sees where it meets one request, and where it stays */
	once: string;
	stays: string;
}

const COMPLETE = 'complete';
const LATER = 'comes with a later poll';
const SECOND_BEST = 'complete, names from Agent Activity';
const NOTHING = 'an empty list';
/** Long quotes of what a fault sent */
const ECHO = /(Refused|Maintenance): .*/s;
const MINUTE_MS = 60_000;
/** Long enough for a limit, a token and a list that is kept */
const CALM_MS = 40 * MINUTE_MS;

/** What the job gives where nothing goes wrong. */
export async function rightResult(column: Column): Promise<Seen> {
	const world = await openWorld();
	try {
		return withoutAccount(await (await column.open(world)).run());
	} finally {
		await world.close();
	}
}

/** Tries the fault, for one request and for all; `faultsFound` gets what no user should meet. */
export async function tryCell(
	column: Column,
	fault: Fault,
	right: Seen,
	faultsFound: string[],
): Promise<Cell> {
	const outcomes: string[] = [];
	for (const times of [1, Infinity]) {
		const world = await openWorld(fault);
		const tell = (what: string) =>
			faultsFound.push(`${column.service}, ${column.name}, ${fault.name} (${times}): ${what}`);
		try {
			const job = await column.open(world);
			outcomes.push(await tryIn(world, job, { column, fault, times, right, tell }));
		} finally {
			await world.close();
		}
	}
	const [once = '', stays = ''] = outcomes;
	return { column, fault, once, stays };
}

interface Trial {
	column: Column;
	fault: Fault;
	times: number;
	right: Seen;
	tell: (what: string) => void;
}

async function tryIn(world: World, job: Job, trial: Trial): Promise<string> {
	const { column, fault, times, right, tell } = trial;
	await world.begin({ hits: column.hits, times, credential: job.credential });
	const met = await job.run();
	const outcome = judge(met, job, trial);
	await world.end(job.credential);
	const runs = [met];
	// A file that could not be read is tried again after a while
	const isRunAgain = job.gaveOnce !== undefined || times > 1;
	if (isRunAgain) {
		await world.clock.pass(CALM_MS);
		runs.push(await job.run());
	}
	const isSkewed = 'skewMs' in fault;
	if (job.gaveOnce && !isSkewed && !job.gaveOnce(runs)) tell('lost or given twice');
	if (!job.gaveOnce && !isSkewed && isRunAgain && !isSame(runs.at(-1), right)) {
		tell(`not right after it: ${textOf(runs.at(-1)?.error ?? runs.at(-1)?.hints)}`);
	}
	const texts = runs.flatMap(({ texts: all, error }) => [...all, textOf(error)]);
	for (const found of world.secretsIn(texts)) tell(`secret: ${found}`);
	return outcome;
}

function judge(met: Seen, job: Job, { column, fault, right, tell }: Trial): string {
	const { error, hints } = met;
	if (error !== undefined) {
		const { message = '', description = '' } = error as { message?: string; description?: string };
		if (!message || !description) tell(`no advice: ${message}`);
		if (/^\W*(HTTP )?\d{3}\b|status code/i.test(message)) tell(`a bare status: ${message}`);
		return withoutHost(message);
	}
	if (job.gaveOnce) return job.gaveOnce([met]) ? COMPLETE : LATER;
	if (isSame(met, right)) return COMPLETE;
	const { secondBest = [] } = column;
	if (secondBest.length > 0 && isSame(without(met, secondBest), without(right, secondBest))) {
		return SECOND_BEST;
	}
	const isEmpty = Array.isArray(met.result) && met.result.length === 0;
	if (fault.isNothing && isEmpty && hints.length === 0) return NOTHING;
	const news = hints.filter((hint) => !right.hints.includes(hint));
	if (news.length === 0) tell(`passes for right: ${JSON.stringify(met.result).slice(0, 300)}`);
	return withoutHost(news.join(' '));
}

function isSame(seen: Seen | undefined, right: Seen): boolean {
	if (!seen || seen.error !== undefined) return false;
	const { result, hints } = withoutAccount(seen);
	return JSON.stringify([result, hints]) === JSON.stringify([right.result, right.hints]);
}

function without(seen: Seen, names: readonly string[]): Seen {
	const rows = seen.result as IDataObject[];
	const kept = (row: IDataObject) => Object.entries(row).filter(([name]) => !names.includes(name));
	return { ...seen, result: rows.map((row) => Object.fromEntries(kept(row))) };
}

/** Each world has accounts of its own. */
function withoutAccount(seen: Seen): Seen {
	const text = JSON.stringify(seen.result ?? null).replace(/\b50\d{6}\b/g, 'ACCOUNT');
	return { ...seen, result: JSON.parse(text) };
}

function withoutHost(text: string): string {
	return text
		.replace(ECHO, '$1: ...')
		.replace(/localhost:\d+|nowhere\.invalid|\b[\w.-]+\.liveperson\.net/g, '*host*')
		.replace(/\/year=\S+?\.json\.gz/g, '*file*')
		.replace(/\b50\d{6}\b/g, '12345678');
}
