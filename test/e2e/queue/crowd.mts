import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { AgentsPlan } from '../../support/n8n/askForAgents.mts';
import { AskForAgents } from '../../support/n8n/askForAgents.mts';
import type { RealQueue } from '../../support/n8n/queue.mts';
import { hasFailed } from '../../support/n8n/queue.mts';
import { until } from '../../support/n8n/until.mts';

const ACCOUNT = 'crowd';
const EXECUTIONS = 20;
const AGENTS_EACH = 3;
/** Well before the minute's 50: both workers are in the middle of their executions then */
const KILLED_AT = 30;
const LONGEST_MS = 240_000;

/** What 20 executions at once make of one credential when a worker is killed among them. */
export function crowd(queue: () => RealQueue): void {
	describe('20 executions at once with one credential, a worker killed in the middle', () => {
		let agents: AskForAgents;
		let plan: AgentsPlan;
		/** Executions that the killed worker had begun and not ended */
		let lost: string[];

		before(async () => {
			agents = await AskForAgents.publish(queue(), ACCOUNT);
			plan = agents.plan(ACCOUNT, EXECUTIONS, AGENTS_EACH);
		});
		after(async () => {
			await queue().workers[0]?.start();
		});

		const executions = () => queue().executions(ACCOUNT);
		const requests = () => queue().ahtRequests(ACCOUNT);

		it('are shared out between the workers', async () => {
			const earlier = new Set([0, 1].flatMap((worker) => queue().begunBy(worker)));
			await agents.start(plan.calls);
			await until('requests', () => requests().length >= KILLED_AT);
			const [first, second] = [0, 1].map((worker) =>
				queue()
					.begunBy(worker)
					.filter((id) => !earlier.has(id)),
			);
			await queue().workers[0]?.kill();
			assert.ok(first?.length && second?.length, `${first?.length} and ${second?.length}`);
		});

		it('are listed as failed where the killed worker had them, and go on elsewhere', async () => {
			const had = new Set(queue().begunBy(0));
			const isWell = (status: string) => status === 'success';
			lost = executions()
				.filter(({ id, status }) => had.has(id) && !isWell(status))
				.map(({ id }) => id);
			assert.ok(lost.length > 0, 'it was killed in the middle');
			await until(
				'notice of what was lost',
				() => executions().every(({ id, status }) => !lost.includes(id) || hasFailed(status)),
				LONGEST_MS,
			);
		});

		it('give each agent of each call once when what was lost is started anew', async () => {
			// What goes on elsewhere has written nothing yet, and must not be taken for lost
			await until('end of the rest', () => queue().haveEnded(ACCOUNT, EXECUTIONS), LONGEST_MS);
			// n8n keeps too little of them for its own Retry: whoever started them starts them again
			const there = agents.rows(ACCOUNT);
			const again = plan.calls.filter(
				({ call }) => !there.some((row) => row.startsWith(`${call},`)),
			);
			await agents.start(again);
			const all = EXECUTIONS + again.length;
			await until('end of all', () => queue().haveEnded(ACCOUNT, all), LONGEST_MS);
			const failed = executions().filter(({ status }) => status !== 'success');
			assert.deepEqual(
				failed.map(({ id }) => id),
				lost,
			);
			assert.deepEqual(agents.rows(ACCOUNT), plan.rows);
		});

		it('share few tokens', (test) => {
			const { requests: log } = queue().sandbox.cloudAgent;
			const asked = log.of('token').filter(({ body }) => body.includes(ACCOUNT));
			test.diagnostic(`${asked.length} tokens`);
			// Two workers that begin at once may make one each, and one ends the other
			assert.ok(asked.length <= 6, `${asked.length} tokens`);
		});

		it('are more than a minute has room for', (test) => {
			const refused = requests().filter(({ outcome }) => outcome === 'refused');
			const told = `${refused.length} of ${requests().length} requests were refused`;
			test.diagnostic(told);
			assert.ok(requests().length > 50);
		});
	});
}
