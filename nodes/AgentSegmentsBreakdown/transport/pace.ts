import { sleep } from 'n8n-workflow';

import type { RetryLimits } from '../../shared/retry';

/**
 * Holds back all requests of a connection while LivePerson asks for fewer: with several files in
 * flight, the others would otherwise go on knocking while one waits.
 */
export class Pace {
	private resumeAtEpochMs = 0;

	/** No request starts within this time. */
	pauseFor(ms: number): void {
		this.resumeAtEpochMs = Math.max(this.resumeAtEpochMs, Date.now() + ms);
	}

	/** Waits until requests may go out, at most until the deadline. */
	async wait({ deadlineEpochMs, signal }: RetryLimits): Promise<void> {
		const waitMs = Math.min(this.resumeAtEpochMs, deadlineEpochMs) - Date.now();
		if (waitMs > 0) await sleep(waitMs, signal);
	}
}
