/**
 * `npx gulp build && HOURS=24 MINUTES=10 npx jest --testMatch '<rootDir>/bench/soak.mts'`: a day of polls of
 * both triggers, with 200 CloudAgent targets and a LivePerson that adds 24 files an hour, on a clock that
 * jumps. The engine and the simulators are those of the tests, hence jest. Prints the heap after garbage
 * collection and what n8n would store; fails where the heap has grown by more than 5 % since the first
 * tenth, or the stored data by more than 10 %.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import type { Sandbox } from '../sandbox/simulators/sandbox.mts';
import { startSandbox } from '../sandbox/simulators/sandbox.mts';
import { addBreakdownFile } from '../test/support/engine/breakdownFiles.mts';
import type { Engine } from '../test/support/engine/engine.mts';
import { createEngine } from '../test/support/engine/engine.mts';
import { trust } from '../test/support/engine/trust.mts';
import { startVirtualTime } from '../test/support/engine/virtualTime.mts';

const hours = Number(process.env.HOURS ?? 24);
const minutes = Number(process.env.MINUTES ?? 10);
const TARGETS = 200;
const FILES_AN_HOUR = 24;
const HEAP_GROWTH = 1.05;
const STORED_GROWTH = 1.1;
const HOUR_MS = 3_600_000;
const MB = 1_000_000;

/** Both triggers, activated, of an engine that the sandbox is there for. */
function activateBoth(engine: Engine, { livePerson, cloudAgent, domains }: Sandbox) {
	const agentIds = cloudAgent.data.agents.slice(0, TARGETS).map(({ agentId }) => agentId);
	return {
		LivePerson: engine.activate({
			type: 'agentSegmentsBreakdownTrigger',
			name: 'LivePerson',
			credentials: [
				engine.store.add('livePersonTokenApi', {
					...livePerson.credentials.livePersonTokenApi,
					domain: domains.livePerson,
				}),
			],
			parameters: { authentication: 'livePersonTokenApi', triggerOn: 'newUnit' },
		}),
		CloudAgent: engine.activate({
			type: 'cloudAgentAhtTrigger',
			name: 'CloudAgent',
			credentials: [
				engine.store.add('cloudAgentApi', {
					region: 'partner',
					domain: domains.cloudAgent,
					userName: 'demo_account',
					apiAuthentication: 'TOKEN_AUTH',
					apiKey: 'fake-api-key-for-tests',
				}),
			],
			parameters: {
				triggerOn: ['breached', 'recovered'],
				threshold: '06:00',
				targets: { target: [{ watch: 'agents', agentIds: agentIds.join('\n') }] },
			},
		}),
	};
}

/** Files of the hour so many hours ago. A day is asked for; older ones go, though LivePerson keeps a month. */
function addFiles({ livePerson }: Sandbox, nowMs: number, hoursAgo: number): void {
	const { files } = livePerson.data;
	const kept = files.findIndex(({ hourStartMs }) => hourStartMs > nowMs - 30 * HOUR_MS);
	files.splice(0, Math.max(0, kept));
	for (let part = 0; part < FILES_AN_HOUR; part++) {
		addBreakdownFile(livePerson, nowMs, { hoursAgo, part, units: 20 });
	}
}

/** A tenth of the agents is over the threshold, others each time. */
function moveAht({ cloudAgent }: Sandbox, poll: number): void {
	for (const [index, { agentId }] of cloudAgent.data.agents.entries()) {
		cloudAgent.setAht({ agentId }, (index + poll) % 10 === 0 ? 420 : 300);
	}
}

function heapAfterCollection(): number {
	setFlagsFromString('--expose-gc');
	const collect: unknown = runInNewContext('gc');
	if (typeof collect === 'function') collect();
	return process.memoryUsage().heapUsed;
}

it(
	`${hours} hours of polls`,
	async () => {
		const engine = await createEngine();
		const clock = startVirtualTime('2026-11-22T00:30:00Z');
		const sandbox = await startSandbox({
			now: clock.now,
			sleep: clock.sleep,
			livePerson: { hours: 0 },
			cloudAgent: { agentCount: TARGETS },
		});
		trust(sandbox);
		const triggers = activateBoth(engine, sandbox);
		const items = { LivePerson: 0, CloudAgent: 0 };
		const stored = { LivePerson: 0, CloudAgent: 0 };
		const polls = Math.round((hours * 60) / minutes);
		const heaps: number[] = [];
		const sizes: number[] = [];
		for (let hoursAgo = 25; hoursAgo > 0; hoursAgo--) addFiles(sandbox, clock.now(), hoursAgo);
		for (let poll = 0; poll < polls; poll++) {
			const nextMs = clock.now() + minutes * 60_000;
			if (poll > 0 && (poll * minutes) % 60 < minutes) addFiles(sandbox, clock.now(), 1);
			moveAht(sandbox, poll);
			for (const service of ['LivePerson', 'CloudAgent'] as const) {
				const { json, error, reported, staticData } = await clock.run(triggers[service].poll);
				expect([error, ...reported]).toEqual([undefined]);
				items[service] += json.length;
				stored[service] = JSON.stringify(staticData).length;
			}
			// What the harness and the simulators keep is not the product's
			engine.logger.clear();
			sandbox.livePerson.requests.reset();
			sandbox.cloudAgent.requests.reset();
			heaps.push(heapAfterCollection());
			sizes.push(stored.LivePerson + stored.CloudAgent);
			if (poll % Math.ceil(polls / 10) === 0 || poll === polls - 1) {
				const heap = ((heaps.at(-1) ?? 0) / MB).toFixed(1);
				process.stdout.write(
					`poll ${poll + 1} of ${polls}: heap ${heap} MB; stored ${stored.LivePerson} + ${stored.CloudAgent} bytes; items ${items.LivePerson} + ${items.CloudAgent}\n`,
				);
			}
			await clock.pass(Math.max(1, nextMs - clock.now()));
		}
		clock.stop();
		await sandbox.close();
		const tenth = Math.floor(polls / 10);
		const growthOf = (values: number[]) => (values.at(-1) ?? 0) / (values[tenth] ?? 1);
		const growth = `since the first tenth: heap x ${growthOf(heaps).toFixed(3)}, stored x ${growthOf(sizes).toFixed(3)}`;
		process.stdout.write(`${growth}\n`);
		expect(growthOf(heaps)).toBeLessThan(HEAP_GROWTH);
		expect(growthOf(sizes)).toBeLessThan(STORED_GROWTH);
	},
	4 * HOUR_MS,
);
