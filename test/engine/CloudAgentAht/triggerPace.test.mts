import { NodeApiError } from 'n8n-workflow';

import type { PollOutcome } from '../../support/engine/engine.mts';
import type { TriggerWorld } from './triggerSetup.mts';
import { startTriggerWorld } from './triggerSetup.mts';

jest.setTimeout(120_000);

const MINUTE_MS = 60_000;

let world: TriggerWorld;
let everybody: { targets: { target: Array<{ watch: string; agentIds: string }> } };
beforeAll(async () => {
	world = await startTriggerWorld(55);
	const agentIds = world.simulator.data.agents.map(({ agentId }) => agentId).join('\n');
	everybody = { targets: { target: [{ watch: 'agents', agentIds }] } };
	for (const { agentId } of world.simulator.data.agents) world.simulator.setAht({ agentId }, 400);
});
afterEach(async () => await world.calmDown());
afterAll(async () => await world.close());

const breached = (polls: PollOutcome[]) =>
	polls.flatMap(({ json }) => json.map(({ subjectId }) => subjectId));

describe('more targets than CloudAgent answers in a minute', () => {
	it('are all read within the budget of a poll, at the pace of the limit', async () => {
		const trigger = world.activate(everybody);
		const first = await trigger.poll();
		await world.clock.pass(MINUTE_MS);
		world.simulator.requests.reset();
		const second = await trigger.poll();
		// The first poll keeps somebody waiting who activates the workflow, so it ends early
		expect(first.items).toHaveLength(50);
		expect(second.items).toHaveLength(5);
		expect(new Set(breached([first, second])).size).toBe(55);
		expect(world.simulator.requests.counts.aht).toBe(55);
		expect(world.simulator.requests.refused).toBe(0);
	});

	it('are taken up in turn where the budget is short, and what was found is given', async () => {
		const trigger = world.activate(everybody, { budgetMs: 20_000 });
		const polls: PollOutcome[] = [];
		for (let count = 0; count < 2; count++) {
			polls.push(await trigger.poll());
			await world.clock.pass(MINUTE_MS);
		}
		expect(polls.map(({ error }) => error)).toEqual([undefined, undefined]);
		expect(polls.map(({ items }) => items.length)).toEqual([50, 5]);
		expect(new Set(breached(polls)).size).toBe(55);
	});
});

describe('polls that overlap', () => {
	it('do not ask twice: the later one is skipped', async () => {
		const agentIds = everybody.targets.target[0]?.agentIds.split('\n').slice(0, 3).join() ?? '';
		const trigger = world.activate({ targets: { target: [{ watch: 'agents', agentIds }] } });
		const polls = await world.clock.run(
			async () => await Promise.all([trigger.pollNow(), trigger.pollNow()]),
		);
		expect(polls.map(({ items }) => items.length).sort()).toEqual([0, 3]);
		expect(polls.map(({ outputs }) => outputs)).toContain(null);
		expect(world.simulator.requests.counts.aht).toBe(3);
	});
});

describe('a limit that others use up', () => {
	it('is waited for within the budget', async () => {
		world.simulator.useUpLimit(50);
		const { agentId } = world.simulator.data.agents[0] ?? { agentId: '' };
		const trigger = world.activate({
			targets: { target: [{ watch: 'agent', agentId }] },
		});
		await world.clock.pass(30_000);
		const { error, items } = await trigger.poll();
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
	});

	it('ends a poll that has read nothing, with the cause declared', async () => {
		world.simulator.useUpLimit(50);
		const { error, outputs, staticData } = await world.poll(everybody, { budgetMs: 20_000 });
		expect(outputs).toBeNull();
		expect(error).toMatchObject({
			message: "CloudAgent's rate limit of 50 requests per minute left no room in time",
			failure: { cause: 'rate-limited', retryAfterMs: MINUTE_MS },
		});
		expect(error).toBeInstanceOf(NodeApiError);
		expect(staticData).toEqual({});
	});
});
