import type { Memory } from './memory.mts';
import { restAndWatch } from './memory.mts';

/** What work took in this process. */
export interface Cost extends Memory {
	/** Of the work alone, without starting the process */
	milliseconds: number;
	/** Of the main thread while the work ran; what others do on the machine shows less in it */
	cpuMilliseconds: number;
}

/** Lets the process come to rest, does the work, and tells what it took. */
export async function measure<T>(work: () => Promise<T>): Promise<{ outcome: T; cost: Cost }> {
	const memory = await restAndWatch();
	const began = performance.now();
	const cpu = process.threadCpuUsage();
	const outcome = await work();
	const milliseconds = performance.now() - began;
	const { user, system } = process.threadCpuUsage(cpu);
	return { outcome, cost: { ...memory(), milliseconds, cpuMilliseconds: (user + system) / 1000 } };
}
