import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { DateTime } from 'luxon';

import { endedWithin } from '../../engine/AgentSegmentsBreakdown/handlingTimeUnit/ended.mts';
import type { RealN8n } from '../../support/n8n/n8n.mts';
import { fillIn, readyMade } from '../../support/n8n/readyMade.mts';
import { clock } from '../../support/n8n/reportSums.mts';
import { runToEnd } from '../../support/n8n/runToEnd.mts';

/** What the workflows promise, on any n8n. */
export function alerts(n8n: () => RealN8n): void {
	describe('"LivePerson alert over target"', { concurrency: 1 }, () => {
		const CHANNEL = 'aht-alerts';
		const START = 'Every hour';
		/** So that a day has begun long ago, whatever the time is */
		const today = DateTime.utc().startOf('hour').minus({ hours: 20 });
		let id: string;

		before(async () => {
			const workflow = readyMade('liveperson-alert-over-target');
			const filled = fillIn(workflow, 'Skills over target', {
				timeFrame: 'custom',
				from: today.toISO(),
				to: today.plus({ hours: 19 }).toISO(),
				options: { onlyAhtOver: '1 min', onlyWithSegments: 5 },
			});
			id = await n8n().importWorkflow(filled, 'liveperson-alert');
		});

		const messages = () =>
			n8n()
				.sandbox.slack.messagesIn(CHANNEL)
				.filter(({ text }) => text.includes('LivePerson'));

		it('posts the skills over the target in one message', async () => {
			await runToEnd(n8n(), id, START);
			const [message, ...more] = messages();
			assert.deepEqual(more, []);
			const frame = { fromMs: today.toMillis(), toMs: today.plus({ hours: 19 }).toMillis() };
			const { bySkill } = endedWithin(n8n().sandbox.livePerson, frame);
			const sums = Object.values(bySkill).filter(({ segments }) => segments >= 5);
			assert.equal(message?.text.split('\n').length, 1 + sums.length);
			for (const { handleTimeMillis, segments } of sums) {
				const words = `: ${clock(handleTimeMillis / segments)} on average for ${segments} segments`;
				assert.ok(message?.text.includes(words), words);
			}
		});

		it('posts none of them again on the same day', async () => {
			const before = messages().length;
			await runToEnd(n8n(), id, START);
			assert.equal(messages().length, before);
		});
	});

	describe('"AHT alert to Microsoft Teams"', () => {
		it('posts to the channel in plain text', async () => {
			n8n().sandbox.cloudAgent.setAht({ campaignName: 'Collections_30_Days' }, 432);
			const id = await n8n().importWorkflow(readyMade('aht-alert-to-teams'), 'aht-alert-to-teams');
			await runToEnd(n8n(), id, 'CloudAgent AHT Trigger');
			const [message, ...more] = n8n().sandbox.teams.messages;
			assert.deepEqual(more, []);
			assert.deepEqual([message?.channelName, message?.contentType], ['AHT alerts', 'text']);
			assert.match(
				message?.content ?? '',
				/^🔴 Over target\nTest: Campaign Collections_30_Days: .*1 min 12 s over the threshold of 6 min/,
			);
		});
	});
}
