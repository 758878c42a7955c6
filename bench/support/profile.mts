import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

/** Does the work, and writes a CPU profile of it where BENCH_PROFILE names a file. */
export async function profiled<T>(work: () => Promise<T>): Promise<T> {
	const file = process.env.BENCH_PROFILE;
	if (file === undefined) return await work();
	const session = new Session();
	session.connect();
	await session.post('Profiler.enable');
	await session.post('Profiler.start');
	const result = await work();
	const { profile } = await session.post('Profiler.stop');
	writeFileSync(file, JSON.stringify(profile));
	session.disconnect();
	return result;
}
