import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as sleep } from 'node:timers/promises';

/** Memory of this process, resident, bytes. */
export interface Memory {
	idle: number;
	/** The highest while the work ran */
	peak: number;
}

/**
 * Lets the process come to rest, and gives a function that says how high its memory has risen since.
 * On Linux the kernel's own high-water mark is read; elsewhere it is that of the whole process.
 */
export async function restAndWatch(): Promise<() => Memory> {
	collectGarbage();
	await sleep(1000);
	const idle = process.memoryUsage.rss();
	const isReset = resetHighWaterMark();
	return () => ({ idle, peak: isReset ? highWaterMark() : process.resourceUsage().maxRSS * 1024 });
}

/** An n8n that has been idle for a while has no garbage left either. */
function collectGarbage(): void {
	setFlagsFromString('--expose-gc');
	const collect: unknown = runInNewContext('gc');
	if (typeof collect === 'function') collect();
}

function resetHighWaterMark(): boolean {
	try {
		writeFileSync('/proc/self/clear_refs', '5');
		return true;
	} catch {
		return false;
	}
}

function highWaterMark(): number {
	const status = readFileSync('/proc/self/status', 'utf8');
	return Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}
