import type { IPollFunctions } from 'n8n-workflow';

import { orAborted } from '../../shared/abort';
import { wait } from '../../shared/compat';
import { ApiError, type Failure } from '../../shared/errors';
import { buildAhtItem } from '../ahtItem';
import { fetchAht } from '../api/getAht';
import type { AhtReading } from './alertItem';
import type { Reading } from './state';
import type { Target } from './targets';

/** Until when a target may be read, and what ends it where it is stuck beyond that. */
export interface ReadLimits {
	deadlineEpochMs: number;
	signal: AbortSignal;
}

/** Reads one target; throws an ApiError of cause `rate-limited` where the limit leaves no room. */
export type ReadTarget<R extends Reading> = (target: Target, limits: ReadLimits) => Promise<R>;

/** What one poll got out of CloudAgent. */
export interface TargetReadings<R extends Reading> {
	readings: Map<string, R>;
	/** Why a target has no AHT, by target key */
	errors: Map<string, Error>;
	/** The first target that was not read; undefined where all were */
	nextKey: string | undefined;
}

/** After so many targets in a row without an answer, nobody is answering: the rest waits. */
const MOST_ERRORS_IN_A_ROW = 3;
/** What is left to a request that ends at the deadline to say so itself */
const GRACE_MS = 1_000;
const MINUTE_MS = 60_000;

/** What the answer proves of why a target has no AHT. */
export function causeOf(error: Error | undefined): Failure['cause'] | undefined {
	return error instanceof ApiError ? error.failure?.cause : undefined;
}

/** Whether CloudAgent does not know the agent or campaign by this name. */
export function isUnknownName(error: Error | undefined): boolean {
	return causeOf(error) === 'configuration-invalid';
}

/** Reads a target from CloudAgent, at the pace of its rate limit. */
export function targetReader(context: IPollFunctions): ReadTarget<AhtReading> {
	return async ({ subjectType, subject }, { deadlineEpochMs, signal }) => {
		const target = subjectType === 'agent' ? { agentId: subject } : { campaignName: subject };
		const aht = await fetchAht(context, target, { deadlineEpochMs, signal });
		return {
			ahtSeconds: aht.ahtSeconds,
			readAtEpochMs: aht.answeredAt.toMillis(),
			item: buildAhtItem(target, aht, false),
		};
	};
}

/**
 * Reads one target after the other, beginning with `firstKey`, until all are read, the deadline has
 * come, or it is plain that the others would fare no better. At least one is read. Whatever goes wrong
 * with one target is that target's own error. One that is stuck is abandoned at the deadline.
 *
 * One after the other: with answers that take a second, that is as fast as the limit of 50 requests a
 * minute lets it be.
 */
export async function readTargets<R extends Reading>(
	targets: readonly Target[],
	firstKey: string | undefined,
	readTarget: ReadTarget<R>,
	deadlineEpochMs: number,
): Promise<TargetReadings<R>> {
	const abandon = new AbortController();
	const done = new AbortController();
	void wait(Math.max(0, deadlineEpochMs + GRACE_MS - Date.now()), done.signal).then(
		() => abandon.abort(stuckError()),
		() => {},
	);
	try {
		return await readInTurn(
			startWith(targets, firstKey),
			async (target) =>
				await orAborted(
					readTarget(target, { deadlineEpochMs, signal: abandon.signal }),
					abandon.signal,
				),
			deadlineEpochMs,
		);
	} finally {
		done.abort();
	}
}

async function readInTurn<R extends Reading>(
	targets: readonly Target[],
	readTarget: (target: Target) => Promise<R>,
	deadlineEpochMs: number,
): Promise<TargetReadings<R>> {
	const read: TargetReadings<R> = { readings: new Map(), errors: new Map(), nextKey: undefined };
	let errorsInARow = 0;
	for (const target of targets) {
		const isFirst = read.readings.size + read.errors.size === 0;
		if (!isFirst && Date.now() >= deadlineEpochMs) return { ...read, nextKey: target.key };
		try {
			read.readings.set(target.key, await readTarget(target));
			errorsInARow = 0;
		} catch (caught) {
			const error = caught instanceof Error ? caught : new Error(String(caught));
			// Its turn did not come, which is no fault of the target's
			const isInTime = causeOf(error) !== 'rate-limited';
			if (!isInTime && !isFirst) return { ...read, nextKey: target.key };
			read.errors.set(target.key, error);
			if (isUnknownName(error)) continue;
			errorsInARow++;
			if (concernsAll(error) || errorsInARow >= MOST_ERRORS_IN_A_ROW) {
				return { ...read, nextKey: target.key };
			}
		}
	}
	return read;
}

/** Whether the next target would meet the same. */
function concernsAll(error: Error): boolean {
	const cause = causeOf(error);
	return cause === 'credential-invalid' || cause === 'quota-exhausted' || cause === 'rate-limited';
}

function startWith(targets: readonly Target[], firstKey: string | undefined): readonly Target[] {
	const first = targets.findIndex(({ key }) => key === firstKey);
	return first <= 0 ? targets : [...targets.slice(first), ...targets.slice(0, first)];
}

function stuckError(): ApiError {
	return new ApiError('CloudAgent did not complete its response in time', {
		description:
			'The next poll tries again. If this happens often, check the network of the n8n server, or poll less often.',
		failure: { cause: 'temporarily-unavailable', retryAfterMs: MINUTE_MS },
	});
}
