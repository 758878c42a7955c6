/**
 * `npm run bench`: runs the contests, or those named, each five times (`--rounds=N` for another number): the
 * contestants of a contest take turns, each in a process of its own, against one server. Prints medians.
 */
import type { Contest } from './contests.mts';
import { CONTESTS } from './contests.mts';
import type { Result } from './support/contest.mts';
import { runContestant } from './support/contest.mts';
import { startDataServer } from './support/dataServer.mts';
import { median } from './support/median.mts';
import { timeUnpacking } from './unpacking.mts';

const MB = 1_000_000;
const USUAL_ROUNDS = 5;

const args = process.argv.slice(2);
const rounds = Number(args.find((arg) => arg.startsWith('--rounds='))?.slice(9) ?? USUAL_ROUNDS);
const named = args.filter((arg) => !arg.startsWith('--'));

const isWanted = (name: string) => named.length === 0 || named.includes(name);

for (const [name, contest] of Object.entries(CONTESTS)) {
	if (isWanted(name)) report(contest, await hold(contest));
}
if (isWanted('unpacking')) reportUnpacking(await timeUnpacking(rounds));

/** The results of each contestant, a round after the other. */
async function hold({ data, latencyMs = 0, contestants }: Contest): Promise<Result[][]> {
	const server = await startDataServer(data);
	const results: Result[][] = contestants.map(() => []);
	try {
		await server.setLatency(latencyMs);
		for (let round = 0; round < rounds; round++) {
			for (const [index, { script, task }] of contestants.entries()) {
				const { data: served } = server;
				const { fromMs, toMs } = served;
				results[index]?.push(
					await runContestant(script, { server: served, fromMs, toMs, ...task }),
				);
			}
		}
	} finally {
		await server.close();
	}
	checkSameWork(results.flat());
	return results;
}

/** All have to come to the same sums, or the comparison means nothing. */
function checkSameWork(results: Result[]): void {
	const sums = new Set(
		results.map(({ units, handleTimeMillis }) => `${units} ${handleTimeMillis}`),
	);
	if (sums.size !== 1) throw new Error(`Different sums: ${[...sums].join(', ')}`);
}

function report({ title, contestants }: Contest, results: Result[][]): void {
	console.log(`\n${title}; medians of ${rounds}\n`);
	console.log('| | Time | CPU of the main thread | Memory above idle |\n| --- | --- | --- | --- |');
	const figures = results.map((ofOne) => ({
		time: median(ofOne.map(({ milliseconds }) => milliseconds)),
		cpu: median(ofOne.map(({ cpuMilliseconds }) => cpuMilliseconds)),
		memory: median(ofOne.map(({ peak, idle }) => peak - idle)),
	}));
	for (const [index, { time, cpu, memory }] of figures.entries()) {
		const [first] = figures;
		const compared = (of: number, to = of) => (index === 0 ? '' : ` (${(of / to).toFixed(2)}x)`);
		const cells = [
			contestants[index]?.label,
			`${(time / 1000).toFixed(2)} s${compared(time, first?.time)}`,
			`${(cpu / 1000).toFixed(2)} s${compared(cpu, first?.cpu)}`,
			`${Math.round(memory / MB)} MB${compared(memory, first?.memory)}`,
		];
		console.log(`| ${cells.join(' | ')} |`);
	}
}

function reportUnpacking(times: Record<string, number>): void {
	console.log(`\nUnpacking the week's files and nothing else; medians of ${rounds}\n`);
	console.log('| | Time |\n| --- | --- |');
	for (const [way, time] of Object.entries(times)) {
		console.log(`| ${way} | ${(time / 1000).toFixed(2)} s |`);
	}
}
