import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { DateTime } from 'luxon';

import { endedWithin } from '../../engine/AgentSegmentsBreakdown/handlingTimeUnit/ended.mts';
import type { RealN8n } from '../../support/n8n/n8n.mts';
import { readyMade } from '../../support/n8n/readyMade.mts';
import { clock } from '../../support/n8n/reportSums.mts';

/** What the workflow promises, on any n8n. */
export function askAboutHandleTime(n8n: () => RealN8n): void {
	describe('"Ask about handle time"', { concurrency: 1 }, () => {
		let id: string;

		before(async () => {
			n8n().sandbox.cloudAgent.setAht({ agentId: 'ananya.rao' }, 241);
			n8n().sandbox.cloudAgent.setAht({ campaignName: 'Collections_30_Days' }, 385);
			const workflow = readyMade('ask-about-handle-time');
			workflow.settings = { ...workflow.settings, timezone: 'Asia/Kolkata' };
			id = await n8n().importWorkflow(workflow, 'ask-about-handle-time');
		});

		/** Asks in a chat of its own; the answer, and what the tools gave for it. */
		async function ask(chatInput: string) {
			const input = { sessionId: chatInput, action: 'sendMessage', chatInput };
			const execution = await n8n().api.run(id, 'When chat message received', { input });
			assert.equal(execution.status, 'success', execution.error?.message);
			const answer = String(execution.items('AI Agent')[0]?.['output']);
			return { answer, results: n8n().sandbox.chatModel.toolResults() };
		}

		it('answers its own two example questions with one tool each', async () => {
			const note = readyMade('ask-about-handle-time').nodes.find(
				({ name }) => name === 'What to fill in',
			);
			const [, examples = ''] =
				/own words: \*(.+?)\*/.exec(String(note?.parameters['content'])) ?? [];
			const { answer, results } = await ask(examples);
			assert.deepEqual(
				results.map(({ name }) => name),
				['Agent_AHT_on_the_phone', 'Handle_time_in_messaging'],
			);
			assert.match(answer, /^Ananya Rao has an average handle time of 00:04:01 /);
			const today = DateTime.now().setZone('Asia/Kolkata').startOf('day');
			const frame = { fromMs: today.minus({ days: 1 }).toMillis(), toMs: today.toMillis() };
			const { bySkill } = endedWithin(n8n().sandbox.livePerson, frame);
			const ahts = Object.values(bySkill).map((sum) => sum.handleTimeMillis / sum.segments);
			assert.ok(
				answer.includes(` has an average handle time of ${clock(Math.max(...ahts))} `),
				answer,
			);
		});

		it('answers about a campaign', async () => {
			const { answer, results } = await ask('How long do calls of Collections_30_Days take?');
			assert.match(answer, /^Collections_30_Days has an average handle time of 00:06:25/);
			assert.equal(results.length, 1);
		});

		it('gives the model few words', async () => {
			const { results } = await ask('How long did each agent take in chats yesterday?');
			const length = results.reduce((sum, { text }) => sum + text.length, 0);
			assert.equal(results.length, 1);
			assert.ok(length < 12_000, `${length} characters`);
		});
	});
}
