import type { Clock } from '../../../../nodes/CloudAgentAht/api/rateLimit.ts';

interface Timer {
	atMs: number;
	order: number;
	wake: () => void;
}

/** Time that jumps to the next thing that somebody waits for, once nobody has anything to do. */
export class SteppedClock implements Clock {
	#nowMs = 0;
	#order = 0;
	#timers: Timer[] = [];

	now = (): number => this.#nowMs;

	sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
		signal?.throwIfAborted();
		await new Promise<void>((resolve, reject) => {
			const timer = { atMs: this.#nowMs + Math.max(0, ms), order: this.#order++, wake: resolve };
			this.#timers.push(timer);
			const stop = () => {
				this.#timers = this.#timers.filter((other) => other !== timer);
				reject(signal?.reason);
			};
			signal?.addEventListener('abort', stop, { once: true });
		});
	};

	/** Runs until the work is done. */
	async run<T>(work: Promise<T>): Promise<T> {
		let isOver = false;
		const end = () => {
			isOver = true;
		};
		work.then(end, end);
		for (;;) {
			await settle();
			if (isOver) return await work;
			this.#jump();
		}
	}

	#jump(): void {
		const next = this.#timers.reduce<Timer | undefined>(
			(first, timer) =>
				!first ||
				timer.atMs < first.atMs ||
				(timer.atMs === first.atMs && timer.order < first.order)
					? timer
					: first,
			undefined,
		);
		if (!next) throw new Error('Everybody waits, and for nothing');
		this.#timers = this.#timers.filter((timer) => timer !== next);
		this.#nowMs = next.atMs;
		next.wake();
	}
}

/** Lets promises that are due run on. */
async function settle(): Promise<void> {
	for (let turn = 0; turn < 25; turn++) await Promise.resolve();
}
