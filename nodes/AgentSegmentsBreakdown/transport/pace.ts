import { sleep } from 'n8n-workflow';

import type { RetryLimits } from '../../shared/retry';
import type { Answer } from './http';

/** "No bursts": those that were held back go out one after the other */
const BETWEEN_MS = 200;

/**
 * Holds back all requests of a connection while LivePerson asks for fewer: with several files in
 * flight, the others would otherwise go on knocking while one waits.
 */
export class Pace {
	private resumeAtEpochMs = 0;
	private held = 0;
	private refusal: Answer | undefined;

	/** No request starts within this time, since LivePerson gave this answer. */
	pauseFor(ms: number, refusal: Answer): void {
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
	async wait({ deadlineEpochMs, signal }: RetryLimits): Promise<Answer | undefined> {
		for (let known = 0; known !== this.resumeAtEpochMs;) {
			known = this.resumeAtEpochMs;
			if (known > deadlineEpochMs) return this.refusal;
			if (known <= Date.now()) return undefined;
			const turnEpochMs = Math.min(known + ++this.held * BETWEEN_MS, deadlineEpochMs);
			await sleep(turnEpochMs - Date.now(), signal);
		}
		return undefined;
	}
}
