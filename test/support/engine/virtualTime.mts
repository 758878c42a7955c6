import type { FakeMethod } from '@sinonjs/fake-timers';
import { withGlobal } from '@sinonjs/fake-timers';

import { performance } from 'node:perf_hooks';

import { realWork } from './realWork.mts';
import type { RequestWatch } from './requestWatch.mts';
import { watchRequests } from './requestWatch.mts';

const FAKED: FakeMethod[] = ['setTimeout', 'clearTimeout', 'Date'];
/** Turns of the event loop, a ms each, in which nothing may happen before the clock jumps */
const SETTLE_TURNS = 2;
/** The same where the server neither answers a request nor says that it holds it, as `hang` does */
const HELD_TURNS = 100;
/** A turn in which nothing happens takes less than this of the event loop's time */
const CALM_MS = 0.5;
/** Turns, not in a row, in which nothing happens although there is no timer: then a run is given up */
const STUCK_TURNS = 2000;

/**
 * A clock that tests rule: hours of waiting take no time, and take exactly as long as they should.
 * Only `Date`, `setTimeout` and `clearTimeout` are virtual, for the product, n8n and simulators alike
 * (`AbortSignal.timeout` and expressions keep to real time). The clock stands still while anything
 * happens, a request above all, and jumps to the next timer once nothing does.
 *
 * ```ts
 * const clock = startVirtualTime('2026-11-22T08:00:00Z');
 * const sandbox = await startSandbox({ now: clock.now, sleep: clock.sleep });
 * const run = await clock.run(async () => await engine.runNode({ ... }));
 * expect(clock.elapsedMs).toBe(600_000);
 * clock.stop();
 * ```
 */
export interface VirtualTime {
	/** Epoch ms. Give it to simulators */
	readonly now: () => number;
	/** Waits in virtual time while a request is held. Give it to simulators, for their latency */
	readonly sleep: (ms: number) => Promise<void>;
	/** Virtual ms since the start */
	readonly elapsedMs: number;
	/** Does the work and lets time pass while it waits. Nothing else may be running. */
	run<T>(work: () => Promise<T>): Promise<T>;
	/** Lets time pass, firing what is due on the way. */
	pass(ms: number): Promise<void>;
	/** Back to real time */
	stop(): void;
}

/** Starts virtual time at the moment given, or now. End it with `stop`, in a `finally` or `afterEach`. */
export function startVirtualTime(at: Date | number | string = Date.now()): VirtualTime {
	// Real ones, from before they are replaced
	const { setTimeout: realSetTimeout } = globalThis;
	const realWait = async () => await new Promise<void>((resolve) => realSetTimeout(resolve, 1));
	const startMs = new Date(at).getTime();
	const requests = watchRequests();
	const clock = withGlobal(globalThis).install({ now: startMs, toFake: FAKED });
	const virtualWait = async (ms: number) =>
		await new Promise<void>((resolve) => clock.setTimeout(() => resolve(), ms));

	/** Ends once nothing happens any more and a timer is waiting, or the work is over. */
	const settle = async (isOver: () => boolean): Promise<void> => {
		let quietTurns = 0;
		let idleTurns = 0;
		while (!isOver()) {
			const isCalm = await calmTurn(realWait, requests);
			quietTurns = isCalm ? quietTurns + 1 : 0;
			idleTurns += isCalm ? 1 : 0;
			if (quietTurns >= HELD_TURNS) requests.giveUp();
			const isIdle = requests.underWay <= 0 && quietTurns >= SETTLE_TURNS;
			if (isIdle && clock.countTimers() > 0) return;
			if (idleTurns >= STUCK_TURNS) throw stuck(requests);
		}
	};

	const run: VirtualTime['run'] = async (work) => {
		let isOver = false;
		const result = work().finally(() => {
			isOver = true;
		});
		result.catch(() => {}); // Given to the caller below
		while (!isOver) {
			await settle(() => isOver);
			if (!isOver) clock.next();
		}
		return await result;
	};

	return {
		now: () => clock.now,
		sleep: async (ms) => await requests.hold(virtualWait(ms)),
		get elapsedMs() {
			return clock.now - startMs;
		},
		run,
		pass: async (ms) => await run(async () => await virtualWait(ms)),
		stop: () => {
			clock.uninstall();
			requests.stop();
		},
	};
}

/** Lets the event loop turn once; false if anything happened meanwhile. */
async function calmTurn(turn: () => Promise<void>, requests: RequestWatch): Promise<boolean> {
	const { changes } = requests;
	const before = performance.eventLoopUtilization();
	await turn();
	const { active } = performance.eventLoopUtilization(before);
	const isBusy = requests.isLibuvBusy() || realWork.underWay > 0 || active > CALM_MS;
	return !isBusy && requests.changes === changes;
}

function stuck(requests: RequestWatch): Error {
	return new Error(
		`The work waits for something that is no timer and does not come. ${requests.describe()}`,
	);
}
