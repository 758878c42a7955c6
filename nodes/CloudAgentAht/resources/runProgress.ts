import type { IExecuteFunctions } from 'n8n-workflow';

import { REQUESTS_A_WINDOW, WINDOW_MS } from '../transport/sentRequests';

/** Tells how far a run is that the limit makes long: in n8n's log and in the browser's console. */
export class RunProgress {
	readonly #context: IExecuteFunctions;
	readonly #total: number;
	#done = 0;

	constructor(context: IExecuteFunctions, total: number) {
		this.#context = context;
		this.#total = total;
	}

	/** An item is done. Every window's worth of them is worth a line. */
	noteDone(): void {
		this.#done++;
		if (this.#total <= REQUESTS_A_WINDOW || this.#done % REQUESTS_A_WINDOW !== 0) return;
		const windowsLeft = Math.ceil((this.#total - this.#done) / REQUESTS_A_WINDOW);
		const minutesLeft = Math.ceil((windowsLeft * WINDOW_MS) / 60_000);
		const text = `${this.#context.getNode().name}: ${this.#done} of ${this.#total} items done, about ${minutesLeft} min to go`;
		this.#context.logger.info(text);
		this.#context.sendMessageToUI(text);
	}
}
