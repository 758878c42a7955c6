import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { DateTime } from 'luxon';

import { makeMind } from '../../../sandbox/simulators/chatModel/mind.mts';
import type { RealN8n } from '../../support/n8n/n8n.mts';
import { readyMade } from '../../support/n8n/readyMade.mts';
import { clock } from '../../support/n8n/reportSums.mts';

/** What the workflow promises, on any n8n. */
export function askAboutHandleTime(n8n: () => RealN8n): void {
	describe('"Ask about handle time"', { concurrency: 1 }, () => {
		const to = DateTime.now();
		const from = to.minus({ hours: 24 });
		let answer: string;

		before(async () => {
			n8n().sandbox.chatModel.mind = makeMind(/handle.?time|aht/i, [
				{ about: /^Agent$/, value: 'ananya.rao' },
				{ about: /^Campaign$/, value: 'Collections_30_Days' },
				{ about: /^Group_By$/, value: 'agent' },
				{ about: /^From$/, value: from.toISO() },
				{ about: /^To$/, value: to.toISO() },
			]);
			n8n().sandbox.cloudAgent.setAht({ agentId: 'ananya.rao' }, 241);
			n8n().sandbox.cloudAgent.setAht({ campaignName: 'Collections_30_Days' }, 385);
			const id = await n8n().importWorkflow(
				readyMade('ask-about-handle-time'),
				'ask-about-handle-time',
			);
			const input = { sessionId: 'test', action: 'sendMessage', chatInput: 'How long are calls?' };
			const execution = await n8n().api.run(id, 'When chat message received', { input });
			assert.equal(execution.status, 'success', execution.error?.message);
			answer = String(execution.items('AI Agent')[0]?.['output']);
		});

		it('answers with the figures of both services', () => {
			assert.match(answer, /Ananya Rao has an average handle time of 00:04:01/);
			assert.match(answer, /Collections_30_Days has an average handle time of 00:06:25/);
			assert.equal(n8n().sandbox.chatModel.toolResults().length, 3);
			const { data, totals } = n8n().sandbox.livePerson;
			const frame = { fromMs: from.toMillis(), toMs: to.toMillis() };
			const { byAgent } = totals({ frame });
			for (const { agentId, employeeId } of data.agents) {
				const { handleTimeMillis, segments } = byAgent[agentId] ?? assert.fail();
				const aht = clock(handleTimeMillis / segments);
				assert.ok(answer.includes(`${employeeId} has an average handle time of ${aht} `));
			}
		});

		it('gives the model few words', () => {
			for (const { name, text } of n8n().sandbox.chatModel.toolResults()) {
				const most = name === 'Handle_time_in_messaging' ? 12_000 : 1_000;
				assert.ok(text.length < most, `${name} gave ${text.length} characters`);
			}
		});
	});
}
