/**
 * Runs the checks on one release, in a process of the release's own Node; started by `versions.mts`. Its
 * setup comes as JSON in the first argument, its outcomes go to standard output, one line of JSON each.
 */
import { connectToSandbox } from '../simulators/control.mts';
import { CHECKS } from './checks.mts';
import { openRelease } from './release.mts';

const CHECK_TIMEOUT_MS = 90_000;

const { folder, hosts, controlUrl, credentials } = JSON.parse(process.argv[2] ?? '{}');
const release = await openRelease({ folder, hosts });
const setup = { release, control: connectToSandbox(controlUrl), credentials };
for (const check of CHECKS) {
	const stop = new AbortController();
	const late = new Promise<never>((_resolve, reject) => {
		const timer = setTimeout(() => reject(new Error('did not end in time')), CHECK_TIMEOUT_MS);
		stop.signal.addEventListener('abort', () => clearTimeout(timer));
	});
	const problem = await Promise.race([check.run(setup), late]).then(
		() => undefined,
		(error: unknown) => (error instanceof Error ? error.message : String(error)),
	);
	stop.abort();
	await setup.control.livePerson.stop();
	await setup.control.cloudAgent.calmDown();
	process.stdout.write(`${JSON.stringify({ name: check.name, problem })}\n`);
}
process.exit(0);
