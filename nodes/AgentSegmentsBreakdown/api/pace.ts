import { wait } from '../../shared/compat';

import type { RetryLimits } from '../../shared/retry';
import type { ApiResponse } from '../../shared/send';

/** "No bursts": those that were held back go out one after the other */
const BETWEEN_MS = 200;

/**
 * Holds back all requests of a connection while LivePerson asks for fewer: with several files in
 * flight, the others would otherwise go on knocking while one waits.
 */
export class Pace {
	private resumeAtEpochMs = 0;
	private held = 0;
	private refusal: ApiResponse | undefined;

	/** No request starts within this time, since LivePerson gave this answer. */
	pauseFor(ms: number, refusal: ApiResponse): void {
		const resumeAtEpochMs = Date.now() + ms;
		if (resumeAtEpochMs <= this.resumeAtEpochMs) return;
		this.resumeAtEpochMs = resumeAtEpochMs;
		this.held = 0;
		this.refusal = refusal;
	}

	/**
	 * Waits until the request may go out. Where that is after the deadline, it does not wait and gives
	 * LivePerson's refusal, which would be the answer to this request, too.
	 */
	async wait({ deadlineEpochMs, signal }: RetryLimits): Promise<ApiResponse | undefined> {
		for (let known = 0; known !== this.resumeAtEpochMs;) {
			known = this.resumeAtEpochMs;
			if (known > deadlineEpochMs) return this.refusal;
			if (known <= Date.now()) return undefined;
			const turnEpochMs = Math.min(known + ++this.held * BETWEEN_MS, deadlineEpochMs);
			await wait(turnEpochMs - Date.now(), signal);
		}
		return undefined;
	}
}
